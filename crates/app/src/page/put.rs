//! Keeping a page: only on top of the revision its writer had seen.

use alongside_domain::{
    Millis,
    id::{MemberId, PageId},
    page::{PAGE_LASTS, PAGES_MOST, PageHead},
};
use alongside_seal::header::{self, HeaderError, Kind, StanzaKind};
use alongside_store::{
    StoreError, Tx,
    page::{self, Compared},
};
use bytes::Bytes;

use crate::{App, Reason, Sort, entry::has_room, limits::Limits, reason::TROUBLE};

/// A page as it comes.
#[derive(Clone, Debug)]
pub struct PutPage {
    /// Chosen by the client.
    pub id: PageId,
    /// The revision its writer had seen; 0 for none.
    pub seen: i64,
    /// From when on nobody can open it.
    pub ends_at: Option<Millis>,
    /// An age file.
    pub bytes: Bytes,
}

/// Why a page was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutPageError {
    /// Not a sealed file of the one form.
    #[error("This was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(HeaderError),
    /// Longer than a page may be.
    #[error("This is longer than one page can be. Please say it in fewer words.")]
    TooLarge,
    /// An end that is over, or too far away.
    #[error("Please choose an end that is still to come, within two years.")]
    Ends,
    /// The member has as many as there may be.
    #[error("You have {PAGES_MOST} pages already. Taking one away makes room for another.")]
    TooMany,
    /// The member has no room left.
    #[error("There is no more room for sealed stories and photos. Erasing old photos makes some.")]
    NoRoom,
    /// Somebody, most likely the same member on another device, was here first. 0: the page is gone.
    #[error("This page was changed on another device. Please look at it again first.")]
    Changed {
        /// The revision that is there.
        rev: i64,
    },
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for PutPageError {
    fn sort(&self) -> Sort {
        match self {
            Self::NotSealed(_) | Self::Ends => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::TooMany => Sort::Refused,
            Self::Changed { .. } => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::Ends => "ends",
            Self::TooMany => "too-many-pages",
            Self::NoRoom => "no-room",
            Self::Changed { .. } => "changed-elsewhere",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Ends).then_some("ends_at")
    }
}

impl From<HeaderError> for PutPageError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

/// Keeps `new` as the revision after the one its writer had seen and returns its number. What is there already word
/// for word is kept already, so that a retry does no harm. Up to five queries.
///
/// # Errors
/// [`PutPageError`]
pub async fn put(
    tx: &mut Tx<'_>,
    at: Millis,
    limits: &Limits,
    by: MemberId,
    new: &PutPage,
) -> Result<i64, PutPageError> {
    header::check(&new.bytes, Kind::Entry, StanzaKind::Hybrid)?;
    let size = i64::try_from(new.bytes.len()).map_err(|_| PutPageError::TooLarge)?;
    if new.ends_at.is_some_and(|end| end <= at || end > at.plus(PAGE_LASTS)) {
        return Err(PutPageError::Ends);
    }
    let row = page::compare(tx, new.id, &new.bytes).await?;
    if row.is_some_and(|row| row.member != by) {
        // An id that is somebody else's: this member has no page there, and cannot have one.
        return Err(PutPageError::Changed { rev: 0 });
    }
    if row.is_none() && page::is_spent(tx, by, new.id).await? {
        // Whoever has the link would take this for what she wrote who gave it to them.
        return Err(PutPageError::Changed { rev: 0 });
    }
    let there = row.filter(|row| lasts(*row, at));
    if let Some(there) = there
        && there.same
        && there.ends_at == new.ends_at
    {
        return Ok(there.rev);
    }
    let rev = there.map_or(0, |there| there.rev);
    if rev != new.seen {
        return Err(PutPageError::Changed { rev });
    }
    if there.is_none() && page::count(tx, by, at).await? >= PAGES_MOST {
        return Err(PutPageError::TooMany);
    }
    let grows = size - row.map_or(0, |row| row.size);
    if grows > 0 && !has_room(tx, by, grows, limits.sealed_bytes).await? {
        return Err(PutPageError::NoRoom);
    }
    let head = PageHead { id: new.id, rev: rev + 1, size, ends_at: new.ends_at };
    if row.is_none() {
        page::put(tx, by, head, at.hour(), &new.bytes).await?;
    } else {
        page::change(tx, by, head, at.hour(), &new.bytes).await?;
    }
    Ok(head.rev)
}

/// One that has ended and was not swept yet is as one that is not there.
fn lasts(row: Compared, at: Millis) -> bool {
    row.ends_at.is_none_or(|end| end > at)
}

impl App {
    /// See [`put`].
    ///
    /// # Errors
    /// [`PutPageError`]
    pub async fn put_page(&self, by: MemberId, new: PutPage) -> Result<i64, PutPageError> {
        let (at, limits) = (self.now(), *self.limits());
        self.store().write(move |tx| Box::pin(async move { put(tx, at, &limits, by, &new).await })).await
    }
}
