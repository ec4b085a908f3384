//! Taking an answer back.

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    id::{AnswerId, StoryId},
};
use alongside_store::{Tx, answer, story};

use super::find_for;
use crate::{App, chance::Rng, jobs, refused::Refused};

/// Erases an answer to `story`, with the replies to it. Six queries.
///
/// # Errors
/// [`Refused`]
pub async fn withdraw(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    story: StoryId,
    id: AnswerId,
) -> Result<(), Refused> {
    let (kept, _) = find_for(tx, by, Action::TakeBack, id).await?;
    if kept.answer.story != story {
        return Err(Refusal::NotHere.into());
    }
    answer::erase(tx, story, id).await?;
    story::stir(tx, story).await?;
    Ok(jobs::scrub_soon(tx, at, rng).await?)
}

impl App {
    /// See [`withdraw`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn withdraw_answer(&self, by: Viewer, story: StoryId, id: AnswerId) -> Result<(), Refused> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { withdraw(tx, at, &mut chance.rng(), by, story, id).await })
            })
            .await?;
        self.stirred().story_changed(story);
        Ok(())
    }
}
