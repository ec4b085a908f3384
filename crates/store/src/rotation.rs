//! A change of all keys under way, and what is sealed for the new ones until it takes its place.

use alongside_domain::{
    Millis,
    id::{EntryId, Id, MediaId, MemberId, PageId},
};

use crate::{StoreError, Tx, decode, media::Media};

sql! {
    BEGIN = "INSERT INTO rotation (member_id, at, id) VALUES ($1, $2, $3)";
    ID = "SELECT id FROM rotation WHERE member_id = $1";
    END = "DELETE FROM rotation WHERE member_id = $1";
    SWEEP = "DELETE FROM rotation WHERE at < $1";
    OLD_FILES = "
        SELECT m.store_key FROM staged_media m JOIN rotation r ON r.member_id = m.member_id WHERE r.at < $1";
    FILES = "SELECT store_key FROM staged_media WHERE member_id = $1";
    /// Of everything staged together, and of what stays as it is beside it: the rest of what `entry::KEPT` counts.
    AFTERWARDS = "
        SELECT CAST(COALESCE((SELECT sum(size) FROM staged_entry WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM staged_page WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM circle_entry WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM circle_media WHERE member_id = $1), 0)
                  + COALESCE((SELECT sum(size) FROM letter WHERE from_member = $1), 0)
                  + COALESCE((SELECT sum(size) FROM staged_media WHERE member_id = $1), 0) AS BIGINT)";
    PUT_ENTRY = "
        INSERT INTO staged_entry (member_id, id, size, bytes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (member_id, id) DO UPDATE SET size = excluded.size, bytes = excluded.bytes";
    PUT_PAGE = "
        INSERT INTO staged_page (member_id, id, size, bytes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (member_id, id) DO UPDATE SET size = excluded.size, bytes = excluded.bytes";
    PUT_MEDIA = "
        INSERT INTO staged_media (member_id, id, entry_id, size, sha, store_key) VALUES ($1, $2, $3, $4, $5, $6)";
    DROP_MEDIA = "DELETE FROM staged_media WHERE member_id = $1 AND id = $2 RETURNING store_key";
    DROP_PAGE = "DELETE FROM staged_page WHERE member_id = $1 AND id = $2";
    ENTRY_REVS = "SELECT id, rev FROM entry WHERE member_id = $1";
    PAGE_REVS = "SELECT id, rev FROM page WHERE member_id = $1";
    ENTRIES = "SELECT id FROM staged_entry WHERE member_id = $1";
    MEDIA = "SELECT id, entry_id FROM staged_media WHERE member_id = $1";
    PAGES = "SELECT id FROM staged_page WHERE member_id = $1";
    /// Each keeps its place in the journey.
    SWAP_ENTRIES = "
        UPDATE entry SET rev = entry.rev + 1, size = s.size, bytes = s.bytes
        FROM staged_entry s
        WHERE s.member_id = entry.member_id AND s.id = entry.id AND entry.member_id = $1";
    /// The same words under the same link, so it is the same revision.
    SWAP_PAGES = "
        UPDATE page SET size = s.size, bytes = s.bytes
        FROM staged_page s
        WHERE s.member_id = page.member_id AND s.id = page.id AND page.member_id = $1";
    /// Two stories may show one photo; it goes on belonging to the one it belonged to.
    KEEP_ENTRIES = "
        UPDATE staged_media SET entry_id = m.entry_id
        FROM media m
        WHERE m.member_id = staged_media.member_id AND m.id = staged_media.id AND staged_media.member_id = $1
          AND EXISTS (SELECT 1 FROM entry e WHERE e.member_id = m.member_id AND e.id = m.entry_id)";
    ERASE_MEDIA = "DELETE FROM media WHERE member_id = $1 RETURNING store_key";
    TAKE_MEDIA = "
        INSERT INTO media (member_id, id, entry_id, size, sha, at, store_key)
        SELECT member_id, id, entry_id, size, sha, CAST($2 AS BIGINT), store_key
        FROM staged_media WHERE member_id = $1";
}

/// Begins one. None may be there.
///
/// # Errors
/// [`StoreError::Taken`] when one is there.
pub async fn begin(
    tx: &mut Tx<'_>,
    member: MemberId,
    at: Millis,
    id_hash: &[u8; 32],
) -> Result<(), StoreError> {
    run!(tx, BEGIN, member.as_bytes().as_slice(), at.0, id_hash.as_slice()).map(drop)
}

/// SHA-256 of what whoever began it was given, if one is under way.
///
/// # Errors
/// Any [`StoreError`].
pub async fn id_hash(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(first!(tx, (Vec<u8>,), ID, member.as_bytes().as_slice())?.map(|(id,)| id))
}

/// Ends it, and what is still staged with it. See [`files`] first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    Ok(run!(tx, END, member.as_bytes().as_slice())? > 0)
}

/// Where the bytes of staged photos are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn files(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), FILES, member.as_bytes().as_slice())?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Ends those from before `before`; whether there was one, and where the bytes of their photos are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, before: Millis) -> Result<(bool, Vec<String>), StoreError> {
    let files = all!(tx, (String,), OLD_FILES, before.0)?;
    let ended = run!(tx, SWEEP, before.0)? > 0;
    Ok((ended, files.into_iter().map(|(key,)| key).collect()))
}

/// Bytes of everything sealed that a member would keep if what is staged took its place now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn afterwards(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), AFTERWARDS, member.as_bytes().as_slice())?.map_or(0, |(bytes,)| bytes))
}

/// Stages an entry, in place of what was staged for it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_entry(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: EntryId,
    size: i64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    run!(tx, PUT_ENTRY, member.as_bytes().as_slice(), id.as_bytes().as_slice(), size, bytes).map(drop)
}

/// Stages a page, in place of what was staged for it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_page(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: PageId,
    size: i64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    run!(tx, PUT_PAGE, member.as_bytes().as_slice(), id.as_bytes().as_slice(), size, bytes).map(drop)
}

/// Stages the row of a photo; none may be staged for it. `at` is not kept.
///
/// # Errors
/// [`StoreError::Taken`] when one is there.
pub async fn put_media(tx: &mut Tx<'_>, member: MemberId, new: Media<'_>) -> Result<(), StoreError> {
    let (owner, id) = (member.as_bytes().as_slice(), new.id.as_bytes().as_slice());
    let entry = new.entry.as_bytes().as_slice();
    run!(tx, PUT_MEDIA, owner, id, entry, new.size, new.sha.as_slice(), new.store_key).map(drop)
}

/// Takes a staged photo away and says where its bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_media(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: MediaId,
) -> Result<Option<String>, StoreError> {
    let row = first!(tx, (String,), DROP_MEDIA, member.as_bytes().as_slice(), id.as_bytes().as_slice())?;
    Ok(row.map(|(key,)| key))
}

/// Takes a staged page away.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_page(tx: &mut Tx<'_>, member: MemberId, id: PageId) -> Result<(), StoreError> {
    run!(tx, DROP_PAGE, member.as_bytes().as_slice(), id.as_bytes().as_slice()).map(drop)
}

/// Every entry of a member with its revision.
///
/// # Errors
/// Any [`StoreError`].
pub async fn entry_revs(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(EntryId, i64)>, StoreError> {
    revs(&all!(tx, (Vec<u8>, i64), ENTRY_REVS, member.as_bytes().as_slice())?)
}

/// Every page of a member with its revision, those that have ended and were not swept yet among them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page_revs(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(PageId, i64)>, StoreError> {
    revs(&all!(tx, (Vec<u8>, i64), PAGE_REVS, member.as_bytes().as_slice())?)
}

/// The entries that are staged.
///
/// # Errors
/// Any [`StoreError`].
pub async fn entries(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<EntryId>, StoreError> {
    ids(&all!(tx, (Vec<u8>,), ENTRIES, member.as_bytes().as_slice())?)
}

/// The pages that are staged.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pages(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<PageId>, StoreError> {
    ids(&all!(tx, (Vec<u8>,), PAGES, member.as_bytes().as_slice())?)
}

/// The photos that are staged, each with its entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn media(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(MediaId, EntryId)>, StoreError> {
    let rows = all!(tx, (Vec<u8>, Vec<u8>), MEDIA, member.as_bytes().as_slice())?;
    rows.iter().map(|(id, entry)| Ok((decode::id(id, "media id")?, decode::id(entry, "entry id")?))).collect()
}

/// Puts everything that is staged in its place and ends the rotation. Returns where the bytes of the photos are that
/// were there before. Six queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn swap(tx: &mut Tx<'_>, member: MemberId, at: Millis) -> Result<Vec<String>, StoreError> {
    let owner = member.as_bytes().as_slice();
    run!(tx, SWAP_ENTRIES, owner)?;
    run!(tx, SWAP_PAGES, owner)?;
    run!(tx, KEEP_ENTRIES, owner)?;
    let old = all!(tx, (String,), ERASE_MEDIA, owner)?;
    run!(tx, TAKE_MEDIA, owner, at.0)?;
    end(tx, member).await?;
    Ok(old.into_iter().map(|(key,)| key).collect())
}

fn ids<T>(rows: &[(Vec<u8>,)]) -> Result<Vec<Id<T>>, StoreError> {
    rows.iter().map(|(id,)| decode::id(id, "staged id")).collect()
}

fn revs<T>(rows: &[(Vec<u8>, i64)]) -> Result<Vec<(Id<T>, i64)>, StoreError> {
    rows.iter().map(|(id, rev)| Ok((decode::id(id, "id")?, *rev))).collect()
}
