//! What a server accepts: the outside of an age file, never the inside.
//!
//! An age header for one hybrid recipient has a fixed shape: version line, one stanza, one line of
//! body, the MAC line (C2SP age specification). Everything that is not exactly that is refused, so
//! that nobody can add a stanza for somebody else, and a stored length is always a padded one.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

use crate::padme::is_padded;

/// The longest header looked at, in bytes. A hybrid header has 1,627.
pub const HEADER_MAX: usize = 4096;

const MAGIC: &[u8] = b"age-encryption.org/v1\n";
const CHUNK: u64 = 64 * 1024;
const TAG: u64 = 16;
const NONCE: u64 = 16;

/// What an age file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A story, moment, answer, letter or draft: padded, at most 1 MiB before encryption.
    Entry,
    /// A photo: padded, at most 12 MiB before encryption.
    Media,
    /// A keyring or grant: not padded, at most 16 KiB before encryption.
    Keyring,
}

impl Kind {
    /// The longest plaintext, padding included, in bytes.
    pub const fn longest(self) -> u64 {
        match self {
            Self::Entry => 1 << 20,
            Self::Media => 12 << 20,
            Self::Keyring => 16 << 10,
        }
    }

    /// The longest file of this kind, in bytes: a limit for request bodies.
    pub const fn longest_file(self) -> u64 {
        HEADER_MAX as u64 + NONCE + self.longest() + self.longest().div_ceil(CHUNK) * TAG
    }

    const fn padded(self) -> bool {
        !matches!(self, Self::Keyring)
    }
}

/// The one stanza that a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StanzaKind {
    /// `mlkem768x25519`: everything but passkeys.
    Hybrid,
    /// `age-encryption.org/fido2prf`, as typage writes it: `keyring.passkey.age`.
    Passkey,
}

impl StanzaKind {
    const fn tag(self) -> &'static str {
        match self {
            Self::Hybrid => "mlkem768x25519",
            Self::Passkey => "age-encryption.org/fido2prf",
        }
    }

    /// Length of the stanza's one argument, in bytes.
    const fn argument(self) -> usize {
        match self {
            Self::Hybrid => 1120,
            Self::Passkey => 16,
        }
    }
}

/// The sizes of an accepted file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedSize {
    /// The whole file, as stored and counted against a quota.
    pub file: u64,
    /// The plaintext behind it, padding included.
    pub payload: u64,
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// It does not begin as an age file does.
    #[error("this is not an age file")]
    NotAge,
    /// A line is not what the specification says, or not in its one canonical form.
    #[error("the header is malformed")]
    BadHeader,
    /// The first stanza is of another kind.
    #[error("the stanza is of a kind that is not permitted here")]
    WrongStanza,
    /// There is more than one stanza.
    #[error("there is more than one stanza")]
    ExtraStanza,
    /// The header does not end within [`HEADER_MAX`] bytes.
    #[error("the header is too long")]
    HeaderTooLong,
    /// The file ends early, or at a length that no payload has.
    #[error("the file is cut short")]
    Truncated,
    /// The payload's length is not a padded one.
    #[error("the length is not a padded one")]
    Unpadded,
    /// The payload is longer than its kind allows.
    #[error("the file is too long")]
    TooLong,
}

impl HeaderError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotAge => "not-age",
            Self::BadHeader => "bad-header",
            Self::WrongStanza => "wrong-stanza",
            Self::ExtraStanza => "extra-stanza",
            Self::HeaderTooLong => "header-too-long",
            Self::Truncated => "truncated",
            Self::Unpadded => "unpadded",
            Self::TooLong => "too-long",
        }
    }
}

/// Checks a whole file. Never decrypts, never allocates more than a header, never panics.
pub fn check(file: &[u8], kind: Kind, allowed: StanzaKind) -> Result<SealedSize, HeaderError> {
    check_start(file, file.len() as u64, kind, allowed)
}

/// Checks a file of which only the beginning is at hand: `start` is its first [`HEADER_MAX`] + 1
/// bytes or more, or all of it; `file_len` is its whole length in bytes.
pub fn check_start(
    start: &[u8],
    file_len: u64,
    kind: Kind,
    allowed: StanzaKind,
) -> Result<SealedSize, HeaderError> {
    let header = header_len(start, allowed)?;
    let payload = file_len.checked_sub(header).and_then(plain_len).ok_or(HeaderError::Truncated)?;
    if payload > kind.longest() {
        return Err(HeaderError::TooLong);
    }
    if kind.padded() && !is_padded(payload) {
        return Err(HeaderError::Unpadded);
    }
    Ok(SealedSize { file: file_len, payload })
}

/// Reads the lines of a header that has been cut off at [`HEADER_MAX`].
struct Lines<'a> {
    left: &'a [u8],
    cut: HeaderError,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a [u8], HeaderError> {
        let end = self.left.iter().position(|byte| *byte == b'\n').ok_or(self.cut)?;
        let (line, rest) = self.left.split_at(end);
        self.left = rest.get(1..).unwrap_or_default();
        Ok(line)
    }
}

fn header_len(start: &[u8], allowed: StanzaKind) -> Result<u64, HeaderError> {
    let window = start.get(..HEADER_MAX).unwrap_or(start);
    let Some(left) = window.strip_prefix(MAGIC) else {
        let short = MAGIC.starts_with(window);
        return Err(if short { HeaderError::Truncated } else { HeaderError::NotAge });
    };
    let cut = if start.len() > HEADER_MAX { HeaderError::HeaderTooLong } else { HeaderError::Truncated };
    let mut lines = Lines { left, cut };

    check_stanza(lines.next()?, allowed)?;
    if !holds(lines.next()?, 32) {
        return Err(HeaderError::BadHeader);
    }
    let end = lines.next()?;
    if end.starts_with(b"-> ") {
        return Err(HeaderError::ExtraStanza);
    }
    match end.strip_prefix(b"--- ") {
        Some(mac) if holds(mac, 32) => Ok((window.len() - lines.left.len()) as u64),
        _ => Err(HeaderError::BadHeader),
    }
}

fn check_stanza(line: &[u8], allowed: StanzaKind) -> Result<(), HeaderError> {
    let mut words = line.split(|byte| *byte == b' ');
    if words.next() != Some(b"->") {
        return Err(HeaderError::BadHeader);
    }
    if words.next() != Some(allowed.tag().as_bytes()) {
        return Err(HeaderError::WrongStanza);
    }
    match (words.next(), words.next()) {
        (Some(argument), None) if holds(argument, allowed.argument()) => Ok(()),
        _ => Err(HeaderError::BadHeader),
    }
}

/// Whether `text` is the canonical base64 of `length` bytes.
fn holds(text: &[u8], length: usize) -> bool {
    let mut room = [0; HEADER_MAX];
    BASE64_STANDARD_NO_PAD.decode_slice(text, &mut room).is_ok_and(|found| found == length)
}

/// The plaintext length behind a payload of `length` bytes: a nonce, then chunks of 64 KiB with a
/// tag each, the last of which is empty only when it is the only one.
fn plain_len(length: u64) -> Option<u64> {
    let sealed = length.checked_sub(NONCE)?;
    let chunks = sealed.div_ceil(CHUNK + TAG);
    let plain = sealed.checked_sub(chunks * TAG)?;
    let whole = match chunks {
        0 => return None,
        1 => true,
        _ => plain > (chunks - 1) * CHUNK,
    };
    whole.then_some(plain)
}
