//! What moderators decided. Gone with the story or answer it is about.

use alongside_domain::{
    Millis,
    id::{AnswerId, StoryId},
};

use crate::{StoreError, Tx};

sql! {
    ADD = "
        INSERT INTO decision (id, moderator_pen, story_id, answer_id, what, reason, at)
        VALUES ($1, NULL, $2, $3, $4, $5, $6)";
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A story.
    Story(StoryId),
    /// An answer.
    Answer(AnswerId),
}

/// Notes a decision: `what` is `hold` or `release`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(
    tx: &mut Tx<'_>,
    id: [u8; 16],
    on: On,
    what: &str,
    reason: &str,
    at: Millis,
) -> Result<(), StoreError> {
    let (story, answer) = match &on {
        On::Story(id) => (Some(id.as_bytes().as_slice()), None),
        On::Answer(id) => (None, Some(id.as_bytes().as_slice())),
    };
    run!(tx, ADD, id.as_slice(), story, answer, what, reason, at.0).map(drop)
}
