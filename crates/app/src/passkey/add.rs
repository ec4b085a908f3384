//! Adding a passkey: a challenge, then the answer to it.

use alongside_domain::{
    Millis,
    id::{MemberId, PasskeyId, PasskeyTryId},
    member::Member,
    text::PasskeyName,
};
use alongside_seal::header::{self, Kind, StanzaKind};
use alongside_store::{
    StoreError, Tx,
    passkey::{self, NewPasskey},
};
use bytes::Bytes;

use super::{
    Asked, Begun, PASSKEYS_MOST, PasskeyLine, RegisterPublicKeyCredential, RelyingParty, day, keep, take,
};
use crate::{App, Reason, Sort, chance::Rng, reason::TROUBLE};

/// A passkey as it comes.
#[derive(Clone, Debug)]
pub struct AddPasskey {
    /// Which challenge this answers.
    pub id: PasskeyTryId,
    /// What the authenticator made.
    pub answer: RegisterPublicKeyCredential,
    /// What the member calls it.
    pub name: PasskeyName,
    /// The keyring, sealed to it; `None` where it only signs in.
    pub keyring: Option<Bytes>,
}

/// Why a passkey was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddPasskeyError {
    /// No such challenge any more, or an answer that does not fit it; which is not said.
    #[error("That passkey came too late or did not fit, so it was not added. Please try again.")]
    DoesNotFit,
    /// The authenticator has one for somebody already.
    #[error("That passkey is in use here already, so it was not added.")]
    Known,
    /// The member has as many as there may be.
    #[error("You have {PASSKEYS_MOST} passkeys already. Removing one makes room for another.")]
    TooMany,
    /// A keyring that is not a sealed file of the one form.
    #[error("Your browser sealed the keyring in a way that is not known here. Please load the page again.")]
    Keyring,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for AddPasskeyError {
    fn sort(&self) -> Sort {
        match self {
            Self::DoesNotFit | Self::TooMany => Sort::Refused,
            Self::Known => Sort::Clash,
            Self::Keyring => Sort::Mistaken,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::DoesNotFit => "does-not-fit",
            Self::Known => "passkey-known",
            Self::TooMany => "too-many-passkeys",
            Self::Keyring => "not-a-keyring",
            Self::Store(_) => "trouble",
        }
    }
}

/// Gives out a challenge for a new passkey. One that was given to the same member before is spent. Six queries.
///
/// # Errors
/// [`AddPasskeyError`]
pub async fn begin_adding(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    party: &RelyingParty,
    by: &Member,
) -> Result<Begun, AddPasskeyError> {
    let known = passkey::known(tx, by.id).await?;
    if known.len() >= usize::try_from(PASSKEYS_MOST).unwrap_or(usize::MAX) {
        return Err(AddPasskeyError::TooMany);
    }
    // All of a member's passkeys have one handle, so that an authenticator puts a new one in place of an old one.
    let mut handle = [0; 16];
    match known.first().and_then(|(_, handle)| <[u8; 16]>::try_from(handle.as_slice()).ok()) {
        Some(one) => handle = one,
        None => rng.fill_bytes(&mut handle),
    }
    let known = known.into_iter().map(|(credential, _)| credential).collect();
    let (options, state) =
        party.ask_to_make(handle, by.name.as_str(), known).ok_or(AddPasskeyError::DoesNotFit)?;
    let id = PasskeyTryId::random(rng);
    keep(tx, at, id, Some(by.id), &Asked::Add { state, handle }).await?;
    Ok(Begun { id, options })
}

/// Adds the passkey that answers `asked`, a challenge that was taken. Two queries.
///
/// # Errors
/// [`AddPasskeyError`]
async fn put(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    new: Made,
) -> Result<PasskeyLine, AddPasskeyError> {
    if passkey::count(tx, by).await? >= PASSKEYS_MOST {
        return Err(AddPasskeyError::TooMany);
    }
    let row = NewPasskey {
        id: PasskeyId::random(rng),
        member: by,
        credential_id: &new.credential_id,
        user_handle: &new.handle,
        credential: &new.credential,
        name: &new.name,
        at: day(at),
        keyring: new.keyring.as_deref(),
    };
    if !passkey::put(tx, row).await? {
        return Err(AddPasskeyError::Known);
    }
    Ok(PasskeyLine { id: row.id, at: row.at, used_at: row.at, opens: new.keyring.is_some(), name: new.name })
}

/// A passkey whose answer was found to fit.
#[derive(Clone)]
struct Made {
    credential_id: Vec<u8>,
    credential: String,
    handle: [u8; 16],
    name: PasskeyName,
    keyring: Option<Bytes>,
}

/// Compares an answer with its challenge.
fn check(party: &RelyingParty, asked: Asked, cmd: AddPasskey) -> Result<Made, AddPasskeyError> {
    let Asked::Add { state, handle } = asked else { return Err(AddPasskeyError::DoesNotFit) };
    let made = party.made(&cmd.answer, &state).ok_or(AddPasskeyError::DoesNotFit)?;
    let credential = serde_json::to_string(&made).map_err(|_| AddPasskeyError::DoesNotFit)?;
    let credential_id = made.cred_id().clone();
    Ok(Made { credential_id, credential, handle, name: cmd.name, keyring: cmd.keyring })
}

/// Whether this is a keyring sealed to one passkey.
fn is_passkey_file(file: &[u8]) -> bool {
    header::check(file, Kind::Keyring, StanzaKind::Passkey).is_ok()
}

/// Takes the challenge, compares, adds. Three queries in two transactions: the challenge is spent, whatever follows.
///
/// # Errors
/// [`AddPasskeyError`]
pub async fn add_passkey(
    app: &App,
    party: &RelyingParty,
    by: MemberId,
    cmd: AddPasskey,
) -> Result<PasskeyLine, AddPasskeyError> {
    if cmd.keyring.as_ref().is_some_and(|file| !is_passkey_file(file)) {
        return Err(AddPasskeyError::Keyring);
    }
    let (at, id) = (app.now(), cmd.id);
    let asked = app.store().write(move |tx| Box::pin(take(tx, at, id, Some(by)))).await?;
    let made = check(party, asked.ok_or(AddPasskeyError::DoesNotFit)?, cmd)?;
    let chance = app.chance();
    app.store().write(move |tx| Box::pin(async move { put(tx, at, &mut chance.rng(), by, made).await })).await
}

impl App {
    /// See [`begin_adding`].
    ///
    /// # Errors
    /// [`AddPasskeyError`]
    pub async fn begin_adding_passkey(
        &self,
        party: &RelyingParty,
        by: Member,
    ) -> Result<Begun, AddPasskeyError> {
        let (at, chance, party) = (self.now(), self.chance(), party.clone());
        self.store()
            .write(move |tx| {
                Box::pin(async move { begin_adding(tx, at, &mut chance.rng(), &party, &by).await })
            })
            .await
    }

    /// See [`add_passkey`].
    ///
    /// # Errors
    /// [`AddPasskeyError`]
    pub async fn add_passkey(
        &self,
        party: &RelyingParty,
        by: MemberId,
        cmd: AddPasskey,
    ) -> Result<PasskeyLine, AddPasskeyError> {
        add_passkey(self, party, by, cmd).await
    }
}
