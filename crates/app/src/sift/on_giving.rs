//! What an answer meets when it comes.

use alongside_domain::{
    Viewer,
    id::PenId,
    story::{Shows, Story},
    text::{AnswerText, fold, has_any},
};
use alongside_store::{StoreError, Tx, sift};

/// An answer that is about to be there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coming<'a> {
    /// Who gives it.
    pub(crate) by: Viewer,
    /// Under which pen name.
    pub(crate) pen: PenId,
    /// What it says.
    pub(crate) text: &'a AnswerText,
}

/// How far an answer comes with the author at first. What she said herself, and who reads first for her, comes
/// through; a pen name she restricts and words she hides are set aside; else it is as the story says. Up to two
/// queries.
pub(crate) async fn on_giving(
    tx: &mut Tx<'_>,
    story: &Story,
    coming: Coming<'_>,
) -> Result<Shows, StoreError> {
    if coming.by.is(story.author) {
        return Ok(Shows::Through);
    }
    if sift::is_restricted(tx, story.pen.id, coming.pen).await? {
        return Ok(Shows::Aside);
    }
    let hidden: Vec<_> = sift::hidden_words(tx, story.author).await?.iter().map(|word| fold(word)).collect();
    if has_any(coming.text.as_str(), hidden.iter().map(String::as_str)) {
        return Ok(Shows::Aside);
    }
    let waits = story.around.answers.waits() && !story.between.reads_first;
    Ok(if waits { Shows::Waiting } else { Shows::Through })
}
