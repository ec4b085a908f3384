//! Where letters go: addresses, how one stands to another, and whom a member takes nothing from.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId, UserId},
    letter::{Block, Stand, Writer, Writing},
    name::PenName,
};

use crate::{StoreError, Tx, decode};

sql! {
    OWN = "
        SELECT a.user_id, a.pen_id, p.name, a.open FROM address a LEFT JOIN pen p ON p.id = a.pen_id
        WHERE a.member_id = $1 ORDER BY p.name, a.user_id LIMIT 500";
    DROP = "DELETE FROM address WHERE user_id = $1";
    PUT = "
        INSERT INTO address (user_id, member_id, pen_id, line, open) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (user_id) DO UPDATE SET open = excluded.open";
    AT = "SELECT member_id, pen_id FROM address WHERE user_id = $1";
    BEFORE_OF_PEN = "SELECT user_id FROM address WHERE member_id = $1 AND pen_id = $2";
    BEFORE_OF_CIRCLES = "SELECT user_id FROM address WHERE member_id = $1 AND pen_id IS NULL";
    STANDS_OF = "UPDATE correspondent SET of_user = $2 WHERE of_user = $1";
    STANDS_WITH = "UPDATE correspondent SET with_user = $2 WHERE with_user = $1";
    BLOCKS_OF = "UPDATE letter_block SET of_user = $2 WHERE of_user = $1";
    BLOCKS_WITH = "UPDATE letter_block SET with_user = $2 WHERE with_user = $1";
    IS_OWN = "SELECT pen_id FROM address WHERE user_id = $1 AND member_id = $2";
    OF_PEN = "
        SELECT a.user_id, p.name, a.line FROM address a JOIN pen p ON p.id = a.pen_id
        WHERE p.name_key = $1 AND a.open = 1";
    TAKES = "SELECT 1 FROM address a JOIN pen p ON p.id = a.pen_id WHERE p.name_key = $1 AND a.open = 1";
    WRITING = "
        SELECT a.member_id, a.open, c.state,
               EXISTS (SELECT 1 FROM letter_block b WHERE b.of_user = $1 AND b.blocked_id = $3),
               EXISTS (SELECT 1 FROM letter_block b WHERE b.of_user = $2 AND b.with_user = $1)
        FROM address a LEFT JOIN correspondent c ON c.of_user = a.user_id AND c.with_user = $2
        WHERE a.user_id = $1";
    KEPT_FROM = "
        SELECT letters_stopped_at IS NOT NULL, (standing = 'member' AND COALESCE(paused_until, 0) > $2)
        FROM member WHERE id = $1";
    STAND = "
        INSERT INTO correspondent (of_user, with_user, member_id, state, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (of_user, with_user) DO UPDATE SET state = excluded.state";
    // What was written from an address that is gone counts too: erasing a pen name is no way round.
    NEW_SINCE = "
        SELECT (SELECT count(*) FROM correspondent c JOIN address a ON a.user_id = c.with_user
                WHERE a.member_id = $1 AND c.state = 'asked' AND c.at > $2)
             + (SELECT count(*) FROM (
                SELECT DISTINCT l.from_user, l.to_user FROM letter l
                WHERE l.from_member = $1 AND l.at > $2
                  AND NOT EXISTS (SELECT 1 FROM address a WHERE a.user_id = l.from_user)) AS gone)";
    BEHIND = "
        SELECT other FROM (
            SELECT from_member AS other FROM letter WHERE from_user = $1 AND to_user = $2 AND to_member = $3
            UNION ALL
            SELECT to_member AS other FROM letter WHERE to_user = $1 AND from_user = $2 AND from_member = $3) l
        WHERE other IS NOT NULL LIMIT 1";
    BLOCK = "
        INSERT INTO letter_block (of_user, with_user, member_id, blocked_id) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    UNBLOCK = "DELETE FROM letter_block WHERE of_user = $1 AND with_user = $2";
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

/// An address as its member sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Made from its signing key.
    pub user: UserId,
    /// The pen name it belongs to; for circles none.
    pub pen: Option<(PenId, PenName)>,
    /// Whether somebody new may write.
    pub open: bool,
}

/// An address as somebody who wants to write finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPen {
    /// Made from its signing key.
    pub user: UserId,
    /// The pen name.
    pub name: PenName,
    /// The public keys, as a line that they signed.
    pub line: String,
}

/// A member's own addresses.
///
/// # Errors
/// Any [`StoreError`].
pub async fn own(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Own>, StoreError> {
    type Row = (Vec<u8>, Option<Vec<u8>>, Option<String>, i64);
    let rows = all!(tx, Row, OWN, bytes(&member))?;
    rows.into_iter()
        .map(|(user, pen, name, open)| {
            let pen = match (pen, name) {
                (Some(id), Some(name)) => Some((decode::id(&id, "pen")?, decode::read(&name, "pen.name")?)),
                _ => None,
            };
            Ok(Own { user: decode::id(&user, "user")?, pen, open: open != 0 })
        })
        .collect()
}

/// Keeps an address in place of the one that this pen name, or circles, had; `false` when it is somebody else's, or of
/// another pen name. How others stand to the one before, and it to them, goes over to the new one. Up to nine queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(
    tx: &mut Tx<'_>,
    member: MemberId,
    user: UserId,
    pen: Option<PenId>,
    line: &str,
    open: bool,
) -> Result<bool, StoreError> {
    type There = (Vec<u8>, Option<Vec<u8>>);
    let pen = pen.as_ref().map(bytes);
    let there = first!(tx, There, AT, bytes(&user))?;
    if there.as_ref().is_some_and(|(whose, of)| whose != bytes(&member) || of.as_deref() != pen) {
        return Ok(false);
    }
    let before = match pen {
        Some(pen) => first!(tx, (Vec<u8>,), BEFORE_OF_PEN, bytes(&member), pen)?,
        None => first!(tx, (Vec<u8>,), BEFORE_OF_CIRCLES, bytes(&member))?,
    };
    let before = before.map(|(before,)| before).filter(|before| before != bytes(&user));
    if let Some(before) = before {
        run!(tx, DROP, &*before)?;
        for change in [STANDS_OF, STANDS_WITH, BLOCKS_OF, BLOCKS_WITH] {
            run!(tx, change, &*before, bytes(&user))?;
        }
    }
    run!(tx, PUT, bytes(&user), bytes(&member), pen, line, i64::from(open))?;
    Ok(true)
}

/// Whether an address is this member's own.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_own(tx: &mut Tx<'_>, member: MemberId, user: UserId) -> Result<bool, StoreError> {
    Ok(first!(tx, (Option<Vec<u8>>,), IS_OWN, bytes(&user), bytes(&member))?.is_some())
}

/// The open address of a pen name, by the key of the name. Whether the reader may see the name is asked elsewhere.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_pen(tx: &mut Tx<'_>, key: &str) -> Result<Option<OfPen>, StoreError> {
    let row = first!(tx, (Vec<u8>, String, String), OF_PEN, key)?;
    row.map(|(user, name, line)| {
        Ok(OfPen { user: decode::id(&user, "user")?, name: decode::read(&name, "pen.name")?, line })
    })
    .transpose()
}

/// Whether letters can be written to a pen name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn takes(tx: &mut Tx<'_>, key: &str) -> Result<bool, StoreError> {
    Ok(first!(tx, (i32,), TAKES, key)?.is_some())
}

/// What is to be known before `writer` writes from `from` to `to`, and whose address that is. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn writing(
    tx: &mut Tx<'_>,
    writer: MemberId,
    from: UserId,
    to: UserId,
    at: Millis,
) -> Result<(Writing, Option<MemberId>), StoreError> {
    type Row = (Vec<u8>, i64, Option<String>, bool, bool);
    let kept = first!(tx, (bool, bool), KEPT_FROM, bytes(&writer), at.0)?;
    let held = match kept {
        Some((false, false)) => Writer::Free,
        Some((false, true)) => Writer::Paused,
        Some((true, _)) | None => Writer::Stopped,
    };
    let none = Writing { writer: held, there: false, open: false, block: Block::None, stand: None };
    let Some(row) = first!(tx, Row, WRITING, bytes(&to), bytes(&from), bytes(&writer))? else {
        return Ok((none, None));
    };
    let (member, open, state, blocked, blocks) = row;
    let member: MemberId = decode::id(&member, "member")?;
    let stand = state.map(|state| decode::read(&state, "correspondent.state")).transpose()?;
    let there = member != writer;
    let block = match (blocks, blocked) {
        (true, _) => Block::Own,
        (false, true) => Block::Theirs,
        (false, false) => Block::None,
    };
    Ok((Writing { writer: held, there, open: open != 0, block, stand }, Some(member)))
}

/// Notes how `of`, which is an address of `member`, stands to `with`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stand(
    tx: &mut Tx<'_>,
    member: MemberId,
    of: UserId,
    with: UserId,
    stand: Stand,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, STAND, bytes(&of), bytes(&with), bytes(&member), stand.slug(), at.0).map(drop)
}

/// How many people a member wrote to for the first time after `since`, of those who have not answered.
///
/// # Errors
/// Any [`StoreError`].
pub async fn new_since(tx: &mut Tx<'_>, member: MemberId, since: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), NEW_SINCE, bytes(&member), since.0)?.map_or(0, |(count,)| count))
}

/// The other of the two who wrote between `with` and `of`, which is an address of `member`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn behind(
    tx: &mut Tx<'_>,
    member: MemberId,
    of: UserId,
    with: UserId,
) -> Result<Option<MemberId>, StoreError> {
    let found = first!(tx, (Vec<u8>,), BEHIND, bytes(&with), bytes(&of), bytes(&member))?;
    found.map(|(found,)| decode::id(&found, "member")).transpose()
}

/// From now on nothing that `other` writes, from whichever address, goes to `of`, which is an address of `member`. It
/// is said of the address `with`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn block(
    tx: &mut Tx<'_>,
    (member, of): (MemberId, UserId),
    (other, with): (MemberId, UserId),
) -> Result<(), StoreError> {
    run!(tx, BLOCK, bytes(&of), bytes(&with), bytes(&member), bytes(&other)).map(drop)
}

/// What was said of the address `with` holds no longer.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unblock(tx: &mut Tx<'_>, of: UserId, with: UserId) -> Result<(), StoreError> {
    run!(tx, UNBLOCK, bytes(&of), bytes(&with)).map(drop)
}
