//! Making a pen name.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId},
    name::PenName,
    story::Pen,
};
use alongside_store::{Tx, pen};

use super::{A_DAY, PenError};
use crate::{App, chance::Rng};

/// Makes a pen name, or finds it among those the member has already, so that a retry does no harm. Three queries.
///
/// # Errors
/// [`PenError`]
pub async fn create(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    name: PenName,
) -> Result<Pen, PenError> {
    if let Some(own) = pen::own_by_key(tx, by, &name.key()).await? {
        return Ok(own);
    }
    if pen::made_since(tx, by, at.plus(-Millis::DAY)).await? >= A_DAY {
        return Err(PenError::TooMany);
    }
    let new = Pen { id: PenId::random(rng), name };
    if pen::add(tx, by, &new, at).await? { Ok(new) } else { Err(PenError::Taken) }
}

impl App {
    /// See [`create`].
    ///
    /// # Errors
    /// [`PenError`]
    pub async fn create_pen(&self, by: MemberId, name: PenName) -> Result<Pen, PenError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { create(tx, at, &mut chance.rng(), by, name).await }))
            .await
    }
}
