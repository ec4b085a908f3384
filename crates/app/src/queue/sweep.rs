//! What was removed is erased once nobody can ask for another look any more.

use alongside_domain::{Millis, queue::APPEAL};
use alongside_store::{StoreError, Tx, answer, photo, story};

use crate::{chance::Rng, jobs, story::drop_files};

/// Erases what was removed thirty days ago, a hundred answers and twenty stories at a time.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    let before = at.plus(-APPEAL);
    let answers = answer::removed(tx, before).await?;
    let stories = story::removed(tx, before).await?;
    if answers.is_empty() && stories.is_empty() {
        return Ok(());
    }
    for (id, story) in answers {
        answer::erase(tx, story, id).await?;
    }
    for id in stories {
        let photos: Vec<_> = photo::of_story(tx, id).await?.into_iter().map(|(_, photo)| photo.id).collect();
        drop_files(tx, at, rng, &photos).await?;
        story::erase(tx, id).await?;
    }
    jobs::scrub_soon(tx, at, rng).await
}
