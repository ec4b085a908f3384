//! Letters between two members: sealed, and only where they are wanted.

mod address;
mod read;
mod report;
mod stand;
mod write;

use alongside_domain::{Refusal, letter::NoLetter, text::TextError};
use alongside_seal::header::HeaderError;
use alongside_store::StoreError;

use crate::{Reason, Sort, reason::TROUBLE};

pub use address::NewAddress;
pub use read::{LETTERS_PAGE, Shown, WITH_MOST};
pub use report::{OPENED_MAX, Report};
pub use write::{WriteLetter, write};

/// Why something was not done about a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// It is not there, or not for this member.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// It cannot go there.
    #[error(transparent)]
    No(#[from] NoLetter),
    /// Not a sealed file of the one form.
    #[error("This was not sealed in the way that is known here, so it was not sent.")]
    NotSealed(HeaderError),
    /// Longer than a letter may be.
    #[error("This is longer than one letter can be. Please send it in two.")]
    TooLarge,
    /// The member has no room left.
    #[error("There is no more room for what is sealed. Erasing old photos or letters makes some.")]
    NoRoom,
    /// Too many in a day.
    #[error("That is a lot of letters for one day. What you wrote is still here; please send it tomorrow.")]
    TooMany,
    /// Another letter has this id, or somebody else this address.
    #[error("This is there already. Please load the page again.")]
    Taken,
    /// The keys of an address are not signed by themselves, or are for another pen name.
    #[error("This address could not be made. Please load the page again.")]
    BadAddress,
    /// What was reported is not what the writer signed.
    #[error("This is not what was written, as far as can be told here. So it was not passed on.")]
    NotTheirs,
    /// As many reports as one member may have open.
    #[error(
        "Those who look after this place have many letters from you already. Please give them time to read those."
    )]
    TooManyReports,
    /// The reason cannot be taken as it is.
    #[error(transparent)]
    Why(#[from] TextError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl From<HeaderError> for LetterError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

impl Reason for LetterError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::No(NoLetter::Waiting) | Self::Taken => Sort::Clash,
            Self::No(_) => Sort::Refused,
            Self::NotSealed(_) | Self::BadAddress | Self::NotTheirs | Self::Why(_) => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::TooMany | Self::TooManyReports => Sort::TooMany,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::No(NoLetter::NotThere) => "no-letters",
            Self::No(NoLetter::Waiting) => "waiting",
            Self::No(NoLetter::YouBlock) => "you-block",
            Self::No(NoLetter::Stopped) => "letters-stopped",
            Self::No(NoLetter::Paused) => "paused",
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::NoRoom => "no-room",
            Self::TooManyReports => "too-many-reports",
            Self::TooMany => "letters-today",
            Self::Taken => "taken",
            Self::BadAddress => "bad-address",
            Self::NotTheirs => "not-theirs",
            Self::Why(_) => "why",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Why(_)).then_some("why")
    }
}
