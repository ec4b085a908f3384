//! The list of one's own pages.

use alongside_domain::{
    id::MemberId,
    page::{PAGES_MOST, PageHead},
};
use alongside_store::{StoreError, page};

use crate::App;

impl App {
    /// A member's own pages that can be opened now, last changed first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn pages(&self, by: MemberId) -> Result<Vec<PageHead>, StoreError> {
        let at = self.now();
        self.store().ask(move |tx| Box::pin(page::list(tx, by, at, PAGES_MOST))).await
    }
}
