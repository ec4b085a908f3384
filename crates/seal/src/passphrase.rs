//! From a passphrase to the login secret and the wrap identity.

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::encoding::{b64url, hkdf32, unb64url};
use crate::pq::Identity;

/// What a server may not ask to go under: 64 MiB (in KiB), three passes, one lane (RFC 9106 §4).
pub const FLOOR: (u32, u32, u32) = (65_536, 3, 1);
/// What a server may not ask to go over, so that it cannot stall a phone: 1 GiB, 16 passes, 4 lanes.
pub const CEILING: (u32, u32, u32) = (1 << 20, 16, 4);

/// How a passphrase becomes keys. Stored in the clear by the server and never believed blindly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kdf {
    /// `argon2id`
    pub alg: String,
    /// Argon2 version, 19
    pub v: u32,
    /// Memory in KiB
    pub m: u32,
    /// Passes
    pub t: u32,
    /// Lanes
    pub p: u32,
    /// base64url, 16 to 64 bytes
    pub salt: String,
}

/// Why a passphrase gives no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Parameters outside [`FLOOR`] and [`CEILING`], or a salt outside 16 to 64 bytes.
    #[error("the key derivation parameters are not acceptable")]
    WeakKdf,
    /// The name or the passphrase is empty, or the name has a line break in it.
    #[error("the name or the passphrase is empty")]
    BadPassphrase,
}

impl PassphraseError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::WeakKdf => "weak-kdf",
            Self::BadPassphrase => "bad-passphrase",
        }
    }
}

/// What a passphrase gives.
pub struct Derived {
    /// Signs in; the server keeps only its SHA-256. base64url, 32 bytes.
    pub login: Zeroizing<String>,
    /// Opens `keyring.pass.age`.
    pub wrap: Identity,
}

impl Kdf {
    /// Fresh parameters at the floor.
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let (m, t, p) = FLOOR;
        Self { alg: "argon2id".to_owned(), v: 19, m, t, p, salt: b64url(&salt) }
    }

    /// Checks floor and ceiling; servers run it on what a client sends, clients on what a server does.
    ///
    /// # Errors
    /// [`PassphraseError::WeakKdf`]
    pub fn check(&self) -> Result<(), PassphraseError> {
        let fine = self.alg == "argon2id"
            && self.v == 19
            && (FLOOR.0..=CEILING.0).contains(&self.m)
            && (FLOOR.1..=CEILING.1).contains(&self.t)
            && (FLOOR.2..=CEILING.2).contains(&self.p)
            && unb64url(&self.salt).is_some_and(|salt| (16..=64).contains(&salt.len()));
        if fine { Ok(()) } else { Err(PassphraseError::WeakKdf) }
    }
}

/// The keys behind a passphrase, for the member with this sign-in name. Takes 0.3 s and 64 MiB.
///
/// # Errors
/// Every [`PassphraseError`].
pub fn derive(name: &str, passphrase: &str, kdf: &Kdf) -> Result<Derived, PassphraseError> {
    kdf.check()?;
    if name.is_empty() || name.contains('\n') || passphrase.is_empty() {
        return Err(PassphraseError::BadPassphrase);
    }
    let salt = Sha256::digest(format!("alongside/v1/kdf\n{name}\n{}", kdf.salt));
    let master = stretch(passphrase, &salt, (kdf.m, kdf.t, kdf.p))?;
    Ok(Derived {
        login: Zeroizing::new(b64url(&hkdf32(&master[..], "alongside/v1/login"))),
        wrap: Identity::from_seed(hkdf32(&master[..], "alongside/v1/wrap")),
    })
}

/// Argon2id over a passphrase in NFKC, 32 bytes out; memory in KiB, passes and lanes.
pub(crate) fn stretch(
    passphrase: &str,
    salt: &[u8],
    (m, t, p): (u32, u32, u32),
) -> Result<Zeroizing<[u8; 32]>, PassphraseError> {
    let password = Zeroizing::new(passphrase.nfkc().collect::<String>());
    let params = Params::new(m, t, p, Some(32)).map_err(|_| PassphraseError::WeakKdf)?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut out[..])
        .map_err(|_| PassphraseError::WeakKdf)?;
    Ok(out)
}
