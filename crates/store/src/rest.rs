//! When moderators are handed nothing, as they chose.

use alongside_domain::{Millis, id::MemberId, rest::Rest};

use crate::{StoreError, Tx};

sql! {
    FIND = "SELECT quiet_from, quiet_to, ahead, most FROM moderator_rest WHERE member_id = $1";
    PUT = "
        INSERT INTO moderator_rest (member_id, quiet_from, quiet_to, ahead, most) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (member_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
          ahead = excluded.ahead, most = excluded.most";
    DECIDED_SINCE = "
        SELECT count(*) FROM (SELECT 1 AS one FROM audit WHERE moderator = $1 AND at > $2 LIMIT 1000) x";
}

/// What a moderator chose; nothing, if they never did.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, moderator: MemberId) -> Result<Rest, StoreError> {
    type Row = (Option<i64>, Option<i64>, i64, Option<i64>);
    let Some(row) = first!(tx, Row, FIND, moderator.as_bytes().as_slice())? else {
        return Ok(Rest::default());
    };
    read(row).ok_or(StoreError::Corrupt("rest"))
}

fn read((from, to, ahead, most): (Option<i64>, Option<i64>, i64, Option<i64>)) -> Option<Rest> {
    let quiet = match (from, to) {
        (Some(from), Some(to)) => Some((u8::try_from(from).ok()?, u8::try_from(to).ok()?)),
        (None, _) | (_, None) => None,
    };
    let most = most.map(u16::try_from).transpose().ok()?;
    Rest::new(quiet, i16::try_from(ahead).ok()?, most).ok()
}

/// Keeps what a moderator chose.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, moderator: MemberId, rest: Rest) -> Result<(), StoreError> {
    let from = rest.quiet().map(|(from, _)| i64::from(from));
    let to = rest.quiet().map(|(_, to)| i64::from(to));
    let (ahead, most) = (i64::from(rest.ahead()), rest.most().map(i64::from));
    run!(tx, PUT, moderator.as_bytes().as_slice(), from, to, ahead, most).map(drop)
}

/// How many things a moderator has decided since; at most 1,000 are counted.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decided_since(tx: &mut Tx<'_>, moderator: MemberId, since: Millis) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), DECIDED_SINCE, moderator.as_bytes().as_slice(), since.0)?;
    Ok(row.map_or(0, |(count,)| count))
}
