//! What can go wrong with a database, without anything in it that a person wrote.

use sqlx::error::ErrorKind;

/// Why the store could not do it. Holds no values from rows, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something that must be unique is there already; says which, as `table.column`.
    #[error("{0} is there already")]
    Taken(String),
    /// A row points at one that is not there.
    #[error("a row points at one that is not there")]
    Missing,
    /// Others hold what is needed, for longer than anybody should wait.
    #[error("the database is busy")]
    Busy,
    /// No room is left on the disk.
    #[error("the disk is full")]
    Full,
    /// A row that the program cannot have written; says which column.
    #[error("a row holds a {0} that nothing here writes")]
    Corrupt(&'static str),
    /// The use-case panicked; what it had written was taken back.
    #[error("the use-case broke off")]
    BrokeOff,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else, in the database's own words where those cannot contain a value.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// For an error that a value in a row could not be read.
    pub(crate) const fn corrupt(what: &'static str) -> Self {
        Self::Corrupt(what)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => from_database(&*error),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
            sqlx::Error::ColumnDecode { index, .. } => Self::Other(format!("column {index} cannot be read")),
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::Io(error) => Self::Other(format!("the connection failed: {}", error.kind())),
            // The rest is about configuration and protocol; none of it carries a value.
            other => Self::Other(other.to_string()),
        }
    }
}

/// Whether PostgreSQL asks to start the transaction again.
pub(crate) fn is_conflict(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("40001" | "40P01"))
}

fn from_database(error: &(dyn sqlx::error::DatabaseError + 'static)) -> StoreError {
    let code = error.code().unwrap_or_default();
    match (error.kind(), &*code) {
        (ErrorKind::UniqueViolation, _) => StoreError::Taken(taken(error)),
        (ErrorKind::ForeignKeyViolation, _) => StoreError::Missing,
        // SQLite's extended codes have the plain one in the lowest byte: 5 busy, 6 locked, 13 full.
        // PostgreSQL's: serialization failure, deadlock, lock not available, too many connections, disk full.
        (_, "40001" | "40P01" | "55P03" | "53300") => StoreError::Busy,
        (_, "53100" | "53200") => StoreError::Full,
        (_, code) => match code.parse::<i32>().map(|code| code & 0xff) {
            Ok(5 | 6) if code.len() < 5 => StoreError::Busy,
            Ok(13) if code.len() < 5 => StoreError::Full,
            _ => StoreError::Other(format!("database error {code}{}", safe_words(error, code))),
        },
    }
}

/// The database's words where they are about the statement, which is a constant, and not about values. SQLite's
/// full-text search quotes what somebody looked for, so its words are left out.
fn safe_words(error: &dyn sqlx::error::DatabaseError, code: &str) -> String {
    let about_the_statement = code.starts_with("42") || (code == "1" && !error.message().contains("fts5"));
    if about_the_statement { format!(": {}", error.message()) } else { String::new() }
}

/// `table.column` of a broken uniqueness, the same on both databases where one column is concerned.
fn taken(error: &(dyn sqlx::error::DatabaseError + 'static)) -> String {
    if let (Some(table), Some(constraint)) = (error.table(), error.constraint()) {
        let column =
            constraint.strip_prefix(table).and_then(|rest| rest.strip_prefix('_')).unwrap_or(constraint);
        return format!("{table}.{}", column.strip_suffix("_key").unwrap_or(column));
    }
    // SQLite names the columns and nothing else: "UNIQUE constraint failed: member.name".
    error.message().rsplit(": ").next().unwrap_or_default().to_owned()
}
