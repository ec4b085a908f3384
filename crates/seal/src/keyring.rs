//! A member's keys: an age identity file with three comment lines, and the recovery sheet.

use std::fmt::Write as _;

use ed25519_dalek::SigningKey;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use crate::encoding::{b64url, hkdf32, unb64url};
use crate::envelope::{self, OpenError};
use crate::header::Kind;
use crate::pq::{Identity, KeyError, Recipient};
use crate::signed;
use crate::user::{self, PublicKeys};

const SHEET_MARK: &str = "AGE-SECRET-KEY-PQ-1";
/// Characters of an identity after [`SHEET_MARK`]: 52 for 32 bytes, 6 for the checksum.
const SHEET_LETTERS: usize = 58;

/// A member's opened keys.
pub struct Keyring {
    /// The sign-in name. It goes into nothing that others open.
    pub name: String,
    /// Opens what is sealed for the member.
    pub identity: Identity,
    /// Signs what the member seals.
    pub signing: SigningKey,
    /// Whom `keyring.recovery.age` is sealed for. Never stored in the clear.
    pub recovery: Recipient,
}

/// Why a keyring cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The file cannot be opened: another passphrase or sheet, or it was changed.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A line is missing, doubled, out of order or malformed.
    #[error("the keyring is malformed")]
    Malformed,
    /// The signing key's two halves do not belong together.
    #[error("the keyring's signing key does not match")]
    KeyMismatch,
    /// The keyring is another member's.
    #[error("the keyring belongs to another name")]
    OtherName,
    /// No identity with a valid checksum is in the text.
    #[error("this is not a recovery sheet")]
    NotASheet,
}

impl KeyringError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Open(error) => error.reason(),
            Self::Malformed => "malformed",
            Self::KeyMismatch => "key-mismatch",
            Self::OtherName => "other-name",
            Self::NotASheet => "not-a-sheet",
        }
    }
}

impl Keyring {
    /// The keys of a new member, and the identity for the recovery sheet, which is kept nowhere else.
    ///
    /// # Errors
    /// [`KeyringError::Malformed`] when the name is empty or has white space in it.
    pub fn generate(name: &str, rng: &mut impl CryptoRngCore) -> Result<(Self, Identity), KeyringError> {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(KeyringError::Malformed);
        }
        let identity = Identity::generate(rng);
        let signing = SigningKey::generate(rng);
        let sheet = Identity::generate(rng);
        let recovery = sheet.recipient();
        Ok((Self { name: name.to_owned(), identity, signing, recovery }, sheet))
    }

    /// What others may know of the member.
    pub fn public_keys(&self) -> PublicKeys {
        let sig = signed::public(&self.signing);
        PublicKeys { user: user::of(&sig), enc: self.identity.recipient().to_string(), sig }
    }

    /// The keyring's text: a valid age identity file. A secret.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "# alongside keyring v1 {}\n# ed25519-seed: {}\n# ed25519-pub: {}\n# recovery-recipient: {}\n{}\n",
            self.name,
            b64url(self.signing.as_bytes()),
            signed::public(&self.signing),
            self.recovery,
            *self.identity.to_text(),
        );
        text
    }

    /// Reads a keyring's text: exactly the five lines that [`Keyring::to_text`] prints.
    ///
    /// # Errors
    /// [`KeyringError::Malformed`], [`KeyringError::KeyMismatch`]
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let bad = KeyringError::Malformed;
        let lines: Vec<&str> = text.split('\n').collect();
        let &[name, seed, public, recovery, identity, ""] = &lines[..] else { return Err(bad) };
        let name = name.strip_prefix("# alongside keyring v1 ").ok_or(bad)?;
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(bad);
        }
        let seed = seed.strip_prefix("# ed25519-seed: ").and_then(unb64url).map(Zeroizing::new).ok_or(bad)?;
        let seed = <&[u8; 32]>::try_from(&seed[..]).map_err(|_| bad)?;
        let public = public.strip_prefix("# ed25519-pub: ").ok_or(bad)?;
        if unb64url(public).is_none_or(|raw| raw.len() != 32) {
            return Err(bad);
        }
        let recovery = recovery.strip_prefix("# recovery-recipient: ").ok_or(bad)?;
        let recovery: Recipient = recovery.parse().map_err(|_| bad)?;
        let identity: Identity = identity.parse().map_err(|_| bad)?;
        let signing = SigningKey::from_bytes(seed);
        if signed::public(&signing) != public {
            return Err(KeyringError::KeyMismatch);
        }
        Ok(Self { name: name.to_owned(), identity, signing, recovery })
    }

    /// `keyring.pass.age`, for the recipient of a passphrase's wrap identity.
    ///
    /// # Errors
    /// [`KeyError`] when the recipient cannot be sealed for.
    pub fn seal_for(&self, wrap: &Recipient, rng: &mut impl CryptoRngCore) -> Result<Vec<u8>, KeyError> {
        envelope::seal(wrap, self.to_text().as_bytes(), rng)
    }

    /// `keyring.recovery.age`, for the recovery sheet.
    ///
    /// # Errors
    /// [`KeyError`] when the recipient cannot be sealed for.
    pub fn seal_for_recovery(&self, rng: &mut impl CryptoRngCore) -> Result<Vec<u8>, KeyError> {
        self.seal_for(&self.recovery, rng)
    }

    /// Opens a keyring file with the identity it was sealed for.
    ///
    /// # Errors
    /// [`KeyringError::Open`], [`KeyringError::Malformed`], [`KeyringError::KeyMismatch`]
    pub fn open(identity: &Identity, file: &[u8]) -> Result<Self, KeyringError> {
        let plain = Zeroizing::new(envelope::open(identity, file, Kind::Keyring)?);
        Self::parse(std::str::from_utf8(&plain).map_err(|_| KeyringError::Malformed)?)
    }

    /// Opens `keyring.pass.age` of the member with this sign-in name.
    ///
    /// # Errors
    /// As [`Keyring::open`], and [`KeyringError::OtherName`].
    pub fn open_with_pass(name: &str, wrap: &Identity, file: &[u8]) -> Result<Self, KeyringError> {
        let keyring = Self::open(wrap, file)?;
        if keyring.name == name { Ok(keyring) } else { Err(KeyringError::OtherName) }
    }

    /// Opens `keyring.recovery.age` with the text of a recovery sheet.
    ///
    /// # Errors
    /// As [`Keyring::open`], and [`KeyringError::NotASheet`].
    pub fn open_with_sheet(sheet: &str, file: &[u8]) -> Result<Self, KeyringError> {
        Self::open(&read_sheet(sheet)?, file)
    }
}

/// The identity on a recovery sheet. Takes the whole sheet's text or what somebody typed from it:
/// upper or lower case, in groups with spaces or hyphens, over several lines.
///
/// # Errors
/// [`KeyringError::NotASheet`] when no identity with a valid checksum is in it.
pub fn read_sheet(text: &str) -> Result<Identity, KeyringError> {
    let upper = Zeroizing::new(text.to_uppercase());
    let (_, after) = upper.split_once(SHEET_MARK).ok_or(KeyringError::NotASheet)?;
    let letters = after.chars().filter(|c| !c.is_whitespace() && *c != '-').take(SHEET_LETTERS);
    let identity: Zeroizing<String> = Zeroizing::new(SHEET_MARK.chars().chain(letters).collect());
    identity.parse().map_err(|_| KeyringError::NotASheet)
}

/// What signs in with the sheet instead of the passphrase: base64url of HKDF-SHA256 over the
/// identity's seed, info `alongside/v1/recovery-login`. The server keeps its SHA-256.
pub fn recovery_login(sheet: &Identity) -> Zeroizing<String> {
    Zeroizing::new(b64url(&hkdf32(sheet.seed(), "alongside/v1/recovery-login")))
}
