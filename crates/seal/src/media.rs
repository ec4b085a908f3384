//! Sealed photos: the length as 8 bytes, big-endian, the photo, zeros up to PADMÉ.

use rand_core::CryptoRngCore;

use crate::encoding::fingerprint;
use crate::envelope::{self, OpenError};
use crate::header::Kind;
use crate::padme::padme;
use crate::pq::{Identity, KeyError, Recipient};

const PREFIX: usize = 8;

/// A sealed photo, and the hash that an entry binds.
pub struct SealedMedia {
    /// The age file.
    pub file: Vec<u8>,
    /// base64url SHA-256 of `file`.
    pub sha: String,
}

/// Why a photo cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The file cannot be opened at all.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The recipient cannot be sealed for.
    #[error(transparent)]
    Recipient(#[from] KeyError),
    /// More than 12 MiB with padding.
    #[error("the photo is too large")]
    TooLong,
    /// Not the file that the entry names.
    #[error("this is not the photo that belongs here")]
    MediaHash,
    /// The length prefix does not fit the padded length.
    #[error("the photo's length is wrong")]
    BadLength,
    /// What follows the photo is not zeros.
    #[error("the photo's padding is wrong")]
    BadPadding,
}

impl MediaError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Open(error) => error.reason(),
            Self::Recipient(_) => "bad-recipient",
            Self::TooLong => "too-long",
            Self::MediaHash => "media-hash",
            Self::BadLength => "bad-length",
            Self::BadPadding => "bad-padding",
        }
    }
}

/// Seals a photo that has been cleaned already.
///
/// # Errors
/// [`MediaError::TooLong`], [`MediaError::Recipient`]
pub fn seal(
    recipient: &Recipient,
    bytes: &[u8],
    rng: &mut impl CryptoRngCore,
) -> Result<SealedMedia, MediaError> {
    let length = padme((PREFIX + bytes.len()) as u64);
    if length > Kind::Media.longest() {
        return Err(MediaError::TooLong);
    }
    let length = usize::try_from(length).map_err(|_| MediaError::TooLong)?;
    let mut plain = Vec::with_capacity(length);
    plain.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    plain.extend_from_slice(bytes);
    plain.resize(length, 0);
    let file = envelope::seal(recipient, &plain, rng)?;
    let sha = fingerprint(&file);
    Ok(SealedMedia { file, sha })
}

/// Opens a photo that an entry binds by `sha`.
///
/// # Errors
/// Every [`MediaError`] but the two of sealing.
pub fn open(identity: &Identity, file: &[u8], sha: &str) -> Result<Vec<u8>, MediaError> {
    if fingerprint(file) != sha {
        return Err(MediaError::MediaHash);
    }
    let mut plain = envelope::open(identity, file, Kind::Media)?;
    let (prefix, rest) = plain.split_first_chunk::<PREFIX>().ok_or(MediaError::BadLength)?;
    let length = usize::try_from(u64::from_be_bytes(*prefix)).map_err(|_| MediaError::BadLength)?;
    let padding = rest.get(length..).ok_or(MediaError::BadLength)?;
    if padme((PREFIX + length) as u64) != plain.len() as u64 {
        return Err(MediaError::BadLength);
    }
    if padding.iter().any(|byte| *byte != 0) {
        return Err(MediaError::BadPadding);
    }
    plain.truncate(PREFIX + length);
    plain.drain(..PREFIX);
    Ok(plain)
}
