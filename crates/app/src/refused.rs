//! What a use-case that reads may answer instead.

use alongside_domain::Refusal;
use alongside_store::StoreError;

use crate::{Reason, Sort, reason::TROUBLE};

/// Why there is nothing to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not there, or not for this viewer.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for Refused {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Store(_) => "trouble",
        }
    }
}

impl Reason for Refusal {
    fn sort(&self) -> Sort {
        match self {
            Self::NotHere => Sort::NotHere,
            Self::SignIn => Sort::SignIn,
            Self::Closed
            | Self::NotYours
            | Self::Own
            | Self::Held
            | Self::Waits
            | Self::Paused
            | Self::ForModerators
            | Self::ForKeeper
            | Self::StillKeeping => Sort::Refused,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotHere => "not-here",
            Self::SignIn => "sign-in",
            Self::Closed => "closed",
            Self::NotYours => "not-yours",
            Self::Own => "own",
            Self::Held => "held",
            Self::Waits => "waits",
            Self::Paused => "paused",
            Self::ForModerators => "for-moderators",
            Self::ForKeeper => "for-keeper",
            Self::StillKeeping => "still-keeping",
        }
    }
}
