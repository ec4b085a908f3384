//! How much there is room for.

/// Bounds that whoever runs the server may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of sealed entries and sealed photos that one member may keep.
    pub sealed_bytes: i64,
    /// So many answers of a new member wait for a moderator before the first shows by itself.
    pub first_answers: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { sealed_bytes: 2 * 1024 * 1024 * 1024, first_answers: 0 }
    }
}
