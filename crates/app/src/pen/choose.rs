//! Choosing what to write under.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId},
    name::PenName,
    story::Pen,
};
use alongside_store::{Tx, pen};

use super::{PenError, create};
use crate::chance::Rng;

/// A pen name as a form has it: one of one's own, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PenChoice {
    /// One of one's own.
    Own(PenId),
    /// A new one, made in the same transaction.
    New(PenName),
}

/// The chosen pen name. Up to three queries.
///
/// # Errors
/// [`PenError`]
pub async fn choose(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    choice: PenChoice,
) -> Result<Pen, PenError> {
    match choice {
        PenChoice::Own(id) => pen::own(tx, by, id).await?.ok_or(PenError::Unknown),
        PenChoice::New(name) => create(tx, at, rng, by, name).await,
    }
}
