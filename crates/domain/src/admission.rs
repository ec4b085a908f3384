//! Who may become a member: everybody, those who asked and were let in, or those who were invited.

use crate::{
    may::{Decision, Refusal, Viewer},
    time::Millis,
    vocabulary::vocabulary,
};

/// Longest answer to the operator's question, and longest sentence with a no, in characters.
pub const ANSWER_MAX: usize = 1000;
/// Most invitations of one member that nobody has used.
pub const INVITATIONS_MAX: i64 = 5;
/// Most people who wait for a yes at a time, so that nobody can fill the place with questions.
pub const ASKING_MAX: i64 = 500;
/// How long an invitation, or a yes, can be used.
pub const GOOD_FOR: i64 = 14 * Millis::DAY;
/// How long an answer waits for a moderator, and a no can be read.
pub const WAITS_FOR: i64 = 30 * Millis::DAY;

vocabulary! {
    /// How one becomes a member of a place.
    SignUpRule {
        Open = "open", "Anybody can sign up.";
        ByRequest = "by-request", "One asks, and a person here says yes or no.";
        ByInvitation = "by-invitation", "One is invited by somebody who is here.";
    }
}

vocabulary! {
    /// How it stands with the right to sign up once.
    AdmissionState {
        Asked = "asked", "Nobody has read it yet.";
        Granted = "granted", "You can sign up now.";
        Declined = "declined", "Not here, or not now.";
    }
}

/// May `viewer` invite somebody to a place with this rule? Where anybody can sign up there is nothing to invite to.
pub const fn may_invite(viewer: Viewer, rule: SignUpRule) -> Decision {
    match (viewer, rule) {
        (Viewer::Visitor, _) => Decision::No(Refusal::SignIn),
        (Viewer::Member { .. }, SignUpRule::Open) => Decision::No(Refusal::NotHere),
        (Viewer::Member { .. }, _) if viewer.is_paused() => Decision::No(Refusal::Paused),
        (Viewer::Member { .. }, _) => Decision::Yes,
    }
}
