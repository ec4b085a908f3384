//! Where things are kept, and how.

use std::{path::PathBuf, str::FromStr};

/// Which database, and how many connections to it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which database.
    pub place: Place,
    /// Connections for reading (SQLite), or for everything (PostgreSQL). At least 1.
    pub connections: u32,
    /// Whether a commit waits until it is on the disk. Only tests, whose data nobody misses, say no.
    pub durable: bool,
}

/// A database.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A file; it and its two companions (`-wal`, `-shm`) are readable by their owner only.
    Sqlite(PathBuf),
    /// A `postgres://` address.
    Postgres(String),
}

/// The text was neither a path nor a `postgres://` address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a database is given as a path to a file, or as postgres://user@host/name")]
pub struct NotAPlace;

impl Config {
    /// Durable, with eight connections.
    pub const fn new(place: Place) -> Self {
        Self { place, connections: 8, durable: true }
    }
}

impl FromStr for Place {
    type Err = NotAPlace;
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") || path == ":memory:" {
            return Err(NotAPlace);
        }
        Ok(Self::Sqlite(path.into()))
    }
}

// Written by hand because an address can have a password in it.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_sqlite_and_an_address_is_postgres() {
        assert_eq!("data/a.db".parse(), Ok(Place::Sqlite("data/a.db".into())));
        assert_eq!("sqlite:data/a.db".parse(), Ok(Place::Sqlite("data/a.db".into())));
        assert!(matches!("postgres://a@b/c".parse(), Ok(Place::Postgres(_))));
        for bad in ["", ":memory:", "mysql://x/y"] {
            assert_eq!(bad.parse::<Place>(), Err(NotAPlace), "{bad}");
        }
    }

    #[test]
    fn an_address_never_shows_its_password() {
        let place: Place = "postgres://a:hunter2@b/c".parse().unwrap();
        assert!(!format!("{place:?}").contains("hunter2"));
    }
}
