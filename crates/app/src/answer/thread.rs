//! Answers in threads of two levels.

use alongside_domain::{
    Action, Viewer,
    cursor::{Cursor, Page},
    id::{AnswerId, StoryId},
    may::StoryFacts,
    shown::{AnswerShown, FIRST_REPLIES, Thread},
    story::Story,
};
use alongside_store::{StoreError, Tx, answer::Kept, thread};

use super::find_for;
use crate::{App, refused::Refused};

/// One answer with a page of its replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    /// The story they are in.
    pub story: StoryId,
    /// The answer.
    pub answer: AnswerShown,
    /// Its replies, oldest first.
    pub replies: Page<AnswerShown>,
}

fn shown(viewer: Viewer, story: &Story) -> impl Fn(Kept) -> AnswerShown {
    let (facts, pen) = (StoryFacts::from(story), story.pen.id);
    move |kept| AnswerShown::of(viewer, kept.answer, kept.pen_key, facts, pen)
}

/// A page of the threads of a story that `viewer` may read. Two queries.
pub(crate) async fn threads(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    story: &Story,
    cursor: Cursor,
) -> Result<Page<Thread>, StoreError> {
    let shown = shown(viewer, story);
    let top = thread::top(tx, viewer, story.id, cursor).await?;
    let ids: Vec<AnswerId> = top.items.iter().map(|kept| kept.answer.id).collect();
    let mut replies = thread::first_replies(tx, viewer, &ids).await?;
    Ok(top.map(|kept| {
        let id = kept.answer.id;
        let mut own: Vec<_> = replies.extract_if(.., |reply| reply.answer.parent == Some(id)).collect();
        let more = own.len() > FIRST_REPLIES;
        own.truncate(FIRST_REPLIES);
        Thread { answer: shown(kept), replies: own.into_iter().map(&shown).collect(), more }
    }))
}

impl App {
    /// One thread: an answer with a page of its replies, oldest first. The id of a reply gives the thread it is in.
    /// Up to five queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn replies(&self, viewer: Viewer, id: AnswerId, cursor: Cursor) -> Result<Replies, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let (mut kept, mut story) = find_for(tx, viewer, Action::Read, id).await?;
                    if let Some(top) = kept.answer.parent {
                        (kept, story) = find_for(tx, viewer, Action::Read, top).await?;
                    }
                    let shown = shown(viewer, &story.story);
                    let replies = thread::replies(tx, viewer, kept.answer.id, cursor).await?.map(&shown);
                    Ok(Replies { story: story.story.id, answer: shown(kept), replies })
                })
            })
            .await
    }
}
