//! Pen names: as many as a member likes, and nothing that ties two of them together.

mod choose;
mod create;
mod erase;
mod find;
mod list;

use alongside_store::StoreError;

use crate::{Reason, Sort, once::OnceError, reason::TROUBLE};

pub use choose::{PenChoice, choose};
pub use create::create;
pub use erase::erase;
pub use find::PenPage;

/// How many pen names a member can make in a day.
pub const A_DAY: i64 = 20;

/// Why there is no such pen name to write under.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PenError {
    /// Somebody has it, or one that looks like it.
    #[error("That pen name, or one that looks like it, is in use here. Please choose another.")]
    Taken,
    /// It could be taken for somebody who looks after the place.
    #[error("That name could be taken for somebody who looks after this place. Please choose another.")]
    Official,
    /// It is the name its member signs in with.
    #[error("That is the name you sign in with, which nobody else should see. Please choose another.")]
    SignInName,
    /// Too many in a day.
    #[error("That is a lot of new names for one day. Please use one you have, or come back tomorrow.")]
    TooMany,
    /// It is not there, or not this member's.
    #[error("Please choose one of your pen names.")]
    Unknown,
    /// It came before.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for PenError {
    fn sort(&self) -> Sort {
        match self {
            Self::Taken => Sort::Clash,
            Self::TooMany => Sort::TooMany,
            Self::Unknown | Self::Official | Self::SignInName => Sort::Mistaken,
            Self::Once(error) => error.sort(),
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Taken => "pen-taken",
            Self::Official => "pen-official",
            Self::SignInName => "pen-own-name",
            Self::TooMany => "pens-today",
            Self::Unknown => "pen-unknown",
            Self::Once(error) => error.code(),
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Taken | Self::Official | Self::SignInName | Self::TooMany => Some("name"),
            Self::Unknown => Some("pen"),
            Self::Once(_) | Self::Store(_) => None,
        }
    }
}
