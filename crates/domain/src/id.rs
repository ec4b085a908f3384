//! Typed identifiers: 16 random bytes, written as 22 characters of base64url.
//!
//! They are random and not UUIDv7 because an id that tells when it was made lets two pen names of one member be
//! matched by time (docs/adr/0002-random-ids.md). Order comes from a time column, with the id as the tie-breaker.

use std::{fmt, marker::PhantomData, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Sixteen random bytes that name one `T`.
pub struct Id<T>([u8; 16], PhantomData<fn() -> T>);

/// The text was not 22 characters of base64url, or its spare bits were not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct NotAnId;

impl<T> Id<T> {
    /// A new id from `rng`.
    pub fn random(rng: &mut (impl RngCore + ?Sized)) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes, PhantomData)
    }

    /// The id with exactly these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes, PhantomData)
    }

    /// The bytes, as the database holds them.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The id in these bytes, if there are sixteen of them.
    ///
    /// # Errors
    /// [`NotAnId`] when the length is another.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, NotAnId> {
        bytes.try_into().map(Self::from_bytes).map_err(|_| NotAnId)
    }
}

// Written out because a derive would ask the same of `T`, which is only a label.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 22];
        // 16 bytes are always 22 characters, so this cannot fail.
        let written = URL_SAFE_NO_PAD.encode_slice(self.0, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&text[..written]).map_err(|_| fmt::Error)?)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut bytes = [0; 18];
        if text.len() != 22 {
            return Err(NotAnId);
        }
        let read = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).map_err(|_| NotAnId)?;
        Self::from_slice(&bytes[..read])
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $alias:ident = $label:ident),+ $(,)?) => { $(
        #[doc = concat!("Label for [`", stringify!($alias), "`].")]
        pub enum $label {}
        $(#[$doc])*
        pub type $alias = Id<$label>;
    )+ };
}

ids! {
    /// A member. Never leaves the server: no page, link or header of the commons has it.
    MemberId = Member,
    /// A pen name.
    PenId = Pen,
    /// The open copy of a story. A story that is narrowed and widened again gets a new one.
    StoryId = Story,
    /// A dated moment in an open story.
    MomentId = Moment,
    /// An answer.
    AnswerId = Answer,
    /// A photo in an open story.
    PhotoId = Photo,
    /// A sealed entry. Chosen by the client, known to its member only.
    EntryId = Entry,
    /// A sealed photo. Chosen by the client, known to its member only.
    MediaId = Media,
    /// A page for them. Chosen by the client; whoever has the link knows it.
    PageId = Page,
    /// A circle. Chosen by the client; whoever is in it knows it.
    CircleId = Circle,
    /// How circles know a member: made from the member's signing key (SEALED.md), never from the sign-in name.
    UserId = User,
    /// A letter. Chosen by the client; the two who write to each other know it.
    LetterId = Letter,
    /// The right to sign up once, as moderators see it; not the secret that spends it.
    AdmissionId = Admission,
    /// A letter that was reported, as moderators see it.
    ReportId = Report,
    /// Something that waits for moderators.
    MatterId = Matter,
    /// What a moderator decided, as the person it is about sees it.
    DecisionId = Decision,
    /// Somebody's wish to join a circle.
    RequestId = JoinRequest,
    /// A session as its member sees it in the list; not the secret in the cookie.
    SessionId = Session,
    /// A passkey as its member sees it in the list; not what the authenticator calls it.
    PasskeyId = Passkey,
    /// A challenge for a passkey, between the asking and the answer.
    PasskeyTryId = PasskeyTry,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = StoryId::from_bytes(*b"0123456789abcdef");
        assert_eq!(id.to_string().len(), 22);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for bad in [
            "",
            "x",
            "../../../etc/passwd---",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAAB",
            "ÄÄÄÄÄÄÄÄÄÄÄ",
        ] {
            assert_eq!(bad.parse::<StoryId>(), Err(NotAnId), "{bad}");
        }
    }
}
