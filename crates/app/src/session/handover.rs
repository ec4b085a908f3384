//! A one-time code that carries a session of the room over to the commons.

use alongside_domain::{Millis, id::SessionId};
use alongside_store::{StoreError, Tx, session};

use super::HANDOVER_LASTS;
use crate::{App, chance::Rng, secret::Secret};

/// Makes a code for a session of the room. It can be used once, within [`HANDOVER_LASTS`]. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn handover(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    session: SessionId,
) -> Result<Secret, StoreError> {
    let code = Secret::random(rng);
    session::put_handover(tx, &code.hash().0, session, at.plus(HANDOVER_LASTS)).await?;
    Ok(code)
}

impl App {
    /// See [`handover`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn handover(&self, session: SessionId) -> Result<Secret, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { handover(tx, at, &mut chance.rng(), session).await }))
            .await
    }
}
