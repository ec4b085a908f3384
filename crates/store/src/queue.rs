//! The job queue. A job is put into it in the transaction that makes it necessary, so neither is there alone.

use alongside_domain::Millis;
use rand::RngCore;

use crate::{StoreError, Tx};

sql! {
    PUT = "INSERT INTO job (id, kind, payload, due_at, tries, claimed_until) VALUES ($1, $2, $3, $4, 0, NULL)";
    WAITING = "SELECT count(*) FROM job WHERE kind = $1 AND payload = $2 AND claimed_until IS NULL";
    DUE = "SELECT count(*) FROM job WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)";
    @sqlite CLAIM_SQLITE = "
        UPDATE job SET claimed_until = $2, tries = tries + 1
        WHERE id IN (
            SELECT id FROM job WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY due_at, id LIMIT $3)
        RETURNING id, kind, payload, tries";
    @postgres CLAIM_PG = "
        UPDATE job SET claimed_until = $2, tries = tries + 1
        WHERE id IN (
            SELECT id FROM job WHERE due_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, tries";
    DONE = "DELETE FROM job WHERE id = $1";
    LATER = "UPDATE job SET claimed_until = NULL, due_at = $2 WHERE id = $1";
}

/// A job that was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: [u8; 16],
    /// What to do.
    pub kind: String,
    /// With what; each kind has its own form.
    pub payload: String,
    /// How often it was claimed, this time included.
    pub tries: i64,
}

/// Puts a job into the queue, to be done at `due` or later. Returns its id, with which [`done`] calls it off.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(
    tx: &mut Tx<'_>,
    rng: &mut (dyn RngCore + Send),
    kind: &str,
    payload: &str,
    due: Millis,
) -> Result<[u8; 16], StoreError> {
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    run!(tx, PUT, id.as_slice(), kind, payload, due.0)?;
    Ok(id)
}

/// Puts a job into the queue unless one with the same payload is waiting there already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_unless_waiting(
    tx: &mut Tx<'_>,
    rng: &mut (dyn RngCore + Send),
    kind: &str,
    payload: &str,
    due: Millis,
) -> Result<(), StoreError> {
    match first!(tx, (i64,), WAITING, kind, payload)? {
        Some((1..,)) => Ok(()),
        _ => put(tx, rng, kind, payload, due).await.map(drop),
    }
}

/// How many jobs are due and nobody's. Only reads, so that looking into an empty queue costs no writer anything.
///
/// # Errors
/// Any [`StoreError`].
pub async fn due(tx: &mut Tx<'_>, at: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), DUE, at.0)?.map_or(0, |(jobs,)| jobs))
}

/// Claims up to `most` jobs that are due, until `until`: who has not called [`done`] or [`later`] by then is taken
/// for dead, and the job is given to somebody else. Two who claim at once never get the same job.
///
/// # Errors
/// Any [`StoreError`].
pub async fn claim(tx: &mut Tx<'_>, at: Millis, until: Millis, most: i64) -> Result<Vec<Job>, StoreError> {
    let sql = if tx.is_sqlite() { CLAIM_SQLITE } else { CLAIM_PG };
    let rows = all!(tx, (Vec<u8>, String, String, i64), sql, at.0, until.0, most)?;
    rows.into_iter()
        .map(|(id, kind, payload, tries)| {
            let id = id.try_into().map_err(|_| StoreError::corrupt("job id"))?;
            Ok(Job { id, kind, payload, tries })
        })
        .collect()
}

/// Takes a job that is done out of the queue.
///
/// # Errors
/// Any [`StoreError`].
pub async fn done(tx: &mut Tx<'_>, id: [u8; 16]) -> Result<(), StoreError> {
    run!(tx, DONE, id.as_slice()).map(drop)
}

/// Gives a job back, to be done at `due` or later.
///
/// # Errors
/// Any [`StoreError`].
pub async fn later(tx: &mut Tx<'_>, id: [u8; 16], due: Millis) -> Result<(), StoreError> {
    run!(tx, LATER, id.as_slice(), due.0).map(drop)
}
