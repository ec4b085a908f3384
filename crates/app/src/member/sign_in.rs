//! Signing in, by words or by the recovery sheet.

use alongside_domain::{
    Millis,
    member::{Device, Member},
    name::MemberName,
};
use alongside_store::{
    StoreError, Tx,
    member::{self, Door},
};

use super::Started;
use crate::{
    App, Reason, Sort,
    chance::Rng,
    reason::TROUBLE,
    secret::{Secret, SecretHash},
    session,
};

/// What somebody signs in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The words.
    Words,
    /// The recovery sheet.
    Sheet,
}

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name.
    pub name: MemberName,
    /// Words or sheet.
    pub by: By,
    /// The login secret it gives.
    pub secret: Secret,
    /// What it is done on.
    pub device: Device,
}

/// Why somebody was not signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// No such name, or not its words; which of the two is not said.
    #[error("That name and those words do not open anything here.")]
    OpensNothing,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for SignInError {
    fn sort(&self) -> Sort {
        match self {
            Self::OpensNothing => Sort::SignIn,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OpensNothing => "opens-nothing",
            Self::Store(_) => "trouble",
        }
    }
}

/// Begins a session of the room. Two queries.
///
/// # Errors
/// [`SignInError`]
pub async fn sign_in(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    cmd: SignIn,
) -> Result<Started, SignInError> {
    let door = open(tx, &cmd).await?;
    let begun = session::begin(tx, at, rng, door.id, cmd.device).await?;
    let keyring = match cmd.by {
        By::Words => door.keyring_pass,
        By::Sheet => door.keyring_recovery,
    };
    let member = Member { id: door.id, name: cmd.name, standing: door.standing };
    Ok(Started { room_secret: begun.secret, keyring: keyring.into(), half: begun.half, member })
}

/// Whether this opens anything. One query and one comparison, whether or not the name exists.
async fn open(tx: &mut Tx<'_>, cmd: &SignIn) -> Result<Door, SignInError> {
    let door = member::door(tx, &cmd.name).await?;
    // SHA-256 never gives only zeros for anything anybody knows.
    let nobody = [0_u8; 32];
    let kept = door.as_ref().map_or(&nobody[..], |door| kept(door, cmd.by));
    let opens = cmd.secret.hash().is(kept);
    door.filter(|_| opens).ok_or(SignInError::OpensNothing)
}

fn kept(door: &Door, by: By) -> &[u8] {
    match by {
        By::Words => &door.login_hash,
        By::Sheet => &door.recovery_hash,
    }
}

/// Whether a secret is the one that `by` stands for, for a member who is signed in. One query.
pub(crate) async fn proves(
    tx: &mut Tx<'_>,
    member: alongside_domain::id::MemberId,
    by: By,
    secret: SecretHash,
) -> Result<bool, StoreError> {
    let Some((login, recovery)) = member::hashes(tx, member).await? else { return Ok(false) };
    Ok(match by {
        By::Words => secret.is(&login),
        By::Sheet => secret.is(&recovery),
    })
}

impl App {
    /// See [`sign_in`]. What opens nothing is found out by reading, so that guessing never keeps others from
    /// writing.
    ///
    /// # Errors
    /// [`SignInError`]
    pub async fn sign_in(&self, cmd: SignIn) -> Result<Started, SignInError> {
        let tried = cmd.clone();
        self.store().read(move |tx| Box::pin(async move { open(tx, &tried).await.map(drop) })).await?;
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { sign_in(tx, at, &mut chance.rng(), cmd).await }))
            .await
    }
}
