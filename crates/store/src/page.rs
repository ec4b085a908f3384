//! Pages for them: sealed bytes behind a link. A page that has ended is as one that never was.

use alongside_domain::{
    Millis,
    id::{MemberId, PageId},
    page::PageHead,
};

use sha2::{Digest as _, Sha256};

use crate::{StoreError, Tx};

sql! {
    PUT = "INSERT INTO page (id, member_id, rev, size, ends_at, at, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    CHANGE = "UPDATE page SET rev = $3, size = $4, ends_at = $5, at = $6, bytes = $7 WHERE id = $1 AND member_id = $2";
    COMPARE = "SELECT member_id, rev, size, ends_at, bytes = $2 FROM page WHERE id = $1";
    COUNT = "SELECT count(*) FROM page WHERE member_id = $1 AND (ends_at IS NULL OR ends_at > $2)";
    LIST = "
        SELECT id, rev, size, ends_at FROM page
        WHERE member_id = $1 AND (ends_at IS NULL OR ends_at > $2)
        ORDER BY at DESC, id DESC LIMIT $3";
    READ = "SELECT bytes FROM page WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)";
    ERASE = "DELETE FROM page WHERE id = $1 AND member_id = $2";
    ENDED = "SELECT id, member_id FROM page WHERE ends_at <= $1 LIMIT 1000";
    SWEEP = "DELETE FROM page WHERE id = $1";
    GONE = "
        INSERT INTO page_gone (id_hash, member_id) VALUES ($1, $2)
        ON CONFLICT (id_hash) DO UPDATE SET member_id = excluded.member_id";
    IS_GONE = "SELECT member_id FROM page_gone WHERE id_hash = $1";
}

/// How a page that is there compares with bytes that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whose it is.
    pub member: MemberId,
    /// Its revision.
    pub rev: i64,
    /// Its bytes, in number.
    pub size: i64,
    /// When it ends.
    pub ends_at: Option<Millis>,
    /// Whether the bytes are the same.
    pub same: bool,
}

/// The page that is there, whosever it is and also when it has ended, compared with `bytes` inside the database.
///
/// # Errors
/// Any [`StoreError`].
pub async fn compare(tx: &mut Tx<'_>, id: PageId, bytes: &[u8]) -> Result<Option<Compared>, StoreError> {
    type Row = (Vec<u8>, i64, i64, Option<i64>, bool);
    let row = first!(tx, Row, COMPARE, id.as_bytes().as_slice(), bytes)?;
    row.map(|(member, rev, size, ends_at, same)| {
        let member = MemberId::from_slice(&member).map_err(|_| StoreError::corrupt("member id"))?;
        Ok(Compared { member, rev, size, ends_at: ends_at.map(Millis), same })
    })
    .transpose()
}

/// Keeps a page that is not there. `at` is a whole hour.
///
/// # Errors
/// [`StoreError::Taken`] when the id is used already.
pub async fn put(
    tx: &mut Tx<'_>,
    member: MemberId,
    head: PageHead,
    at: Millis,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let (id, owner) = (head.id.as_bytes().as_slice(), member.as_bytes().as_slice());
    let ends_at = head.ends_at.map(|end| end.0);
    run!(tx, PUT, id, owner, head.rev, head.size, ends_at, at.0, bytes).map(drop)
}

/// Keeps another revision in place of the one that is there. `at` is a whole hour.
///
/// # Errors
/// Any [`StoreError`].
pub async fn change(
    tx: &mut Tx<'_>,
    member: MemberId,
    head: PageHead,
    at: Millis,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let (id, owner) = (head.id.as_bytes().as_slice(), member.as_bytes().as_slice());
    let ends_at = head.ends_at.map(|end| end.0);
    run!(tx, CHANGE, id, owner, head.rev, head.size, ends_at, at.0, bytes).map(drop)
}

/// How many pages of a member can be opened at `at`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, member: MemberId, at: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT, member.as_bytes().as_slice(), at.0)?.map_or(0, |(count,)| count))
}

/// At most `most` pages of a member that can be opened at `at`, without their bytes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    member: MemberId,
    at: Millis,
    most: i64,
) -> Result<Vec<PageHead>, StoreError> {
    type Row = (Vec<u8>, i64, i64, Option<i64>);
    let rows = all!(tx, Row, LIST, member.as_bytes().as_slice(), at.0, most)?;
    rows.into_iter()
        .map(|(id, rev, size, ends_at)| {
            let id = PageId::from_slice(&id).map_err(|_| StoreError::corrupt("page id"))?;
            Ok(PageHead { id, rev, size, ends_at: ends_at.map(Millis) })
        })
        .collect()
}

/// The bytes of a page that can be opened at `at`, for whoever has its link.
///
/// # Errors
/// Any [`StoreError`].
pub async fn read(tx: &mut Tx<'_>, id: PageId, at: Millis) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(first!(tx, (Vec<u8>,), READ, id.as_bytes().as_slice(), at.0)?.map(|(bytes,)| bytes))
}

/// Erases a member's own page; `false` when there is none. Its id is nobody's from then on. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, member: MemberId, id: PageId) -> Result<bool, StoreError> {
    let there = run!(tx, ERASE, id.as_bytes().as_slice(), member.as_bytes().as_slice())? > 0;
    if there {
        run!(tx, GONE, hash(id.as_bytes()).as_slice(), None::<&[u8]>)?;
    }
    Ok(there)
}

/// The hash by which an id that was used is known.
fn hash(id: &[u8]) -> [u8; 32] {
    Sha256::digest(id).into()
}

/// Whether the id was of a page that is gone and is not for `member` to use again: it was taken away, or it has ended
/// and was somebody else's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_spent(tx: &mut Tx<'_>, member: MemberId, id: PageId) -> Result<bool, StoreError> {
    let row = first!(tx, (Option<Vec<u8>>,), IS_GONE, hash(id.as_bytes()).as_slice())?;
    Ok(row.is_some_and(|(whose,)| whose.as_deref() != Some(member.as_bytes().as_slice())))
}

/// Erases pages that have ended by `at`, at most a thousand; whether there was one. Whoever's they were can prolong them.
/// A query, and two for each.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, at: Millis) -> Result<bool, StoreError> {
    let ended = all!(tx, (Vec<u8>, Vec<u8>), ENDED, at.0)?;
    for (id, member) in &ended {
        run!(tx, SWEEP, id.as_slice())?;
        run!(tx, GONE, hash(id).as_slice(), Some(member.as_slice()))?;
    }
    Ok(!ended.is_empty())
}
