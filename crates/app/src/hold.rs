//! Holding the place: moderators hold things with a reason that their writer reads, and let them be shown again.

mod decide;

use alongside_domain::id::{AnswerId, StoryId};

pub use decide::{hold, release};

/// What a moderator decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A story.
    Story(StoryId),
    /// An answer.
    Answer(AnswerId),
}
