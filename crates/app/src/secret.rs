//! Secrets that travel: session secrets, handover codes, login secrets. The server keeps SHA-256 of each, which is
//! enough for 32 random bytes.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::chance::Rng;

/// Thirty-two secret bytes, written as 43 characters of base64url.
#[derive(Clone, Copy)]
pub struct Secret([u8; 32]);

/// What the server keeps of a secret.
#[derive(Clone, Copy, Debug)]
pub struct SecretHash(pub [u8; 32]);

/// The text was not a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a secret")]
pub struct NotASecret;

impl Secret {
    /// A new one.
    pub fn random(rng: &mut Rng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The secret with exactly these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What the server keeps of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0).into())
    }

    /// The text that travels.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl SecretHash {
    /// Whether both are of the same secret; takes the same time whichever bytes differ.
    pub fn is(&self, other: &[u8]) -> bool {
        self.0.ct_eq(other).into()
    }
}

impl FromStr for Secret {
    type Err = NotASecret;
    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let mut bytes = [0; 33];
        if text.len() != 43 {
            return Err(NotASecret);
        }
        match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(32) => bytes[..32].try_into().map(Self).map_err(|_| NotASecret),
            _ => Err(NotASecret),
        }
    }
}

// A secret never ends up in a log by accident.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_never_shows_itself() {
        let secret = Secret::from_bytes([7; 32]);
        assert!(secret.to_text().parse::<Secret>().unwrap().hash().is(&secret.hash().0));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for bad in ["", "x", &"=".repeat(43), &"A".repeat(42), &"A".repeat(44), &"_".repeat(43)] {
            assert!(bad.parse::<Secret>().is_err(), "{bad}");
        }
    }
}
