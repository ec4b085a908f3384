//! The one writer of SQLite, with group commit (docs/adr/0003-group-commit.md).

use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::{BoxFuture, StoreError, Tx};

/// A piece of work: runs in a transaction, then waits to hear how the commit went.
pub(crate) type Job = Box<dyn for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Done> + Send>;

/// A piece of work that has run.
pub(crate) struct Done {
    /// Whether what it wrote stays.
    pub(crate) keep: bool,
    /// Tells whoever waits; called exactly once, after the commit.
    pub(crate) tell: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

enum Order {
    Job(Job),
    /// Empty the write-ahead log; the answer is whether that worked.
    Truncate(oneshot::Sender<Result<bool, StoreError>>),
    /// Write the whole database anew.
    Rewrite(oneshot::Sender<Result<(), StoreError>>),
    Close(oneshot::Sender<()>),
}

/// How many pieces of work share a commit at most, so that the first does not wait for ever.
const BATCH: usize = 128;
/// How many may queue before whoever comes next waits outside.
const QUEUE: usize = 1024;

/// The way to the writer.
pub(crate) struct Writer(mpsc::Sender<Order>);

impl Writer {
    /// Starts the task that owns `conn`.
    pub(crate) fn start(conn: SqliteConnection) -> Self {
        let (sender, orders) = mpsc::channel(QUEUE);
        tokio::spawn(run(conn, orders));
        Self(sender)
    }

    /// Queues a piece of work.
    pub(crate) async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.0.send(Order::Job(job)).await.map_err(|_| StoreError::Closed)
    }

    /// Copies the write-ahead log into the database and empties it. `false`: a reader was in the way.
    pub(crate) async fn truncate_log(&self) -> Result<bool, StoreError> {
        let (answer, wait) = oneshot::channel();
        self.0.send(Order::Truncate(answer)).await.map_err(|_| StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }

    /// Writes the whole database anew, without what erased rows left in the gaps of its pages.
    pub(crate) async fn rewrite(&self) -> Result<(), StoreError> {
        let (answer, wait) = oneshot::channel();
        self.0.send(Order::Rewrite(answer)).await.map_err(|_| StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }

    /// Ends the task after what is queued already.
    pub(crate) async fn close(&self) {
        let (answer, wait) = oneshot::channel();
        if self.0.send(Order::Close(answer)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

async fn run(mut conn: SqliteConnection, mut orders: mpsc::Receiver<Order>) {
    let mut next = orders.recv().await;
    while let Some(order) = next.take() {
        match order {
            Order::Job(job) => next = batch(&mut conn, job, &mut orders).await,
            Order::Truncate(answer) => {
                let _ = answer.send(truncate(&mut conn).await);
            }
            Order::Rewrite(answer) => {
                let _ = answer.send(rewrite(&mut conn).await);
            }
            Order::Close(answer) => {
                let _ = conn.close().await;
                let _ = answer.send(());
                return;
            }
        }
        if next.is_none() {
            next = orders.recv().await;
        }
    }
    let _ = conn.close().await;
}

/// Runs `first` and what is queued behind it in one transaction, commits, then tells everybody. Returns an order of
/// another kind that came in between.
async fn batch(conn: &mut SqliteConnection, first: Job, orders: &mut mpsc::Receiver<Order>) -> Option<Order> {
    let mut waiting = Vec::new();
    let mut left_over = None;
    let mut fate = open_piece(conn, "BEGIN IMMEDIATE; SAVEPOINT piece").await;
    let mut job = Some(first);
    while let Some(current) = job.take() {
        let mut tx = Tx::sqlite(conn);
        let done = current(&mut tx).await;
        let failure = tx.failure.take();
        if !done.keep && fate.is_ok() {
            // A full disk ends the whole transaction at once; the first error tells why better than this one.
            let back = execute(conn, "ROLLBACK TO piece").await;
            fate = back.map_err(|error| failure.unwrap_or(error));
        }
        waiting.push(done);
        if fate.is_err() || waiting.len() == BATCH {
            break;
        }
        match orders.try_recv() {
            Ok(Order::Job(another)) => {
                fate = open_piece(conn, "RELEASE piece; SAVEPOINT piece").await;
                job = Some(another);
            }
            Ok(other) => left_over = Some(other),
            Err(_) => {}
        }
    }
    if fate.is_ok() {
        // Releases the last piece too.
        fate = execute(conn, "COMMIT").await;
    }
    if fate.is_err() {
        // Fails when SQLite has rolled back by itself, which is as good.
        let _ = execute(conn, "ROLLBACK").await;
    }
    for done in waiting {
        (done.tell)(fate.clone());
    }
    left_over
}

/// Opens the savepoint of the next piece of work. When that fails the piece runs all the same, since only it can tell
/// whoever waits; so it gets a savepoint at any price, and what it writes is taken back with everything else.
async fn open_piece(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    let opened = execute(conn, sql).await;
    if opened.is_err() {
        let _ = execute(conn, "SAVEPOINT piece").await;
    }
    opened
}

async fn truncate(conn: &mut SqliteConnection) -> Result<bool, StoreError> {
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(conn).await?;
    Ok(busy == 0)
}

async fn execute(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(conn).await.map(drop).map_err(StoreError::from)
}

/// SQLite puts the copy that it makes on the way into memory up to this many bytes, and into its folder for temporary
/// files from there on: a file that has no name, with what is still there.
const IN_MEMORY: i64 = 256 * 1024 * 1024;

/// `secure_delete` overwrites rows where they lie; where rows were moved from one page to another before, the gaps of
/// the old page still have them.
async fn rewrite(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    let (size,): (i64,) =
        sqlx::query_as("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            .fetch_one(&mut *conn)
            .await?;
    if size > IN_MEMORY {
        execute(conn, "PRAGMA temp_store = FILE").await?;
    }
    let done = execute(conn, "VACUUM").await;
    if size > IN_MEMORY {
        execute(conn, "PRAGMA temp_store = MEMORY").await?;
    }
    done
}
