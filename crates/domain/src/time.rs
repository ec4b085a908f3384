//! Points in time.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. Always passed in as an argument, never read from a clock here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// The last point in time that is accepted from outside: 9999-12-31T23:59:59.999Z.
pub const LATEST: Millis = Millis(253_402_300_799_999);

impl Millis {
    /// One second, minute, hour and day in milliseconds.
    pub const SECOND: i64 = 1_000;
    /// See [`Millis::SECOND`].
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// See [`Millis::SECOND`].
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// See [`Millis::SECOND`].
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This point moved by `millis`, which may be negative; stops at the ends of what `i64` holds.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The start of the UTC hour this point lies in. What is shown of a session is never finer than this.
    #[must_use]
    pub const fn hour(self) -> Self {
        Self(self.0 - self.0.rem_euclid(Self::HOUR))
    }
}
