//! The log of what moderators decided. Each line is bound to the one before by its hash, and the database refuses to
//! change or take out any.

use alongside_domain::{Millis, id::MemberId};

use crate::{StoreError, Tx};

sql! {
    LAST = "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1";
    ADD = "
        INSERT INTO audit (n, at, moderator, what, thing, reason_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PAGE_OF = "
        SELECT n, at, moderator, what, thing, reason_hash, hash FROM audit WHERE n > $1 ORDER BY n LIMIT 1000";
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub n: i64,
    /// When.
    pub at: Millis,
    /// Who decided: an id that no page shows.
    pub moderator: Vec<u8>,
    /// The word of the decision.
    pub what: String,
    /// What it is about: the id of a story or an answer.
    pub thing: Vec<u8>,
    /// SHA-256 of the decision's id and its reason: shows which reason it was, while that is kept.
    pub reason_hash: Vec<u8>,
    /// Over all of this and the hash of the line before.
    pub hash: Vec<u8>,
}

/// The number and hash of the last line.
///
/// # Errors
/// Any [`StoreError`].
pub async fn last(tx: &mut Tx<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    first!(tx, (i64, Vec<u8>), LAST)
}

/// Adds a line.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(tx: &mut Tx<'_>, moderator: MemberId, line: &Line) -> Result<(), StoreError> {
    run!(
        tx,
        ADD,
        line.n,
        line.at.0,
        moderator.as_bytes().as_slice(),
        line.what.as_str(),
        line.thing.as_slice(),
        line.reason_hash.as_slice(),
        line.hash.as_slice(),
    )
    .map(drop)
}

/// Up to a thousand lines after number `n`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn after(tx: &mut Tx<'_>, n: i64) -> Result<Vec<Line>, StoreError> {
    type Row = (i64, i64, Vec<u8>, String, Vec<u8>, Vec<u8>, Vec<u8>);
    let rows = all!(tx, Row, PAGE_OF, n)?;
    let line = |(n, at, moderator, what, thing, reason_hash, hash)| Line {
        n,
        at: Millis(at),
        moderator,
        what,
        thing,
        reason_hash,
        hash,
    };
    Ok(rows.into_iter().map(line).collect())
}
