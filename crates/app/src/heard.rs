//! Being heard: what reached a member's own stories, as people and not as numbers.

use alongside_domain::{
    cursor::{Cursor, Page},
    id::MemberId,
    shown::Heard,
};
use alongside_store::{StoreError, heard};

use crate::App;

impl App {
    /// A page of the answers to a member's own stories and of who stands with them, newest first. What the member
    /// wrote is not among it, nor what moderators hold. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn heard(&self, by: MemberId, cursor: Cursor) -> Result<Page<Heard>, StoreError> {
        self.store().ask(move |tx| Box::pin(heard::page(tx, by, cursor))).await
    }
}
