//! Keeping a revision of an entry: only on top of the revision its writer had seen.

use alongside_domain::{
    Millis,
    entry::EntryHead,
    id::{EntryId, MemberId},
};
use alongside_seal::header::{self, HeaderError, Kind, StanzaKind};
use alongside_store::{StoreError, Tx, entry};
use bytes::Bytes;

use super::has_room;
use crate::{App, Reason, Sort, limits::Limits, reason::TROUBLE};

/// Why a revision was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutEntryError {
    /// Not a sealed file of the one form.
    #[error("This was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(HeaderError),
    /// Longer than an entry may be.
    #[error("This is longer than one story can be. It is still on your device; please divide it in two.")]
    TooLarge,
    /// The member has no room left.
    #[error("There is no more room for sealed stories and photos. Erasing old photos makes some.")]
    NoRoom,
    /// Somebody, most likely the same member on another device, was here first. 0: the entry is gone.
    #[error("This was changed on another device. Nothing is lost: both are kept until you have looked.")]
    Changed {
        /// The revision that is there.
        rev: i64,
    },
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for PutEntryError {
    fn sort(&self) -> Sort {
        match self {
            Self::NotSealed(_) => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::Changed { .. } => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::NoRoom => "no-room",
            Self::Changed { .. } => "changed-elsewhere",
            Self::Store(_) => "trouble",
        }
    }
}

impl From<HeaderError> for PutEntryError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

/// Keeps `bytes` as the revision after `seen` (0: as the first) and returns its number. The bytes that are there
/// already are kept already, whatever `seen` says, so that a retry does no harm. Three queries.
///
/// # Errors
/// [`PutEntryError`]
pub async fn put(
    tx: &mut Tx<'_>,
    at: Millis,
    limits: &Limits,
    by: MemberId,
    id: EntryId,
    seen: i64,
    bytes: &[u8],
) -> Result<i64, PutEntryError> {
    header::check(bytes, Kind::Entry, StanzaKind::Hybrid)?;
    let size = i64::try_from(bytes.len()).map_err(|_| PutEntryError::TooLarge)?;
    let there = entry::compare(tx, by, id, bytes).await?;
    if let Some(there) = there
        && there.same
    {
        return Ok(there.rev);
    }
    let rev = there.map_or(0, |there| there.rev);
    if rev != seen {
        return Err(PutEntryError::Changed { rev });
    }
    let grows = size - there.map_or(0, |there| there.size);
    if grows > 0 && !has_room(tx, by, grows, limits.sealed_bytes).await? {
        return Err(PutEntryError::NoRoom);
    }
    let head = EntryHead { id, rev: rev + 1, size, at };
    if there.is_none() {
        entry::put(tx, by, head, bytes).await?;
    } else {
        entry::change(tx, by, head, bytes).await?;
    }
    Ok(head.rev)
}

impl App {
    /// See [`put`].
    ///
    /// # Errors
    /// [`PutEntryError`]
    pub async fn put_entry(
        &self,
        by: MemberId,
        id: EntryId,
        seen: i64,
        bytes: Bytes,
    ) -> Result<i64, PutEntryError> {
        let (at, limits) = (self.now(), *self.limits());
        self.store()
            .write(move |tx| Box::pin(async move { put(tx, at, &limits, by, id, seen, &bytes).await }))
            .await
    }
}
