//! Everything that is kept. SQLite inside the program by default, PostgreSQL beside it when one machine is not
//! enough; one SQL text for both.
//!
//! [`Store::write`] and [`Store::read`] hand a [`Tx`] to a use-case. The modules named like the tables hold the SQL.

#[macro_use]
mod sql;
#[macro_use]
mod tx;
mod config;
mod counted;
mod error;
mod migration;
mod postgres;
mod scrub;
mod store;
#[cfg(test)]
mod stories;
mod writer;

pub mod key;
pub mod queue;
#[cfg(feature = "testing")]
pub mod testing;

pub use config::{Config, NotAPlace, Place};
pub use counted::counted;
pub use error::StoreError;
pub use migration::MigrationState;
pub use store::{BoxFuture, Store};
pub use tx::Tx;
