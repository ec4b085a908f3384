//! One's own open copies, for the room.

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    cursor::{Cursor, Page},
    id::{AnswerId, MemberId, StoryId},
    name::PenName,
    shown::{OwnStory, StandbyShown, StoryPage},
    text::AnswerText,
};
use alongside_store::{StoreError, story_list, thread, with_author};

use super::{find_for, read};
use crate::{App, refused::Refused};

/// One's own open copy, with what others gave, for keeping it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCopy {
    /// The story as it is open.
    pub story: StoryPage,
    /// Answers and replies, oldest first, at most 200; the cursor goes on with the next.
    pub answers: Page<OwnAnswer>,
    /// Who stands with the author, newest first, at most 20; the cursor is for [`App::who_is_with`].
    pub with: Page<StandbyShown>,
}

/// An answer as its story's author keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAnswer {
    /// Its id.
    pub id: AnswerId,
    /// The answer it replies to.
    pub parent: Option<AnswerId>,
    /// The pen name it goes under.
    pub pen: PenName,
    /// When it was given.
    pub at: Millis,
    /// The text.
    pub text: AnswerText,
}

impl App {
    /// A member's own open copies, newest first, at most a thousand. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn own_stories(&self, by: MemberId) -> Result<Vec<OwnStory>, StoreError> {
        self.store().ask(move |tx| Box::pin(story_list::of_member(tx, by))).await
    }

    /// One's own open copy with the answers after `cursor`; another's is as good as none. Up to five queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn own_story(&self, by: Viewer, id: StoryId, cursor: Cursor) -> Result<OwnCopy, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let kept =
                        find_for(tx, by, Action::Change, id).await.map_err(|refused| match refused {
                            Refused::Refusal(_) => Refused::Refusal(Refusal::NotHere),
                            Refused::Store(error) => Refused::Store(error),
                        })?;
                    let answers = thread::all(tx, by, id, cursor).await?.map(|kept| OwnAnswer {
                        id: kept.answer.id,
                        parent: kept.answer.parent,
                        pen: kept.answer.pen.name,
                        at: kept.answer.at,
                        text: kept.answer.text,
                    });
                    let with = with_author::who(tx, by, id, Cursor::NEWEST).await?;
                    let story = read::page(tx, by, kept).await?;
                    Ok(OwnCopy { story, answers, with })
                })
            })
            .await
    }
}
