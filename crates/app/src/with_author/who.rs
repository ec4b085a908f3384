//! Who stands with the author, for the author.

use alongside_domain::{
    Action, Viewer,
    cursor::{Cursor, Page},
    id::StoryId,
    shown::StandbyShown,
};
use alongside_store::with_author;

use crate::{App, refused::Refused};

impl App {
    /// A page of who stands with the author of a story, newest first; for the author only. Two queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn who_is_with(
        &self,
        viewer: Viewer,
        id: StoryId,
        cursor: Cursor,
    ) -> Result<Page<StandbyShown>, Refused> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    crate::story::find_for(tx, viewer, Action::SeeWhoIsWith, id).await?;
                    Ok(with_author::who(tx, viewer, id, cursor).await?)
                })
            })
            .await
    }
}
