//! Letting an open story go further: from the community to everyone.

use alongside_domain::{Action, Audience, OpenAudience, Viewer, id::StoryId};
use alongside_store::{Tx, story};

use super::{find_for, version};
use crate::{App, refused::Refused};

/// Widens a story to `audience` and returns its version. Nothing changes when it goes that far already; narrowing is
/// another door. Up to three queries.
///
/// # Errors
/// [`Refused`]
pub async fn widen(tx: &mut Tx<'_>, by: Viewer, id: StoryId, audience: OpenAudience) -> Result<i64, Refused> {
    let kept = find_for(tx, by, Action::Change, id).await?;
    if Audience::from(audience) <= Audience::from(kept.story.audience) {
        return Ok(kept.version);
    }
    story::set_audience(tx, id, audience).await?;
    Ok(version(tx, id).await?)
}

impl App {
    /// See [`widen`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn widen_story(&self, by: Viewer, id: StoryId, audience: OpenAudience) -> Result<i64, Refused> {
        let version =
            self.store().write(move |tx| Box::pin(async move { widen(tx, by, id, audience).await })).await?;
        self.stirred().story_changed(id);
        Ok(version)
    }
}
