//! Becoming a member: a name, words turned into keys on the device, a recovery sheet. No e-mail address.

use alongside_domain::{
    Millis,
    admission::SignUpRule,
    id::MemberId,
    member::{Device, Member, Standing},
    name::MemberName,
};
use alongside_seal::passphrase::Kdf;
use alongside_store::{
    StoreError, Tx,
    member::{self, NewMember},
};
use bytes::Bytes;

use super::{Started, is_keyring, is_taken};
use crate::{App, Reason, Sort, admission::spend, chance::Rng, reason::TROUBLE, secret::Secret, session};

/// What somebody signs up with.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// The name to sign in with.
    pub name: MemberName,
    /// How the words become keys.
    pub kdf: Kdf,
    /// The login secret that the words give.
    pub login: Secret,
    /// The login secret that the sheet gives.
    pub recovery: Secret,
    /// The keyring, sealed to the words.
    pub keyring_pass: Bytes,
    /// The keyring, sealed to the sheet.
    pub keyring_recovery: Bytes,
    /// What it is done on.
    pub device: Device,
    /// The right to sign up, where that is not open to everybody.
    pub admission: Option<Secret>,
}

/// Why somebody was not signed up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignUpError {
    /// Somebody has this name.
    #[error("Somebody here has that name already. Please choose another; nobody else will see it.")]
    Taken,
    /// Not open to everybody, and no right that can be used.
    #[error(
        "To sign up here you need an invitation, or the yes of somebody who is here. This one was used already, or has run out, or there is none."
    )]
    NotAdmitted,
    /// Parameters other than this server's.
    #[error(
        "Your browser prepared the words in a way that is not safe enough here. Please load the page again."
    )]
    Kdf,
    /// A keyring that is not a sealed file of the one form.
    #[error("Your browser sealed the keyring in a way that is not known here. Please load the page again.")]
    Keyring,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for SignUpError {
    fn sort(&self) -> Sort {
        match self {
            Self::Taken => Sort::Clash,
            Self::NotAdmitted => Sort::Refused,
            Self::Kdf | Self::Keyring => Sort::Mistaken,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Taken => "name-taken",
            Self::NotAdmitted => "not-admitted",
            Self::Kdf => "weak-kdf",
            Self::Keyring => "not-a-keyring",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Taken).then_some("name")
    }
}

/// Makes a member, if `rule` lets them in, and begins a session of the room. At most three queries.
///
/// # Errors
/// [`SignUpError`]
pub async fn sign_up(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    rule: SignUpRule,
    cmd: SignUp,
) -> Result<Started, SignUpError> {
    if !is_taken(&cmd.kdf) {
        return Err(SignUpError::Kdf);
    }
    if !is_keyring(&cmd.keyring_pass) || !is_keyring(&cmd.keyring_recovery) {
        return Err(SignUpError::Keyring);
    }
    let kdf = serde_json::to_string(&cmd.kdf).map_err(|_| SignUpError::Kdf)?;
    let new = NewMember {
        id: MemberId::random(rng),
        name: &cmd.name,
        kdf: &kdf,
        login_hash: &cmd.login.hash().0,
        recovery_hash: &cmd.recovery.hash().0,
        keyring_pass: &cmd.keyring_pass,
        keyring_recovery: &cmd.keyring_recovery,
        signed_up_at: at.plus(-at.0.rem_euclid(Millis::DAY)),
    };
    if !member::put(tx, new).await? {
        return Err(SignUpError::Taken);
    }
    // After the name: a browser that lost the answer to its first try must hear that the name is taken, by itself.
    if !spend(tx, rule, cmd.admission, at).await? {
        return Err(SignUpError::NotAdmitted);
    }
    let member = Member { id: new.id, name: cmd.name, standing: Standing::Member };
    let begun = session::begin(tx, at, rng, member.id, cmd.device).await?;
    Ok(Started { room_secret: begun.secret, keyring: cmd.keyring_pass, half: begun.half, member })
}

impl App {
    /// See [`sign_up`].
    ///
    /// # Errors
    /// [`SignUpError`]
    pub async fn sign_up(&self, cmd: SignUp) -> Result<Started, SignUpError> {
        let (at, chance, rule) = (self.now(), self.chance(), self.sign_up_rule());
        self.store()
            .write(move |tx| Box::pin(async move { sign_up(tx, at, &mut chance.rng(), rule, cmd).await }))
            .await
    }
}
