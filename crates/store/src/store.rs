//! The store: opening it, and the two ways into it.

use std::{path::Path, pin::Pin, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgPool, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::oneshot;

use crate::{
    Config, Place, StoreError, Tx, counted, postgres,
    writer::{Done, Job, Writer},
};

/// What a use-case in a transaction returns: `Box::pin(async move { … })`.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Everything that is kept. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) enum Inner {
    Sqlite { readers: SqlitePool, writer: Writer, options: Box<SqliteConnectOptions> },
    Pg { pool: PgPool },
}

/// How long to wait for somebody else's lock, or for a connection, before saying that it is busy.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database; a SQLite file that is not there yet is made. Nothing is migrated: see
    /// [`Store::migration_state`]. Must be called within a tokio runtime that lives as long as the store.
    ///
    /// # Errors
    /// Any [`StoreError`]; the file cannot be made or opened, or the server is not there.
    pub async fn open(config: &Config) -> Result<Self, StoreError> {
        let connections = config.connections.max(1);
        let inner = match &config.place {
            Place::Sqlite(path) => open_sqlite(path, connections, config.durable).await?,
            Place::Postgres(address) => open_pg(address, connections).await?,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(*self.0, Inner::Sqlite { .. })
    }

    /// Runs `work` in a writing transaction: kept when it returns `Ok`, taken back when it returns `Err` or panics.
    /// Answers only once what it wrote is durable. Work that was begun runs to its end even if the caller is gone.
    ///
    /// SQLite: one writer, many pieces of work to a commit. PostgreSQL: a serializable transaction, begun again a
    /// bounded number of times when the database asks for it, which is why `work` must be `Clone` (keep large
    /// values in `Bytes` or `Arc`). `work` never awaits the network.
    ///
    /// # Errors
    /// The error of `work`, or a [`StoreError`] made into one.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Clone + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite { writer, .. } => {
                let (answer, wait) = oneshot::channel();
                writer.send(job(work, answer)).await?;
                let (result, queries) = wait.await.map_err(|_| StoreError::Closed)?;
                counted::add(queries);
                result
            }
            Inner::Pg { pool } => {
                let pool = pool.clone();
                // A task of its own, so that it runs to its end.
                let task = tokio::spawn(async move { postgres::write(&pool, work).await });
                let (result, queries) = task.await.map_err(|_| StoreError::BrokeOff)?;
                counted::add(queries);
                result
            }
        }
    }

    /// Runs `work` in a transaction that only reads and sees one state of the database throughout.
    ///
    /// # Errors
    /// The error of `work`, or a [`StoreError`] made into one.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>>,
    {
        match &*self.0 {
            Inner::Sqlite { readers, .. } => {
                let mut begun = readers.begin().await.map_err(StoreError::from)?;
                let mut tx = Tx::sqlite(&mut begun);
                let result = work(&mut tx).await;
                counted::add(tx.queries);
                // Nothing was written; this only lets go of the snapshot.
                begun.rollback().await.map_err(StoreError::from)?;
                result
            }
            Inner::Pg { pool } => {
                let mut begun = pool.begin_with(postgres::READ).await.map_err(StoreError::from)?;
                let mut tx = Tx::pg(&mut begun);
                let result = work(&mut tx).await;
                counted::add(tx.queries);
                begun.rollback().await.map_err(StoreError::from)?;
                result
            }
        }
    }

    /// Runs `work`, which asks a single query: that sees one state of the database by itself and needs no
    /// transaction around it, which would cost two more round trips.
    ///
    /// # Errors
    /// The error of `work`, or a [`StoreError`] made into one.
    pub async fn ask<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>>,
    {
        match &*self.0 {
            Inner::Sqlite { readers, .. } => {
                let mut conn = readers.acquire().await.map_err(StoreError::from)?;
                asked(work, Tx::sqlite(&mut conn)).await
            }
            Inner::Pg { pool } => {
                let mut conn = pool.acquire().await.map_err(StoreError::from)?;
                asked(work, Tx::pg(&mut conn)).await
            }
        }
    }

    /// Waits for what is being written, then closes every connection. Afterwards everything answers
    /// [`StoreError::Closed`].
    pub async fn close(&self) {
        match &*self.0 {
            Inner::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Inner::Pg { pool } => pool.close().await,
        }
    }
}

async fn asked<'c, T, E, F>(work: F, mut tx: Tx<'c>) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>>,
{
    let result = work(&mut tx).await;
    debug_assert!(tx.queries <= 1, "more than one query needs `read`");
    counted::add(tx.queries);
    result
}

/// Wraps `work` so that the writer knows nothing of its types: it runs it, and later tells it how the commit went.
fn job<T, E, F>(work: F, answer: oneshot::Sender<(Result<T, E>, u32)>) -> Job
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    Box::new(move |tx| {
        Box::pin(async move {
            let result = postgres::unwinding(work, tx).await;
            let queries = tx.queries;
            Done {
                keep: result.is_ok(),
                tell: Box::new(move |commit| {
                    let result = match commit {
                        Ok(()) => result,
                        Err(error) => Err(error.into()),
                    };
                    // Nobody waits any more: fine, it was done all the same.
                    let _ = answer.send((result, queries));
                }),
            }
        })
    })
}

async fn open_sqlite(path: &Path, connections: u32, durable: bool) -> Result<Inner, StoreError> {
    make_private(path).map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(if durable { SqliteSynchronous::Full } else { SqliteSynchronous::Off })
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // Erased means overwritten.
        .pragma("secure_delete", "ON")
        // What is sorted must not lie in a file in /tmp.
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16000")
        .pragma("mmap_size", "268435456")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let writer = SqliteConnection::connect_with(&options).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.clone().pragma("query_only", "ON"));
    Ok(Inner::Sqlite { readers, writer: Writer::start(writer), options: Box::new(options) })
}

/// Makes the file, readable by its owner only; SQLite gives its companions the same permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

async fn open_pg(address: &str, connections: u32) -> Result<Inner, StoreError> {
    let options: PgConnectOptions = address.parse::<PgConnectOptions>()?.disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_with(options.statement_cache_capacity(256))
        .await?;
    Ok(Inner::Pg { pool })
}
