//! The risk from here on, while nothing has been checked.

use alongside_figures::{
    About, Age, Band, Day, FromHereOn, Losses, NothingChecked, Risk, Table, from_here_on, other_studies,
    tables,
};

use super::{Answer, Lead, NOTHING_ABOUT, Others};
use crate::commons::numbers::{
    asked::Framing,
    curve::{Curve, Point},
    picture::Circles,
    said::{self, Line, Study},
};

/// The last week whose beginning is drawn: at 20 weeks the counting changes, and nothing is carried to zero.
const LAST: u16 = 19;

pub(super) fn answer(framing: Framing, day: Day<NothingChecked>, about: About) -> Answer {
    let found = from_here_on(day, about);
    let (band, lost) = (range(&found), found.risk.lost());
    Answer {
        lead: Some(Lead {
            of: format!(
                "Of 100 pregnancies that were there at {}, with nothing checked{},",
                weeks_and_days(day),
                of_whom(about)
            ),
            on: format!("{} went on to 20 weeks", said::about(found.risk.go_on())),
            ended: format!("{} ended before 20 weeks", said::about(lost)),
        }),
        says: vec![within_the_week(&found, framing)],
        circles: Some(Circles::of_hundred(framing, band, Some(lost))),
        curve: Some(curve(framing, &found)),
        others: others(about),
        studies: found.rests_on.iter().map(|figure| Study::of(figure, NOTHING_ABOUT)).collect(),
        assumes: found.assumes.iter().map(ToString::to_string).collect(),
        ..Answer::empty(framing)
    }
}

/// The widest of the ranges that are known: by chance, between studies, of the odds ratio.
pub(in crate::commons::numbers) fn range(found: &FromHereOn) -> Band<NothingChecked> {
    let more = [found.between_studies, found.odds_ratio].into_iter().flatten();
    more.fold(found.sampling, |one, other| Band {
        lower: least(one.lower, other.lower),
        upper: most(one.upper, other.upper),
    })
}

type Here = Risk<NothingChecked>;

fn least(one: Here, other: Here) -> Here {
    if other < one { other } else { one }
}

fn most(one: Here, other: Here) -> Here {
    if other > one { other } else { one }
}

fn weeks_and_days(day: Day<NothingChecked>) -> String {
    match day.day() {
        0 => format!("{} weeks", day.week()),
        1 => format!("{} weeks and 1 day", day.week()),
        days => format!("{} weeks and {days} days", day.week()),
    }
}

fn of_whom(about: About) -> String {
    let age = about.age().map(|age| format!(", of people {}", years(age)));
    let losses = about.losses().map(|losses| format!(" {}", after(losses)));
    [age, losses].into_iter().flatten().collect()
}

/// "aged 30 to 34".
pub(in crate::commons::numbers) fn years(age: Age) -> String {
    let at = age.figure().at;
    match at.strip_prefix('<') {
        Some(years) => format!("under {years} years old"),
        None => format!("aged {}", at.replace('-', " to ")),
    }
}

pub(in crate::commons::numbers) const fn after(losses: Losses) -> &'static str {
    match losses {
        Losses::None => "with no loss before",
        Losses::One => "after one loss",
        Losses::Two => "after two losses",
        Losses::ThreeInARow => "after three losses in a row",
    }
}

/// Says at once what the whole week is, so that another day of it has nothing new.
fn within_the_week(found: &FromHereOn, framing: Framing) -> String {
    let days = Day::all().filter(|day| day.week() == found.day.week());
    let on = framing == Framing::GoOn;
    let said: Vec<String> = days
        .map(|day| from_here_on(day, found.about).risk)
        .map(|risk| said::count(if on { risk.go_on() } else { risk.lost() }))
        .collect();
    let week = found.day.week();
    match (said.first(), said.last()) {
        (Some(first), Some(last)) if first != last => format!(
            "Over the whole of week {week} it goes from {first} to {last}. A day changes it by less than studies \
             differ, so that looking again tomorrow finds nothing new."
        ),
        _ => format!("It is the same on every day of week {week}."),
    }
}

fn curve(framing: Framing, found: &FromHereOn) -> Curve {
    let points: Vec<Point> = Day::all()
        .filter(|day| day.day() == 0 && day.week() <= LAST)
        .map(|day| (day.week(), from_here_on(day, found.about)))
        .map(|(week, found)| {
            let band = range(&found);
            let [low, number, high] = [band.lower, found.risk, band.upper].map(Risk::percent);
            Point { week, low, number: Some(number), high, studies: Vec::new() }
        })
        .collect();
    let week = f64::from(found.day.days()) / 7.0;
    // The last days before 20 weeks are at the end of what is drawn.
    let here = (week.min(f64::from(LAST)), found.risk.percent());
    Curve::new("From each week on, until 20 weeks", framing, "100", &points, Some(here))
}

fn others(about: About) -> Vec<Others> {
    let mut others = Vec::new();
    if let Some(age) = about.age() {
        others.push(Others {
            heading: "Other studies by age",
            say: "From the beginning to the end, and each counted in another way.",
            lines: other_studies(age).into_iter().map(|figure| Line::of(figure, "")).collect(),
        });
    }
    others.push(Others {
        heading: "Where studies differ",
        say: "What others found from the beginning on, for everybody. The people, the weeks and the ways of counting \
              are different ones.",
        lines: totals(),
    });
    others
}

/// Totals by life tables: those that count from about the same time on.
fn totals() -> Vec<Line> {
    let groups = [
        "cumulative, all ages",
        "cumulative, age-standardised (reference population not named in excerpt)",
        "cumulative (range across studies)",
        "life-table cumulative after week 5",
        "cumulative",
    ];
    tables::of(Table::WeeklyLifeTables)
        .iter()
        .filter(|figure| groups.contains(&figure.group))
        .map(|figure| Line::of(figure, ""))
        .collect()
}
