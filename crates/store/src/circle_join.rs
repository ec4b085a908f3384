//! Invitations to circles, and those who wait for the keeper's yes.

use alongside_domain::{
    Millis,
    circle::InviteId,
    id::{CircleId, MemberId, RequestId},
};

use crate::{StoreError, Tx, decode};

sql! {
    PUT = "INSERT INTO circle_invite (id, circle_id, uses_left, ends_at) VALUES ($1, $2, $3, $4)";
    COUNT = "SELECT count(*) FROM circle_invite WHERE circle_id = $1 AND ends_at > $2 AND uses_left > 0";
    LIST = "
        SELECT id, uses_left, ends_at FROM circle_invite
        WHERE circle_id = $1 AND ends_at > $2 AND uses_left > 0 ORDER BY ends_at, id LIMIT $3";
    FIND = "SELECT circle_id, uses_left FROM circle_invite WHERE id = $1 AND ends_at > $2";
    USE = "UPDATE circle_invite SET uses_left = uses_left - 1 WHERE id = $1 AND uses_left > 0";
    WITHDRAW = "DELETE FROM circle_invite WHERE circle_id = $1 AND id = $2";
    END_ALL = "UPDATE circle_invite SET ends_at = $2 WHERE circle_id = $1 AND ends_at > $2";
    SWEEP = "DELETE FROM circle_invite WHERE ends_at < $1";
    ASK = "
        INSERT INTO circle_request (id, circle_id, invite_id, member_id, p, name_file, mac, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ASKED = "SELECT id, invite_id FROM circle_request WHERE circle_id = $1 AND member_id = $2";
    ASK_ANEW = "UPDATE circle_request SET invite_id = $2, p = $3, name_file = $4, mac = $5 WHERE id = $1";
    REQUESTS = "
        SELECT id, invite_id, p, name_file, mac, at FROM circle_request
        WHERE circle_id = $1 ORDER BY at, id LIMIT $2";
    COUNT_REQUESTS = "SELECT count(*) FROM circle_request WHERE circle_id = $1";
    WHO = "SELECT member_id, p FROM circle_request WHERE circle_id = $1 AND id = $2";
    DECLINE = "DELETE FROM circle_request WHERE circle_id = $1 AND id = $2";
}

/// An invitation that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The link has it.
    pub id: InviteId,
    /// How many more may ask with it.
    pub uses_left: i64,
    /// When it ends.
    pub ends_at: Millis,
}

/// Somebody's wish to join, as they sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Made by the server.
    pub id: RequestId,
    /// With which invitation.
    pub invite: InviteId,
    /// JSON of their keys.
    pub p: String,
    /// An age file for the keeper.
    pub name_file: Vec<u8>,
    /// base64url, made with the link's secret.
    pub mac: String,
    /// When. A whole hour.
    pub at: Millis,
}

fn invite_id(bytes: &[u8]) -> Result<InviteId, StoreError> {
    bytes.try_into().map(InviteId::from_bytes).map_err(|_| StoreError::corrupt("invite id"))
}

/// Keeps an invitation.
///
/// # Errors
/// [`StoreError::Taken`] when the id is used already.
pub async fn put(tx: &mut Tx<'_>, circle: CircleId, new: Invite) -> Result<(), StoreError> {
    let (id, circle) = (new.id.as_bytes().as_slice(), circle.as_bytes().as_slice());
    run!(tx, PUT, id, circle, new.uses_left, new.ends_at.0).map(drop)
}

/// How many of a circle's invitations can be used at `at`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, circle: CircleId, at: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT, circle.as_bytes().as_slice(), at.0)?.map_or(0, |(count,)| count))
}

/// Those that can be used at `at`, the first to end first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    circle: CircleId,
    at: Millis,
    most: i64,
) -> Result<Vec<Invite>, StoreError> {
    let rows = all!(tx, (Vec<u8>, i64, i64), LIST, circle.as_bytes().as_slice(), at.0, most)?;
    rows.into_iter()
        .map(|(id, uses_left, end)| Ok(Invite { id: invite_id(&id)?, uses_left, ends_at: Millis(end) }))
        .collect()
}

/// The circle of an invitation that has not ended at `at`, and how many more may ask with it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, id: InviteId, at: Millis) -> Result<Option<(CircleId, i64)>, StoreError> {
    let row = first!(tx, (Vec<u8>, i64), FIND, id.as_bytes().as_slice(), at.0)?;
    row.map(|(circle, uses)| Ok((decode::id(&circle, "circle")?, uses))).transpose()
}

/// Counts one use; `false` when none is left.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take_use(tx: &mut Tx<'_>, id: InviteId) -> Result<bool, StoreError> {
    Ok(run!(tx, USE, id.as_bytes().as_slice())? > 0)
}

/// Withdraws an invitation, with those who asked with it; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn withdraw(tx: &mut Tx<'_>, circle: CircleId, id: InviteId) -> Result<bool, StoreError> {
    Ok(run!(tx, WITHDRAW, circle.as_bytes().as_slice(), id.as_bytes().as_slice())? > 0)
}

/// Ends every invitation to a circle; those who asked with one still can be let in.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_all(tx: &mut Tx<'_>, circle: CircleId, at: Millis) -> Result<(), StoreError> {
    run!(tx, END_ALL, circle.as_bytes().as_slice(), at.0).map(drop)
}

/// Takes away what ended before `before`, with those who asked and got no answer.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, before: Millis) -> Result<bool, StoreError> {
    Ok(run!(tx, SWEEP, before.0)? > 0)
}

/// Notes that a member asks.
///
/// # Errors
/// [`StoreError::Taken`] when they ask already.
pub async fn ask(
    tx: &mut Tx<'_>,
    circle: CircleId,
    member: MemberId,
    new: &Asking,
) -> Result<(), StoreError> {
    let (id, circle) = (new.id.as_bytes().as_slice(), circle.as_bytes().as_slice());
    let (invite, member) = (new.invite.as_bytes().as_slice(), member.as_bytes().as_slice());
    run!(tx, ASK, id, circle, invite, member, &*new.p, &*new.name_file, &*new.mac, new.at.0).map(drop)
}

/// What a member asks already, and with which invitation.
///
/// # Errors
/// Any [`StoreError`].
pub async fn asked(
    tx: &mut Tx<'_>,
    circle: CircleId,
    member: MemberId,
) -> Result<Option<(RequestId, InviteId)>, StoreError> {
    let row =
        first!(tx, (Vec<u8>, Vec<u8>), ASKED, circle.as_bytes().as_slice(), member.as_bytes().as_slice())?;
    row.map(|(id, invite)| Ok((decode::id(&id, "request")?, invite_id(&invite)?))).transpose()
}

/// Asks with other words, or with another invitation.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ask_anew(tx: &mut Tx<'_>, new: &Asking) -> Result<(), StoreError> {
    let (id, invite) = (new.id.as_bytes().as_slice(), new.invite.as_bytes().as_slice());
    run!(tx, ASK_ANEW, id, invite, &*new.p, &*new.name_file, &*new.mac).map(drop)
}

/// Those who wait, the first first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn requests(tx: &mut Tx<'_>, circle: CircleId, most: i64) -> Result<Vec<Asking>, StoreError> {
    type Row = (Vec<u8>, Vec<u8>, String, Vec<u8>, String, i64);
    let rows = all!(tx, Row, REQUESTS, circle.as_bytes().as_slice(), most)?;
    rows.into_iter()
        .map(|(id, invite, p, name_file, mac, at)| {
            let (id, invite) = (decode::id(&id, "request")?, invite_id(&invite)?);
            Ok(Asking { id, invite, p, name_file, mac, at: Millis(at) })
        })
        .collect()
}

/// How many wait.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_requests(tx: &mut Tx<'_>, circle: CircleId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT_REQUESTS, circle.as_bytes().as_slice())?.map_or(0, |(count,)| count))
}

/// Who asks, and with which keys.
///
/// # Errors
/// Any [`StoreError`].
pub async fn who(
    tx: &mut Tx<'_>,
    circle: CircleId,
    id: RequestId,
) -> Result<Option<(MemberId, String)>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), WHO, circle.as_bytes().as_slice(), id.as_bytes().as_slice())?;
    row.map(|(member, p)| Ok((decode::id(&member, "member")?, p))).transpose()
}

/// Takes a wish away; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decline(tx: &mut Tx<'_>, circle: CircleId, id: RequestId) -> Result<bool, StoreError> {
    Ok(run!(tx, DECLINE, circle.as_bytes().as_slice(), id.as_bytes().as_slice())? > 0)
}
