//! What moderators decided about one's own words.

use alongside_domain::{
    cursor::{Cursor, Page},
    id::MemberId,
    queue::Decided,
};
use alongside_store::{StoreError, decision};

use crate::App;

impl App {
    /// A page of what was decided about a member's words, newest first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn decided(&self, by: MemberId, cursor: Cursor) -> Result<Page<Decided>, StoreError> {
        let now = self.now();
        self.store().ask(move |tx| Box::pin(decision::of_member(tx, by, cursor, now))).await
    }
}
