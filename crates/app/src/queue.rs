//! Holding the place: what waits for moderators, what they decide, and the log of it.

mod appeal;
mod audit;
mod decide;
mod decided;
mod door;
mod report;
mod rest;
mod sweep;
mod take;

use alongside_domain::Refusal;
use alongside_store::StoreError;

use crate::{Reason, Sort, reason::TROUBLE, refused::Refused};

pub use appeal::appeal;
pub(crate) use audit::record;
pub use audit::{AuditError, Audited};
pub use decide::{Decide, decide};
pub use door::Door;
pub(crate) use door::{by_itself, raise};
pub use report::{Report, report};
pub use rest::RestNow;
pub(crate) use sweep::sweep;
pub use take::{Taken, take};

/// So many things one member can report on one day.
pub const REPORTS_A_DAY: i64 = 20;

/// So many answers to one story can wait for a moderator at the same time.
pub const MOST_UNDER_REVIEW: i64 = 200;

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// Not by this member, or there is nothing here.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// More reports than one person can mean.
    #[error(
        "You have told moderators about {REPORTS_A_DAY} things today. They will look at them; please come back tomorrow."
    )]
    TooMany,
    /// Somebody else has it, it is decided, or one's time with it is over.
    #[error(
        "This is not with you any more: the time for it is over, or it is decided. Please take the next one."
    )]
    NotYours,
    /// The person would read nothing.
    #[error("Please say why. The person who wrote it reads this.")]
    NoReason,
    /// A note of nothing.
    #[error("Please choose what it mentions.")]
    NoNotes,
    /// It was asked before, it took nothing away, or it is too long ago.
    #[error("Another moderator was asked already, or it is more than 30 days ago.")]
    NoAppeal,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for QueueError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::TooMany => Sort::TooMany,
            Self::NotYours => Sort::Clash,
            Self::NoReason | Self::NoNotes => Sort::Mistaken,
            Self::NoAppeal => Sort::Refused,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::TooMany => "too-many-reports",
            Self::NotYours => "not-with-you",
            Self::NoReason => "no-reason",
            Self::NoNotes => "no-notes",
            Self::NoAppeal => "no-appeal",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoReason => Some("reason"),
            Self::NoNotes => Some("notes"),
            _ => None,
        }
    }
}

impl From<Refused> for QueueError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}
