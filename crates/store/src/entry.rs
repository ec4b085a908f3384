//! Sealed entries: bytes that the server cannot read.

use alongside_domain::{
    Millis,
    cursor::Cursor,
    entry::EntryHead,
    id::{EntryId, MemberId},
};

use crate::{StoreError, Tx};

sql! {
    PUT = "INSERT INTO entry (member_id, id, rev, size, at, bytes) VALUES ($1, $2, $3, $4, $5, $6)";
    CHANGE = "UPDATE entry SET rev = $3, size = $4, at = $5, bytes = $6 WHERE member_id = $1 AND id = $2";
    COMPARE = "SELECT rev, size, bytes = $3 FROM entry WHERE member_id = $1 AND id = $2";
    GET = "SELECT rev, at, bytes FROM entry WHERE member_id = $1 AND id = $2";
    LIST = "
        SELECT id, rev, size, at FROM entry
        WHERE member_id = $1 AND (at, id) < ($2, $3)
        ORDER BY at DESC, id DESC LIMIT $4";
    BUNDLE = "
        SELECT id, rev, at, bytes FROM entry
        WHERE member_id = $1
          AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ORDER BY at DESC, id DESC";
    ERASE = "DELETE FROM entry WHERE member_id = $1 AND id = $2";
    /// Of entries and sealed photos, one's own and in circles, and pages for them together.
    KEPT = "
        SELECT CAST(COALESCE((SELECT sum(size) FROM entry WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM page WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM circle_entry WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM circle_media WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM letter WHERE from_member = $1), 0)
                  + COALESCE((SELECT sum(size) FROM media WHERE member_id = $1), 0) AS BIGINT)";
}

/// How many entries [`bundle`] gives at most.
pub const BUNDLE_MOST: usize = 20;

/// A whole entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its revision.
    pub rev: i64,
    /// When that arrived.
    pub at: Millis,
    /// An age file.
    pub bytes: Vec<u8>,
}

/// How an entry that is there compares with bytes that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its revision.
    pub rev: i64,
    /// Its bytes, in number.
    pub size: i64,
    /// Whether they are the same.
    pub same: bool,
}

/// The entry that is there, compared with `bytes` inside the database.
///
/// # Errors
/// Any [`StoreError`].
pub async fn compare(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: EntryId,
    bytes: &[u8],
) -> Result<Option<Compared>, StoreError> {
    let row =
        first!(tx, (i64, i64, bool), COMPARE, member.as_bytes().as_slice(), id.as_bytes().as_slice(), bytes)?;
    Ok(row.map(|(rev, size, same)| Compared { rev, size, same }))
}

/// Keeps the first revision of an entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, member: MemberId, head: EntryHead, bytes: &[u8]) -> Result<(), StoreError> {
    let (owner, id) = (member.as_bytes().as_slice(), head.id.as_bytes().as_slice());
    run!(tx, PUT, owner, id, head.rev, head.size, head.at.0, bytes).map(drop)
}

/// Keeps another revision in place of the last.
///
/// # Errors
/// Any [`StoreError`].
pub async fn change(
    tx: &mut Tx<'_>,
    member: MemberId,
    head: EntryHead,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let (owner, id) = (member.as_bytes().as_slice(), head.id.as_bytes().as_slice());
    run!(tx, CHANGE, owner, id, head.rev, head.size, head.at.0, bytes).map(drop)
}

/// One entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, member: MemberId, id: EntryId) -> Result<Option<Entry>, StoreError> {
    let row = first!(tx, (i64, i64, Vec<u8>), GET, member.as_bytes().as_slice(), id.as_bytes().as_slice())?;
    Ok(row.map(|(rev, at, bytes)| Entry { id, rev, at: Millis(at), bytes }))
}

/// Up to `most` entries after `after`, last changed first, without their bytes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    member: MemberId,
    after: Cursor,
    most: i64,
) -> Result<Vec<EntryHead>, StoreError> {
    let rows = all!(
        tx,
        (Vec<u8>, i64, i64, i64),
        LIST,
        member.as_bytes().as_slice(),
        after.at.0,
        after.id.as_slice(),
        most
    )?;
    rows.into_iter()
        .map(|(id, rev, size, at)| Ok(EntryHead { id: entry_id(&id)?, rev, size, at: Millis(at) }))
        .collect()
}

/// Those of the first [`BUNDLE_MOST`] of `ids` that are there, last changed first. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn bundle(tx: &mut Tx<'_>, member: MemberId, ids: &[EntryId]) -> Result<Vec<Entry>, StoreError> {
    type Row = (Vec<u8>, i64, i64, Vec<u8>);
    // The statement has a fixed number of places; empty bytes are nobody's id.
    let place = |at: usize| ids.get(at).map(|id| id.as_bytes().as_slice()).unwrap_or_default();
    let rows: Vec<Row> = on!(tx, c => {
        let mut query = sqlx::query_as(BUNDLE).bind(member.as_bytes().as_slice());
        for at in 0..BUNDLE_MOST {
            query = query.bind(place(at));
        }
        query.fetch_all(c).await
    })?;
    rows.into_iter()
        .map(|(id, rev, at, bytes)| Ok(Entry { id: entry_id(&id)?, rev, at: Millis(at), bytes }))
        .collect()
}

/// Erases an entry; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, member: MemberId, id: EntryId) -> Result<bool, StoreError> {
    Ok(run!(tx, ERASE, member.as_bytes().as_slice(), id.as_bytes().as_slice())? > 0)
}

/// Bytes of everything sealed that a member keeps.
///
/// # Errors
/// Any [`StoreError`].
pub async fn kept(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), KEPT, member.as_bytes().as_slice())?.map_or(0, |(bytes,)| bytes))
}

fn entry_id(bytes: &[u8]) -> Result<EntryId, StoreError> {
    EntryId::from_slice(bytes).map_err(|_| StoreError::corrupt("entry id"))
}
