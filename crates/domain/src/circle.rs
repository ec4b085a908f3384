//! Circles, as the server sees them: who is in, who keeps it, and sealed bytes. What is said in one it cannot read.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    id::{CircleId, EntryId, UserId},
    may::{Decision, Refusal},
    time::Millis,
};

/// Most circles that one member is in.
pub const CIRCLES_MOST: i64 = 50;
/// Most entries in a circle.
pub const ENTRIES_MOST: i64 = 5_000;
/// How many of them are left for whoever keeps it.
pub const KEEPERS: i64 = 200;
/// Most entries of one member that wait for somebody else to see them first.
pub const WAITING_MOST: i64 = 200;
/// Most invitations of a circle that can be used at a time.
pub const INVITES_MOST: i64 = 20;
/// Most people who may be waiting for the keeper's yes.
pub const REQUESTS_MOST: i64 = 150;
/// How often an invitation can be used at most.
pub const USES_MOST: u32 = 150;
/// How long an invitation may last, in milliseconds: thirty days, and a day for clocks that differ.
pub const INVITE_LASTS: i64 = 31 * Millis::DAY;

/// What somebody is in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// In it.
    Member,
    /// In it, and keeps it: takes in, takes out, hands over, ends it.
    Keeper,
}

/// What somebody wants to do in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// See that it is there, its log, its entries, its photos.
    Read,
    /// Put something of one's own into it.
    Write,
    /// Change an entry.
    Change {
        /// It is one's own.
        own: bool,
    },
    /// Erase an entry or a photo.
    Erase {
        /// It is one's own.
        own: bool,
        /// Somebody put it there for them.
        for_them: bool,
    },
    /// Let the others have an entry that somebody is to see first.
    LetThrough {
        /// One is to see it first.
        first: bool,
        /// It is one's own: who asked that it be seen first may change their mind.
        own: bool,
    },
    /// Write the log, invite, take in, end the circle.
    Keep,
    /// Leave.
    Leave,
}

/// May somebody who is `role` in a circle (`None`: nothing) do `act`? For whoever is not in it, it is not there.
pub const fn may(role: Option<Role>, act: Act) -> Decision {
    let Some(role) = role else { return Decision::No(Refusal::NotHere) };
    let keeps = matches!(role, Role::Keeper);
    let (allowed, refusal) = match act {
        Act::Read | Act::Write => (true, Refusal::NotHere),
        Act::Change { own } => (own, Refusal::NotYours),
        Act::Erase { own, for_them } => (own || for_them || keeps, Refusal::NotYours),
        Act::LetThrough { first, own } => (first || own, Refusal::NotHere),
        Act::Keep => (keeps, Refusal::ForKeeper),
        Act::Leave => (!keeps, Refusal::StillKeeping),
    };
    if allowed { Decision::Yes } else { Decision::No(refusal) }
}

/// A circle in somebody's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircleHead {
    /// Chosen by the client.
    pub id: CircleId,
    /// Whom the circle knows this member as.
    pub user: UserId,
    /// What they are in it.
    pub role: Role,
    /// How many lines the log has.
    pub lines: i64,
    /// When something last changed.
    pub changed_at: Millis,
}

/// An entry in a circle, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircleEntryHead {
    /// Chosen by the client.
    pub id: EntryId,
    /// Who wrote it.
    pub user: UserId,
    /// 1 for the first; each accepted change is exactly one more.
    pub rev: i64,
    /// For which epoch it is sealed.
    pub epoch: i64,
    /// Bytes of the age file.
    pub size: i64,
    /// When this revision arrived, or was let through.
    pub at: Millis,
    /// Who sees it first, while that is so.
    pub first: Option<UserId>,
    /// For whom its author put it there.
    pub told_for: Option<UserId>,
}

/// What the server knows an invitation by: nine bytes, written as twelve characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InviteId([u8; 9]);

/// The text was not the id of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an invitation")]
pub struct NotAnInvite;

impl InviteId {
    /// The id with exactly these bytes.
    pub const fn from_bytes(bytes: [u8; 9]) -> Self {
        Self(bytes)
    }

    /// The bytes, as the database holds them.
    pub const fn as_bytes(&self) -> &[u8; 9] {
        &self.0
    }
}

impl fmt::Display for InviteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for InviteId {
    type Err = NotAnInvite;
    fn from_str(text: &str) -> Result<Self, NotAnInvite> {
        if text.len() != 12 {
            return Err(NotAnInvite);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAnInvite)?;
        bytes.try_into().map(Self).map_err(|_| NotAnInvite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every act, with what a stranger, a member and the keeper are told.
    #[test]
    fn each_act_is_for_whom_it_should_be() {
        use Refusal::{ForKeeper, NotHere, NotYours, StillKeeping};
        const YES: Decision = Decision::Yes;
        let no = Decision::No;
        let table = [
            (Act::Read, YES, YES),
            (Act::Write, YES, YES),
            (Act::Change { own: true }, YES, YES),
            (Act::Change { own: false }, no(NotYours), no(NotYours)),
            (Act::Erase { own: true, for_them: false }, YES, YES),
            (Act::Erase { own: true, for_them: true }, YES, YES),
            (Act::Erase { own: false, for_them: true }, YES, YES),
            (Act::Erase { own: false, for_them: false }, no(NotYours), YES),
            (Act::LetThrough { first: true, own: false }, YES, YES),
            (Act::LetThrough { first: false, own: true }, YES, YES),
            (Act::LetThrough { first: true, own: true }, YES, YES),
            (Act::LetThrough { first: false, own: false }, no(NotHere), no(NotHere)),
            (Act::Keep, no(ForKeeper), YES),
            (Act::Leave, YES, no(StillKeeping)),
        ];
        for (act, member, keeper) in table {
            assert_eq!(may(None, act), no(NotHere), "{act:?}");
            assert_eq!(may(Some(Role::Member), act), member, "{act:?}");
            assert_eq!(may(Some(Role::Keeper), act), keeper, "{act:?}");
        }
    }

    #[test]
    fn an_invitation_reads_back_from_its_text() {
        let id = InviteId::from_bytes(*b"012345678");
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "AAAA", "AAAAAAAAAAA=", "ÄÄÄÄÄÄ"] {
            assert_eq!(bad.parse::<InviteId>(), Err(NotAnInvite), "{bad}");
        }
    }
}
