//! Pen names.

use alongside_domain::{
    Millis, Viewer,
    id::{MemberId, PenId},
    name::PenName,
    story::Pen,
};

use crate::{StoreError, Tx, decode, visible::Eyes};

sql! {
    ADD = "INSERT INTO pen (id, member_id, name, name_key, at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (name_key) DO NOTHING";
    OF_MEMBER = "SELECT id, name FROM pen WHERE member_id = $1 ORDER BY at, id";
    MADE_SINCE = "SELECT count(*) FROM pen WHERE member_id = $1 AND at > $2";
    NAME_OF_MEMBER = "SELECT name FROM member WHERE id = $1";
    OWN = "SELECT id, name FROM pen WHERE id = $1 AND member_id = $2";
    OWN_BY_KEY = "SELECT id, name FROM pen WHERE name_key = $1 AND member_id = $2";
    // A pen name is there for those who can see anything under it.
    SEEN = concat!(
        "SELECT p.name, p.member_id = $1, EXISTS (SELECT 1 FROM mute m WHERE m.member_id = $1 AND m.pen_id = p.id)
         FROM pen p WHERE p.name_key = $4 AND (
             p.member_id = $1
             OR EXISTS (SELECT 1 FROM story s WHERE s.pen_id = p.id AND ", visible!(story), ")
             OR EXISTS (SELECT 1 FROM answer a JOIN story s ON s.id = a.story_id
                        WHERE a.pen_id = p.id AND ", visible!(answer), " AND ", visible!(story), "))"
    );
}

/// A pen name that somebody can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The name.
    pub name: PenName,
    /// For a member who sees another's: whether they have muted it.
    pub muted: Option<bool>,
}

fn pen((id, name): (Vec<u8>, String)) -> Result<Pen, StoreError> {
    Ok(Pen { id: decode::id(&id, "pen.id")?, name: decode::read(&name, "pen.name")? })
}

/// Adds a pen name; `false` when somebody has it, or one that looks like it, already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(tx: &mut Tx<'_>, member: MemberId, pen: &Pen, at: Millis) -> Result<bool, StoreError> {
    let name = pen.name.as_str();
    let rows = run!(
        tx,
        ADD,
        pen.id.as_bytes().as_slice(),
        member.as_bytes().as_slice(),
        name,
        pen.name.key(),
        at.0
    )?;
    Ok(rows == 1)
}

/// A member's own pen names, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Pen>, StoreError> {
    let rows = all!(tx, (Vec<u8>, String), OF_MEMBER, member.as_bytes().as_slice())?;
    rows.into_iter().map(pen).collect()
}

/// How many pen names a member has made after `since`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn made_since(tx: &mut Tx<'_>, member: MemberId, since: Millis) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), MADE_SINCE, member.as_bytes().as_slice(), since.0)?;
    Ok(row.map_or(0, |(count,)| count))
}

/// The name a member signs in with, which no pen name of theirs may look like.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sign_in_name(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<String>, StoreError> {
    let row = first!(tx, (String,), NAME_OF_MEMBER, member.as_bytes().as_slice())?;
    Ok(row.map(|(name,)| name))
}

/// A pen name by its id, if it is this member's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn own(tx: &mut Tx<'_>, member: MemberId, id: PenId) -> Result<Option<Pen>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), OWN, id.as_bytes().as_slice(), member.as_bytes().as_slice())?;
    row.map(pen).transpose()
}

/// A pen name by its key, if it is this member's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn own_by_key(tx: &mut Tx<'_>, member: MemberId, key: &str) -> Result<Option<Pen>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), OWN_BY_KEY, key, member.as_bytes().as_slice())?;
    row.map(pen).transpose()
}

/// A pen name by its key, if it is the viewer's own or the viewer can see a story or an answer under it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn seen(tx: &mut Tx<'_>, viewer: Viewer, key: &str) -> Result<Option<Seen>, StoreError> {
    let eyes = Eyes::from(viewer);
    let row = first!(tx, (String, bool, bool), SEEN, eyes.me(), eyes.member, eyes.moderator, key)?;
    row.map(|(name, own, muted)| {
        let muted = (eyes.member && !own).then_some(muted);
        Ok(Seen { name: decode::read(&name, "pen.name")?, muted })
    })
    .transpose()
}
