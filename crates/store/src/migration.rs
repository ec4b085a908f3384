//! Bringing a database to the form this program knows, and refusing one that it does not.

use std::fmt;

use sqlx::{ConnectOptions as _, Connection as _, migrate::Migrator};

use crate::{Store, StoreError, store::Inner};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How the database's form relates to this program. Shown as a sentence that says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationState {
    /// Empty.
    Fresh,
    /// As it should be.
    Current,
    /// Made by an older program.
    Behind {
        /// The form it has.
        has: i64,
        /// The form this program needs.
        needs: i64,
    },
    /// Made by a newer program.
    Newer {
        /// The form it has.
        has: i64,
        /// The newest form this program knows.
        knows: i64,
    },
    /// A migration began and did not end.
    HalfDone {
        /// Which.
        at: i64,
    },
    /// A migration was applied that reads differently from the one in this program.
    Changed {
        /// Which.
        at: i64,
    },
}

impl fmt::Display for MigrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh => write!(f, "The database is empty. Run `alongside migrate` to prepare it."),
            Self::Current => write!(f, "The database is up to date."),
            Self::Behind { has, needs } => write!(
                f,
                "The database is in form {has} and this program needs form {needs}. Make a backup, then run \
                 `alongside migrate`."
            ),
            Self::Newer { has, knows } => write!(
                f,
                "The database is in form {has}, made by a newer program; this one knows forms up to {knows}. \
                 Install the newer program, or restore a backup from before the upgrade."
            ),
            Self::HalfDone { at } => {
                write!(
                    f,
                    "Migration {at} began and did not end. Restore the backup from before it, then run it again."
                )
            }
            Self::Changed { at } => write!(
                f,
                "Migration {at} was applied in another wording than this program has. Install the program it came \
                 from, or restore a backup."
            ),
        }
    }
}

/// Version, whether it ended, checksum of its text.
type Applied = (i64, bool, Vec<u8>);
const APPLIED: &str = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";
const SQLITE_HAS_TABLE: &str =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
const PG_HAS_TABLE: &str = "SELECT count(*) FROM information_schema.tables \
                            WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";

impl Store {
    /// Compares the database with the migrations in this program. Changes nothing.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn migration_state(&self) -> Result<MigrationState, StoreError> {
        Ok(match &*self.0 {
            Inner::Sqlite { readers, .. } => {
                let (table,): (i64,) = sqlx::query_as(SQLITE_HAS_TABLE).fetch_one(readers).await?;
                let applied: Vec<Applied> =
                    if table == 0 { Vec::new() } else { sqlx::query_as(APPLIED).fetch_all(readers).await? };
                compare(&applied, &SQLITE)
            }
            Inner::Pg { pool } => {
                let (table,): (i64,) = sqlx::query_as(PG_HAS_TABLE).fetch_one(pool).await?;
                let applied: Vec<Applied> =
                    if table == 0 { Vec::new() } else { sqlx::query_as(APPLIED).fetch_all(pool).await? };
                compare(&applied, &POSTGRES)
            }
        })
    }

    /// Applies every migration that is missing, each in a transaction of its own. Safe to call twice.
    ///
    /// # Errors
    /// Any [`StoreError`], also when the database is newer, half done or changed.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let done = match &*self.0 {
            Inner::Sqlite { options, .. } => {
                let mut conn = options.connect().await?;
                let done = SQLITE.run(&mut conn).await;
                conn.close().await?;
                done
            }
            Inner::Pg { pool } => POSTGRES.run(pool).await,
        };
        done.map_err(|error| StoreError::Other(error.to_string()))
    }
}

fn compare(applied: &[Applied], known: &Migrator) -> MigrationState {
    let newest = known.iter().map(|migration| migration.version).max().unwrap_or(0);
    if let Some((at, ..)) = applied.iter().find(|(_, ended, _)| !ended) {
        return MigrationState::HalfDone { at: *at };
    }
    let Some(has) = applied.iter().map(|(version, ..)| *version).max() else { return MigrationState::Fresh };
    if has > newest {
        return MigrationState::Newer { has, knows: newest };
    }
    for migration in known.iter() {
        match applied.iter().find(|(version, ..)| *version == migration.version) {
            None => return MigrationState::Behind { has, needs: newest },
            Some((at, _, sum)) if *sum != *migration.checksum => return MigrationState::Changed { at: *at },
            Some(_) => {}
        }
    }
    MigrationState::Current
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_both;

    #[test]
    fn both_folders_have_the_same_migrations() {
        let names = |folder: &Migrator| {
            folder.iter().map(|one| (one.version, one.description.clone())).collect::<Vec<_>>()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }

    #[test]
    fn each_state_is_told_apart() {
        let sum = |version| SQLITE.iter().find(|one| one.version == version).unwrap().checksum.to_vec();
        let newest = SQLITE.iter().map(|one| one.version).max().unwrap();
        let all: Vec<Applied> = SQLITE.iter().map(|one| (one.version, true, sum(one.version))).collect();
        assert_eq!(compare(&[], &SQLITE), MigrationState::Fresh);
        assert_eq!(compare(&all, &SQLITE), MigrationState::Current);
        assert_eq!(compare(&[(1, false, sum(1))], &SQLITE), MigrationState::HalfDone { at: 1 });
        assert_eq!(compare(&[(1, true, vec![0])], &SQLITE), MigrationState::Changed { at: 1 });
        let newer: Vec<Applied> = all.iter().cloned().chain([(newest + 1, true, vec![0])]).collect();
        assert_eq!(compare(&newer, &SQLITE), MigrationState::Newer { has: newest + 1, knows: newest });
        assert_eq!(compare(&[(0, true, vec![])], &SQLITE), MigrationState::Behind { has: 0, needs: newest });
    }

    on_both! {
        async fn migrating_twice_is_migrating_once(store) {
            assert_eq!(store.migration_state().await, Ok(MigrationState::Current));
            store.migrate().await.unwrap();
            assert_eq!(store.migration_state().await, Ok(MigrationState::Current));
        }
    }

    /// Tables and columns, without those that a database keeps for itself.
    const SQLITE_COLUMNS: &str = "
        SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '!_sqlx!_%' ESCAPE '!'
          AND t.name NOT LIKE '%!_search!_index%' ESCAPE '!'
        ORDER BY t.name, c.cid";
    const PG_COLUMNS: &str = "
        SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name NOT LIKE '!_sqlx!_%' ESCAPE '!'
        ORDER BY table_name COLLATE \"C\", ordinal_position";

    #[tokio::test]
    async fn both_folders_make_the_same_tables_and_columns() {
        let (sqlite, postgres) =
            (crate::testing::Fresh::sqlite().await, crate::testing::Fresh::postgres().await);
        let columns = async |store: &Store, sql: &'static str| {
            store.read(move |tx| Box::pin(async move { all!(tx, (String, String), sql) })).await
        };
        let one: Vec<(String, String)> = columns(&sqlite.store, SQLITE_COLUMNS).await.unwrap();
        let other = columns(&postgres.store, PG_COLUMNS).await.unwrap();
        assert!(one.len() > 50);
        assert_eq!(one, other);
        sqlite.close().await;
        postgres.close().await;
    }
}
