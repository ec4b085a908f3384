//! Transactions on PostgreSQL.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use sqlx::PgPool;

use crate::{BoxFuture, StoreError, Tx, error::is_conflict};

/// A snapshot for reading.
pub(crate) const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// As if everybody wrote one after the other: what SQLite gives by having one writer.
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
/// How often a transaction is begun before its caller hears that the database is busy.
const TRIES: u32 = 12;

/// Runs `work` in a transaction and commits it, again while the database asks for that; also tells how many queries
/// the last try made.
pub(crate) async fn write<T, E, F>(pool: &PgPool, work: F) -> (Result<T, E>, u32)
where
    E: From<StoreError>,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Clone + Send,
{
    // Only spreads those who collide; nothing secret hangs on it.
    let mut spread = SmallRng::from_os_rng();
    let mut tried = 1;
    loop {
        let (result, queries, again) = attempt(pool, work.clone()).await;
        if !again || tried == TRIES {
            return (result, queries);
        }
        let longest = 4_u64 << tried.min(6);
        tokio::time::sleep(Duration::from_millis(spread.random_range(1..=longest))).await;
        tried += 1;
    }
}

/// One try, and whether another one makes sense.
async fn attempt<T, E, F>(pool: &PgPool, work: F) -> (Result<T, E>, u32, bool)
where
    E: From<StoreError>,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Send,
{
    let mut begun = match pool.begin_with(WRITE).await {
        Ok(begun) => begun,
        Err(error) => return (Err(StoreError::from(error).into()), 0, false),
    };
    let mut tx = Tx::pg(&mut begun);
    let result = unwinding(work, &mut tx).await;
    let (queries, conflict) = (tx.queries, tx.conflict);
    let ended = if result.is_ok() && !conflict { begun.commit().await } else { begun.rollback().await };
    match ended {
        Ok(()) => (result, queries, conflict),
        Err(error) => {
            let again = conflict || is_conflict(&error);
            (Err(StoreError::from(error).into()), queries, again)
        }
    }
}

/// Runs `work`; a panic becomes an error, so that one broken use-case harms nobody else.
pub(crate) async fn unwinding<T, E, F>(work: F, tx: &mut Tx<'_>) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>>,
{
    // What the use-case was in the middle of is taken back with its transaction, so nothing half-done is seen.
    let guarded = async { work(&mut *tx).await };
    AssertUnwindSafe(guarded).catch_unwind().await.unwrap_or_else(|_| Err(StoreError::BrokeOff.into()))
}
