//! Keeping a revision of an entry in a circle: only sealed for the newest epoch, only by its author, only on top of
//! the revision they had seen.

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, CircleEntryHead, ENTRIES_MOST, KEEPERS, Role, WAITING_MOST, may},
    id::{CircleId, EntryId, MemberId, UserId},
};
use alongside_seal::header::{self, HeaderError, Kind, StanzaKind};
use alongside_store::{StoreError, Tx, circle, circle_entry};
use bytes::Bytes;

use crate::{App, Reason, Sort, circle::allowed, entry::has_room, limits::Limits, reason::TROUBLE};

/// An entry as it comes.
#[derive(Clone, Debug)]
pub struct PutCircleEntry {
    /// In which circle.
    pub circle: CircleId,
    /// Chosen by the client.
    pub id: EntryId,
    /// The revision its writer had seen; 0 for none.
    pub seen: i64,
    /// For which epoch it is sealed.
    pub epoch: i64,
    /// Who is to see it before the others; only said with the first revision.
    pub first: Option<UserId>,
    /// For whom it is told, who may take it back; only said with the first revision.
    pub told_for: Option<UserId>,
    /// An age file.
    pub bytes: Bytes,
}

/// Why a revision was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutCircleEntryError {
    /// Not there, or not for this member.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// Not a sealed file of the one form.
    #[error("This was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(HeaderError),
    /// Longer than an entry may be.
    #[error("This is longer than one story can be. It is still on your device; please divide it in two.")]
    TooLarge,
    /// The member has no room left.
    #[error("There is no more room for sealed stories and photos. Erasing old photos makes some.")]
    NoRoom,
    /// The circle has as many as there may be.
    #[error("This circle holds as much as a circle can. Erasing something old makes room.")]
    Full,
    /// Who is to see it first, or for whom it is told, is not in the circle.
    #[error("Somebody this names is not in the circle any more. Please look at the circle again first.")]
    NotThem,
    /// The circle has other keys now.
    #[error("Who is in this circle has just changed. Please send it once more.")]
    EpochOver {
        /// The newest.
        epoch: i64,
    },
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

impl Reason for PutCircleEntryError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::NotSealed(_) | Self::NotThem => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::Full => Sort::Refused,
            Self::EpochOver { .. } | Self::Changed { .. } => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::NoRoom => "no-room",
            Self::Full => "circle-full",
            Self::NotThem => "not-them",
            Self::EpochOver { .. } => "epoch-over",
            Self::Changed { .. } => "changed-elsewhere",
            Self::Store(_) => "trouble",
        }
    }
}

impl From<HeaderError> for PutCircleEntryError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

/// Keeps the revision after the one its writer had seen and returns its number. The bytes that are there already are
/// kept already, so that a retry does no harm. At most nine queries.
///
/// # Errors
/// [`PutCircleEntryError`]
pub async fn put(
    tx: &mut Tx<'_>,
    at: Millis,
    limits: &Limits,
    by: MemberId,
    new: &PutCircleEntry,
) -> Result<i64, PutCircleEntryError> {
    header::check(&new.bytes, Kind::Entry, StanzaKind::Hybrid)?;
    let size = i64::try_from(new.bytes.len()).map_err(|_| PutCircleEntryError::TooLarge)?;
    let standing = allowed::<PutCircleEntryError>(tx, by, new.circle, Act::Write).await?;
    let there = circle_entry::compare(tx, new.circle, new.id, &new.bytes).await?;
    if let Some(there) = there {
        may(Some(standing.role), Act::Change { own: there.member == by }).granted()?;
        if there.same {
            return Ok(there.rev);
        }
    }
    if new.epoch != standing.epoch {
        return Err(PutCircleEntryError::EpochOver { epoch: standing.epoch });
    }
    let rev = there.map_or(0, |there| there.rev);
    if rev != new.seen {
        return Err(PutCircleEntryError::Changed { rev });
    }
    let grows = size - there.map_or(0, |there| there.size);
    if grows > 0 && !has_room(tx, by, grows, limits.sealed_bytes).await? {
        return Err(PutCircleEntryError::NoRoom);
    }
    let first = there.map_or(new.first, |there| there.first).filter(|first| *first != standing.user);
    let told_for = there.map_or(new.told_for, |there| there.told_for).filter(|whom| *whom != standing.user);
    let head = CircleEntryHead {
        id: new.id,
        user: standing.user,
        rev: rev + 1,
        epoch: new.epoch,
        size,
        at,
        first,
        told_for,
    };
    if there.is_some() {
        circle_entry::change(tx, new.circle, head, &new.bytes).await?;
    } else {
        // Whoever keeps the circle can always write a little more, and what nobody sees yet does not fill it.
        let most = if standing.role == Role::Keeper { ENTRIES_MOST } else { ENTRIES_MOST - KEEPERS };
        let full = circle_entry::count(tx, new.circle).await? >= most
            || (first.is_some() && circle_entry::count_waiting(tx, new.circle, by).await? >= WAITING_MOST);
        if full {
            return Err(PutCircleEntryError::Full);
        }
        for named in [first, told_for].into_iter().flatten() {
            if !circle::is_in(tx, new.circle, named).await? {
                return Err(PutCircleEntryError::NotThem);
            }
        }
        circle_entry::put(tx, new.circle, by, head, &new.bytes).await?;
    }
    circle::stir(tx, new.circle, at).await?;
    Ok(head.rev)
}

impl App {
    /// See [`put`].
    ///
    /// # Errors
    /// [`PutCircleEntryError`]
    pub async fn put_circle_entry(
        &self,
        by: MemberId,
        new: PutCircleEntry,
    ) -> Result<i64, PutCircleEntryError> {
        let (at, limits) = (self.now(), *self.limits());
        self.store().write(move |tx| Box::pin(async move { put(tx, at, &limits, by, &new).await })).await
    }
}
