//! Holding, and letting go of it.

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    id::{DecisionId, StoryId},
    text::Reason,
};
use alongside_store::{
    Tx, answer,
    decision::{New, On},
    story,
};

use super::Held;
use crate::{App, chance::Rng, queue::record, refused::Refused};

/// Holds a story or an answer from being shown; its writer sees the reason. Returns the story. Seven queries.
///
/// # Errors
/// [`Refused`]
pub async fn hold(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    what: Held,
    reason: &Reason,
) -> Result<StoryId, Refused> {
    decide(tx, at, rng, by, what, Some(reason)).await
}

/// Lets something be shown again. Nothing changes when it is. Returns the story. Seven queries.
///
/// # Errors
/// [`Refused`]
pub async fn release(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    what: Held,
) -> Result<StoryId, Refused> {
    decide(tx, at, rng, by, what, None).await
}

async fn decide(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    what: Held,
    reason: Option<&Reason>,
) -> Result<StoryId, Refused> {
    let action = if reason.is_some() { Action::Hold } else { Action::Release };
    let (story, writer, was_held) = match what {
        Held::Story(id) => {
            let kept = crate::story::find_for(tx, by, action, id).await?;
            (id, kept.story.author, kept.story.standing.is_held())
        }
        Held::Answer(id) => {
            let (kept, story) = crate::answer::find_for(tx, by, action, id).await?;
            (story.story.id, kept.answer.author, kept.answer.standing.is_held())
        }
    };
    if reason.is_none() && !was_held {
        return Ok(story);
    }
    let on = match what {
        Held::Story(id) => {
            story::set_held(tx, id, reason).await?;
            On::Story(id)
        }
        Held::Answer(id) => {
            answer::set_held(tx, id, reason).await?;
            story::stir(tx, story).await?;
            On::Answer { story, answer: id }
        }
    };
    let new = New {
        id: DecisionId::random(rng),
        on,
        member: writer,
        moderator: by.member().ok_or(Refusal::SignIn)?,
        what: if reason.is_some() { "hold" } else { "release" },
        reason: reason.map_or("", Reason::as_str),
        at,
        until: None,
    };
    record(tx, new).await?;
    Ok(story)
}

impl App {
    /// See [`hold`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn hold(&self, by: Viewer, what: Held, reason: Reason) -> Result<StoryId, Refused> {
        self.decide(by, what, Some(reason)).await
    }

    /// See [`release`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn release(&self, by: Viewer, what: Held) -> Result<StoryId, Refused> {
        self.decide(by, what, None).await
    }

    async fn decide(&self, by: Viewer, what: Held, reason: Option<Reason>) -> Result<StoryId, Refused> {
        let (at, chance) = (self.now(), self.chance());
        let story = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    match &reason {
                        Some(reason) => hold(tx, at, &mut chance.rng(), by, what, reason).await,
                        None => release(tx, at, &mut chance.rng(), by, what).await,
                    }
                })
            })
            .await?;
        self.stirred().story_changed(story);
        Ok(story)
    }
}
