//! One's own sessions.

use alongside_domain::id::MemberId;
use alongside_store::{StoreError, session};

use super::SessionLine;
use crate::App;

impl App {
    /// A member's sessions of the room, last used first; times to the hour. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn sessions(&self, by: MemberId) -> Result<Vec<SessionLine>, StoreError> {
        let at = self.now();
        self.store().ask(move |tx| Box::pin(session::list(tx, at, by))).await
    }
}
