//! Coming into the commons with a code from the room.

use alongside_domain::{
    Millis,
    id::SessionId,
    member::{Member, Side},
};
use alongside_store::{
    StoreError, Tx,
    session::{self, NewSession},
};

use crate::{App, Reason, Sort, chance::Rng, reason::TROUBLE, secret::Secret};

/// Why a code opened nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnterError {
    /// Used, too old, or never given out; or the session of the room has ended.
    #[error("This way in has been used or is too old. Please go back to your room and come over again.")]
    Spent,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for EnterError {
    fn sort(&self) -> Sort {
        match self {
            Self::Spent => Sort::SignIn,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Spent => "code-spent",
            Self::Store(_) => "trouble",
        }
    }
}

/// Takes a code and begins a session of the commons, in place of one that came from the same session of the room.
/// It opens nothing sealed and ends with the room's. Four queries.
///
/// # Errors
/// [`EnterError`]
pub async fn enter(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    code: Secret,
) -> Result<(Secret, Member), EnterError> {
    let parent = session::take_handover(tx, at, &code.hash().0).await?.ok_or(EnterError::Spent)?;
    session::end_children(tx, parent.id).await?;
    let secret = Secret::random(rng);
    let new = NewSession {
        id: SessionId::random(rng),
        member: parent.member.id,
        side: Side::Commons,
        parent: Some(parent.id),
        secret_hash: &secret.hash().0,
        half: None,
        device: parent.device,
        started_at: at.hour(),
        ends_at: parent.ends_at,
    };
    session::put(tx, new).await?;
    Ok((secret, parent.member))
}

impl App {
    /// See [`enter`].
    ///
    /// # Errors
    /// [`EnterError`]
    pub async fn enter(&self, code: Secret) -> Result<(Secret, Member), EnterError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { enter(tx, at, &mut chance.rng(), code).await }))
            .await
    }
}
