//! The sealed format of Alongside: what the room writes and reads, and what a server accepts of it.
//!
//! Everything sealed is an ordinary age file, so it opens without Alongside. The browser's side is
//! `room/seal`; both read the vectors in `vectors/`. Randomness and time come in as arguments.
//!
//! The server uses [`header`], [`passphrase::Kdf::check`] and [`circle::next_line`] and nothing else: it
//! never holds a key that opens anything here. Of circles, grants, invitations and pages this is the reading side, for
//! whoever opens an export offline; the room writes them.

pub mod circle;
pub mod document;
pub mod encoding;
pub mod entry;
pub mod envelope;
pub mod grant;
pub mod header;
pub mod invitation;
pub mod keyring;
pub mod letter;
pub mod media;
pub mod padme;
pub mod page;
pub mod passphrase;
pub mod pq;
pub mod safety;
pub mod signed;
pub mod trust;
pub mod user;
