//! Letting the others have what somebody was to see first.

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, may},
    id::{CircleId, EntryId, MemberId},
};
use alongside_store::{Tx, circle, circle_entry};

use crate::{App, circle::allowed, refused::Refused};

/// From now on the entry is there for everybody in the circle. Whoever was to see it first can say so, and who wrote
/// it. Four queries.
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
    let there = circle_entry::compare(tx, circle, id, &[]).await?.filter(|there| there.first.is_some());
    let there = there.ok_or(Refusal::NotHere)?;
    let (first, own) = (there.first == Some(standing.user), there.member == by);
    may(Some(standing.role), Act::LetThrough { first, own }).granted()?;
    circle_entry::let_through(tx, circle, id, at).await?;
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
