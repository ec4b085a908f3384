//! Bytes in JSON: base64url without padding.

use alongside_app::secret::Secret;
use alongside_seal::encoding::{b64url, unb64url};
use bytes::Bytes;

use crate::failure::Failure;

/// What is said of something only a script can have got wrong.
const NOT_READ: &str = "This could not be read. Please load the page again.";

/// A secret of 32 bytes.
pub(super) fn secret(text: &str, field: &'static str) -> Result<Secret, Failure> {
    text.parse().map_err(|_| Failure::mistaken(field, NOT_READ))
}

/// Any bytes.
pub(super) fn bytes(text: &str, field: &'static str) -> Result<Bytes, Failure> {
    unb64url(text).map(Bytes::from).ok_or_else(|| Failure::mistaken(field, NOT_READ))
}

/// Bytes as text.
pub(super) fn text(bytes: &[u8]) -> String {
    b64url(bytes)
}
