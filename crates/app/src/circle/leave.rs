//! Leaving a circle: from then on nothing of it is given to whoever left.

use alongside_domain::{
    Millis,
    circle::Act,
    id::{CircleId, MemberId},
};
use alongside_store::{Tx, circle, circle_entry};

use super::{CircleError, allowed};
use crate::{App, chance::Rng, jobs};

/// Leaves. The keeper's browser writes it into the log, with a new epoch, when it next comes by. What waited for them
/// to see it first is there for everybody. Five queries.
///
/// # Errors
/// [`CircleError`]
pub async fn leave(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: CircleId,
) -> Result<(), CircleError> {
    let standing = allowed::<CircleError>(tx, by, id, Act::Leave).await?;
    circle::leave(tx, id, standing.user).await?;
    circle_entry::let_all_through(tx, id, standing.user, at).await?;
    circle::stir(tx, id, at).await?;
    Ok(jobs::scrub_soon(tx, at, rng).await?)
}

impl App {
    /// See [`leave`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn leave_circle(&self, by: MemberId, id: CircleId) -> Result<(), CircleError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { leave(tx, at, &mut chance.rng(), by, id).await }))
            .await
    }
}
