//! Making a moderator; done by whoever runs the server, at its command line.

use alongside_domain::{member::Standing, name::MemberName};
use alongside_store::{StoreError, member};

use crate::App;

impl App {
    /// Makes the member with this name a moderator, or no longer one; `false` when there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn set_standing(&self, name: MemberName, standing: Standing) -> Result<bool, StoreError> {
        self.store()
            .write(move |tx| Box::pin(async move { member::set_standing(tx, &name, standing).await }))
            .await
    }
}
