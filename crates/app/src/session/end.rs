//! Signing out: here, on another device, everywhere; and leaving quickly.

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

    /// Ends both sides in the browser that this session, of either side, was begun in. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn leave_quickly(&self, by: MemberId, here: SessionId) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(session::end_here(tx, by, here))).await
    }

    /// Ends all of a member's sessions on both sides, this one too.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn end_everywhere(&self, by: MemberId) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(session::end_all(tx, by))).await
    }
}
