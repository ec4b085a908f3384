//! Writing a letter. Whoever answers takes the other's letters from then on.

use alongside_domain::{
    Millis, Refusal,
    id::{LetterId, MemberId, UserId},
    letter::{LETTERS_A_DAY, NEW_A_DAY, NoLetter, Stand},
};
use alongside_seal::header::{self, Kind, StanzaKind};
use alongside_store::{
    Tx,
    letter::{self, NewLetter},
    letter_address,
};
use bytes::Bytes;

use super::LetterError;
use crate::{App, entry::has_room, limits::Limits};

/// A letter as it comes.
#[derive(Clone, Debug)]
pub struct WriteLetter {
    /// Chosen by the client.
    pub id: LetterId,
    /// From which of one's own addresses.
    pub from: UserId,
    /// To which.
    pub to: UserId,
    /// An age file for oneself.
    pub mine: Bytes,
    /// An age file for the other.
    pub theirs: Bytes,
}

/// Sends a letter. The same again does no harm. At most twelve queries.
///
/// # Errors
/// [`LetterError`]
pub async fn write(
    tx: &mut Tx<'_>,
    at: Millis,
    limits: &Limits,
    by: MemberId,
    new: &WriteLetter,
) -> Result<(), LetterError> {
    for file in [&new.mine, &new.theirs] {
        header::check(file, Kind::Entry, StanzaKind::Hybrid)?;
    }
    if !letter_address::is_own(tx, by, new.from).await? {
        return Err(Refusal::NotHere.into());
    }
    let (writing, member) = letter_address::writing(tx, by, new.from, new.to, at).await?;
    let letter = NewLetter {
        id: new.id,
        from: new.from,
        to: new.to,
        by,
        member: member.unwrap_or(by),
        at,
        mine: &new.mine,
        theirs: &new.theirs,
    };
    match letter::compare(tx, &letter).await? {
        Some(true) => return Ok(()),
        Some(false) => return Err(LetterError::Taken),
        None => {}
    }
    // Before anything is said of the other: what is asked too often is not told.
    let since = at.plus(-Millis::DAY);
    let too_many = letter::written_since(tx, by, since).await? >= LETTERS_A_DAY
        || (writing.stand.is_none() && letter_address::new_since(tx, by, since).await? >= NEW_A_DAY);
    if too_many {
        return Err(LetterError::TooMany);
    }
    writing.may()?;
    let Some(member) = member else { return Err(NoLetter::NotThere.into()) };
    let size = i64::try_from(new.mine.len() + new.theirs.len()).map_err(|_| LetterError::TooLarge)?;
    if !has_room(tx, by, size, limits.sealed_bytes).await? {
        return Err(LetterError::NoRoom);
    }
    letter::put(tx, &letter).await?;
    letter_address::stand(tx, by, new.from, new.to, Stand::Taken, at).await?;
    if writing.stand.is_none() {
        letter_address::stand(tx, member, new.to, new.from, Stand::Asked, at).await?;
    }
    Ok(())
}

impl App {
    /// See [`write`].
    ///
    /// # Errors
    /// [`LetterError`]
    pub async fn write_letter(&self, by: MemberId, new: WriteLetter) -> Result<(), LetterError> {
        let (at, limits) = (self.now(), *self.limits());
        self.store().write(move |tx| Box::pin(async move { write(tx, at, &limits, by, &new).await })).await
    }
}
