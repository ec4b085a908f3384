//! A risk on its clock, and how it is said.

use std::{cmp::Ordering, marker::PhantomData};

use crate::clock::Clock;

/// The share of a group, 0 to 1, that is lost, on the clock `C`. Two of them can be compared on one clock only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk<C: Clock> {
    share: f64,
    clock: PhantomData<C>,
}

impl<C: Clock> PartialOrd for Risk<C> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.share.partial_cmp(&other.share)
    }
}

/// A share of a hundred in whole numbers. Nothing is said to be zero or certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfHundred {
    /// Rounded to none: fewer than 1 of 100.
    FewerThanOne,
    /// Rounded, 1 to 99.
    Whole(u8),
    /// Rounded to all: more than 99 of 100.
    MoreThanNinetyNine,
}

impl OfHundred {
    /// How many circles of a hundred: 0 to 100.
    pub const fn circles(self) -> u8 {
        match self {
            Self::FewerThanOne => 0,
            Self::Whole(count) => count,
            Self::MoreThanNinetyNine => 100,
        }
    }
}

impl<C: Clock> Risk<C> {
    /// A share; what is outside of 0 to 1 by rounding is put to its end.
    pub(crate) fn of(share: f64) -> Self {
        Self { share: share.clamp(0.0, 1.0), clock: PhantomData }
    }

    /// The share that is lost, 0 to 1.
    pub const fn share(self) -> f64 {
        self.share
    }

    /// Of a hundred, not rounded.
    pub fn percent(self) -> f64 {
        100.0 * self.share
    }

    /// How many of a hundred are lost.
    pub fn lost(self) -> OfHundred {
        match self.rounded() {
            0 => OfHundred::FewerThanOne,
            100 => OfHundred::MoreThanNinetyNine,
            count => OfHundred::Whole(count),
        }
    }

    /// How many of a hundred go on. Together with [`Risk::lost`] they are a hundred.
    pub fn go_on(self) -> OfHundred {
        match self.rounded() {
            0 => OfHundred::MoreThanNinetyNine,
            100 => OfHundred::FewerThanOne,
            count => OfHundred::Whole(100 - count),
        }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100, and whole")]
    fn rounded(self) -> u8 {
        // Half goes up; what is a half in decimal must not fall down by the last bit.
        (100.0 * self.share + 0.5 + 1e-9).floor().clamp(0.0, 100.0) as u8
    }
}

/// From here to there, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band<C: Clock> {
    /// The lower end.
    pub lower: Risk<C>,
    /// The upper end.
    pub upper: Risk<C>,
}

impl<C: Clock> Band<C> {
    pub(crate) fn of(one: f64, other: f64) -> Self {
        Self { lower: Risk::of(one.min(other)), upper: Risk::of(one.max(other)) }
    }

    /// Whether a risk is in it.
    pub fn contains(self, risk: Risk<C>) -> bool {
        self.lower <= risk && risk <= self.upper
    }
}
