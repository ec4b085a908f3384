//! Restricting and blocking a pen name.

use alongside_domain::{
    Action, Millis, Viewer,
    id::{AnswerId, MemberId, PenId, StoryId},
    story::KeepAway,
};
use alongside_store::{StoreError, Tx, keep_away as kept, story};

use super::SiftError;
use crate::{App, answer::find_for};

/// So many pen names one member keeps away, in all.
pub const MOST_KEPT_AWAY: i64 = 500;

/// Keeps the pen name of an answer away from the stories under the pen name of its story, and sets aside what it has
/// answered there. A block holds for everybody behind it, from now on: what they answered under other names stays, so
/// that nobody can tell which those are. Returns the stories that changed. Six queries, and one for each story.
///
/// # Errors
/// [`SiftError`]
pub async fn keep_away(
    tx: &mut Tx<'_>,
    at: Millis,
    by: Viewer,
    id: AnswerId,
    how: KeepAway,
) -> Result<Vec<StoryId>, SiftError> {
    let (answer, story) = find_for(tx, by, Action::KeepAway, id).await?;
    let (pen, other) = (story.story.pen.id, answer.answer.pen.id);
    if kept::count(tx, story.story.author).await? >= MOST_KEPT_AWAY {
        return Err(SiftError::Full);
    }
    kept::put(tx, pen, other, how, at).await?;
    if how == KeepAway::Block {
        kept::without(tx, pen, other).await?;
    }
    let stories = kept::set_aside(tx, pen, other).await?;
    for id in &stories {
        story::stir(tx, *id).await?;
    }
    Ok(stories)
}

impl App {
    /// See [`keep_away`].
    ///
    /// # Errors
    /// [`SiftError`]
    pub async fn keep_away(&self, by: Viewer, id: AnswerId, how: KeepAway) -> Result<(), SiftError> {
        let at = self.now();
        let changed = self
            .store()
            .write(move |tx| Box::pin(async move { keep_away(tx, at, by, id, how).await }))
            .await?;
        for story in changed {
            self.stirred().story_changed(story);
        }
        Ok(())
    }

    /// Keeps a pen name away no longer: `pen` is one of one's own. What was set aside
    /// stays there until it is let through. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn let_near(&self, by: MemberId, pen: PenId, other: PenId) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(async move { kept::end(tx, by, pen, other).await })).await
    }
}
