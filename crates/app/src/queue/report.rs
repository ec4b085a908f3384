//! Telling moderators about something.

use alongside_domain::{
    Action, Millis, Refusal, Viewer, id::MatterId, queue::Why, story::Note, text::Reason,
};
use alongside_store::{Tx, decision::On, matter, matter::Raising};

use super::{QueueError, REPORTS_A_DAY};
use crate::{App, chance::Rng, hold::Held};

/// A report. Who made it is told to nobody.
#[derive(Clone, Debug)]
pub struct Report {
    /// About what.
    pub what: Held,
    /// In one's own words, if one likes.
    pub words: Option<Reason>,
    /// What it mentions without saying so.
    pub notes: Vec<Note>,
}

/// The thing as decisions know it, if `by` may do `action` to it. Up to two queries.
pub(crate) async fn on(tx: &mut Tx<'_>, by: Viewer, action: Action, what: Held) -> Result<On, QueueError> {
    Ok(match what {
        Held::Story(id) => {
            crate::story::find_for(tx, by, action, id).await?;
            On::Story(id)
        }
        Held::Answer(id) => {
            let (kept, _) = crate::answer::find_for(tx, by, action, id).await?;
            On::Answer { story: kept.answer.story, answer: id }
        }
    })
}

/// Puts it into the queue. What somebody has reported already is not reported twice. Nothing is hidden by a report
/// alone. Up to seven queries.
///
/// # Errors
/// [`QueueError`]
pub async fn report(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: &Report,
) -> Result<(), QueueError> {
    let member = by.member().ok_or(Refusal::SignIn)?;
    let on = on(tx, by, Action::Report, cmd.what).await?;
    if matter::raised_since(tx, member, at.plus(-Millis::DAY)).await? >= REPORTS_A_DAY {
        return Err(QueueError::TooMany);
    }
    let matter = matter::open(tx, MatterId::random(rng), on, at).await?;
    if matter::is_raised_by(tx, matter, member).await? {
        return Ok(());
    }
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    let raising =
        Raising { why: Why::Report, by: Some(member), words: cmd.words.as_ref(), notes: &cmd.notes, at };
    Ok(matter::raise(tx, id, matter, raising).await?)
}

impl App {
    /// See [`report`].
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn report(&self, by: Viewer, cmd: Report) -> Result<(), QueueError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { report(tx, at, &mut chance.rng(), by, &cmd).await }))
            .await
    }
}
