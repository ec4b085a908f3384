//! Being let in where signing up is not open to everybody: asking, inviting, deciding.

mod ask;
mod decide;
mod invite;
mod spend;

use alongside_domain::{
    Millis, Refusal, admission::AdmissionState, id::AdmissionId, id::MemberId, text::TextError,
};
use alongside_store::{
    StoreError, Tx,
    admission::{self, NewAdmission},
};
pub use decide::AskingPage;
pub(crate) use spend::spend;

use crate::{Reason, Sort, chance::Rng, reason::TROUBLE, secret::Secret};

/// Why somebody was not let in, or could not let somebody in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdmissionError {
    /// Not there, or not for this viewer.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The answer, or the words with a no.
    #[error("{0}")]
    Text(#[from] TextError),
    /// Nothing was answered.
    #[error("Please write a sentence or two, so that somebody here can say yes.")]
    NoAnswer,
    /// Very many are waiting.
    #[error("Very many people are asking just now. Please try again tomorrow.")]
    Crowded,
    /// One has given all that one can.
    #[error("You have five invitations out that nobody has used. Take them back, or wait until one is used.")]
    AllGiven,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for AdmissionError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Text(_) | Self::NoAnswer => Sort::Mistaken,
            Self::Crowded | Self::AllGiven => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Text(_) => "text",
            Self::NoAnswer => "no-answer",
            Self::Crowded => "crowded",
            Self::AllGiven => "all-given",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Text(_) | Self::NoAnswer).then_some("answer")
    }
}

/// Keeps a new one and returns the secret that uses it. One query.
async fn begin(
    tx: &mut Tx<'_>,
    rng: &mut Rng,
    state: AdmissionState,
    answer: Option<&str>,
    by: Option<MemberId>,
    at: Millis,
    lasts: i64,
) -> Result<Secret, StoreError> {
    let token = Secret::random(rng);
    let new = NewAdmission {
        id: AdmissionId::random(rng),
        token_hash: &token.hash().0,
        state,
        answer,
        by,
        // Nobody needs to know the minute.
        at: at.plus(-at.0.rem_euclid(Millis::HOUR)),
        ends_at: at.plus(lasts),
    };
    admission::put(tx, &new).await?;
    Ok(token)
}
