//! Taking a story of everyone's back to the community.

use alongside_domain::{Action, OpenAudience, Viewer, id::StoryId};
use alongside_store::{Tx, story};

use super::{find_for, version};
use crate::{App, refused::Refused};

/// Narrows a story to the community and returns its version. Up to three queries.
///
/// # Errors
/// [`Refused`]
pub async fn narrow(tx: &mut Tx<'_>, by: Viewer, id: StoryId) -> Result<i64, Refused> {
    let kept = find_for(tx, by, Action::Change, id).await?;
    if kept.story.audience == OpenAudience::Community {
        return Ok(kept.version);
    }
    story::set_audience(tx, id, OpenAudience::Community).await?;
    Ok(version(tx, id).await?)
}

impl App {
    /// See [`narrow`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn narrow_story(&self, by: Viewer, id: StoryId) -> Result<i64, Refused> {
        let version = self.store().write(move |tx| Box::pin(narrow(tx, by, id))).await?;
        self.stirred().story_changed(id);
        Ok(version)
    }
}
