//! Everything that is kept. SQLite inside the program by default, PostgreSQL beside it when one machine is not
//! enough; one SQL text for both.
//!
//! [`Store::write`] and [`Store::read`] hand a [`Tx`] to a use-case. The modules named like the tables hold the SQL.

#[macro_use]
mod sql;
#[macro_use]
mod tx;
#[macro_use]
mod visible;
mod config;
mod counted;
mod decode;
mod error;
mod migration;
mod postgres;
mod scrub;
mod store;
#[cfg(test)]
mod stories;
mod writer;

pub mod admission;
pub mod answer;
pub mod audit;
pub mod circle;
pub mod circle_entry;
pub mod circle_join;
pub mod decision;
pub mod entry;
pub mod erase;
pub mod first_reader;
pub mod heard;
pub mod held;
pub mod hidden_word;
pub mod keep_away;
pub mod key;
pub mod letter;
pub mod letter_address;
pub mod letter_report;
pub mod matter;
pub mod media;
pub mod member;
pub mod moment;
pub mod mute;
pub mod once;
pub mod page;
pub mod passkey;
pub mod pen;
pub mod photo;
pub mod queue;
pub mod rest;
pub mod rotation;
pub mod search;
pub mod session;
pub mod sift;
pub mod story;
pub mod story_list;
#[cfg(feature = "testing")]
pub mod testing;
pub mod thread;
pub mod with_author;

pub use config::{Config, NotAPlace, Place};
pub use counted::counted;
pub use error::StoreError;
pub use migration::MigrationState;
pub use store::{BoxFuture, Store};
pub use tx::Tx;
