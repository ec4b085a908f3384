//! What is sealed in circles: entries, and the rows of photos.

use alongside_domain::{
    Millis,
    circle::CircleEntryHead,
    cursor::Cursor,
    id::{CircleId, EntryId, MediaId, MemberId, UserId},
};

use crate::{StoreError, Tx, decode, entry::BUNDLE_MOST, media::Placed};

sql! {
    /// Later than all that is there, also when the clock was put back: readers ask for what came after the last.
    PUT = "
        INSERT INTO circle_entry
            (circle_id, id, user_id, member_id, rev, epoch, size, at, first_user, for_user, bytes)
        SELECT $1, $2, $3, $4, $5, $6, $7, CASE WHEN last >= $8 THEN last + 1 ELSE $8 END, $9, $10, $11
        FROM (SELECT coalesce(max(at), 0) AS last FROM circle_entry WHERE circle_id = $1) AS newest";
    CHANGE = "
        UPDATE circle_entry SET rev = $3, epoch = $4, size = $5, bytes = $7, user_id = $8, at = (
            SELECT CASE WHEN max(e.at) >= $6 THEN max(e.at) + 1 ELSE $6 END FROM circle_entry e WHERE e.circle_id = $1)
        WHERE circle_id = $1 AND id = $2";
    COMPARE = "
        SELECT user_id, member_id, rev, size, first_user, for_user, bytes = $3 FROM circle_entry
        WHERE circle_id = $1 AND id = $2";
    COUNT = "SELECT count(*) FROM circle_entry WHERE circle_id = $1";
    COUNT_WAITING = "SELECT count(*) FROM circle_entry WHERE circle_id = $1 AND member_id = $2 AND first_user IS NOT NULL";
    /// What somebody else is to see first is not there for anybody but its author and them. Its author may have other
    /// keys by now.
    COUNT_FOR = "
        SELECT count(*) FROM circle_entry
        WHERE circle_id = $1 AND (first_user IS NULL OR first_user = $2 OR member_id = (
              SELECT m.member_id FROM circle_member m WHERE m.circle_id = $1 AND m.user_id = $2))";
    LIST = "
        SELECT id, user_id, rev, epoch, size, at, first_user, for_user FROM circle_entry
        WHERE circle_id = $1 AND (at, id) > ($2, $3)
          AND (first_user IS NULL OR first_user = $4 OR member_id = (
              SELECT m.member_id FROM circle_member m WHERE m.circle_id = $1 AND m.user_id = $4))
        ORDER BY at, id LIMIT $5";
    BUNDLE = "
        SELECT id, user_id, rev, epoch, at, bytes FROM circle_entry
        WHERE circle_id = $1 AND (first_user IS NULL OR first_user = $2 OR member_id = (
              SELECT m.member_id FROM circle_member m WHERE m.circle_id = $1 AND m.user_id = $2))
          AND id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        ORDER BY at, id";
    LET_THROUGH = "
        UPDATE circle_entry SET first_user = NULL, at = (
            SELECT CASE WHEN max(e.at) >= $3 THEN max(e.at) + 1 ELSE $3 END FROM circle_entry e WHERE e.circle_id = $1)
        WHERE circle_id = $1 AND id = $2 AND first_user IS NOT NULL";
    LET_ALL_THROUGH = "
        UPDATE circle_entry SET first_user = NULL, at = (
            SELECT CASE WHEN max(e.at) >= $3 THEN max(e.at) + 1 ELSE $3 END FROM circle_entry e WHERE e.circle_id = $1)
        WHERE circle_id = $1 AND first_user = $2";
    ERASE = "DELETE FROM circle_entry WHERE circle_id = $1 AND id = $2";
    PUT_MEDIA = "
        INSERT INTO circle_media (circle_id, id, entry_id, member_id, size, sha, at, store_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET_MEDIA = "SELECT sha, store_key FROM circle_media WHERE circle_id = $1 AND id = $2";
    MEDIA_OWNER = "SELECT member_id FROM circle_media WHERE circle_id = $1 AND id = $2";
    ERASE_MEDIA = "DELETE FROM circle_media WHERE circle_id = $1 AND id = $2 RETURNING store_key";
    ERASE_MEDIA_OF = "DELETE FROM circle_media WHERE circle_id = $1 AND entry_id = $2 RETURNING store_key";
    ERASE_ALL_MEDIA = "DELETE FROM circle_media WHERE circle_id = $1 RETURNING store_key";
    SWEEP_MEDIA = "
        DELETE FROM circle_media
        WHERE at < $1 AND NOT EXISTS (
            SELECT 1 FROM circle_entry e
            WHERE e.circle_id = circle_media.circle_id AND e.id = circle_media.entry_id)
        RETURNING store_key";
}

/// A whole entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircleEntry {
    /// Its id.
    pub id: EntryId,
    /// Who wrote it.
    pub user: UserId,
    /// Its revision.
    pub rev: i64,
    /// For which epoch it is sealed.
    pub epoch: i64,
    /// When that arrived.
    pub at: Millis,
    /// An age file.
    pub bytes: Vec<u8>,
}

/// How an entry that is there compares with bytes that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Who wrote it.
    pub user: UserId,
    /// Whose room it takes.
    pub member: MemberId,
    /// Its revision.
    pub rev: i64,
    /// Its bytes, in number.
    pub size: i64,
    /// Who sees it first, while that is so.
    pub first: Option<UserId>,
    /// For whom its author put it there.
    pub told_for: Option<UserId>,
    /// Whether the bytes are the same.
    pub same: bool,
}

/// The row of a sealed photo in a circle.
#[derive(Clone, Copy, Debug)]
pub struct NewMedia<'a> {
    /// Its id.
    pub id: MediaId,
    /// The entry it belongs to.
    pub entry: EntryId,
    /// Whose room it takes.
    pub member: MemberId,
    /// Bytes of the age file.
    pub size: i64,
    /// SHA-256 of the age file.
    pub sha: &'a [u8; 32],
    /// When it came.
    pub at: Millis,
    /// Where its bytes are.
    pub store_key: &'a str,
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

fn user(bytes: &[u8]) -> Result<UserId, StoreError> {
    decode::id(bytes, "user")
}

/// The entry that is there, compared with `file` inside the database.
///
/// # Errors
/// Any [`StoreError`].
pub async fn compare(
    tx: &mut Tx<'_>,
    circle: CircleId,
    id: EntryId,
    file: &[u8],
) -> Result<Option<Compared>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, i64, i64, Option<Vec<u8>>, Option<Vec<u8>>, bool);
    let row = first!(tx, Row, COMPARE, bytes(&circle), bytes(&id), file)?;
    row.map(|(by, member, rev, size, first, told_for, same)| {
        let first = first.as_deref().map(user).transpose()?;
        let told_for = told_for.as_deref().map(user).transpose()?;
        let member = decode::id(&member, "member")?;
        Ok(Compared { user: user(&by)?, member, rev, size, first, told_for, same })
    })
    .transpose()
}

/// Keeps the first revision of an entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(
    tx: &mut Tx<'_>,
    circle: CircleId,
    member: MemberId,
    head: CircleEntryHead,
    file: &[u8],
) -> Result<(), StoreError> {
    let (first, told_for) = (head.first.as_ref().map(bytes), head.told_for.as_ref().map(bytes));
    run!(
        tx,
        PUT,
        bytes(&circle),
        bytes(&head.id),
        bytes(&head.user),
        bytes(&member),
        head.rev,
        head.epoch,
        head.size,
        head.at.0,
        first,
        told_for,
        file
    )
    .map(drop)
}

/// Keeps another revision in place of the last. Its author may have other keys by now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn change(
    tx: &mut Tx<'_>,
    circle: CircleId,
    head: CircleEntryHead,
    file: &[u8],
) -> Result<(), StoreError> {
    let (circle, id, user) = (bytes(&circle), bytes(&head.id), bytes(&head.user));
    run!(tx, CHANGE, circle, id, head.rev, head.epoch, head.size, head.at.0, file, user).map(drop)
}

/// How many entries a circle has.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, circle: CircleId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT, bytes(&circle))?.map_or(0, |(count,)| count))
}

/// How many of a member's entries wait for somebody else to see them first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_waiting(tx: &mut Tx<'_>, circle: CircleId, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT_WAITING, bytes(&circle), bytes(&member))?.map_or(0, |(count,)| count))
}

/// How many of them are there for `reader`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_for(tx: &mut Tx<'_>, circle: CircleId, reader: UserId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT_FOR, bytes(&circle), bytes(&reader))?.map_or(0, |(count,)| count))
}

/// Up to `most` entries that are there for `reader`, after `after`, oldest change first, without their bytes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    circle: CircleId,
    reader: UserId,
    after: Cursor,
    most: i64,
) -> Result<Vec<CircleEntryHead>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, i64, i64, i64, i64, Option<Vec<u8>>, Option<Vec<u8>>);
    let (at, id) = (after.at.0, after.id.as_slice());
    let rows = all!(tx, Row, LIST, bytes(&circle), at, id, bytes(&reader), most)?;
    rows.into_iter()
        .map(|(id, by, rev, epoch, size, at, first, told_for)| {
            let first = first.as_deref().map(user).transpose()?;
            let told_for = told_for.as_deref().map(user).transpose()?;
            let id = decode::id(&id, "entry")?;
            Ok(CircleEntryHead { id, user: user(&by)?, rev, epoch, size, at: Millis(at), first, told_for })
        })
        .collect()
}

/// Those of the first [`BUNDLE_MOST`] of `ids` that are there for `reader`. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn bundle(
    tx: &mut Tx<'_>,
    circle: CircleId,
    reader: UserId,
    ids: &[EntryId],
) -> Result<Vec<CircleEntry>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, i64, i64, i64, Vec<u8>);
    // The statement has a fixed number of places; empty bytes are nobody's id.
    let place = |at: usize| ids.get(at).map(|id| id.as_bytes().as_slice()).unwrap_or_default();
    let rows: Vec<Row> = on!(tx, c => {
        let mut query = sqlx::query_as(BUNDLE).bind(bytes(&circle)).bind(bytes(&reader));
        for at in 0..BUNDLE_MOST {
            query = query.bind(place(at));
        }
        query.fetch_all(c).await
    })?;
    rows.into_iter()
        .map(|(id, by, rev, epoch, at, bytes)| {
            Ok(CircleEntry {
                id: decode::id(&id, "entry")?,
                user: user(&by)?,
                rev,
                epoch,
                at: Millis(at),
                bytes,
            })
        })
        .collect()
}

/// Lets the others have what somebody was to see first. It counts as changed at `at`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn let_through(
    tx: &mut Tx<'_>,
    circle: CircleId,
    id: EntryId,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, LET_THROUGH, bytes(&circle), bytes(&id), at.0).map(drop)
}

/// Lets the others have everything that `first` was to see first: who is not there cannot let it through.
///
/// # Errors
/// Any [`StoreError`].
pub async fn let_all_through(
    tx: &mut Tx<'_>,
    circle: CircleId,
    first: UserId,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, LET_ALL_THROUGH, bytes(&circle), bytes(&first), at.0).map(drop)
}

/// Erases an entry; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, circle: CircleId, id: EntryId) -> Result<bool, StoreError> {
    Ok(run!(tx, ERASE, bytes(&circle), bytes(&id))? > 0)
}

/// Keeps the row of a sealed photo.
///
/// # Errors
/// [`StoreError::Taken`] when the id is used already.
pub async fn put_media(tx: &mut Tx<'_>, circle: CircleId, new: NewMedia<'_>) -> Result<(), StoreError> {
    let (id, entry, member) = (bytes(&new.id), bytes(&new.entry), bytes(&new.member));
    let (sha, at) = (new.sha.as_slice(), new.at.0);
    run!(tx, PUT_MEDIA, bytes(&circle), id, entry, member, new.size, sha, at, new.store_key).map(drop)
}

/// Where a circle's sealed photo is.
///
/// # Errors
/// Any [`StoreError`].
pub async fn media(tx: &mut Tx<'_>, circle: CircleId, id: MediaId) -> Result<Option<Placed>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), GET_MEDIA, bytes(&circle), bytes(&id))?;
    Ok(row.map(|(sha, store_key)| Placed { sha, store_key }))
}

/// Whose room a circle's sealed photo takes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn media_owner(
    tx: &mut Tx<'_>,
    circle: CircleId,
    id: MediaId,
) -> Result<Option<MemberId>, StoreError> {
    let row = first!(tx, (Vec<u8>,), MEDIA_OWNER, bytes(&circle), bytes(&id))?;
    row.map(|(member,)| decode::id(&member, "member")).transpose()
}

/// Erases the row of one sealed photo and says where its bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase_media(
    tx: &mut Tx<'_>,
    circle: CircleId,
    id: MediaId,
) -> Result<Option<String>, StoreError> {
    Ok(first!(tx, (String,), ERASE_MEDIA, bytes(&circle), bytes(&id))?.map(|(key,)| key))
}

/// Erases the rows of an entry's sealed photos and says where their bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase_media_of(
    tx: &mut Tx<'_>,
    circle: CircleId,
    entry: EntryId,
) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), ERASE_MEDIA_OF, bytes(&circle), bytes(&entry))?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Erases the rows of all of a circle's sealed photos and says where their bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase_all_media(tx: &mut Tx<'_>, circle: CircleId) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), ERASE_ALL_MEDIA, bytes(&circle))?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Erases the rows of sealed photos from before `before` whose entry is not there, and says where their bytes are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep_media(tx: &mut Tx<'_>, before: Millis) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), SWEEP_MEDIA, before.0)?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}
