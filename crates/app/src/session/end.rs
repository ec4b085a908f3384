//! Signing out: here, on another device, everywhere.

use alongside_domain::id::{MemberId, SessionId};
use alongside_store::{StoreError, session};

use crate::App;

impl App {
    /// Ends one of a member's sessions, of either side, with what came from it; `false` when there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn end_session(&self, by: MemberId, id: SessionId) -> Result<bool, StoreError> {
        self.store().write(move |tx| Box::pin(session::end(tx, by, id))).await
    }

    /// Ends all of a member's sessions on both sides, this one too.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn end_everywhere(&self, by: MemberId) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(session::end_all(tx, by))).await
    }
}
