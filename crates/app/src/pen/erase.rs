//! Erasing a pen name with everything under it.

use alongside_domain::{
    Millis, Refusal,
    id::{MemberId, PenId, StoryId},
};
use alongside_store::{
    Tx,
    erase::{self, Whose},
    pen,
};

use crate::{
    App,
    chance::Rng,
    erase::{after, before},
    refused::Refused,
};

/// Erases a pen name of one's own: its stories with all answers to them, its answers with the replies to them, where it
/// stood with somebody, its address and one's own side of its letters. What others have of its letters stays theirs,
/// and blocks against it hold. Returns the stories that changed or went.
///
/// # Errors
/// [`Refused`]
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: PenId,
) -> Result<Vec<StoryId>, Refused> {
    let pen = pen::own(tx, by, id).await?.ok_or(Refusal::NotHere)?;
    let around = before(tx, at, Whose::Pen(by, id)).await?;
    erase::pen(tx, by, id, &pen.name).await?;
    Ok(after(tx, at, rng, around).await?)
}

impl App {
    /// See [`erase`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn erase_pen(&self, by: MemberId, id: PenId) -> Result<(), Refused> {
        let (at, chance) = (self.now(), self.chance());
        let stories = self
            .store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, id).await }))
            .await?;
        for story in stories {
            self.stirred().story_changed(story);
        }
        Ok(())
    }
}
