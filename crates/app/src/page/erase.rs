//! Taking a page away: from then on its link opens nothing.

use alongside_domain::{
    Millis,
    id::{MemberId, PageId},
};
use alongside_store::{StoreError, Tx, page};

use crate::{App, chance::Rng, jobs};

/// Erases a member's own page; `false` when there is none. Its traces in the database's own files follow soon. At
/// most two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: PageId,
) -> Result<bool, StoreError> {
    let there = page::erase(tx, by, id).await?;
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
    pub async fn erase_page(&self, by: MemberId, id: PageId) -> Result<bool, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, id).await }))
            .await
    }
}
