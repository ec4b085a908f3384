//! A story says anew when its answers show.

use alongside_domain::{id::StoryId, story::AnswersPolicy};
use alongside_store::{StoreError, Tx, sift, story};

/// Has the answers that are there follow: they begin to wait, but for what was let through by hand; or those that
/// wait come through. Closing changes nothing about what is there. Up to two queries.
pub(crate) async fn follow(
    tx: &mut Tx<'_>,
    id: StoryId,
    was: AnswersPolicy,
    is: AnswersPolicy,
) -> Result<(), StoreError> {
    if is == AnswersPolicy::Closed || was.waits() == is.waits() && was != AnswersPolicy::Closed {
        return Ok(());
    }
    sift::set_waits(tx, id, is.waits()).await?;
    story::stir(tx, id).await
}
