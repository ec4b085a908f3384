//! Letters: who wrote what to whom. Both files of a letter hold the same signed words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry::{self, EntryError, Opened, Want};
use crate::pq::Identity;
use crate::signed;
use crate::user::{KeysError, PublicKeys};

/// Why a letter is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The entry does not hold.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// What is inside is no letter.
    #[error("this is not a letter")]
    BadDocument,
    /// The writer's keys are not keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// It was signed by somebody else than it says.
    #[error("this is by another author")]
    OtherAuthor,
    /// It was written to somebody else.
    #[error("this was written to somebody else")]
    OtherReceiver,
}

impl LetterError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Entry(error) => error.reason(),
            Self::BadDocument => "bad-document",
            Self::Keys(error) => error.reason(),
            Self::OtherAuthor => "other-author",
            Self::OtherReceiver => "other-receiver",
        }
    }
}

/// A letter whose every check held.
#[derive(Debug)]
pub struct Letter {
    /// Who wrote it.
    pub from: PublicKeys,
    /// To which address.
    pub to: String,
    /// The words.
    pub text: String,
    /// A story that came with it.
    pub about: Option<About>,
    /// When, by the writer's clock, in milliseconds since 1970.
    pub at: u64,
}

/// A story that somebody is to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its title, perhaps empty.
    pub title: String,
    /// Its words.
    pub text: String,
}

#[derive(Deserialize)]
struct Body {
    kind: String,
    from: Value,
    to: String,
    text: String,
    #[serde(default)]
    about: Option<About>,
}

fn want(id: &str) -> Want {
    Want::without_log(id, format!("letter:{id}"))
}

fn read(opened: &Opened, from: &str, to: &str) -> Result<Letter, LetterError> {
    let body: Body = signed::read(&opened.body).ok_or(LetterError::BadDocument)?;
    if body.kind != "letter" {
        return Err(LetterError::BadDocument);
    }
    // One letter is one revision of one thing, with nothing beside it.
    let header = &opened.header;
    if header.rev != 1 || !header.prev.is_empty() || !header.media.is_empty() {
        return Err(EntryError::Malformed.into());
    }
    let keys = PublicKeys::read(&body.from)?;
    if keys.user != opened.header.author || keys.user != from {
        return Err(LetterError::OtherAuthor);
    }
    if body.to != to {
        return Err(LetterError::OtherReceiver);
    }
    Ok(Letter { from: keys, to: body.to, text: body.text, about: body.about, at: opened.header.at })
}

/// Opens a letter from the address `from` to the address `to`, each a user.
///
/// # Errors
/// The first check that refused.
pub fn open(identity: &Identity, file: &[u8], id: &str, from: &str, to: &str) -> Result<Letter, LetterError> {
    read(&entry::open_from_anybody(identity, file, &want(id))?, from, to)
}

/// Checks a letter that its receiver has opened: `plain` is what was inside the age file, padding and all.
///
/// # Errors
/// The first check that refused.
pub fn check_opened(plain: &[u8], id: &str, from: &str, to: &str) -> Result<Letter, LetterError> {
    read(&entry::check_opened(plain, &want(id))?, from, to)
}
