//! Signing in by a passkey. No name is asked: the authenticator knows whose it is.

use alongside_domain::{
    Millis,
    id::PasskeyTryId,
    member::{Device, Member},
};
use alongside_store::{
    StoreError, Tx,
    passkey::{self, Found},
};
use bytes::Bytes;
use webauthn_rs::prelude::Passkey;

use super::{Asked, Begun, PublicKeyCredential, RelyingParty, day, keep, take};
use crate::{App, Reason, Sort, chance::Rng, reason::TROUBLE, secret::Secret, session};

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct ByPasskey {
    /// Which challenge this answers; `None` when it came in another form than any.
    pub id: Option<PasskeyTryId>,
    /// What the authenticator signed.
    pub answer: PublicKeyCredential,
    /// What it is done on.
    pub device: Device,
}

/// A session of the room that a passkey has begun.
#[derive(Clone, Debug)]
pub struct PasskeyIn {
    /// Goes into the room's cookie and nowhere else.
    pub room_secret: Secret,
    /// The keyring, sealed to the passkey; `None` where it only signs in.
    pub keyring: Option<Bytes>,
    /// The newest sheet's recipient, sealed to the keyring, when it may be newer than this copy of it.
    pub sheet_note: Option<Bytes>,
    /// The server's half of what unlocks the keyring on the device.
    pub half: [u8; 32],
    /// Who.
    pub member: Member,
}

/// Why somebody was not signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyInError {
    /// No such challenge any more, no such passkey any more, or an answer that does not fit; which is not said.
    #[error("That passkey opened nothing here. Please try again, or sign in with your words.")]
    OpensNothing,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for PasskeyInError {
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

/// Gives out a challenge to whoever asks. At most four queries.
async fn begin(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    party: &RelyingParty,
) -> Result<Begun, PasskeyInError> {
    let (options, state) = party.ask_who().ok_or(PasskeyInError::OpensNothing)?;
    let id = PasskeyTryId::random(rng);
    keep(tx, at, id, None, &Asked::SignIn(state)).await?;
    Ok(Begun { id, options })
}

/// A passkey that has answered its challenge.
#[derive(Clone)]
struct Signed {
    found: Found,
    /// JSON, its counter raised.
    credential: String,
}

/// Compares an answer with its challenge and with the passkey it names.
fn check(
    party: &RelyingParty,
    asked: Option<Asked>,
    found: Option<Found>,
    answer: &PublicKeyCredential,
) -> Result<Signed, PasskeyInError> {
    let (Some(Asked::SignIn(state)), Some(found)) = (asked, found) else {
        return Err(PasskeyInError::OpensNothing);
    };
    if answer.get_user_unique_id() != Some(&found.user_handle) {
        return Err(PasskeyInError::OpensNothing);
    }
    let passkey: Passkey =
        serde_json::from_str(&found.credential).map_err(|_| StoreError::Corrupt("credential"))?;
    let passkey = party.signed(answer, state, passkey).ok_or(PasskeyInError::OpensNothing)?;
    let credential = serde_json::to_string(&passkey).map_err(|_| StoreError::Corrupt("credential"))?;
    Ok(Signed { found, credential })
}

/// Begins a session of the room. Two queries.
async fn enter(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    Signed { found, credential }: Signed,
    device: Device,
) -> Result<PasskeyIn, PasskeyInError> {
    if !passkey::used(tx, found.id, &credential, day(at)).await? {
        // Removed in this very moment.
        return Err(PasskeyInError::OpensNothing);
    }
    let begun = session::begin(tx, at, rng, found.member.id, device).await?;
    let keyring = found.keyring.map(Bytes::from);
    let sheet_note = found.sheet_note.map(Bytes::from).filter(|_| keyring.is_some());
    Ok(PasskeyIn { room_secret: begun.secret, keyring, sheet_note, half: begun.half, member: found.member })
}

/// Takes the challenge, compares, begins a session. Four queries in three transactions: the challenge is spent,
/// whatever follows.
///
/// # Errors
/// [`PasskeyInError`]
pub async fn sign_in_by_passkey(
    app: &App,
    party: &RelyingParty,
    cmd: ByPasskey,
) -> Result<PasskeyIn, PasskeyInError> {
    let ByPasskey { id, answer, device } = cmd;
    let (at, id) = (app.now(), id.ok_or(PasskeyInError::OpensNothing)?);
    let asked = app.store().write(move |tx| Box::pin(take(tx, at, id, None))).await?;
    let credential = answer.get_credential_id().to_vec();
    let found =
        app.store().ask(move |tx| Box::pin(async move { passkey::find(tx, &credential).await })).await?;
    let signed = check(party, asked, found, &answer)?;
    let chance = app.chance();
    app.store()
        .write(move |tx| Box::pin(async move { enter(tx, at, &mut chance.rng(), signed, device).await }))
        .await
}

impl App {
    /// Gives out a challenge to whoever asks.
    ///
    /// # Errors
    /// [`PasskeyInError`]
    pub async fn begin_signing_in_by_passkey(&self, party: &RelyingParty) -> Result<Begun, PasskeyInError> {
        let (at, chance, party) = (self.now(), self.chance(), party.clone());
        self.store()
            .write(move |tx| Box::pin(async move { begin(tx, at, &mut chance.rng(), &party).await }))
            .await
    }

    /// See [`sign_in_by_passkey`].
    ///
    /// # Errors
    /// [`PasskeyInError`]
    pub async fn sign_in_by_passkey(
        &self,
        party: &RelyingParty,
        cmd: ByPasskey,
    ) -> Result<PasskeyIn, PasskeyInError> {
        sign_in_by_passkey(self, party, cmd).await
    }
}
