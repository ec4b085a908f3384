//! Looking at a whole database: its tables, and every byte in them.

use sqlx::AssertSqlSafe;

use crate::{Store, store::Inner};

/// Every column of every table of our own, on SQLite. What FTS5 makes for itself has no rows of its own.
const SQLITE_COLUMNS: &str = "
    SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> '_sqlx_migrations'
    ORDER BY t.name, c.cid";
const PG_COLUMNS: &str = "
    SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT) FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> '_sqlx_migrations'
    ORDER BY c.table_name, c.ordinal_position";

/// Every table and column there is but those of the migrations, in the order of the tables.
pub async fn columns(store: &Store) -> Vec<(String, String)> {
    match &*store.0 {
        Inner::Sqlite { readers, .. } => sqlx::query_as(SQLITE_COLUMNS).fetch_all(readers).await,
        Inner::Pg { pool } => sqlx::query_as(PG_COLUMNS).fetch_all(pool).await,
    }
    .expect("the schema can be read")
}

/// Runs any statement; blobs in it are written as SQLite does, `x'00ff'`.
pub async fn execute(store: &Store, sql: &str) {
    match &*store.0 {
        Inner::Sqlite { .. } => {
            let sql: &'static str = sql.to_owned().leak();
            let done = store.write(move |tx| Box::pin(async move { run!(tx, sql) })).await;
            done.unwrap_or_else(|error| panic!("{error}: {sql}"));
        }
        Inner::Pg { pool } => {
            let sql = sql.replace("x'", "'\\x");
            let done = sqlx::query(AssertSqlSafe(sql.clone())).execute(pool).await;
            done.unwrap_or_else(|error| panic!("{error}: {sql}"));
        }
    }
}

/// Every value of a column that is there, as bytes.
pub async fn dump(store: &Store, table: &str, column: &str) -> Vec<Vec<u8>> {
    let rows: Vec<(Vec<u8>,)> = match &*store.0 {
        Inner::Sqlite { readers, .. } => {
            let sql = format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE {column} IS NOT NULL");
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(readers).await
        }
        Inner::Pg { pool } => {
            let is_bytes =
                "SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema()
                            AND table_name = $1 AND column_name = $2 AND data_type = 'bytea'";
            let (bytes,): (i64,) = sqlx::query_as(is_bytes)
                .bind(table)
                .bind(column)
                .fetch_one(pool)
                .await
                .expect("the schema can be read");
            let value = if bytes == 1 {
                column.to_owned()
            } else {
                format!("convert_to(CAST({column} AS TEXT), 'UTF8')")
            };
            let sql = format!("SELECT {value} FROM {table} WHERE {column} IS NOT NULL");
            sqlx::query_as(AssertSqlSafe(sql)).fetch_all(pool).await
        }
    }
    .expect("the table can be read");
    rows.into_iter().map(|(value,)| value).collect()
}

/// The folder in which PostgreSQL keeps the files of this database, everything written out into them. `None` when the
/// server is somewhere else, or keeps it to itself.
pub async fn data_folder(store: &Store) -> Option<std::path::PathBuf> {
    let Inner::Pg { pool } = &*store.0 else { return None };
    sqlx::query("CHECKPOINT").execute(pool).await.ok()?;
    let (folder,): (String,) = sqlx::query_as(
        "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()",
    )
    .fetch_one(pool)
    .await
    .ok()?;
    let folder = std::path::PathBuf::from(folder);
    std::fs::read_dir(&folder).is_ok().then_some(folder)
}
