//! The page of a pen name.

use alongside_domain::{
    Refusal, Viewer,
    cursor::{Cursor, Page},
    shown::{PenShown, StoryLine},
};
use alongside_store::{letter_address, pen, story_list};

use crate::{App, refused::Refused};

/// A pen name, and what a viewer may read under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PenPage {
    /// The pen name.
    pub pen: PenShown,
    /// Its stories, newest first. Empty when there are only answers.
    pub stories: Page<StoryLine>,
    /// Whether letters can be written to it.
    pub takes_letters: bool,
    /// For a member who reads another's: whether they have muted it.
    pub muted: Option<bool>,
}

impl App {
    /// The page of the pen name with this key. It is there only for those who can read something under it, and for
    /// whoever it belongs to: that a name exists tells nothing to anybody else. Three queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn pen_page(&self, viewer: Viewer, key: String, cursor: Cursor) -> Result<PenPage, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let pen::Seen { name, muted } =
                        pen::seen(tx, viewer, &key).await?.ok_or(Refusal::NotHere)?;
                    let stories = story_list::by_pen(tx, viewer, &key, cursor).await?;
                    let takes_letters = letter_address::takes(tx, &key).await?;
                    Ok(PenPage { pen: PenShown { name, key }, stories, takes_letters, muted })
                })
            })
            .await
    }
}
