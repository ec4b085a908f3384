//! Bounds for open photos. Sealed ones are bounded in [`crate::entry`].

use crate::vocabulary::vocabulary;

/// Largest upload in bytes.
pub const UPLOAD_MAX: usize = 20 * 1024 * 1024;
/// Most pixels in an upload (width × height): 50 megapixels.
pub const PIXELS_MAX: u64 = 50_000_000;
/// Longest side of an upload in pixels.
pub const SIDE_MAX: u32 = 12_000;
/// Most photos in a story with all its moments.
pub const PER_STORY: usize = 24;

vocabulary! {
    /// The three sizes every open photo is kept in, by its longest side.
    Size {
        Small = "small", "small";
        Medium = "medium", "medium";
        Large = "large", "large";
    }
}

impl Size {
    /// The longest side in pixels; smaller photos are not enlarged.
    pub const fn longest(self) -> u32 {
        match self {
            Self::Small => 480,
            Self::Medium => 960,
            Self::Large => 2048,
        }
    }
}
