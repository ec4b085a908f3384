//! Shares from counts.

use crate::{
    figure::{Counts, Interval},
    life::Z,
};

impl Counts {
    /// The share, 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "counts of people are exact in f64")]
    pub fn share(self) -> f64 {
        self.events as f64 / self.of as f64
    }
}

/// Wilson's 95 percent score interval of a share, 0 to 1. It contains the share, and is not empty at none or all.
///
/// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
#[allow(clippy::cast_precision_loss, reason = "counts of people are exact in f64")]
pub fn wilson(counts: Counts) -> Interval {
    let (share, of) = (counts.share(), counts.of as f64);
    let square = Z * Z / of;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z * (share * (1.0 - share) / of + square / (4.0 * of)).sqrt() / (1.0 + square);
    Interval { lower: (middle - half).clamp(0.0, share), upper: (middle + half).clamp(share, 1.0) }
}
