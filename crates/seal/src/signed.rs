//! Signed lines: JSON, a line break, and a signature over exactly those bytes.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::encoding::{b64url, unb64url};

/// Why a signed line is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not two lines, or the first is not the JSON object it should be.
    #[error("the signed line is malformed")]
    Malformed,
    /// Not signed by the expected key, or changed since.
    #[error("the signature does not hold")]
    BadSignature,
}

impl SignedError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::BadSignature => "bad-signature",
        }
    }
}

#[derive(Serialize)]
struct By<'a, T> {
    #[serde(flatten)]
    value: &'a T,
    by: String,
}

fn signed_bytes(kind: &str, line: &str) -> Vec<u8> {
    format!("alongside/v1/{kind}\n{line}").into_bytes()
}

/// The public half of a signing key, as it stands in `by`.
pub fn public(key: &SigningKey) -> String {
    b64url(key.verifying_key().as_bytes())
}

/// Signs `value` (an object) as a line of `kind`; `by` is added as its last field.
///
/// # Errors
/// [`SignedError::Malformed`] when `value` does not serialise as a JSON object.
pub fn sign<T: Serialize>(key: &SigningKey, kind: &str, value: &T) -> Result<String, SignedError> {
    let line = serde_json::to_string(&By { value, by: public(key) }).map_err(|_| SignedError::Malformed)?;
    let signature = key.sign(&signed_bytes(kind, &line));
    Ok(format!("{line}\n{}", b64url(&signature.to_bytes())))
}

/// Checks a signature (base64url) by `by` (base64url) over exactly these bytes.
///
/// # Errors
/// [`SignedError::BadSignature`]
pub fn verify_line(kind: &str, line: &str, signature: &str, by: &str) -> Result<(), SignedError> {
    let key = unb64url(by).and_then(|raw| <[u8; 32]>::try_from(raw).ok());
    let signature = unb64url(signature).and_then(|raw| <[u8; 64]>::try_from(raw).ok());
    let (Some(key), Some(signature)) = (key, signature) else { return Err(SignedError::BadSignature) };
    VerifyingKey::from_bytes(&key)
        .and_then(|key| key.verify_strict(&signed_bytes(kind, line), &Signature::from_bytes(&signature)))
        .map_err(|_| SignedError::BadSignature)
}

/// The object in a signed line, when `by` signed it and it says so itself.
///
/// # Errors
/// Every [`SignedError`]; the signature is checked before the JSON is looked at.
pub fn verify<T: DeserializeOwned>(kind: &str, signed: &str, by: &str) -> Result<T, SignedError> {
    let (line, signature) = signed.split_once('\n').ok_or(SignedError::Malformed)?;
    verify_line(kind, line, signature, by)?;
    let value: Value = read(line).ok_or(SignedError::Malformed)?;
    let named = value.get("by").and_then(Value::as_str).ok_or(SignedError::Malformed)?;
    if named != by {
        return Err(SignedError::BadSignature);
    }
    serde_json::from_value(value).map_err(|_| SignedError::Malformed)
}

/// What was signed, which is read only as it was written: readers of JSON do not agree on fields that are there
/// twice, on `1.0`, or on half of a character, and what one of them shows another could not open, or pass on. All
/// numbers are whole ones up to 2^53 - 1.
pub fn read<T: DeserializeOwned>(line: &str) -> Option<T> {
    let value: Value = serde_json::from_str(line).ok()?;
    let same = serde_json::to_string(&value).is_ok_and(|written| written == line);
    (same && whole(&value)).then(|| serde_json::from_value(value).ok()).flatten()
}

fn whole(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|number| number.unsigned_abs() < 1 << 53),
        Value::Array(all) => all.iter().all(whole),
        Value::Object(fields) => fields.values().all(whole),
        _ => true,
    }
}
