//! Taking a passkey away. Sessions that it began go on: they are ended in their own list.

use alongside_domain::id::{MemberId, PasskeyId};
use alongside_store::{StoreError, passkey};

use crate::{App, jobs};

impl App {
    /// Removes one of a member's passkeys, with the keyring that was sealed to it; `false` when there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn remove_passkey(&self, by: MemberId, id: PasskeyId) -> Result<bool, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let removed = passkey::remove(tx, by, id).await?;
                    if removed {
                        jobs::scrub_soon(tx, at, &mut chance.rng()).await?;
                    }
                    Ok(removed)
                })
            })
            .await
    }
}
