//! The page of a story.

use alongside_domain::{
    Action, Viewer,
    cursor::{Cursor, Page},
    id::StoryId,
    shown::{StandbyShown, StoryPage, Thread},
};
use alongside_store::{
    StoreError, Tx, moment, photo,
    story::{self, Kept},
    with_author,
};

use super::find_for;
use crate::{App, answer, refused::Refused};

/// Everything that the page of a story shows, as it is at one moment: nothing in it is of another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryWithAnswers {
    /// The story.
    pub story: StoryPage,
    /// A page of the answers, oldest first.
    pub threads: Page<Thread>,
    /// For its author: who stands with them, newest first. Empty for everybody else.
    pub standby: Page<StandbyShown>,
}

/// The page of a story that `viewer` may read. Up to three queries more.
pub(crate) async fn page(tx: &mut Tx<'_>, viewer: Viewer, kept: Kept) -> Result<StoryPage, StoreError> {
    let Kept { mut story, pen_key, version, .. } = kept;
    story.moments = moment::of_story(tx, story.id).await?;
    for (of, photo) in photo::of_story(tx, story.id).await? {
        match of {
            None => story.photos.push(photo),
            Some(id) => story.moments.iter_mut().filter(|moment| moment.id == id).for_each(|moment| {
                moment.photos.push(photo.clone());
            }),
        }
    }
    let stands = match viewer.member() {
        Some(member) if member != story.author => with_author::of_member(tx, story.id, member).await?,
        _ => Vec::new(),
    };
    Ok(StoryPage::of(viewer, story, pen_key, version, stands))
}

impl App {
    /// A story without its answers. Up to four queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn story(&self, viewer: Viewer, id: StoryId) -> Result<StoryPage, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let kept = find_for(tx, viewer, Action::Read, id).await?;
                    Ok(page(tx, viewer, kept).await?)
                })
            })
            .await
    }

    /// The version of a story, whoever may read it: for telling whether a page that was rendered earlier, perhaps by
    /// another server, still shows what is there. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn story_version(&self, id: StoryId) -> Result<Option<i64>, StoreError> {
        self.store().ask(move |tx| Box::pin(story::version(tx, id))).await
    }

    /// A story with the page of its answers after `cursor`. Up to six queries, however many answers there are.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn story_with_answers(
        &self,
        viewer: Viewer,
        id: StoryId,
        cursor: Cursor,
    ) -> Result<StoryWithAnswers, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let kept = find_for(tx, viewer, Action::Read, id).await?;
                    let threads = answer::threads(tx, viewer, &kept.story, cursor).await?;
                    let story = page(tx, viewer, kept).await?;
                    let standby = if story.may.see_who_is_with {
                        with_author::who(tx, viewer, id, Cursor::NEWEST).await?
                    } else {
                        Page { items: Vec::new(), next: None }
                    };
                    Ok(StoryWithAnswers { story, threads, standby })
                })
            })
            .await
    }
}
