//! Answers: giving, taking back, reading in threads.

mod give;
mod thread;
mod withdraw;

use alongside_domain::{Action, Refusal, Viewer, id::AnswerId, may, may::Subject};
use alongside_store::{Tx, answer, story};

use crate::refused::Refused;

pub use give::{Give, Given, give};
pub use thread::Replies;
pub(crate) use thread::threads;
pub use withdraw::withdraw;

/// The answer with its story, if `viewer` may do `action` to it. Two queries.
pub(crate) async fn find_for(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    action: Action,
    id: AnswerId,
) -> Result<(answer::Kept, story::Kept), Refused> {
    let kept = answer::find(tx, id).await?.ok_or(Refusal::NotHere)?;
    let story = story::find(tx, viewer, kept.answer.story).await?.ok_or(Refusal::NotHere)?;
    may(viewer, action, &Subject::answer(&kept.answer, &story.story)).granted()?;
    Ok((kept, story))
}
