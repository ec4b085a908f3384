//! Pages for them, as the server sees them: bytes it cannot read, behind a link.

use crate::{id::PageId, time::Millis};

/// What the server knows of a page besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageHead {
    /// Chosen by the client; the link has it.
    pub id: PageId,
    /// 1 for the first; each accepted change is exactly one more.
    pub rev: i64,
    /// Bytes of the age file.
    pub size: i64,
    /// From when on nobody can open it; `None`: when it is taken away.
    pub ends_at: Option<Millis>,
}

/// How many pages one member may have at a time.
pub const PAGES_MOST: i64 = 20;
/// The furthest end of a page from now, in milliseconds: two years, and a day for clocks that differ.
pub const PAGE_LASTS: i64 = 732 * Millis::DAY;
