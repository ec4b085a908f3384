//! A transaction on either database, and the macros that run one SQL text on both.

use sqlx::{PgConnection, SqliteConnection};

use crate::error::{StoreError, is_conflict};

/// A transaction. Use-cases get one and pass it on; [`crate::Store`] begins and ends it.
pub struct Tx<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) queries: u32,
    /// The last error of the database itself, however the use-case then worded it.
    pub(crate) failure: Option<StoreError>,
    /// PostgreSQL asks to start again.
    pub(crate) conflict: bool,
}

/// A connection with an open transaction.
pub(crate) enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

impl<'c> Tx<'c> {
    pub(crate) const fn sqlite(conn: &'c mut SqliteConnection) -> Self {
        Self { conn: Conn::Sqlite(conn), queries: 0, failure: None, conflict: false }
    }

    pub(crate) const fn pg(conn: &'c mut PgConnection) -> Self {
        Self { conn: Conn::Pg(conn), queries: 0, failure: None, conflict: false }
    }

    /// How many queries have run in this transaction so far.
    pub const fn queries(&self) -> u32 {
        self.queries
    }

    /// Whether this is SQLite. For the two modules in which the SQL differs: search and the job queue.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self.conn, Conn::Sqlite(_))
    }

    pub(crate) fn failed(&mut self, error: sqlx::Error) -> StoreError {
        self.conflict |= is_conflict(&error);
        let error = StoreError::from(error);
        self.failure = Some(error.clone());
        error
    }
}

/// Evaluates `$body` with `$c` bound to the connection of either database, counts one query, and turns the error
/// into a [`StoreError`].
macro_rules! on {
    ($tx:expr, $c:ident => $body:expr) => {{
        let tx: &mut $crate::Tx<'_> = &mut *$tx;
        tx.queries = tx.queries.saturating_add(1);
        let result = match &mut tx.conn {
            $crate::tx::Conn::Sqlite(conn) => {
                let $c = &mut **conn;
                $body
            }
            $crate::tx::Conn::Pg(conn) => {
                let $c = &mut **conn;
                $body
            }
        };
        result.map_err(|error| tx.failed(error))
    }};
}

/// Runs a statement: `run!(tx, SQL, value, …)` is `Result<u64, StoreError>`, the number of rows it changed.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($tx, c => sqlx::query($sql)$(.bind($value))*.execute(c).await.map(|done| done.rows_affected()))
    };
}

/// Reads one row if there is one: `first!(tx, Row, SQL, value, …)` is `Result<Option<Row>, StoreError>`.
macro_rules! first {
    ($tx:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($tx, c => sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_optional(c).await)
    };
}

/// Reads all rows: `all!(tx, Row, SQL, value, …)` is `Result<Vec<Row>, StoreError>`.
macro_rules! all {
    ($tx:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($tx, c => sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_all(c).await)
    };
}
