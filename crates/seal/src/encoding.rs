//! The one encoding of bytes in the formats (base64url without padding) and the one hash (SHA-256).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};

/// base64url without padding (RFC 4648 §5).
pub fn b64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads canonical base64url; `None` for padding, a foreign character or a stray bit.
pub fn unb64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

/// base64url of the SHA-256 of `bytes`, 43 characters: the form every hash has in the formats.
pub fn fingerprint(bytes: &[u8]) -> String {
    b64url(&Sha256::digest(bytes))
}

/// HKDF-SHA256 with an empty salt, 32 bytes out (RFC 5869).
pub(crate) fn hkdf32(secret: &[u8], info: &str) -> [u8; 32] {
    hkdf32_salted(secret, &[], info)
}

/// HKDF-SHA256, 32 bytes out (RFC 5869).
pub(crate) fn hkdf32_salted(secret: &[u8], salt: &[u8], info: &str) -> [u8; 32] {
    let mut out = [0; 32];
    expand(&Hkdf::new(Some(salt), secret), info.as_bytes(), &mut out);
    out
}

/// HKDF-Expand for the short outputs that the formats use.
#[expect(clippy::expect_used, reason = "HKDF-SHA256 expands to 8,160 bytes; 32 at most are asked for")]
pub(crate) fn expand(key: &Hkdf<Sha256>, info: &[u8], out: &mut [u8]) {
    key.expand(info, out).expect("short output");
}
