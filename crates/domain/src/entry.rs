//! Sealed entries as the server sees them: bytes it cannot read.

use crate::{id::EntryId, time::Millis};

/// What the server knows of a sealed entry besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryHead {
    /// Chosen by the client.
    pub id: EntryId,
    /// 1 for the first; each accepted change is exactly one more.
    pub rev: i64,
    /// Bytes of the age file.
    pub size: i64,
    /// When this revision arrived.
    pub at: Millis,
}

/// The largest sealed entry in bytes: 1 MiB of padded plaintext and what age adds to it.
pub const ENTRY_MAX: usize = 1024 * 1024 + 16 * 1024;
/// The largest sealed photo in bytes.
pub const MEDIA_MAX: usize = 12 * 1024 * 1024;
/// The largest wrapped keyring in bytes.
pub const KEYRING_MAX: usize = 16 * 1024;
