//! One entry, or a few at once.

use alongside_domain::id::{EntryId, MemberId};
use alongside_store::{StoreError, entry};

use super::Entry;
use crate::App;

impl App {
    /// A member's own entry. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn entry(&self, by: MemberId, id: EntryId) -> Result<Option<Entry>, StoreError> {
        self.store().ask(move |tx| Box::pin(entry::get(tx, by, id))).await
    }

    /// Those of the first [`entry::BUNDLE_MOST`] of `ids` that are there. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn entry_bundle(&self, by: MemberId, ids: Vec<EntryId>) -> Result<Vec<Entry>, StoreError> {
        self.store().ask(move |tx| Box::pin(async move { entry::bundle(tx, by, &ids).await })).await
    }
}
