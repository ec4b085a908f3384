//! Ending a circle: everything in it is erased, for everybody.

use alongside_domain::{
    Millis,
    circle::Act,
    id::{CircleId, MemberId},
};
use alongside_store::{Tx, circle, circle_entry};

use super::{CircleError, allowed};
use crate::{App, chance::Rng, jobs};

/// Erases the circle with its log, its entries and photos. Five queries.
///
/// # Errors
/// [`CircleError`]
pub async fn end(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: CircleId,
) -> Result<(), CircleError> {
    allowed::<CircleError>(tx, by, id, Act::Keep).await?;
    let files = circle_entry::erase_all_media(tx, id).await?;
    circle::end(tx, id).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    Ok(jobs::scrub_soon(tx, at, rng).await?)
}

impl App {
    /// See [`end`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn end_circle(&self, by: MemberId, id: CircleId) -> Result<(), CircleError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { end(tx, at, &mut chance.rng(), by, id).await }))
            .await
    }
}
