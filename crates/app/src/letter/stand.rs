//! Taking somebody's letters, declining them, or taking nothing from them whatever name they write under.

use alongside_domain::{
    Millis, Refusal,
    id::{MemberId, UserId},
    letter::Stand,
};
use alongside_store::{Tx, letter_address};

use super::LetterError;
use crate::App;

async fn own(tx: &mut Tx<'_>, by: MemberId, of: UserId) -> Result<(), LetterError> {
    if letter_address::is_own(tx, by, of).await? { Ok(()) } else { Err(Refusal::NotHere.into()) }
}

async fn set(
    tx: &mut Tx<'_>,
    at: Millis,
    by: MemberId,
    of: UserId,
    with: UserId,
    stand: Stand,
) -> Result<(), LetterError> {
    own(tx, by, of).await?;
    Ok(letter_address::stand(tx, of, with, stand, at).await?)
}

/// Only somebody who wrote to this address, or was written to from it, can be blocked from it.
async fn block(
    tx: &mut Tx<'_>,
    by: MemberId,
    of: UserId,
    with: UserId,
    blocked: bool,
) -> Result<(), LetterError> {
    own(tx, by, of).await?;
    let other = letter_address::behind(tx, by, of, with).await?.filter(|other| *other != by);
    let other = other.ok_or(Refusal::NotHere)?;
    Ok(letter_address::block(tx, by, other, blocked).await?)
}

impl App {
    /// Takes or declines what `with` writes to the own address `of`. Two queries.
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

    /// From now on takes nothing from whoever has the address `with`, whichever address they write from; or takes it
    /// again. At most four queries.
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
