//! How circles, letters and pages know a member: not by the sign-in name.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::encoding::{b64url, unb64url};
use crate::pq::{KeyError, Recipient};

/// Length of a user before its encoding, in bytes.
const USER_LEN: usize = 16;

/// What others may know of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// The opaque user, as [`of`] makes it.
    pub user: String,
    /// Whom a file for the member is sealed for, `age1pq1…`.
    pub enc: String,
    /// Ed25519 public key, base64url.
    pub sig: String,
}

/// Why somebody's keys are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// A field is missing or is not text.
    #[error("the keys are malformed")]
    Malformed,
    /// A key is not in its canonical form.
    #[error("a key is not one")]
    BadKeys,
    /// The user is not the signing key's.
    #[error("the user is not this key's")]
    WrongUser,
}

impl KeysError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::BadKeys => "bad-keys",
            Self::WrongUser => "wrong-user",
        }
    }
}

/// The user of whoever signs with `sig` (base64url): the first 16 bytes of SHA-256 over
/// `alongside/v1/user`, a line break and `sig`, as base64url.
pub fn of(sig: &str) -> String {
    b64url(&Sha256::digest(format!("alongside/v1/user\n{sig}"))[..USER_LEN])
}

/// A recipient in its one canonical form.
///
/// # Errors
/// [`KeyError`]
pub(crate) fn recipient(text: &str) -> Result<Recipient, KeyError> {
    let parsed: Recipient = text.parse()?;
    if parsed.to_string() == text { Ok(parsed) } else { Err(KeyError::NotCanonical) }
}

impl PublicKeys {
    /// Reads and checks the keys in a parsed object.
    ///
    /// # Errors
    /// Every [`KeysError`].
    pub fn read(value: &serde_json::Value) -> Result<Self, KeysError> {
        let keys = Self::deserialize(value).map_err(|_| KeysError::Malformed)?;
        let signs = unb64url(&keys.sig).is_some_and(|raw| raw.len() == 32);
        if !signs || recipient(&keys.enc).is_err() {
            return Err(KeysError::BadKeys);
        }
        if keys.user == of(&keys.sig) { Ok(keys) } else { Err(KeysError::WrongUser) }
    }
}
