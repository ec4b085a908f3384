//! The age recipient `mlkem768x25519` (C2SP age specification; age 1.3 and typage have it, the `age`
//! crate 0.12 has not): X-Wing (HPKE KEM 0x647a) and HPKE base mode with HKDF-SHA256 and
//! ChaCha20-Poly1305 (RFC 9180).

use std::str::FromStr;

use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use bech32::Hrp;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use hkdf::Hkdf;
use ml_kem::kem::{Decapsulate, Encapsulate};
use ml_kem::{Encoded, EncodedSizeUser, KemCore, MlKem768};
use rand_core::CryptoRngCore;
use sha2::Sha256;
use sha3::digest::{Digest, ExtendableOutput, Update, XofReader};
use sha3::{Sha3_256, Shake256};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::encoding::expand;

/// The stanza's tag in an age header.
pub const TAG: &str = "mlkem768x25519";

const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const XWING_LABEL: &[u8] = br"\.//^\";
const HPKE_SUITE: [u8; 10] = [b'H', b'P', b'K', b'E', 0x64, 0x7a, 0, 1, 0, 3];
const RECIPIENT_HRP: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY_HRP: Hrp = Hrp::parse_unchecked("AGE-SECRET-KEY-PQ-");
const EK_LEN: usize = 1184;
const CT_LEN: usize = 1088;

type DecapsulationKey = <MlKem768 as KemCore>::DecapsulationKey;
type EncapsulationKey = <MlKem768 as KemCore>::EncapsulationKey;

/// Why a recipient or an identity cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not bech32, or of another kind or length.
    #[error("this is not a hybrid key")]
    NotAKey,
    /// The ML-KEM half is not in its canonical form (FIPS 203 §7.2).
    #[error("the key is not canonical")]
    NotCanonical,
    /// The X25519 half is a point of low order.
    #[error("the key is weak")]
    Weak,
}

/// bech32 without the length limit, as age uses it.
struct LongBech32;

impl bech32::Checksum for LongBech32 {
    type MidstateRepr = <bech32::Bech32 as bech32::Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = bech32::Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = bech32::Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = bech32::Bech32::TARGET_RESIDUE;
}

fn decode(text: &str, hrp: Hrp, length: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let parsed = bech32::primitives::decode::CheckedHrpstring::new::<LongBech32>(text)
        .map_err(|_| KeyError::NotAKey)?;
    let bytes = Zeroizing::new(parsed.byte_iter().collect::<Vec<u8>>());
    if parsed.hrp() == hrp && bytes.len() == length { Ok(bytes) } else { Err(KeyError::NotAKey) }
}

/// A public key, `age1pq1…` (1,959 characters): whom a file is sealed for.
#[derive(Clone)]
pub struct Recipient {
    ek: EncapsulationKey,
    x25519: PublicKey,
}

impl FromStr for Recipient {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = decode(text, RECIPIENT_HRP, EK_LEN + 32)?;
        let (ek_bytes, x_bytes) = bytes.split_at(EK_LEN);
        let encoded = Encoded::<EncapsulationKey>::try_from(ek_bytes).map_err(|_| KeyError::NotAKey)?;
        let ek = EncapsulationKey::from_bytes(&encoded);
        if ek.as_bytes() != encoded {
            return Err(KeyError::NotCanonical);
        }
        let x_bytes: [u8; 32] = x_bytes.try_into().map_err(|_| KeyError::NotAKey)?;
        Ok(Self { ek, x25519: PublicKey::from(x_bytes) })
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [&self.ek.as_bytes()[..], self.x25519.as_bytes()].concat();
        let text = bech32::encode_lower::<LongBech32>(RECIPIENT_HRP, &bytes).map_err(|_| std::fmt::Error)?;
        f.write_str(&text)
    }
}

impl Recipient {
    /// The stanza that gives `file_key` to this recipient.
    ///
    /// There is no `age::Recipient` here on purpose: the crate's encryptor adds a second, random
    /// stanza to every file ("grease"), and Alongside's files have exactly one.
    ///
    /// # Errors
    /// [`KeyError::Weak`] when the recipient's X25519 half is a point of low order.
    pub fn wrap(&self, file_key: &FileKey, rng: &mut impl CryptoRngCore) -> Result<Stanza, KeyError> {
        let (ct, mlkem_secret) = self.ek.encapsulate(rng).map_err(|()| KeyError::NotCanonical)?;
        let ephemeral = StaticSecret::random_from_rng(&mut *rng);
        let share = PublicKey::from(&ephemeral);
        let x_secret = ephemeral.diffie_hellman(&self.x25519);
        if !x_secret.was_contributory() {
            return Err(KeyError::Weak);
        }
        let secret = combine(&mlkem_secret, x_secret.as_bytes(), &share, &self.x25519);
        let (key, nonce) = hpke_key(&secret);
        let body = ChaCha20Poly1305::new((&*key).into())
            .encrypt(&nonce.into(), &file_key.expose_secret()[..])
            .map_err(|_| KeyError::NotAKey)?;
        let argument = BASE64_STANDARD_NO_PAD.encode([&ct[..], share.as_bytes()].concat());
        Ok(Stanza { tag: TAG.to_owned(), args: vec![argument], body })
    }
}

/// A secret key, `AGE-SECRET-KEY-PQ-1…`: opens what was sealed for its recipient.
pub struct Identity {
    seed: Zeroizing<[u8; 32]>,
    dk: DecapsulationKey,
    ek: EncapsulationKey,
    x25519: StaticSecret,
}

impl Identity {
    /// A fresh identity.
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        Self::from_seed(seed)
    }

    /// The identity that a seed stands for (X-Wing key derivation: SHAKE-256, 96 bytes).
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let mut reader = {
            let mut hasher = Shake256::default();
            hasher.update(&seed);
            hasher.finalize_xof()
        };
        let [mut d, mut z, mut x] = [[0; 32]; 3];
        for part in [&mut d, &mut z, &mut x] {
            reader.read(part);
        }
        let (dk, ek) = MlKem768::generate_deterministic(&d.into(), &z.into());
        Self { seed: Zeroizing::new(seed), dk, ek, x25519: StaticSecret::from(x) }
    }

    /// The seed, from which everything follows.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient { ek: self.ek.clone(), x25519: PublicKey::from(&self.x25519) }
    }

    /// The identity as age writes it. A secret: for a keyring or a recovery sheet, nothing else.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "32 bytes under a fixed prefix encode"
    )]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(
            bech32::encode_upper::<LongBech32>(IDENTITY_HRP, &self.seed[..]).expect("fixed length"),
        )
    }

    fn unwrap(&self, stanza: &Stanza) -> Result<Option<FileKey>, age::DecryptError> {
        let bad = || age::DecryptError::InvalidHeader;
        let [argument] = &stanza.args[..] else { return Err(bad()) };
        if stanza.body.len() != 32 {
            return Err(bad());
        }
        let enc = BASE64_STANDARD_NO_PAD.decode(argument).map_err(|_| bad())?;
        let (ct, share) = enc.split_at_checked(CT_LEN).ok_or_else(bad)?;
        let ct = ml_kem::Ciphertext::<MlKem768>::try_from(ct).map_err(|_| bad())?;
        let share = PublicKey::from(<[u8; 32]>::try_from(share).map_err(|_| bad())?);
        let mlkem_secret = self.dk.decapsulate(&ct).map_err(|()| bad())?;
        let x_secret = self.x25519.diffie_hellman(&share);
        if !x_secret.was_contributory() {
            return Err(bad());
        }
        let own = PublicKey::from(&self.x25519);
        let (key, nonce) = hpke_key(&combine(&mlkem_secret, x_secret.as_bytes(), &share, &own));
        let opened = ChaCha20Poly1305::new((&*key).into()).decrypt(&nonce.into(), &stanza.body[..]).ok();
        let Some(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        let bytes = <[u8; 16]>::try_from(&opened[..]).map_err(|_| bad())?;
        Ok(Some(FileKey::new(Box::new(bytes))))
    }
}

impl FromStr for Identity {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if !text.starts_with("AGE-SECRET-KEY-PQ-1") {
            return Err(KeyError::NotAKey);
        }
        let bytes = decode(text, IDENTITY_HRP, 32)?;
        let seed: [u8; 32] = bytes[..].try_into().map_err(|_| KeyError::NotAKey)?;
        Ok(Self::from_seed(seed))
    }
}

impl age::Identity for Identity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, age::DecryptError>> {
        if stanza.tag == TAG { self.unwrap(stanza).transpose() } else { None }
    }
}

/// X-Wing's combiner.
fn combine(mlkem: &[u8], x: &[u8; 32], share: &PublicKey, own: &PublicKey) -> Zeroizing<[u8; 32]> {
    let mut hasher = Sha3_256::new();
    for part in [mlkem, x, share.as_bytes(), own.as_bytes(), XWING_LABEL] {
        Update::update(&mut hasher, part);
    }
    Zeroizing::new(hasher.finalize().into())
}

/// HPKE's key schedule in base mode: the key and nonce of the first message (RFC 9180 §5.1).
fn hpke_key(secret: &[u8; 32]) -> (Zeroizing<[u8; 32]>, [u8; 12]) {
    let labelled = |salt: &[u8], label: &[u8], input: &[u8]| {
        let message = Zeroizing::new([b"HPKE-v1", &HPKE_SUITE[..], label, input].concat());
        Hkdf::<Sha256>::extract(Some(salt), &message)
    };
    let psk_hash = labelled(b"", b"psk_id_hash", b"").0;
    let info_hash = labelled(b"", b"info_hash", INFO).0;
    let context = [&[0][..], &psk_hash, &info_hash].concat();
    let schedule = labelled(secret, b"secret", b"").1;
    let derive = |label: &[u8], length: u8, out: &mut [u8]| {
        let info = [&[0, length][..], b"HPKE-v1", &HPKE_SUITE, label, &context].concat();
        expand(&schedule, &info, out);
    };
    let mut key = Zeroizing::new([0; 32]);
    let mut nonce = [0; 12];
    derive(b"key", 32, &mut key[..]);
    derive(b"base_nonce", 12, &mut nonce);
    (key, nonce)
}
