//! Sealed photos: the row; the bytes are beside the database.

use alongside_domain::{
    Millis,
    id::{EntryId, MediaId, MemberId},
};

use crate::{StoreError, Tx};

sql! {
    PUT = "
        INSERT INTO media (member_id, id, entry_id, size, sha, at, store_key) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    GET = "SELECT sha, store_key FROM media WHERE member_id = $1 AND id = $2";
    ERASE = "DELETE FROM media WHERE member_id = $1 AND id = $2 RETURNING store_key";
    ERASE_OF_ENTRY = "DELETE FROM media WHERE member_id = $1 AND entry_id = $2 RETURNING store_key";
    SWEEP = "
        DELETE FROM media
        WHERE at < $1
          AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.member_id = media.member_id AND e.id = media.entry_id)
        RETURNING store_key";
}

/// The row of a sealed photo.
#[derive(Clone, Debug)]
pub struct Media<'a> {
    /// Its id.
    pub id: MediaId,
    /// The entry it belongs to.
    pub entry: EntryId,
    /// Bytes of the age file.
    pub size: i64,
    /// SHA-256 of the age file.
    pub sha: &'a [u8; 32],
    /// When it came.
    pub at: Millis,
    /// Where its bytes are.
    pub store_key: &'a str,
}

/// Where a sealed photo is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// SHA-256 of the age file.
    pub sha: Vec<u8>,
    /// Where its bytes are.
    pub store_key: String,
}

/// Keeps the row.
///
/// # Errors
/// [`StoreError::Taken`] when the id is used already.
pub async fn put(tx: &mut Tx<'_>, member: MemberId, new: Media<'_>) -> Result<(), StoreError> {
    run!(
        tx,
        PUT,
        member.as_bytes().as_slice(),
        new.id.as_bytes().as_slice(),
        new.entry.as_bytes().as_slice(),
        new.size,
        new.sha.as_slice(),
        new.at.0,
        new.store_key
    )
    .map(drop)
}

/// Where a member's sealed photo is.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, member: MemberId, id: MediaId) -> Result<Option<Placed>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), GET, member.as_bytes().as_slice(), id.as_bytes().as_slice())?;
    Ok(row.map(|(sha, store_key)| Placed { sha, store_key }))
}

/// Erases the row of one sealed photo and says where its bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, member: MemberId, id: MediaId) -> Result<Option<String>, StoreError> {
    let row = first!(tx, (String,), ERASE, member.as_bytes().as_slice(), id.as_bytes().as_slice())?;
    Ok(row.map(|(store_key,)| store_key))
}

/// Erases the rows of an entry's sealed photos and says where their bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase_of_entry(
    tx: &mut Tx<'_>,
    member: MemberId,
    entry: EntryId,
) -> Result<Vec<String>, StoreError> {
    let rows =
        all!(tx, (String,), ERASE_OF_ENTRY, member.as_bytes().as_slice(), entry.as_bytes().as_slice())?;
    Ok(rows.into_iter().map(|(store_key,)| store_key).collect())
}

/// Erases the rows of sealed photos from before `before` whose entry is not there, and says where their bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, before: Millis) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), SWEEP, before.0)?;
    Ok(rows.into_iter().map(|(store_key,)| store_key).collect())
}
