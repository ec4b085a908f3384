//! Making sure that what was erased is gone from the files as well.

use std::time::Duration;

use sqlx::{AssertSqlSafe, PgPool};

use crate::{Store, StoreError, store::Inner};

/// How often an emptying of the log is tried while somebody reads.
const TRIES: u32 = 20;

/// Every table there is, as a statement about it.
const VACUUM: &str = "
    SELECT format('VACUUM %I', relname) FROM pg_catalog.pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname";
/// The same. What a table's statistics say is taken from its rows, so that is made anew.
const VACUUM_FULL: &str = "
    SELECT format('VACUUM (FULL, ANALYZE) %I', relname) FROM pg_catalog.pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname";
/// Of a table without rows the statistics are left as they were, unless its columns are said to have the type that they
/// have already.
const FORGET: &str = "
    SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod))
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    JOIN pg_catalog.pg_stats s
      ON s.schemaname = current_schema() AND s.tablename = c.relname AND s.attname = a.attname
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.reltuples = 0
    ORDER BY c.relname, a.attnum";
/// What the statistics said before. Whoever does not own the database gets a warning instead.
const STATISTICS: &str = "VACUUM (FULL) pg_catalog.pg_statistic";

impl Store {
    /// SQLite: erased rows were overwritten as they were erased (`secure_delete`); this empties the write-ahead log,
    /// which may still have them. PostgreSQL: `VACUUM`, which frees their room for reuse; its write-ahead log is
    /// recycled in its own time. What either leaves in the gaps between rows, [`Store::rewrite`] takes away.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when readers are in the way for longer than five seconds.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite { writer, .. } => {
                for _ in 0..TRIES {
                    if writer.truncate_log().await? {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                Err(StoreError::Busy)
            }
            Inner::Pg { pool } => each(pool, VACUUM).await,
        }
    }

    /// Writes every table anew, so that no gap between rows has anything of what was there before, then scrubs. Nobody
    /// writes meanwhile, and on PostgreSQL nobody reads the table that is being written: it is done once a night.
    /// Needs as much room again as the database has.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn rewrite(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite { writer, .. } => {
                writer.rewrite().await?;
                self.scrub().await
            }
            Inner::Pg { pool } => {
                each(pool, VACUUM_FULL).await?;
                each(pool, FORGET).await?;
                sqlx::query(STATISTICS).execute(pool).await?;
                Ok(())
            }
        }
    }
}

/// Runs every statement that a query makes; the names in them are those of tables.
async fn each(pool: &PgPool, statements: &'static str) -> Result<(), StoreError> {
    let statements: Vec<(String,)> = sqlx::query_as(statements).fetch_all(pool).await?;
    for (statement,) in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(pool).await?;
    }
    Ok(())
}
