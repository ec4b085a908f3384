//! Erasing a sealed photo.

use alongside_domain::{
    Millis,
    id::{MediaId, MemberId},
};
use alongside_store::{StoreError, Tx, media};

use crate::{App, chance::Rng, jobs};

/// Erases a member's own sealed photo; `false` when there is none. The file follows at once. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: MediaId,
) -> Result<bool, StoreError> {
    let Some(file) = media::erase(tx, by, id).await? else { return Ok(false) };
    jobs::drop_files(tx, rng, &[file], at).await?;
    Ok(true)
}

impl App {
    /// See [`erase`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn erase_media(&self, by: MemberId, id: MediaId) -> Result<bool, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, id).await }))
            .await
    }
}
