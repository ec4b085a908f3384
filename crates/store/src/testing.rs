//! Databases for tests: a fresh SQLite file, or a fresh database in a real PostgreSQL. A PostgreSQL that is not
//! there fails the test.
//!
//! `ALONGSIDE_TEST_POSTGRES` is the address of one whose user may create databases; unset, one is started from the
//! system's binaries for as long as the test program runs.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a harness that cannot begin fails the test"
)]

mod cluster;
mod schema;

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _, SqlStr};
use tempfile::TempDir;

pub use schema::{columns, data_folder, dump, execute};

use crate::{Config, Place, Store, StoreError, store::Inner};

/// A migrated store that nobody else uses.
pub struct Fresh {
    /// The store.
    pub store: Store,
    /// Where it is, for tests that open it a second time or look into its files.
    pub place: Place,
    folder: Option<TempDir>,
}

impl Fresh {
    /// A file in a folder of its own.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let place = Place::Sqlite(folder.path().join("alongside.db"));
        Self::open(place, Some(folder)).await
    }

    /// A database of its own.
    pub async fn postgres() -> Self {
        Self::open(Place::Postgres(cluster::new_database().await), None).await
    }

    async fn open(place: Place, folder: Option<TempDir>) -> Self {
        let config = Config { place: place.clone(), connections: 4, durable: false };
        let store = Store::open(&config).await.expect("the database opens");
        store.migrate().await.expect("the migrations apply");
        Self { store, place, folder }
    }

    /// The folder of a SQLite file.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(TempDir::path)
    }

    /// Closes the store and drops what was made for it.
    pub async fn close(self) {
        self.store.close().await;
        if let Place::Postgres(address) = &self.place {
            cluster::drop_database(address).await;
        }
    }
}

/// Prepares a statement without running it.
///
/// # Errors
/// What the database says about it.
pub async fn prepares(store: &Store, sql: &'static str) -> Result<(), StoreError> {
    let sql: SqlStr = sql.into_sql_str();
    match &*store.0 {
        Inner::Sqlite { readers, .. } => {
            (&mut *readers.acquire().await?).prepare(sql).await?;
        }
        Inner::Pg { pool } => {
            (&mut *pool.acquire().await?).prepare(sql).await?;
        }
    }
    Ok(())
}

/// Runs a statement as it is, for tests that do what the program never does.
///
/// # Errors
/// Any [`StoreError`].
pub async fn run_raw(tx: &mut crate::Tx<'_>, sql: &'static str) -> Result<u64, StoreError> {
    run!(tx, sql)
}

/// Takes away what keeps the audit log from being changed, as somebody with the database in their hands could.
pub async fn without_audit_guard(store: &Store) {
    let statements: &[&'static str] = if store.is_sqlite() {
        &["DROP TRIGGER audit_stays", "DROP TRIGGER audit_remains"]
    } else {
        &["DROP TRIGGER audit_stays ON audit"]
    };
    for sql in statements {
        store.write(move |tx| Box::pin(run_raw(tx, sql))).await.expect("the guard can be taken away");
    }
}

/// Tells each story on SQLite and on PostgreSQL: `on_both! { async fn name(store) { … } }`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[allow(clippy::unwrap_used, clippy::expect_used)] // Clippy does not see that this is a test.
            async fn story($store: $crate::Store) $body

            $(#[$meta])*
            #[tokio::test]
            async fn on_sqlite() {
                let fresh = $crate::testing::Fresh::sqlite().await;
                story(fresh.store.clone()).await;
                fresh.close().await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn on_postgres() {
                let fresh = $crate::testing::Fresh::postgres().await;
                story(fresh.store.clone()).await;
                fresh.close().await;
            }
        }
    )+ };
}

async fn admin(address: &str, sql: String) {
    let mut conn = PgConnection::connect(address).await.expect("PostgreSQL answers");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut conn).await.expect("PostgreSQL does it");
    let _ = conn.close().await;
}
