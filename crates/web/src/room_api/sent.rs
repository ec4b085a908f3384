//! Bytes in JSON: base64url without padding.

use alongside_app::secret::Secret;
use alongside_domain::member::Device;
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

/// The kind of device in how the room describes itself, such as `Firefox on Windows`; only the kind is kept, so that
/// a list of sessions tells little to anybody else.
pub(super) fn device(described: &str) -> Device {
    let says = |names: &[&str]| names.iter().any(|name| described.contains(name));
    if says(&["iPad", "Tablet"]) && !says(&["iPhone"]) {
        Device::Tablet
    } else if says(&["Android", "iPhone", "Mobile"]) {
        Device::Phone
    } else if says(&["Windows", "Mac", "Linux"]) {
        Device::Computer
    } else {
        described.parse().unwrap_or(Device::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_device_only_its_kind_is_kept() {
        assert_eq!(device("Firefox on Windows"), Device::Computer);
        assert_eq!(device("Safari on iPhone or iPad"), Device::Phone);
        assert_eq!(device("Safari on iPad"), Device::Tablet);
        assert_eq!(device("Chrome on Android"), Device::Phone);
        assert_eq!(device("tablet"), Device::Tablet);
        assert_eq!(device("Maeve's own machine"), Device::Unknown);
    }
}
