//! Beginning, which takes the words or the sheet; and giving up.

use alongside_domain::{
    Millis,
    id::{MemberId, SessionId},
};
use alongside_store::{StoreError, Tx, rotation, session};

use super::RotationError;
use crate::{
    App,
    chance::Rng,
    jobs,
    member::{By, proves},
    secret::Secret,
};

/// Begins a rotation from the session `here`, ends the others, and throws away one that was begun before. What it returns is needed for every further step.
///
/// # Errors
/// [`RotationError`]
pub async fn begin(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    member: MemberId,
    here: SessionId,
    by: By,
    proof: Secret,
) -> Result<Secret, RotationError> {
    if !proves(tx, member, by, proof.hash()).await? {
        return Err(RotationError::OpensNothing);
    }
    give_up(tx, at, rng, member).await?;
    // Whoever else is signed in could stop this again and again.
    session::end_others(tx, member, here).await?;
    let which = Secret::random(rng);
    rotation::begin(tx, member, at, &which.hash().0).await?;
    Ok(which)
}

/// Throws away what a member has staged; nothing there is as good.
///
/// # Errors
/// Any [`StoreError`].
pub async fn give_up(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng, member: MemberId) -> Result<(), StoreError> {
    let files = rotation::files(tx, member).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    if rotation::end(tx, member).await? {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(())
}

impl App {
    /// See [`begin`].
    ///
    /// # Errors
    /// [`RotationError`]
    pub async fn begin_rotation(
        &self,
        member: MemberId,
        here: SessionId,
        by: By,
        proof: Secret,
    ) -> Result<Secret, RotationError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { begin(tx, at, &mut chance.rng(), member, here, by, proof).await })
            })
            .await
    }

    /// See [`give_up`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn give_up_rotation(&self, member: MemberId) -> Result<(), StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { give_up(tx, at, &mut chance.rng(), member).await }))
            .await
    }
}
