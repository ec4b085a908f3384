//! The community's list.

use alongside_domain::{
    Viewer,
    cursor::{Cursor, Page},
    shown::StoryLine,
    text::Query,
};
use alongside_store::{
    StoreError,
    search::Words,
    story_list::{self, By},
};

use crate::App;

/// How the list is ordered. There is no other order than time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest story first.
    #[default]
    Newest,
    /// Newest answer first.
    Answered,
}

impl App {
    /// A page of what `viewer` may read: for visitors what is for everyone, for members the community's as well.
    /// With a query, only what has all its words, always newest first. A cursor belongs to the list it came from.
    /// One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn stories(
        &self,
        viewer: Viewer,
        order: Order,
        cursor: Cursor,
        query: Option<Query>,
    ) -> Result<Page<StoryLine>, StoreError> {
        let by = match order {
            Order::Newest => By::Shared,
            Order::Answered => By::Stirred,
        };
        let words = match query.as_ref().map(Words::of) {
            // Only signs: nothing can have them.
            Some(None) => return Ok(Page { items: Vec::new(), next: None }),
            Some(words) => words,
            None => None,
        };
        self.store()
            .ask(move |tx| {
                Box::pin(async move {
                    match words {
                        Some(words) => story_list::search(tx, viewer, &words, cursor).await,
                        None => story_list::list(tx, viewer, by, cursor).await,
                    }
                })
            })
            .await
    }
}
