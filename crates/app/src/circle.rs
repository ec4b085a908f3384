//! Circles: a named few. The server keeps a log that it cannot have written, who is in, and sealed bytes.

mod append;
mod create;
mod end;
mod invite;
mod join;
mod leave;
mod list;
mod read;
mod renew;

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, may},
    id::{CircleId, MemberId},
};
use alongside_seal::{circle::LogError, header::HeaderError};
use alongside_store::{
    StoreError, Tx,
    circle::{self, Standing},
    circle_join,
};

pub use append::{Append, GrantFor, append, put_grant};
pub use create::create;
pub use end::end;
pub use invite::{NewInvite, invite, withdraw};
pub use join::{Ask, JoinError, ask, decline};
pub use leave::leave;
pub use read::{Keeping, LINES_PAGE, View};
pub use renew::RENEWAL_MAX;

use crate::{Reason, Sort, chance::Rng, jobs, reason::TROUBLE};

/// Longest line of a log, in bytes: two keys, a few names, a signature.
pub const LINE_MAX: usize = 8 * 1024;

/// How long an invitation that has ended is kept for the sake of those who asked with it.
const ENDED_KEPT: i64 = 30 * Millis::DAY;

/// Why something was not done to a circle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CircleError {
    /// Not there, or not for this member.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The line cannot be the next one of this log.
    #[error("This does not fit what this circle is now. Please load the page again.")]
    Line(LogError),
    /// The log has gone on meanwhile.
    #[error("Something changed in this circle at the same moment. Please look at it again first.")]
    Moved {
        /// How many lines it has.
        lines: i64,
    },
    /// It names somebody who did not ask, or is not in.
    #[error("This person is not in the circle, or did not ask to be. Please load the page again.")]
    NotThem,
    /// A grant that is not a sealed file.
    #[error("This was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(HeaderError),
    /// A circle, or an invitation, has this id.
    #[error("This is there already. Please try again.")]
    Taken,
    /// As many circles, or invitations, as there may be.
    #[error("There are as many of these as there can be. Ending one makes room for another.")]
    TooMany,
    /// Whoever is to be taken in is in as many as there may be.
    #[error("They are in as many circles as there can be. Once they have left one, you can let them in.")]
    TheyHaveMany,
    /// An invitation that has ended, or ends too late, or is for too many.
    #[error("Please choose an end within thirty days, and at most 150 people.")]
    Ends,
    /// The database.
    #[error("{TROUBLE}")]
    Store(StoreError),
}

impl From<StoreError> for CircleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(_) => Self::Taken,
            error => Self::Store(error),
        }
    }
}

impl Reason for CircleError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Line(_) | Self::NotThem | Self::NotSealed(_) | Self::Ends => Sort::Mistaken,
            Self::Moved { .. } | Self::Taken => Sort::Clash,
            Self::TooMany | Self::TheyHaveMany => Sort::Refused,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Line(error) => error.reason(),
            Self::Moved { .. } => "moved-on",
            Self::NotThem => "not-them",
            Self::NotSealed(reason) => reason.reason(),
            Self::Taken => "taken",
            Self::TheyHaveMany => "they-have-many",
            Self::TooMany => "too-many",
            Self::Ends => "ends",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Ends).then_some("ends_at")
    }
}

/// The circle as `by` finds it, if they may do `act` there. One query.
pub(crate) async fn allowed<E: From<Refusal> + From<StoreError>>(
    tx: &mut Tx<'_>,
    by: MemberId,
    id: CircleId,
    act: Act,
) -> Result<Standing, E> {
    let standing = circle::standing(tx, by, id).await?;
    may(standing.as_ref().map(|standing| standing.role), act).granted()?;
    Ok(standing.ok_or(Refusal::NotHere)?)
}

/// Takes away invitations that ended long ago, with those who asked and got no answer.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    if circle_join::sweep(tx, at.plus(-ENDED_KEPT)).await? {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(())
}
