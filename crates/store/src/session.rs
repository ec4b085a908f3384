//! Sessions of both sides, and the one-time codes that carry one from the room to the commons.

use alongside_domain::{
    Millis,
    id::{MemberId, SessionId},
    member::{Device, Member, Side},
};

use crate::{StoreError, Tx, member};

sql! {
    PUT = "
        INSERT INTO session (id, member_id, side, parent_id, secret_hash, half, device, started_at, used_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
    RESOLVE = "
        SELECT s.id, s.used_at, s.half, m.id, m.name,
               CASE WHEN m.standing = 'member' AND m.paused_until > $3 THEN 'paused' ELSE m.standing END
        FROM session s JOIN member m ON m.id = s.member_id
        WHERE s.secret_hash = $1 AND s.side = $2 AND s.ends_at > $3";
    TOUCH = "UPDATE session SET used_at = $2 WHERE id = $1 AND used_at < $2";
    SET_HALF = "UPDATE session SET half = $2 WHERE id = $1";
    LIST = "
        SELECT id, device, started_at, used_at FROM session
        WHERE member_id = $1 AND side = 'room' AND ends_at > $2
        ORDER BY used_at DESC, started_at DESC, id LIMIT 200";
    END = "DELETE FROM session WHERE id = $1 AND member_id = $2";
    /// Of either side: what comes from a session of the room ends with it.
    END_HERE = "
        DELETE FROM session
        WHERE member_id = $2 AND (id = $1 OR id = (SELECT c.parent_id FROM session c WHERE c.id = $1))";
    END_ALL = "DELETE FROM session WHERE member_id = $1";
    END_OTHERS = "
        DELETE FROM session
        WHERE member_id = $1 AND id <> $2 AND (parent_id IS NULL OR parent_id <> $2)";
    END_CHILDREN = "DELETE FROM session WHERE parent_id = $1";
    PUT_HANDOVER = "INSERT INTO handover (code_hash, session_id, ends_at) VALUES ($1, $2, $3)";
    TAKE_HANDOVER = "DELETE FROM handover WHERE code_hash = $1 AND ends_at > $2 RETURNING session_id";
    PARENT = "
        SELECT s.id, s.device, s.ends_at, m.id, m.name, m.standing
        FROM session s JOIN member m ON m.id = s.member_id
        WHERE s.id = $1 AND s.side = 'room' AND s.ends_at > $2";
    SWEEP_SESSIONS = "DELETE FROM session WHERE ends_at <= $1";
    SWEEP_HANDOVERS = "DELETE FROM handover WHERE ends_at <= $1";
}

/// A session as it is begun.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub member: MemberId,
    /// Which side it is for.
    pub side: Side,
    /// The room session it came from, for the commons.
    pub parent: Option<SessionId>,
    /// SHA-256 of the secret in the cookie.
    pub secret_hash: &'a [u8; 32],
    /// The server's half of what unlocks the keyring on the device, for the room.
    pub half: Option<&'a [u8; 32]>,
    /// What it was begun on.
    pub device: Device,
    /// A whole UTC hour.
    pub started_at: Millis,
    /// When it ends by itself.
    pub ends_at: Millis,
}

/// A session that a secret opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub member: Member,
    /// When it was last used, to the hour.
    pub used_at: Millis,
    /// The server's half, in the room.
    pub half: Option<[u8; 32]>,
}

/// A line in the list of one's own sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: SessionId,
    /// What it was begun on.
    pub device: Device,
    /// When, to the hour.
    pub started_at: Millis,
    /// When it was last used, to the hour.
    pub used_at: Millis,
}

/// The room session that a handover code stands for.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its id.
    pub id: SessionId,
    /// What it was begun on.
    pub device: Device,
    /// When it ends by itself.
    pub ends_at: Millis,
    /// Whose it is.
    pub member: Member,
}

/// Begins a session.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: NewSession<'_>) -> Result<(), StoreError> {
    run!(
        tx,
        PUT,
        new.id.as_bytes().as_slice(),
        new.member.as_bytes().as_slice(),
        new.side.slug(),
        new.parent.as_ref().map(|id| id.as_bytes().as_slice()),
        new.secret_hash.as_slice(),
        new.half.map(<[u8; 32]>::as_slice),
        new.device.slug(),
        new.started_at.0,
        new.ends_at.0
    )
    .map(drop)
}

/// The session that this secret opens on this side, with its member. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn resolve(
    tx: &mut Tx<'_>,
    at: Millis,
    side: Side,
    secret_hash: &[u8; 32],
) -> Result<Option<Resolved>, StoreError> {
    type Row = (Vec<u8>, i64, Option<Vec<u8>>, Vec<u8>, String, String);
    let row = first!(tx, Row, RESOLVE, secret_hash.as_slice(), side.slug(), at.0)?;
    row.map(|(id, used_at, half, member, name, standing)| {
        let half = half.map(|half| half.try_into().map_err(|_| StoreError::corrupt("half"))).transpose()?;
        let member = member::from_columns(&member, &name, &standing)?;
        Ok(Resolved { id: session_id(&id)?, member, used_at: Millis(used_at), half })
    })
    .transpose()
}

/// Notes that a session was used in this hour.
///
/// # Errors
/// Any [`StoreError`].
pub async fn touch(tx: &mut Tx<'_>, id: SessionId, hour: Millis) -> Result<(), StoreError> {
    run!(tx, TOUCH, id.as_bytes().as_slice(), hour.0).map(drop)
}

/// Gives a session another half: what its browser keeps sealed under the one before opens no more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_half(tx: &mut Tx<'_>, id: SessionId, half: &[u8; 32]) -> Result<(), StoreError> {
    run!(tx, SET_HALF, id.as_bytes().as_slice(), half.as_slice()).map(drop)
}

/// A member's sessions of the room, last used first, at most 200.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, at: Millis, member: MemberId) -> Result<Vec<Line>, StoreError> {
    let rows = all!(tx, (Vec<u8>, String, i64, i64), LIST, member.as_bytes().as_slice(), at.0)?;
    rows.into_iter()
        .map(|(id, device, started_at, used_at)| {
            let device = device.parse().map_err(|_| StoreError::corrupt("device"))?;
            Ok(Line {
                id: session_id(&id)?,
                device,
                started_at: Millis(started_at),
                used_at: Millis(used_at),
            })
        })
        .collect()
}

/// Ends one of a member's sessions and what came from it; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, member: MemberId, id: SessionId) -> Result<bool, StoreError> {
    Ok(run!(tx, END, id.as_bytes().as_slice(), member.as_bytes().as_slice())? > 0)
}

/// Ends one of a member's sessions and the one in the room that it came from, so both sides in one browser.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_here(tx: &mut Tx<'_>, member: MemberId, id: SessionId) -> Result<(), StoreError> {
    run!(tx, END_HERE, id.as_bytes().as_slice(), member.as_bytes().as_slice()).map(drop)
}

/// Ends all of a member's sessions, on both sides.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_all(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    run!(tx, END_ALL, member.as_bytes().as_slice()).map(drop)
}

/// Ends all of a member's sessions but this one and what came from it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_others(tx: &mut Tx<'_>, member: MemberId, but: SessionId) -> Result<(), StoreError> {
    run!(tx, END_OTHERS, member.as_bytes().as_slice(), but.as_bytes().as_slice()).map(drop)
}

/// Ends what came from a session of the room.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_children(tx: &mut Tx<'_>, parent: SessionId) -> Result<(), StoreError> {
    run!(tx, END_CHILDREN, parent.as_bytes().as_slice()).map(drop)
}

/// Keeps a handover code until `ends`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_handover(
    tx: &mut Tx<'_>,
    code_hash: &[u8; 32],
    session: SessionId,
    ends: Millis,
) -> Result<(), StoreError> {
    run!(tx, PUT_HANDOVER, code_hash.as_slice(), session.as_bytes().as_slice(), ends.0).map(drop)
}

type ParentRow = (Vec<u8>, String, i64, Vec<u8>, String, String);

/// Takes a handover code: whoever comes second finds none. Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take_handover(
    tx: &mut Tx<'_>,
    at: Millis,
    code_hash: &[u8; 32],
) -> Result<Option<Parent>, StoreError> {
    let Some((session,)) = first!(tx, (Vec<u8>,), TAKE_HANDOVER, code_hash.as_slice(), at.0)? else {
        return Ok(None);
    };
    let row = first!(tx, ParentRow, PARENT, session, at.0)?;
    row.map(|(id, device, ends_at, member, name, standing)| {
        Ok(Parent {
            id: session_id(&id)?,
            device: device.parse().map_err(|_| StoreError::corrupt("device"))?,
            ends_at: Millis(ends_at),
            member: member::from_columns(&member, &name, &standing)?,
        })
    })
    .transpose()
}

/// Takes away sessions and codes that have ended by themselves.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, at: Millis) -> Result<(), StoreError> {
    run!(tx, SWEEP_SESSIONS, at.0)?;
    run!(tx, SWEEP_HANDOVERS, at.0).map(drop)
}

fn session_id(bytes: &[u8]) -> Result<SessionId, StoreError> {
    SessionId::from_slice(bytes).map_err(|_| StoreError::corrupt("session id"))
}
