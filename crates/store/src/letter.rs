//! Letters: one file for who wrote it, one for whom it is for. Each erases their own.

use alongside_domain::{
    Millis,
    cursor::Cursor,
    id::{LetterId, MemberId, UserId},
    letter::{LetterLine, Stand},
};

use crate::{StoreError, Tx, decode};

sql! {
    COMPARE = "SELECT from_member, from_user, to_user, mine = $2 AND theirs = $3 FROM letter WHERE id = $1";
    PUT = "
        INSERT INTO letter (id, from_user, to_user, from_member, to_member, at, mine, theirs, size, was_read, from_pen)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 0, (SELECT pen_id FROM address WHERE user_id = $2)";
    WRITTEN_SINCE = "SELECT count(*) FROM letter WHERE from_member = $1 AND at > $2";
    // One line for each two addresses that wrote to each other, newest first.
    WITH = "
        SELECT l.own, l.other, l.newest, l.unread, c.state, po.name, pm.name,
               EXISTS (SELECT 1 FROM letter_block b WHERE b.of_user = l.own AND b.with_user = l.other)
        FROM (
            SELECT own, other, max(at) AS newest, CAST(sum(unread) AS BIGINT) AS unread FROM (
                SELECT to_user AS own, from_user AS other, at, CASE WHEN was_read = 0 THEN 1 ELSE 0 END AS unread
                FROM letter WHERE to_member = $1 AND theirs IS NOT NULL
                UNION ALL
                SELECT from_user AS own, to_user AS other, at, 0 AS unread
                FROM letter WHERE from_member = $1 AND mine IS NOT NULL) AS every_letter
            GROUP BY own, other) AS l
        LEFT JOIN correspondent c ON c.of_user = l.own AND c.with_user = l.other
        LEFT JOIN address ao ON ao.user_id = l.other LEFT JOIN pen po ON po.id = ao.pen_id
        LEFT JOIN address am ON am.user_id = l.own LEFT JOIN pen pm ON pm.id = am.pen_id
        ORDER BY l.newest DESC, l.own, l.other LIMIT $2";
    THREAD = "
        SELECT id, from_user, to_user, at, size, CASE WHEN from_member = $1 THEN 1 ELSE was_read END,
               CASE WHEN from_member = $1 THEN mine ELSE theirs END, from_member = $1
        FROM letter
        WHERE ((from_member = $1 AND from_user = $2 AND to_user = $3 AND mine IS NOT NULL)
               OR (to_member = $1 AND to_user = $2 AND from_user = $3 AND theirs IS NOT NULL))
          AND (at < $4 OR (at = $4 AND id < $5))
        ORDER BY at DESC, id DESC LIMIT $6";
    READ = "
        UPDATE letter SET was_read = 1
        WHERE to_member = $1 AND to_user = $2 AND from_user = $3 AND was_read = 0";
    WAITING = "
        SELECT count(DISTINCT from_user) FROM letter
        WHERE to_member = $1 AND was_read = 0 AND theirs IS NOT NULL";
    ERASE_MINE = "
        UPDATE letter SET mine = NULL, size = size - length(mine)
        WHERE id = $1 AND from_member = $2 AND mine IS NOT NULL";
    ERASE_THEIRS = "
        UPDATE letter SET theirs = NULL, size = size - length(theirs)
        WHERE id = $1 AND to_member = $2 AND theirs IS NOT NULL";
    // What somebody else keeps is not theirs to make room with for ever.
    GIVE_BACK = "UPDATE letter SET size = 0 WHERE at < $1 AND mine IS NULL AND size > 0";
    // What was written in a day is counted by these rows for a day.
    SWEEP = "DELETE FROM letter WHERE at < $1 AND mine IS NULL AND theirs IS NULL";
    RECEIVED = "SELECT from_user, to_user, from_member FROM letter WHERE id = $1 AND to_member = $2 AND theirs IS NOT NULL";
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

/// A letter as it comes.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// Chosen by the client.
    pub id: LetterId,
    /// From which address.
    pub from: UserId,
    /// To which.
    pub to: UserId,
    /// Who wrote it.
    pub by: MemberId,
    /// Who gets it.
    pub member: MemberId,
    /// When it came.
    pub at: Millis,
    /// The writer's file.
    pub mine: &'a [u8],
    /// The receiver's.
    pub theirs: &'a [u8],
}

/// Two addresses that wrote to each other, as whose one of them is sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct With {
    /// One's own address.
    pub of: UserId,
    /// The other.
    pub with: UserId,
    /// The newest letter's time.
    pub at: Millis,
    /// How many were not read yet.
    pub unread: i64,
    /// How one stands to the other.
    pub stand: Option<Stand>,
    /// The other's pen name, when it is one.
    pub pen: Option<String>,
    /// One's own, when it is one.
    pub own_pen: Option<String>,
    /// One takes nothing from them.
    pub blocked: bool,
}

/// How a letter with this id compares with what came: `None` when there is none, otherwise whether it is the same
/// one, by the same member.
///
/// # Errors
/// Any [`StoreError`].
pub async fn compare(tx: &mut Tx<'_>, new: &NewLetter<'_>) -> Result<Option<bool>, StoreError> {
    type Row = (Option<Vec<u8>>, Vec<u8>, Vec<u8>, Option<bool>);
    let row = first!(tx, Row, COMPARE, bytes(&new.id), new.mine, new.theirs)?;
    Ok(row.map(|(member, from, to, same)| {
        member.as_deref() == Some(bytes(&new.by))
            && from == bytes(&new.from)
            && to == bytes(&new.to)
            && same == Some(true)
    }))
}

/// Keeps a letter that is not there.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: &NewLetter<'_>) -> Result<(), StoreError> {
    let size = i64::try_from(new.mine.len() + new.theirs.len()).unwrap_or(i64::MAX);
    let (from, to) = (bytes(&new.from), bytes(&new.to));
    let (by, member) = (bytes(&new.by), bytes(&new.member));
    run!(tx, PUT, bytes(&new.id), from, to, by, member, new.at.0, new.mine, new.theirs, size).map(drop)
}

/// How many letters a member wrote after `since`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn written_since(tx: &mut Tx<'_>, member: MemberId, since: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), WRITTEN_SINCE, bytes(&member), since.0)?.map_or(0, |(count,)| count))
}

/// With whom a member writes, newest first, at most `most`. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn with(tx: &mut Tx<'_>, member: MemberId, most: i64) -> Result<Vec<With>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, i64, i64, Option<String>, Option<String>, Option<String>, bool);
    let rows = all!(tx, Row, WITH, bytes(&member), most)?;
    rows.into_iter()
        .map(|(of, with, at, unread, state, pen, own_pen, blocked)| {
            let stand = state.map(|state| decode::read(&state, "correspondent.state")).transpose()?;
            let (of, with) = (decode::id(&of, "user")?, decode::id(&with, "user")?);
            Ok(With { of, with, at: Millis(at), unread, stand, pen, own_pen, blocked })
        })
        .collect()
}

/// A letter with the reader's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// All else.
    pub line: LetterLine,
    /// The age file.
    pub bytes: Vec<u8>,
}

/// The letters between two addresses that are there for `member`, before `before`, newest first. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn thread(
    tx: &mut Tx<'_>,
    member: MemberId,
    of: UserId,
    with: UserId,
    before: Cursor,
    most: i64,
) -> Result<Vec<Letter>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, i64, i64, i64, Vec<u8>, bool);
    let (at, id) = (before.at.0, before.id.as_slice());
    let rows = all!(tx, Row, THREAD, bytes(&member), bytes(&of), bytes(&with), at, id, most)?;
    rows.into_iter()
        .map(|(id, from, to, at, _, read, file, mine)| {
            let (from, to) = (decode::id(&from, "user")?, decode::id(&to, "user")?);
            let size = i64::try_from(file.len()).unwrap_or(i64::MAX);
            let (id, at, read) = (decode::id(&id, "letter")?, Millis(at), read != 0);
            Ok(Letter { line: LetterLine { id, from, to, mine, at, size, read }, bytes: file })
        })
        .collect()
}

/// Notes that what `with` wrote to `of` was read.
///
/// # Errors
/// Any [`StoreError`].
pub async fn read(tx: &mut Tx<'_>, member: MemberId, of: UserId, with: UserId) -> Result<(), StoreError> {
    run!(tx, READ, bytes(&member), bytes(&of), bytes(&with)).map(drop)
}

/// How many people's letters a member has not read.
///
/// # Errors
/// Any [`StoreError`].
pub async fn waiting(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), WAITING, bytes(&member))?.map_or(0, |(count,)| count))
}

/// Erases a member's own file of a letter; what is left of the letter when both did is swept a day after it
/// was written. `false` when there is none. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, member: MemberId, id: LetterId) -> Result<bool, StoreError> {
    let mine = run!(tx, ERASE_MINE, bytes(&id), bytes(&member))?;
    let theirs = run!(tx, ERASE_THEIRS, bytes(&id), bytes(&member))?;
    Ok(mine + theirs > 0)
}

/// Takes away letters that both have erased, a day after they were written; and gives the writer back the room of those
/// that the other still keeps, a week after. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, at: Millis) -> Result<(), StoreError> {
    run!(tx, SWEEP, at.plus(-Millis::DAY).0)?;
    run!(tx, GIVE_BACK, at.plus(-7 * Millis::DAY).0).map(drop)
}

/// From and to which addresses a letter went that `member` received, and who wrote it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn received(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: LetterId,
) -> Result<Option<(UserId, UserId, Option<MemberId>)>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);
    let row = first!(tx, Row, RECEIVED, bytes(&id), bytes(&member))?;
    row.map(|(from, to, by)| {
        let by = by.map(|by| decode::id(&by, "member")).transpose()?;
        Ok((decode::id(&from, "user")?, decode::id(&to, "user")?, by))
    })
    .transpose()
}
