//! The circles that one is in.

use alongside_domain::{
    circle::{CIRCLES_MOST, CircleHead},
    id::MemberId,
};
use alongside_store::{StoreError, circle};

use crate::App;

impl App {
    /// A member's circles, last changed first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn circles(&self, by: MemberId) -> Result<Vec<CircleHead>, StoreError> {
        self.store().ask(move |tx| Box::pin(circle::list(tx, by, CIRCLES_MOST))).await
    }
}
