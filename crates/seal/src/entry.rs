//! Sealed entries: stories, moments, answers, letters, drafts.
//!
//! Inside the age file: `alongside entry v1`, a signed header, the body, and line breaks up to a
//! padded length. Age says nothing about who wrote a file; the signed header does.

use std::collections::{BTreeMap, BTreeSet};

use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use crate::circle::CircleState;
use crate::encoding::fingerprint;
use crate::envelope::{self, OpenError};
use crate::header::Kind;
use crate::keyring::Keyring;
use crate::padme::padme;
use crate::pq::{Identity, KeyError, Recipient};
use crate::signed::{self, SignedError};
use crate::user;

const MAGIC: &[u8] = b"alongside entry v1\n";
/// The largest number that both languages read exactly.
const MAX_COUNT: u64 = (1 << 53) - 1;

/// A sealed photo that an entry binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRef {
    /// The photo's id.
    pub id: String,
    /// base64url SHA-256 of its age file.
    pub sha: String,
    /// Media type, `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// Who an entry is sealed for.
#[derive(Clone)]
pub struct Audience {
    /// `self:<name>`, `circle:<id>`, `letter:<id>`, `join:<circle>` or `page:<id>`.
    pub aud: String,
    /// The one age recipient.
    pub recipient: Recipient,
    /// The circle's key epoch, from 1; 0 for oneself.
    pub epoch: u64,
    /// The circle log's head at sealing; empty for oneself.
    pub head: String,
}

impl Audience {
    /// For the author alone.
    pub fn own(me: &Keyring) -> Self {
        let aud = format!("self:{}", me.name);
        Self { aud, recipient: me.identity.recipient(), epoch: 0, head: String::new() }
    }
}

/// What the author decides about one revision of an entry.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Meta {
    /// The entry's id.
    pub id: String,
    /// 1 for the first revision, then one more each time.
    pub rev: u64,
    /// The previous revision's mark; empty for the first.
    pub prev: String,
    /// Milliseconds since 1970, UTC.
    pub at: u64,
    /// The photos that belong to it.
    pub media: Vec<MediaRef>,
}

/// The signed header inside an entry, without the `by` that signing adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The entry's id.
    pub id: String,
    /// The revision, from 1.
    pub rev: u64,
    /// The previous revision's mark; empty for the first.
    pub prev: String,
    /// The sign-in name in `self:`, the opaque user everywhere else.
    pub author: String,
    /// As in [`Audience`].
    pub aud: String,
    /// As in [`Audience`].
    pub epoch: u64,
    /// As in [`Audience`].
    pub head: String,
    /// Milliseconds since 1970, UTC.
    pub at: u64,
    /// The photos that belong to it.
    pub media: Vec<MediaRef>,
    /// Body length in bytes.
    pub len: u64,
    /// base64url SHA-256 of the body.
    pub sha: String,
}

#[derive(Deserialize)]
struct HeaderLine {
    #[serde(flatten)]
    header: Header,
    by: String,
}

/// A member as the reader's verified log knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberKeys {
    /// Ed25519 public key, base64url.
    pub sig: String,
    /// First epoch of membership.
    pub from: u64,
    /// Last epoch of membership; none while they are a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// Memberships that ended before `from`, of somebody who came back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Span>,
}

/// From one epoch to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first epoch.
    pub from: u64,
    /// The last epoch.
    pub until: u64,
}

impl MemberKeys {
    /// Keys that are good from an epoch on.
    pub const fn since(sig: String, from: u64) -> Self {
        Self { sig, from, until: None, earlier: Vec::new() }
    }

    fn held(&self, epoch: u64) -> bool {
        let now = Span { from: self.from, until: self.until.unwrap_or(u64::MAX) };
        self.earlier.iter().chain([&now]).any(|span| (span.from..=span.until).contains(&epoch))
    }
}

/// What a reader insists on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// The entry's id. None only for somebody with a file in hand and no list to hold it against.
    pub id: Option<String>,
    /// As in [`Audience`].
    pub aud: String,
    /// As in [`Audience`].
    pub epoch: u64,
    /// Every log head of that epoch that the reader has verified.
    pub heads: BTreeSet<String>,
    /// Members by what an entry names as its author.
    pub members: BTreeMap<String, MemberKeys>,
    /// Who the list says wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The newest revision this reader has seen.
    #[serde(default, rename = "seenRev", skip_serializing_if = "Option::is_none")]
    pub seen_rev: Option<u64>,
}

impl Want {
    /// What the author's own reader insists on.
    pub fn own(me: &Keyring, id: &str, seen_rev: Option<u64>) -> Self {
        let keys = MemberKeys::since(signed::public(&me.signing), 0);
        Self {
            id: Some(id.to_owned()),
            aud: format!("self:{}", me.name),
            epoch: 0,
            heads: BTreeSet::from([String::new()]),
            members: BTreeMap::from([(me.name.clone(), keys)]),
            author: Some(me.name.clone()),
            seen_rev,
        }
    }

    /// What a circle's reader insists on. `epoch` is the one whose identity opens the file.
    pub fn circle(state: &CircleState, id: Option<String>, epoch: u64) -> Self {
        let heads = state.heads.iter().filter(|(_, mark)| mark.epoch == epoch);
        let members = state.members.iter().map(|(user, member)| (user.clone(), member.keys.clone()));
        Self {
            id,
            aud: format!("circle:{}", state.circle),
            epoch,
            heads: heads.map(|(head, _)| head.clone()).collect(),
            members: members.collect(),
            author: None,
            seen_rev: None,
        }
    }

    /// What the reader of something with no epoch and no log insists on. Members stay empty.
    pub(crate) fn without_log(id: &str, aud: String) -> Self {
        Self {
            id: Some(id.to_owned()),
            aud,
            epoch: 0,
            heads: BTreeSet::from([String::new()]),
            members: BTreeMap::new(),
            author: None,
            seen_rev: None,
        }
    }
}

/// A sealed revision.
pub struct Sealed {
    /// The age file.
    pub file: Vec<u8>,
    /// base64url SHA-256 of the signed header: the next revision's `prev`.
    pub mark: String,
}

/// An opened revision: everything has been checked.
#[derive(Debug)]
pub struct Opened {
    /// The signed header.
    pub header: Header,
    /// The body.
    pub body: String,
    /// As in [`Sealed`].
    pub mark: String,
}

/// Why an entry is not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealEntryError {
    /// Header and body pad to more than 1 MiB.
    #[error("the entry is too long")]
    TooLong,
    /// The header cannot be signed.
    #[error(transparent)]
    Signed(#[from] SignedError),
    /// The recipient cannot be sealed for.
    #[error(transparent)]
    Recipient(#[from] KeyError),
}

/// Why an entry is not shown. Every one reads "this was changed on the way" to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The file cannot be opened at all.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What is inside is not an entry.
    #[error("this is not an entry")]
    BadMagic,
    /// The header's lines or fields are not what they should be.
    #[error("the entry is malformed")]
    Malformed,
    /// The author is not the user of the key that the entry names.
    #[error("the author is not this key's user")]
    WrongUser,
    /// Nobody of the author's name is in the log.
    #[error("the author is not known here")]
    UnknownAuthor,
    /// The author's key did not sign it.
    #[error("the signature does not hold")]
    BadSignature,
    /// It is another entry.
    #[error("this is another entry")]
    SwappedId,
    /// It was sealed for another audience.
    #[error("this is for another audience")]
    OtherAudience,
    /// It was sealed in another epoch.
    #[error("this is from another epoch")]
    OtherEpoch,
    /// It names a log head that the reader has not verified.
    #[error("this follows another log")]
    OtherHead,
    /// The author was not a member in that epoch.
    #[error("the author was not a member then")]
    NotAMember,
    /// The list names another author.
    #[error("this is by another author")]
    OtherAuthor,
    /// The reader has seen a newer revision.
    #[error("this is an older revision")]
    RolledBack,
    /// The body's length does not fit the padded length.
    #[error("the length is wrong")]
    BadLength,
    /// The body is not the one that was signed.
    #[error("the body was changed")]
    BodyHash,
    /// What follows the body is not line breaks.
    #[error("the padding is wrong")]
    BadPadding,
    /// The body is not UTF-8.
    #[error("the body is not text")]
    NotText,
}

impl EntryError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Open(error) => error.reason(),
            Self::BadMagic => "bad-magic",
            Self::Malformed => "malformed",
            Self::WrongUser => "wrong-user",
            Self::UnknownAuthor => "unknown-author",
            Self::BadSignature => "bad-signature",
            Self::SwappedId => "swapped-id",
            Self::OtherAudience => "other-audience",
            Self::OtherEpoch => "other-epoch",
            Self::OtherHead => "other-head",
            Self::NotAMember => "not-a-member",
            Self::OtherAuthor => "other-author",
            Self::RolledBack => "rolled-back",
            Self::BadLength => "bad-length",
            Self::BodyHash => "body-hash",
            Self::BadPadding => "bad-padding",
            Self::NotText => "not-text",
        }
    }
}

/// Seals one revision of an entry.
///
/// # Errors
/// Every [`SealEntryError`].
pub fn seal(
    me: &Keyring,
    audience: &Audience,
    meta: &Meta,
    body: &str,
    rng: &mut impl CryptoRngCore,
) -> Result<Sealed, SealEntryError> {
    let own = audience.aud.starts_with("self:");
    let header = Header {
        id: meta.id.clone(),
        rev: meta.rev,
        prev: meta.prev.clone(),
        author: if own { me.name.clone() } else { me.public_keys().user },
        aud: audience.aud.clone(),
        epoch: audience.epoch,
        head: audience.head.clone(),
        at: meta.at,
        media: meta.media.clone(),
        len: body.len() as u64,
        sha: fingerprint(body.as_bytes()),
    };
    let line = signed::sign(&me.signing, "entry", &header)?;
    let mut plain = [MAGIC, line.as_bytes(), b"\n", body.as_bytes()].concat();
    let length = padme(plain.len() as u64);
    if length > Kind::Entry.longest() {
        return Err(SealEntryError::TooLong);
    }
    plain.resize(usize::try_from(length).map_err(|_| SealEntryError::TooLong)?, b'\n');
    let file = envelope::seal(&audience.recipient, &plain, rng)?;
    Ok(Sealed { file, mark: fingerprint(line.as_bytes()) })
}

/// Opens an entry and checks, in this order: one stanza and a padded length, the signature by the
/// author's key in `want.members`, id, audience, epoch, head, membership at that epoch, author,
/// revision, length, body hash, padding.
///
/// # Errors
/// The first check that refused.
pub fn open(identity: &Identity, file: &[u8], want: &Want) -> Result<Opened, EntryError> {
    let plain = envelope::open(identity, file, Kind::Entry)?;
    let parts = split(&plain)?;
    let member = want.members.get(&parts.header.author).ok_or(EntryError::UnknownAuthor)?;
    check(plain.len(), parts, member, want)
}

/// Opens an entry whose reader knows nobody's keys: its author must be the user of the key that it
/// names, which must have signed it. All else is checked as in [`open`]; `want.members` is not looked at.
///
/// # Errors
/// The first check that refused.
pub fn open_from_anybody(identity: &Identity, file: &[u8], want: &Want) -> Result<Opened, EntryError> {
    check_opened(&envelope::open(identity, file, Kind::Entry)?, want)
}

/// Checks an entry that somebody has opened already, as [`open_from_anybody`] does: `plain` is what was inside the
/// age file, padding and all.
///
/// # Errors
/// The first check that refused.
pub fn check_opened(plain: &[u8], want: &Want) -> Result<Opened, EntryError> {
    let parts = split(plain)?;
    if parts.header.author != user::of(&parts.by) {
        return Err(EntryError::WrongUser);
    }
    let member = MemberKeys::since(parts.by.clone(), want.epoch);
    check(plain.len(), parts, &member, want)
}

/// A plaintext taken apart; nothing is checked yet.
struct Parts<'a> {
    line: &'a str,
    signature: &'a str,
    after: &'a [u8],
    header: Header,
    by: String,
}

fn split(plain: &[u8]) -> Result<Parts<'_>, EntryError> {
    let rest = plain.strip_prefix(MAGIC).ok_or(EntryError::BadMagic)?;
    let mut lines = rest.splitn(3, |byte| *byte == b'\n');
    let (Some(line), Some(signature), Some(after)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(EntryError::Malformed);
    };
    let line = std::str::from_utf8(line).map_err(|_| EntryError::Malformed)?;
    let signature = std::str::from_utf8(signature).map_err(|_| EntryError::Malformed)?;
    let HeaderLine { header, by } = parse_header(line)?;
    Ok(Parts { line, signature, after, header, by })
}

fn check(whole: usize, parts: Parts<'_>, member: &MemberKeys, want: &Want) -> Result<Opened, EntryError> {
    let Parts { line, signature, after, header, by } = parts;
    if by != member.sig || signed::verify_line("entry", line, signature, &member.sig).is_err() {
        return Err(EntryError::BadSignature);
    }
    check_wanted(&header, member, want)?;
    let body = read_body(whole, after, &header)?;
    let mark = fingerprint(format!("{line}\n{signature}").as_bytes());
    Ok(Opened { header, body, mark })
}

fn parse_header(line: &str) -> Result<HeaderLine, EntryError> {
    let parsed: HeaderLine = signed::read(line).ok_or(EntryError::Malformed)?;
    let Header { rev, epoch, at, len, .. } = parsed.header;
    if [rev, epoch, at, len].iter().any(|count| *count > MAX_COUNT) {
        return Err(EntryError::Malformed);
    }
    Ok(parsed)
}

fn check_wanted(header: &Header, member: &MemberKeys, want: &Want) -> Result<(), EntryError> {
    let refusals = [
        (want.id.as_ref().is_some_and(|id| header.id != *id), EntryError::SwappedId),
        (header.aud != want.aud, EntryError::OtherAudience),
        (header.epoch != want.epoch, EntryError::OtherEpoch),
        (!want.heads.contains(&header.head), EntryError::OtherHead),
        (!member.held(header.epoch), EntryError::NotAMember),
        (want.author.as_ref().is_some_and(|author| header.author != *author), EntryError::OtherAuthor),
        (want.seen_rev.is_some_and(|seen| header.rev < seen), EntryError::RolledBack),
    ];
    match refusals.iter().find(|(refused, _)| *refused) {
        Some((_, error)) => Err(*error),
        None => Ok(()),
    }
}

/// The body in `after`, which is what follows the signature's line in a plaintext of `whole` bytes.
fn read_body(whole: usize, after: &[u8], header: &Header) -> Result<String, EntryError> {
    let length = usize::try_from(header.len).map_err(|_| EntryError::BadLength)?;
    let (body, padding) = after.split_at_checked(length).ok_or(EntryError::BadLength)?;
    if padme((whole - padding.len()) as u64) != whole as u64 {
        return Err(EntryError::BadLength);
    }
    if fingerprint(body) != header.sha {
        return Err(EntryError::BodyHash);
    }
    if padding.iter().any(|byte| *byte != b'\n') {
        return Err(EntryError::BadPadding);
    }
    String::from_utf8(body.to_vec()).map_err(|_| EntryError::NotText)
}
