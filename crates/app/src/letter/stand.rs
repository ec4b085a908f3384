//! Taking somebody's letters, declining them, or taking nothing from them at one address, whatever name they write
//! under.

use alongside_domain::{
    Millis, Refusal,
    id::{MemberId, UserId},
    letter::Stand,
};
use alongside_store::{Tx, letter_address};

use super::LetterError;
use crate::App;

/// The member behind `with`, who wrote to `by`'s own address `of`, or was written to from it. To nobody else can one
/// stand in any way: an address alone tells nothing.
async fn other(tx: &mut Tx<'_>, by: MemberId, of: UserId, with: UserId) -> Result<MemberId, LetterError> {
    if !letter_address::is_own(tx, by, of).await? {
        return Err(Refusal::NotHere.into());
    }
    let other = letter_address::behind(tx, by, of, with).await?.filter(|other| *other != by);
    other.ok_or(Refusal::NotHere.into())
}

async fn set(
    tx: &mut Tx<'_>,
    at: Millis,
    by: MemberId,
    of: UserId,
    with: UserId,
    stand: Stand,
) -> Result<(), LetterError> {
    other(tx, by, of, with).await?;
    Ok(letter_address::stand(tx, by, of, with, stand, at).await?)
}

async fn block(
    tx: &mut Tx<'_>,
    by: MemberId,
    of: UserId,
    with: UserId,
    blocked: bool,
) -> Result<(), LetterError> {
    let other = other(tx, by, of, with).await?;
    if blocked {
        Ok(letter_address::block(tx, (by, of), (other, with)).await?)
    } else {
        Ok(letter_address::unblock(tx, of, with).await?)
    }
}

impl App {
    /// Takes or declines what `with` writes to the own address `of`. Three queries.
    ///
    /// # Errors
    /// [`LetterError`]
    pub async fn stand_to(
        &self,
        by: MemberId,
        of: UserId,
        with: UserId,
        stand: Stand,
    ) -> Result<(), LetterError> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { set(tx, at, by, of, with, stand).await })).await
    }

    /// From now on takes nothing at the own address `of` from whoever has the address `with`, whichever they write from;
    /// or takes it again. At other addresses of one's own nothing changes: whoever is blocked could find out which those
    /// are. At most three queries.
    ///
    /// # Errors
    /// [`LetterError`]
    pub async fn block_letters(
        &self,
        by: MemberId,
        of: UserId,
        with: UserId,
        blocked: bool,
    ) -> Result<(), LetterError> {
        self.store().write(move |tx| Box::pin(async move { block(tx, by, of, with, blocked).await })).await
    }
}
