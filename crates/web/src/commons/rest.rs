//! When a moderator is handed nothing: a small form on the queue's page, without script.

use alongside_app::queue::RestNow;
use alongside_domain::{
    Millis,
    rest::{Rest, Resting},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::Response,
};
use serde::Deserialize;

use super::{Reader, form, to};
use crate::{failure::Failure, web::Web};

/// One choice of a list: what is sent, what it says, whether it is the one that holds.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) say: String,
    pub(super) chosen: bool,
}

/// What the form offers now.
pub(super) struct RestForm {
    pub(super) from: Vec<Choice>,
    pub(super) until: Vec<Choice>,
    /// What clocks around the earth show at this moment.
    pub(super) clocks: Vec<Choice>,
    pub(super) most: Option<u16>,
    /// How many things were decided within a day.
    pub(super) decided: i64,
    /// Why nothing comes, as a sentence.
    pub(super) resting: Option<String>,
}

impl RestForm {
    pub(super) fn of(now: RestNow, at: Millis) -> Self {
        let RestNow { chosen, decided, resting } = now;
        Self {
            from: hours(chosen.quiet().map(|(from, _)| from)),
            until: hours(chosen.quiet().map(|(_, until)| until)),
            clocks: clocks(chosen.ahead(), at),
            most: chosen.most(),
            decided,
            resting: resting.map(say),
        }
    }
}

fn say(resting: Resting) -> String {
    match resting {
        Resting::Quiet(until) => {
            format!("You chose to be handed nothing until {until:02}:00. It can wait, or others take it.")
        }
        Resting::Enough(decided) => {
            format!(
                "You have decided about {decided} within a day, and said that this is enough. Others take the rest."
            )
        }
    }
}

fn hours(chosen: Option<u8>) -> Vec<Choice> {
    let none = Choice { value: String::new(), say: "no hour".into(), chosen: chosen.is_none() };
    let hour = |hour: u8| Choice {
        value: hour.to_string(),
        say: format!("{hour:02}:00"),
        chosen: chosen == Some(hour),
    };
    std::iter::once(none).chain((0..24).map(hour)).collect()
}

/// In steps of half an hour, and the few clocks that are a quarter off.
fn clocks(ahead: i16, at: Millis) -> Vec<Choice> {
    const QUARTERS: [i16; 3] = [345, 525, 765];
    let mut all: Vec<i16> = (-24..=28).map(|half| half * 30).chain(QUARTERS).collect();
    all.sort_unstable();
    let shown = |minutes: i16| {
        let clock = at.plus(i64::from(minutes) * Millis::MINUTE).0.rem_euclid(Millis::DAY);
        let (hour, minute) = (clock / Millis::HOUR, clock % Millis::HOUR / Millis::MINUTE);
        let sign = if minutes < 0 { '−' } else { '+' };
        let (off_hours, off_minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        Choice {
            value: minutes.to_string(),
            say: format!("{hour:02}:{minute:02} (UTC {sign}{off_hours}:{off_minutes:02})"),
            chosen: minutes == ahead,
        }
    };
    all.into_iter().map(shown).collect()
}

/// As a browser sends it: empty where nothing was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    from: String,
    until: String,
    clock: String,
    most: String,
}

impl Sent {
    fn rest(&self) -> Result<Rest, Failure> {
        let wrong = || Failure::mistaken("rest", alongside_domain::rest::NotARest);
        let (from, until) = (number::<u8>(&self.from), number::<u8>(&self.until));
        let quiet = match (from.map_err(|_| wrong())?, until.map_err(|_| wrong())?) {
            (Some(from), Some(until)) => Some((from, until)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(wrong()),
        };
        let ahead = number::<i16>(&self.clock).map_err(|_| wrong())?.unwrap_or(0);
        let most = number::<u16>(&self.most).map_err(|_| wrong())?;
        Rest::new(quiet, ahead, most).map_err(|_| wrong())
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<Option<T>, T::Err> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::parse).transpose()
}

pub(super) async fn choose(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    let chosen = async {
        reader.member()?;
        let sent: Sent = form::read(request).await?;
        web.app.choose_rest(reader.viewer(), sent.rest()?).await?;
        Ok(to("/queue?q=kept"))
    };
    chosen.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}
