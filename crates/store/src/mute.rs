//! Pen names that a member does not want to read.

use alongside_domain::{Millis, id::MemberId, shown::PenShown};

use crate::{StoreError, Tx, decode};

sql! {
    PUT = "
        INSERT INTO mute (member_id, pen_id, at)
        SELECT $1, p.id, $3 FROM pen p
        WHERE p.name_key = $2 AND p.member_id <> $1 AND (SELECT count(*) FROM mute m WHERE m.member_id = $1) < 500
        ON CONFLICT (member_id, pen_id) DO NOTHING";
    END = "DELETE FROM mute WHERE member_id = $1 AND pen_id = (SELECT p.id FROM pen p WHERE p.name_key = $2)";
    LIST = "
        SELECT p.name, p.name_key FROM mute m JOIN pen p ON p.id = m.pen_id
        WHERE m.member_id = $1 ORDER BY m.at DESC, p.id LIMIT 500";
}

/// Mutes the pen name with this key for `member`; there is room for 500.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, member: MemberId, key: &str, at: Millis) -> Result<(), StoreError> {
    run!(tx, PUT, member.as_bytes().as_slice(), key, at.0).map(drop)
}

/// Reads them again.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, member: MemberId, key: &str) -> Result<(), StoreError> {
    run!(tx, END, member.as_bytes().as_slice(), key).map(drop)
}

/// Whom `member` has muted, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<PenShown>, StoreError> {
    let rows = all!(tx, (String, String), LIST, member.as_bytes().as_slice())?;
    rows.into_iter().map(|(name, key)| Ok(PenShown { name: decode::read(&name, "pen.name")?, key })).collect()
}
