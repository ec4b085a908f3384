//! Letting an answer through, and setting it aside.

use alongside_domain::{
    Action, Refusal, Viewer,
    id::{AnswerId, StoryId},
    may,
    may::Subject,
    story::Shows,
};
use alongside_store::{Tx, sift as kept, story};

use crate::{App, answer::find_for, refused::Refused};

/// What is decided about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everybody who reads the story sees it.
    Through,
    /// Only its writer sees it, who is not told.
    Aside,
}

/// Decides about an answer; it can be decided anew at any time. Returns the story. Up to four queries.
///
/// # Errors
/// [`Refused`]
pub async fn sift(tx: &mut Tx<'_>, by: Viewer, id: AnswerId, verdict: Verdict) -> Result<StoryId, Refused> {
    let (_, story) = find_for(tx, by, Action::Sift, id).await?;
    let shows = match verdict {
        Verdict::Through => Shows::Through,
        Verdict::Aside => Shows::Aside,
    };
    if kept::set(tx, id, shows).await? {
        story::stir(tx, story.story.id).await?;
    }
    Ok(story.story.id)
}

impl App {
    /// See [`sift`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn sift(&self, by: Viewer, id: AnswerId, verdict: Verdict) -> Result<StoryId, Refused> {
        let story =
            self.store().write(move |tx| Box::pin(async move { sift(tx, by, id, verdict).await })).await?;
        self.stirred().story_changed(story);
        Ok(story)
    }

    /// Lets through everything that waits in a story of one's own or of somebody one reads first for. Three queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn let_all_through(&self, by: Viewer, id: StoryId) -> Result<(), Refused> {
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let kept = crate::story::find_for(tx, by, Action::Read, id).await?;
                    let member = by.member().ok_or(Refusal::SignIn)?;
                    let mine = may(by, Action::Change, &Subject::from(&kept.story)).is_yes();
                    if !mine && !kept.story.between.reads_first {
                        return Err(Refusal::NotYours.into());
                    }
                    if alongside_store::sift::let_all_through(tx, id, member).await? > 0 {
                        story::stir(tx, id).await?;
                    }
                    Ok::<_, Refused>(())
                })
            })
            .await?;
        self.stirred().story_changed(id);
        Ok(())
    }
}
