//! Making a pen name.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId},
    name::PenName,
    story::Pen,
};
use alongside_store::{Tx, pen};
use serde::{Deserialize, Serialize};

use super::{A_DAY, PenError};
use crate::{App, chance::Rng, once::Once};

/// Makes a pen name, or finds it among those the member has already, so that a retry does no harm. Four queries.
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
    if name.sounds_official() {
        return Err(PenError::Official);
    }
    let own = pen::sign_in_name(tx, by).await?.and_then(|own| own.parse::<PenName>().ok());
    if own.is_some_and(|own| own.key() == name.key()) {
        return Err(PenError::SignInName);
    }
    if pen::made_since(tx, by, at.plus(-Millis::DAY)).await? >= A_DAY {
        return Err(PenError::TooMany);
    }
    let new = Pen { id: PenId::random(rng), name };
    if pen::add(tx, by, &new, at).await? { Ok(new) } else { Err(PenError::Taken) }
}

/// What is remembered of making one.
#[derive(Serialize, Deserialize)]
struct Made {
    id: PenId,
    name: PenName,
}

impl App {
    /// The same for a request that may come twice. Two queries more.
    ///
    /// # Errors
    /// [`PenError`]
    pub async fn create_pen_once(&self, by: MemberId, name: PenName, once: Once) -> Result<Pen, PenError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(Made { id, name }) = once.before(tx, by).await? {
                        return Ok(Pen { id, name });
                    }
                    let pen = create(tx, at, &mut chance.rng(), by, name).await?;
                    once.after(tx, at, by, None, &Made { id: pen.id, name: pen.name.clone() }).await?;
                    Ok(pen)
                })
            })
            .await
    }

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
