//! Taking an answer back.

use alongside_domain::{
    Action, Millis, Viewer,
    id::{AnswerId, StoryId},
};
use alongside_store::{Tx, answer, story};

use super::find_for;
use crate::{App, chance::Rng, jobs, refused::Refused};

/// Erases an answer, with the replies to it, and returns the story it was in. Six queries.
///
/// # Errors
/// [`Refused`]
pub async fn withdraw(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    id: AnswerId,
) -> Result<StoryId, Refused> {
    let (_, story) = find_for(tx, by, Action::TakeBack, id).await?;
    answer::erase(tx, story.story.id, id).await?;
    story::stir(tx, story.story.id).await?;
    jobs::scrub_soon(tx, at, rng).await?;
    Ok(story.story.id)
}

impl App {
    /// See [`withdraw`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn withdraw_answer(&self, by: Viewer, id: AnswerId) -> Result<StoryId, Refused> {
        let (at, chance) = (self.now(), self.chance());
        let story = self
            .store()
            .write(move |tx| Box::pin(async move { withdraw(tx, at, &mut chance.rng(), by, id).await }))
            .await?;
        self.stirred().story_changed(story);
        Ok(story)
    }
}
