//! What is said to an author under a pen name, an answer or "I'm with you", and why it may not get there.

use alongside_domain::Refusal;
use alongside_store::StoreError;

use crate::{Reason, Sort, once::OnceError, pen::PenError, reason::TROUBLE, refused::Refused};

/// Why it was not said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToAuthorError {
    /// Not to this story or this answer.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The pen name.
    #[error(transparent)]
    Pen(#[from] PenError),
    /// It came before.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// Many answers to this story wait for a moderator.
    #[error(
        "Many people are answering this just now, and a moderator reads each answer first. Please come back in a while."
    )]
    Crowded,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for ToAuthorError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Pen(error) => error.sort(),
            Self::Once(error) => error.sort(),
            Self::Crowded => Sort::TooMany,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Pen(error) => error.code(),
            Self::Once(error) => error.code(),
            Self::Crowded => "crowded",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Pen(PenError::Taken | PenError::Official | PenError::SignInName | PenError::TooMany) => {
                Some("new_pen")
            }
            Self::Pen(PenError::Unknown) => Some("pen"),
            _ => None,
        }
    }
}

impl From<Refused> for ToAuthorError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}
