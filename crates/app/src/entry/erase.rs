//! Erasing an entry for good, with its photos.

use alongside_domain::{
    Millis,
    id::{EntryId, MemberId},
};
use alongside_store::{StoreError, Tx, entry, media};

use crate::{App, chance::Rng, jobs};

/// Erases a member's own entry and its photos; `false` when there is none. The files follow at once, the traces in
/// the database's own files soon. At most five queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: EntryId,
) -> Result<bool, StoreError> {
    let there = entry::erase(tx, by, id).await?;
    let files = media::erase_of_entry(tx, by, id).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    if there {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(there)
}

impl App {
    /// See [`erase`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn erase_entry(&self, by: MemberId, id: EntryId) -> Result<bool, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, id).await }))
            .await
    }
}
