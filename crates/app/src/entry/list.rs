//! The list of one's own entries.

use alongside_domain::{cursor::Cursor, id::MemberId};
use alongside_store::{StoreError, entry};

use super::{PAGE, Page};
use crate::App;

/// How many are read: one more than is shown tells whether there is a next page.
const LOOK: i64 = 51;

impl App {
    /// A page of a member's own entries, last changed first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn entries(&self, by: MemberId, after: Cursor) -> Result<Page, StoreError> {
        let mut entries = self.store().ask(move |tx| Box::pin(entry::list(tx, by, after, LOOK))).await?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().filter(|_| more).map(|last| Cursor::after(last.at, last.id));
        Ok(Page { entries, next })
    }
}
