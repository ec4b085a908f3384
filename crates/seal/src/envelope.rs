//! One age file for one hybrid recipient: sealing, and opening after the server's own checks.

use std::io::Read;

use age_core::format::FileKey;
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use hmac::{Hmac, Mac};
use rand_core::CryptoRngCore;
use sha2::Sha256;

use crate::header::{self, HeaderError, Kind, StanzaKind};
use crate::pq::{Identity, KeyError, Recipient};

const CHUNK: usize = 64 * 1024;

/// Why a file cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Its outside is not what Alongside writes.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Sealed for another key, or changed: age does not tell the two apart.
    #[error("the file is for another key, or was changed")]
    CannotDecrypt,
}

impl OpenError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Header(error) => error.reason(),
            Self::CannotDecrypt => "cannot-decrypt",
        }
    }
}

/// An age file for exactly one hybrid recipient (C2SP age specification). `plain` must already be
/// padded where its kind is.
///
/// # Errors
/// [`KeyError::Weak`] when the recipient is one nobody should seal for.
pub fn seal(recipient: &Recipient, plain: &[u8], rng: &mut impl CryptoRngCore) -> Result<Vec<u8>, KeyError> {
    let file_key = FileKey::init_with_mut(|key| rng.fill_bytes(key));
    let stanza = recipient.wrap(&file_key, rng)?;
    let mut file = format!(
        "age-encryption.org/v1\n-> {} {}\n{}\n---",
        stanza.tag,
        stanza.args.join(" "),
        BASE64_STANDARD_NO_PAD.encode(&stanza.body)
    )
    .into_bytes();
    let mac = header_mac(&file_key, &file);
    file.extend_from_slice(format!(" {}\n", BASE64_STANDARD_NO_PAD.encode(mac)).as_bytes());

    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    file.extend_from_slice(&nonce);
    let key = hkdf(&nonce, b"payload", file_key.expose_secret());
    seal_chunks(&key, plain, &mut file)?;
    Ok(file)
}

fn header_mac(file_key: &FileKey, header: &[u8]) -> [u8; 32] {
    // HMAC pads a key shorter than its block with zeros (RFC 2104), so a block is a key.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&hkdf(b"", b"header", file_key.expose_secret()));
    <Hmac<Sha256> as Mac>::new(&block.into()).chain_update(header).finalize().into_bytes().into()
}

/// age's STREAM: the nonce is an 11-byte counter and a byte that marks the last chunk.
fn seal_chunks(key: &[u8; 32], plain: &[u8], out: &mut Vec<u8>) -> Result<(), KeyError> {
    let cipher = ChaCha20Poly1305::new(key.into());
    let last = plain.len().div_ceil(CHUNK).max(1) - 1;
    out.reserve(plain.len() + (last + 1) * 16);
    for index in 0..=last {
        let chunk = plain.get(index * CHUNK..).unwrap_or_default();
        let chunk = chunk.get(..CHUNK).unwrap_or(chunk);
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&(index as u64).to_be_bytes());
        nonce[11] = u8::from(index == last);
        // Fails for chunks above 256 GiB alone.
        out.extend(cipher.encrypt(&nonce.into(), chunk).map_err(|_| KeyError::NotAKey)?);
    }
    Ok(())
}

/// Opens a file after checking that it has exactly one hybrid stanza and a permitted length.
///
/// # Errors
/// [`OpenError::Header`] before anything is decrypted; [`OpenError::CannotDecrypt`] after.
pub fn open(identity: &Identity, file: &[u8], kind: Kind) -> Result<Vec<u8>, OpenError> {
    let size = header::check(file, kind, StanzaKind::Hybrid)?;
    let decryptor = age::Decryptor::new_buffered(file).map_err(|_| OpenError::CannotDecrypt)?;
    let identities = std::iter::once(identity as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).map_err(|_| OpenError::CannotDecrypt)?;
    let mut plain = Vec::with_capacity(usize::try_from(size.payload).unwrap_or_default());
    reader.read_to_end(&mut plain).map_err(|_| OpenError::CannotDecrypt)?;
    Ok(plain)
}
