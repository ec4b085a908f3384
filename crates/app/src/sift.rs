//! Who answers, and when it shows: what an author, or somebody who reads first for her, does about answers and the
//! pen names they come from.

mod choices;
mod first_reader;
mod keep_away;
mod let_through;
mod list;
mod on_giving;
mod policy;

use alongside_domain::Refusal;
use alongside_store::StoreError;

use crate::{Reason, Sort, reason::TROUBLE, refused::Refused};

pub use choices::Choices;
pub use first_reader::ask_to_read_first;
pub use keep_away::{MOST_KEPT_AWAY, keep_away};
pub use let_through::{Verdict, sift};
pub(crate) use on_giving::{Coming, on_giving};
pub(crate) use policy::follow;

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiftError {
    /// Not by this member, or there is nothing here.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// As many as there is room for.
    #[error(
        "You keep {MOST_KEPT_AWAY} pen names away already. Please let one go that does not matter any more."
    )]
    Full,
    /// Nobody can be asked under that pen name.
    #[error("There is nobody with that pen name whose words you can read here, or it is one of your own.")]
    Nobody,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for SiftError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Full => Sort::Refused,
            Self::Nobody => Sort::Mistaken,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Full => "full",
            Self::Nobody => "nobody",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Nobody).then_some("reader")
    }
}

impl From<Refused> for SiftError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}
