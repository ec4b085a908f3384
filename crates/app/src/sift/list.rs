//! What waits for somebody, and what was set aside.

use alongside_domain::{
    cursor::{Cursor, Page},
    id::MemberId,
    shown::Sifted,
    story::Shows,
};
use alongside_store::{StoreError, sift};

use crate::App;

impl App {
    /// A page of the answers that wait for `by`, oldest first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn waiting(&self, by: MemberId, cursor: Cursor) -> Result<Page<Sifted>, StoreError> {
        self.store().ask(move |tx| Box::pin(sift::list(tx, by, Shows::Waiting, cursor))).await
    }

    /// A page of the answers that were set aside, by hand, by a restriction or by a hidden word, oldest first. One
    /// query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn set_aside(&self, by: MemberId, cursor: Cursor) -> Result<Page<Sifted>, StoreError> {
        self.store().ask(move |tx| Box::pin(sift::list(tx, by, Shows::Aside, cursor))).await
    }
}
