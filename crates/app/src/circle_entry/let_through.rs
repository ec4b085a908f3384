//! Letting the others have what one was to see first.

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, may},
    id::{CircleId, EntryId, MemberId},
};
use alongside_store::{Tx, circle, circle_entry};

use crate::{App, circle::allowed, refused::Refused};

/// From now on the entry is there for everybody in the circle. Three queries.
///
/// # Errors
/// [`Refused`]
pub async fn let_through(
    tx: &mut Tx<'_>,
    at: Millis,
    by: MemberId,
    circle: CircleId,
    id: EntryId,
) -> Result<(), Refused> {
    let standing = allowed::<Refused>(tx, by, circle, Act::Read).await?;
    let first = circle_entry::let_through(tx, circle, id, standing.user, at).await?;
    may(Some(standing.role), Act::LetThrough { first }).granted().map_err(|_| Refusal::NotHere)?;
    Ok(circle::stir(tx, circle, at).await?)
}

impl App {
    /// See [`let_through`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn let_through(&self, by: MemberId, circle: CircleId, id: EntryId) -> Result<(), Refused> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { let_through(tx, at, by, circle, id).await })).await
    }
}
