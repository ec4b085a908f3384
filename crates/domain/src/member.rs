//! Members: what the server knows of somebody.

use crate::{id::MemberId, name::MemberName, vocabulary::vocabulary};

vocabulary! {
    /// What a member is here. A moderator sees pen names, never members. Who is paused reads, and does not write to
    /// others for a while.
    Standing {
        Member = "member", "member";
        Moderator = "moderator", "moderator";
        Paused = "paused", "paused";
    }
}

vocabulary! {
    /// The kind of device a session was started on, as the device says. No finer, so that a list of sessions says
    /// enough to recognise one's own and little to anybody else.
    Device {
        Phone = "phone", "a phone";
        Tablet = "tablet", "a tablet";
        Computer = "computer", "a computer";
        Unknown = "unknown", "a device";
    }
}

vocabulary! {
    /// Which origin a session belongs to.
    Side {
        Room = "room", "the room";
        Commons = "commons", "the commons";
    }
}

/// A member who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id. Never leaves the server.
    pub id: MemberId,
    /// The name used for signing in. Nobody else ever sees it.
    pub name: MemberName,
    /// Member or moderator.
    pub standing: Standing,
}
