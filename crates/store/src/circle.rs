//! Circles: their logs, who is in them, and the grants that give each member the keys.

use alongside_domain::{
    Millis,
    circle::{CircleHead, Role},
    id::{CircleId, MemberId, UserId},
};

use crate::{StoreError, Tx, decode};

sql! {
    MAKE = "INSERT INTO circle (id, keeper, lines, head, epoch, changed_at) VALUES ($1, $2, 1, $3, 1, $4)";
    GO_ON = "
        UPDATE circle SET keeper = $3, lines = lines + 1, head = $4, epoch = epoch + $5, changed_at = $6
        WHERE id = $1 AND lines = $2";
    STIR = "UPDATE circle SET changed_at = $2 WHERE id = $1 AND changed_at < $2";
    END = "DELETE FROM circle WHERE id = $1";
    PUT_LINE = "INSERT INTO circle_line (circle_id, seq, line) VALUES ($1, $2, $3)";
    LINES = "SELECT line FROM circle_line WHERE circle_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
    STANDING = "
        SELECT m.user_id, c.keeper, c.lines, c.head, c.epoch, k.sig
        FROM circle_member m JOIN circle c ON c.id = m.circle_id
        LEFT JOIN circle_member k ON k.circle_id = c.id AND k.user_id = c.keeper
        WHERE m.member_id = $1 AND m.circle_id = $2 AND m.has_left = 0";
    LIST = "
        SELECT c.id, m.user_id, c.keeper, c.lines, c.changed_at
        FROM circle_member m JOIN circle c ON c.id = m.circle_id
        WHERE m.member_id = $1 AND m.has_left = 0
        ORDER BY c.changed_at DESC, c.id DESC LIMIT $2";
    COUNT = "SELECT count(*) FROM circle_member WHERE member_id = $1 AND has_left = 0";
    TAKE_IN = "
        INSERT INTO circle_member (circle_id, user_id, member_id, sig, since, has_left, grant_file)
        VALUES ($1, $2, $3, $4, $5, 0, NULL)";
    TAKE_OUT = "DELETE FROM circle_member WHERE circle_id = $1 AND user_id = $2";
    LEAVE = "
        UPDATE circle_member SET has_left = 1, grant_file = NULL
        WHERE circle_id = $1 AND user_id = $2 AND has_left = 0";
    IS_IN = "SELECT has_left FROM circle_member WHERE circle_id = $1 AND user_id = $2";
    WAS_IN = "SELECT has_left FROM circle_member WHERE circle_id = $1 AND member_id = $2";
    // Whoever erased their account is gone from `circle_member`, and still in the log.
    LEFT = "
        SELECT user_id FROM circle_member WHERE circle_id = $1 AND has_left = 1
        UNION SELECT user_id FROM circle_gone WHERE circle_id = $1 ORDER BY user_id";
    IS_GONE = "SELECT count(*) FROM circle_gone WHERE circle_id = $1 AND user_id = $2";
    TAKE_OUT_GONE = "DELETE FROM circle_gone WHERE circle_id = $1 AND user_id = $2";
    GRANT = "SELECT grant_file FROM circle_member WHERE circle_id = $1 AND user_id = $2";
    ASK_RENEWAL = "
        UPDATE circle_member SET renewal = $3 WHERE circle_id = $1 AND member_id = $2 AND has_left = 0";
    RENEWALS = "
        SELECT user_id, renewal FROM circle_member
        WHERE circle_id = $1 AND renewal IS NOT NULL AND has_left = 0 ORDER BY user_id";
    RENEW = "
        UPDATE circle_member SET user_id = $3, sig = $4, grant_file = NULL, renewal = NULL
        WHERE circle_id = $1 AND user_id = $2 AND has_left = 0";
    RENEW_FIRST = "UPDATE circle_entry SET first_user = $3 WHERE circle_id = $1 AND first_user = $2";
    RENEW_FOR = "UPDATE circle_entry SET for_user = $3 WHERE circle_id = $1 AND for_user = $2";
    PUT_GRANT = "
        UPDATE circle_member SET grant_file = $3 WHERE circle_id = $1 AND user_id = $2 AND has_left = 0";
}

/// A circle as somebody who is in it finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whom the circle knows them as.
    pub user: UserId,
    /// What they are in it.
    pub role: Role,
    /// How many lines its log has.
    pub lines: i64,
    /// Fingerprint of the last.
    pub head: String,
    /// The newest epoch.
    pub epoch: i64,
    /// Who keeps it.
    pub keeper: UserId,
    /// The key that the keeper signs with.
    pub keeper_sig: String,
}

/// How a log goes on with one line.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// How many lines it had.
    pub lines: i64,
    /// The line.
    pub line: &'a str,
    /// Its fingerprint.
    pub head: &'a str,
    /// Who keeps the circle from then on.
    pub keeper: UserId,
    /// Whether it starts an epoch.
    pub new_epoch: bool,
}

/// Somebody who is taken in.
#[derive(Clone, Copy, Debug)]
pub struct NewMember<'a> {
    /// Whom the circle knows them as.
    pub user: UserId,
    /// Who they are.
    pub member: MemberId,
    /// The key they sign with.
    pub sig: &'a str,
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

/// Makes a circle with its first line.
///
/// # Errors
/// [`StoreError::Taken`] when the id is used already.
pub async fn make(
    tx: &mut Tx<'_>,
    id: CircleId,
    keeper: UserId,
    line: &str,
    head: &str,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, MAKE, bytes(&id), bytes(&keeper), head, at.0)?;
    run!(tx, PUT_LINE, bytes(&id), 0_i64, line).map(drop)
}

/// Adds a line to a log; `false` when the log has moved on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn go_on(tx: &mut Tx<'_>, id: CircleId, step: Step<'_>, at: Millis) -> Result<bool, StoreError> {
    let epochs = i64::from(step.new_epoch);
    if run!(tx, GO_ON, bytes(&id), step.lines, bytes(&step.keeper), step.head, epochs, at.0)? == 0 {
        return Ok(false);
    }
    run!(tx, PUT_LINE, bytes(&id), step.lines, step.line)?;
    Ok(true)
}

/// Notes that something in it changed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stir(tx: &mut Tx<'_>, id: CircleId, at: Millis) -> Result<(), StoreError> {
    run!(tx, STIR, bytes(&id), at.0).map(drop)
}

/// Erases a circle with everything that hangs on it; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, id: CircleId) -> Result<bool, StoreError> {
    Ok(run!(tx, END, bytes(&id))? > 0)
}

/// Up to `most` lines of a log from number `from`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lines(tx: &mut Tx<'_>, id: CircleId, from: i64, most: i64) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), LINES, bytes(&id), from, most)?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
}

/// A circle as `member` finds it; `None` for whoever is not in it. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn standing(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: CircleId,
) -> Result<Option<Standing>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, i64, String, i64, Option<String>);
    let row = first!(tx, Row, STANDING, bytes(&member), bytes(&id))?;
    row.map(|(user, keeper, lines, head, epoch, keeper_sig)| {
        let (user, keeper) = (decode::id(&user, "user")?, decode::id(&keeper, "keeper")?);
        let keeper_sig = keeper_sig.unwrap_or_default();
        Ok(Standing { user, role: role(user, keeper), lines, head, epoch, keeper, keeper_sig })
    })
    .transpose()
}

fn role(user: UserId, keeper: UserId) -> Role {
    if user == keeper { Role::Keeper } else { Role::Member }
}

/// The circles that `member` is in, last changed first, at most `most`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, member: MemberId, most: i64) -> Result<Vec<CircleHead>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, i64, i64);
    let rows = all!(tx, Row, LIST, bytes(&member), most)?;
    rows.into_iter()
        .map(|(id, user, keeper, lines, at)| {
            let (user, keeper) = (decode::id(&user, "user")?, decode::id(&keeper, "keeper")?);
            let role = role(user, keeper);
            Ok(CircleHead { id: decode::id(&id, "circle")?, user, role, lines, changed_at: Millis(at) })
        })
        .collect()
}

/// How many circles `member` is in.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT, bytes(&member))?.map_or(0, |(count,)| count))
}

/// Takes somebody in. `at` is a whole hour.
///
/// # Errors
/// [`StoreError::Taken`] when they are in.
pub async fn take_in(
    tx: &mut Tx<'_>,
    id: CircleId,
    new: NewMember<'_>,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, TAKE_IN, bytes(&id), bytes(&new.user), bytes(&new.member), new.sig, at.0).map(drop)
}

/// Takes a user out; `false` when they are not in.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take_out(tx: &mut Tx<'_>, id: CircleId, user: UserId) -> Result<bool, StoreError> {
    let was_in = run!(tx, TAKE_OUT, bytes(&id), bytes(&user))? > 0;
    Ok(was_in || run!(tx, TAKE_OUT_GONE, bytes(&id), bytes(&user))? > 0)
}

/// Notes that a user has left: nothing of the circle is theirs from now on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn leave(tx: &mut Tx<'_>, id: CircleId, user: UserId) -> Result<(), StoreError> {
    run!(tx, LEAVE, bytes(&id), bytes(&user)).map(drop)
}

/// Whether a user is in now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_in(tx: &mut Tx<'_>, id: CircleId, user: UserId) -> Result<bool, StoreError> {
    Ok(first!(tx, (i64,), IS_IN, bytes(&id), bytes(&user))?.is_some_and(|(left,)| left == 0))
}

/// Whether a user has left, which the log does not say yet.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_leaving(tx: &mut Tx<'_>, id: CircleId, user: UserId) -> Result<bool, StoreError> {
    match first!(tx, (i64,), IS_IN, bytes(&id), bytes(&user))? {
        Some((left,)) => Ok(left != 0),
        None => Ok(first!(tx, (i64,), IS_GONE, bytes(&id), bytes(&user))?.is_some_and(|(gone,)| gone > 0)),
    }
}

/// Whether a member is in, or has left and is still in the log: `Some(true)` when they have left.
///
/// # Errors
/// Any [`StoreError`].
pub async fn has_left(tx: &mut Tx<'_>, id: CircleId, member: MemberId) -> Result<Option<bool>, StoreError> {
    Ok(first!(tx, (i64,), WAS_IN, bytes(&id), bytes(&member))?.map(|(left,)| left != 0))
}

/// The users who have left and are still in the log.
///
/// # Errors
/// Any [`StoreError`].
pub async fn left(tx: &mut Tx<'_>, id: CircleId) -> Result<Vec<UserId>, StoreError> {
    let rows = all!(tx, (Vec<u8>,), LEFT, bytes(&id))?;
    rows.into_iter().map(|(user,)| decode::id(&user, "user")).collect()
}

/// The newest grant of a user: an age file.
///
/// # Errors
/// Any [`StoreError`].
pub async fn grant(tx: &mut Tx<'_>, id: CircleId, user: UserId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(first!(tx, (Option<Vec<u8>>,), GRANT, bytes(&id), bytes(&user))?.and_then(|(file,)| file))
}

/// Keeps a grant for a user who is in; `false` for anybody else.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_grant(tx: &mut Tx<'_>, id: CircleId, user: UserId, file: &[u8]) -> Result<bool, StoreError> {
    Ok(run!(tx, PUT_GRANT, bytes(&id), bytes(&user), file)? > 0)
}

/// A member who asks for new keys in the place of those they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Whom the circle knows them as.
    pub user: UserId,
    /// What they signed with their old key.
    pub line: String,
}

/// Notes that a member asks for new keys; in place of what they asked before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ask_renewal(
    tx: &mut Tx<'_>,
    id: CircleId,
    member: MemberId,
    line: &str,
) -> Result<(), StoreError> {
    run!(tx, ASK_RENEWAL, bytes(&id), bytes(&member), line).map(drop)
}

/// Who asks for new keys.
///
/// # Errors
/// Any [`StoreError`].
pub async fn renewals(tx: &mut Tx<'_>, id: CircleId) -> Result<Vec<Renewal>, StoreError> {
    let rows = all!(tx, (Vec<u8>, String), RENEWALS, bytes(&id))?;
    rows.into_iter().map(|(user, line)| Ok(Renewal { user: decode::id(&user, "user")?, line })).collect()
}

/// Puts new keys in the place of a member's; `false` for whoever is not in. What they were to see first, they still
/// are, and what was told for them is theirs. Three queries.
///
/// # Errors
/// [`StoreError::Taken`] when somebody has the new ones.
pub async fn renew(
    tx: &mut Tx<'_>,
    id: CircleId,
    before: UserId,
    now: UserId,
    sig: &str,
) -> Result<bool, StoreError> {
    if run!(tx, RENEW, bytes(&id), bytes(&before), bytes(&now), sig)? == 0 {
        return Ok(false);
    }
    run!(tx, RENEW_FIRST, bytes(&id), bytes(&before), bytes(&now))?;
    run!(tx, RENEW_FOR, bytes(&id), bytes(&before), bytes(&now))?;
    Ok(true)
}
