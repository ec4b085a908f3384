//! Deciding about what one has taken.

use alongside_domain::{
    Millis, Viewer,
    id::{DecisionId, MatterId, MemberId, StoryId},
    queue::{Outcome, Pause, Thing},
    story::Note,
    text::Reason,
};
use alongside_store::{
    StoreError, Tx, answer,
    decision::{New, On},
    matter, member, story,
};

use super::{
    QueueError, audit,
    take::{moderator, taken},
};
use crate::{App, chance::Rng};

/// What a moderator decides.
#[derive(Clone, Debug)]
pub struct Decide {
    /// About which matter.
    pub matter: MatterId,
    /// What.
    pub outcome: Outcome,
    /// Why; the person reads it. Needed when something is taken from them. For a second opinion it is for the other
    /// moderator.
    pub reason: Option<Reason>,
    /// What it mentions, for [`Outcome::WithNote`].
    pub notes: Vec<Note>,
    /// Whether, and how long, its writer does not write to others.
    pub pause: Option<Pause>,
}

impl Decide {
    fn check(&self) -> Result<(), QueueError> {
        let takes = matches!(self.outcome, Outcome::Return | Outcome::Remove | Outcome::Second);
        if (takes || self.pause.is_some()) && self.reason.is_none() {
            return Err(QueueError::NoReason);
        }
        if self.outcome == Outcome::WithNote && self.notes.is_empty() {
            return Err(QueueError::NoNotes);
        }
        Ok(())
    }

    fn reason(&self) -> &str {
        self.reason.as_ref().map_or("", Reason::as_str)
    }
}

/// Decides, and writes it down. The writer of the thing reads the reason; the matter is closed, or for a second
/// opinion goes to another. Returns the story. Up to fifteen queries.
///
/// # Errors
/// [`QueueError`]
pub async fn decide(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: &Decide,
) -> Result<StoryId, QueueError> {
    cmd.check()?;
    let (on, thing, _) = taken(tx, at, by, cmd.matter).await?;
    let me = moderator(by)?;
    let (writer, story) = match &thing {
        Thing::Story(story) => (story.author, story.id),
        Thing::Answer(answer, story) => (answer.author, story.id),
    };
    if cmd.outcome == Outcome::Second {
        second(tx, at, rng, cmd, me).await?;
    } else {
        apply(tx, at, on, cmd).await?;
        matter::close(tx, cmd.matter, at).await?;
    }
    let new = |rng: &mut Rng, what, until| New {
        id: DecisionId::random(rng),
        on,
        member: writer,
        moderator: me,
        what,
        reason: cmd.reason(),
        at,
        until,
    };
    audit::record(tx, new(rng, cmd.outcome.slug(), None)).await?;
    if let Some(pause) = cmd.pause {
        let until = at.plus(pause.millis());
        member::pause(tx, writer, until).await?;
        audit::record(tx, new(rng, "pause", Some(until))).await?;
    }
    story::stir(tx, story).await?;
    Ok(story)
}

/// It goes to another moderator, with one's words for them.
async fn second(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    cmd: &Decide,
    me: MemberId,
) -> Result<(), StoreError> {
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    let why = alongside_domain::queue::Why::Second;
    let raising = matter::Raising { why, by: None, words: cmd.reason.as_ref(), notes: &[], at };
    matter::raise(tx, id, cmd.matter, raising).await?;
    matter::pass_on(tx, cmd.matter, me).await
}

/// What it means for the thing itself.
async fn apply(tx: &mut Tx<'_>, at: Millis, on: On, cmd: &Decide) -> Result<(), StoreError> {
    let held = match cmd.outcome {
        Outcome::Return | Outcome::Remove => cmd.reason.as_ref(),
        Outcome::Show | Outcome::WithNote | Outcome::Second => None,
    };
    match on {
        On::Story(id) => {
            story::set_held(tx, id, held).await?;
            if cmd.outcome == Outcome::WithNote {
                story::set_added_notes(tx, id, &cmd.notes).await?;
            }
            if cmd.outcome == Outcome::Remove {
                story::set_removed(tx, id, at).await?;
            }
        }
        On::Answer { answer: id, .. } => {
            answer::set_held(tx, id, held).await?;
            if cmd.outcome == Outcome::WithNote {
                answer::set_notes(tx, id, &cmd.notes).await?;
            }
            if cmd.outcome == Outcome::Remove {
                answer::set_removed(tx, id, at).await?;
            }
        }
    }
    Ok(())
}

impl App {
    /// See [`decide`].
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn decide_matter(&self, by: Viewer, cmd: Decide) -> Result<(), QueueError> {
        let (at, chance) = (self.now(), self.chance());
        let story = self
            .store()
            .write(move |tx| Box::pin(async move { decide(tx, at, &mut chance.rng(), by, &cmd).await }))
            .await?;
        self.stirred().story_changed(story);
        Ok(())
    }
}
