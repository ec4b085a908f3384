//! The use-cases, one file a verb: load, let the domain decide, write, enqueue jobs, in one transaction. Every
//! surface comes through [`App`].

mod app;

pub mod admission;
pub mod answer;
pub mod chance;
pub mod circle;
pub mod circle_entry;
pub mod clock;
pub mod disclose;
pub mod entry;
pub mod erase;
pub mod files;
pub mod heard;
pub mod hold;
pub mod jobs;
pub mod letter;
pub mod limits;
pub mod media;
pub mod member;
pub mod once;
pub mod page;
pub mod passkey;
pub mod pen;
pub mod photo;
pub mod queue;
pub mod reason;
pub mod refused;
pub mod rotation;
pub mod secret;
pub mod session;
pub mod sift;
pub mod stirred;
pub mod story;
#[cfg(feature = "testing")]
pub mod testing;
pub mod to_author;
pub mod with_author;

pub use app::{App, Ports};
pub use reason::{Reason, Sort};
