//! One's own pen names.

use alongside_domain::{id::MemberId, story::Pen};
use alongside_store::{StoreError, pen};

use crate::App;

impl App {
    /// A member's own pen names, oldest first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn pens(&self, by: MemberId) -> Result<Vec<Pen>, StoreError> {
        self.store().ask(move |tx| Box::pin(pen::of_member(tx, by))).await
    }
}
