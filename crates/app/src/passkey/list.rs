//! One's own passkeys.

use alongside_domain::id::MemberId;
use alongside_store::{StoreError, passkey};

use super::PasskeyLine;
use crate::App;

impl App {
    /// A member's passkeys, oldest first; times to the day. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn passkeys(&self, by: MemberId) -> Result<Vec<PasskeyLine>, StoreError> {
        self.store().ask(move |tx| Box::pin(passkey::list(tx, by))).await
    }
}
