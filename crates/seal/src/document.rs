//! The story document: the body of a story's entry, the author's own working copy.
//!
//! Fields that a newer client wrote are kept in `rest`, so that an older one loses nothing. What is
//! absent reads as the narrowest choice; a word that is not known where words are fixed is an error.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type Rest = Map<String, Value>;

/// How far a story goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Only me.
    #[default]
    Me,
    /// My circle.
    Circle,
    /// The members of this server.
    Community,
    /// Anyone.
    Everyone,
}

/// Whether what the story is about is known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Waiting, not known.
    Waiting,
    /// It has happened.
    Happened,
}

/// Who may answer, and when it shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// Answers show at once.
    #[default]
    AtOnce,
    /// The author sees them first.
    AuthorFirst,
    /// A trusted person sees them first.
    ReaderFirst,
    /// Nobody can answer.
    Closed,
}

/// The author's wish about being quoted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quoting {
    /// Not to be quoted.
    #[default]
    No,
    /// Ask first.
    Ask,
    /// Yes, by pen name.
    PenName,
}

/// The version of the document; there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Version1;

impl TryFrom<u64> for Version1 {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if version == 1 { Ok(Self) } else { Err("unknown version") }
    }
}

impl From<Version1> for u64 {
    fn from(_: Version1) -> Self {
        1
    }
}

/// The kind of document; stories alone so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// A story with its moments.
    Story,
}

/// The one kind of photo that a canvas leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhotoType {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

/// A photo in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The sealed file's id.
    pub media: String,
    /// What it shows, in the author's words.
    #[serde(default)]
    pub alt: String,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// Its media type.
    #[serde(rename = "type")]
    pub photo_type: PhotoType,
    /// base64url SHA-256 of the age file.
    pub sha: String,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// A dated update in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The moment's id.
    pub id: String,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// Its photos.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// The facets that the author chose, in the words of `domain`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Kind of loss.
    pub kind: Option<String>,
    /// Weeks, as a band.
    pub weeks: Option<String>,
    /// How long ago.
    pub when: Option<String>,
    /// The author's part in it.
    pub role: Option<String>,
    /// How the pregnancy came about, and what went before.
    pub path: Vec<String>,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// Where the open copy of a story is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCopy {
    /// The open story's id.
    pub story: String,
    /// How far it goes.
    pub audience: Audience,
    /// The revision that was published.
    pub rev: u64,
    /// Sealed photo id to open photo id.
    #[serde(default)]
    pub photos: BTreeMap<String, String>,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// Where a story's copy in a circle is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircleCopy {
    /// Which circle.
    pub circle: String,
    /// Its entry there.
    pub entry: String,
    /// The master's revision that it was made from.
    pub rev: u64,
    /// Sealed photo id to the id of its copy in the circle.
    #[serde(default)]
    pub photos: BTreeMap<String, String>,
    /// Whom it is told for: what the copy is to say of it.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub told_for: Option<String>,
    /// Who reads its answers first: what the copy is to say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// An answer that the author keeps with the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// The answerer's pen name.
    pub pen: String,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// Its text.
    pub text: String,
    /// Index among the kept answers of the one it replies to.
    #[serde(default)]
    pub to: Option<u64>,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

/// A story with all its moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryDocument {
    /// 1.
    pub v: Version1,
    /// `story`.
    pub kind: DocumentKind,
    /// Whether the author is still writing.
    #[serde(default = "yes")]
    pub draft: bool,
    /// Its title; may be empty.
    #[serde(default)]
    pub title: String,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// Its photos.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Its moments, in the author's order.
    #[serde(default)]
    pub moments: Vec<Moment>,
    /// Whether it is known yet; none when the author says nothing about it.
    #[serde(default)]
    pub state: Option<State>,
    /// What it is about.
    #[serde(default)]
    pub about: About,
    /// "This mentions…".
    #[serde(default)]
    pub notes: Vec<String>,
    /// What would help.
    #[serde(default)]
    pub wish: Vec<String>,
    /// Who may answer.
    #[serde(default)]
    pub answers: Answers,
    /// Who may quote.
    #[serde(default)]
    pub quoting: Quoting,
    /// The words that the author uses.
    #[serde(default)]
    pub words: String,
    /// Whether others may find it by its facets.
    #[serde(default)]
    pub findable: bool,
    /// How far it is meant to go.
    #[serde(default)]
    pub audience: Audience,
    /// The pen name of the open copy.
    #[serde(default)]
    pub pen: Option<String>,
    /// The open copy.
    #[serde(default)]
    pub open: Option<OpenCopy>,
    /// The copy in a circle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circle: Option<CircleCopy>,
    /// In a circle's copy: whom it is told for, when that is not its author.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub told_for: Option<String>,
    /// In a circle's copy: who reads its answers before the others do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Answers kept with it.
    #[serde(default)]
    pub kept: Vec<KeptAnswer>,
    /// The day, month or year that the author chose for it: `2019-03-07`, `2019-03` or `2019`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// When it was changed last, milliseconds since 1970, UTC.
    pub changed: i64,
    /// Fields of newer clients.
    #[serde(flatten)]
    pub rest: Rest,
}

const fn yes() -> bool {
    true
}

/// Why a body is not a story document.
#[derive(Debug, thiserror::Error)]
#[error("this is not a story document of a version known here")]
pub struct DocumentError(#[from] serde_json::Error);

impl StoryDocument {
    /// Reads the body of a story's entry.
    ///
    /// # Errors
    /// [`DocumentError`] names where in its source.
    pub fn parse(body: &str) -> Result<Self, DocumentError> {
        Ok(serde_json::from_str(body)?)
    }

    /// The body of a story's entry.
    ///
    /// # Errors
    /// None in practice: every field serialises.
    pub fn print(&self) -> Result<String, DocumentError> {
        Ok(serde_json::to_string(self)?)
    }

    /// Every sealed photo that the story uses: what the entry's header binds.
    pub fn photos(&self) -> impl Iterator<Item = &Photo> {
        self.photos.iter().chain(self.moments.iter().flat_map(|moment| &moment.photos))
    }
}
