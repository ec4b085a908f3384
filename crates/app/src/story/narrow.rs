//! Taking a story back, wholly or to the community.

use alongside_domain::{Action, Millis, OpenAudience, Viewer, id::StoryId};
use alongside_store::{StoreError, Tx, photo, story};

use super::{find_for, photos::drop_files, version};
use crate::{App, chance::Rng, jobs, refused::Refused};

/// How near a story is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NarrowTo {
    /// Members only.
    Community,
    /// Sealed: the open copy is erased, with its answers.
    Sealed,
}

/// Narrows a story and returns its version, or `None` when it was erased. What is erased is gone from the database at
/// once, from the files beside it and from the database's own files soon. Up to six queries.
///
/// # Errors
/// [`Refused`]
pub async fn narrow(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    id: StoryId,
    to: NarrowTo,
) -> Result<Option<i64>, Refused> {
    match to {
        NarrowTo::Sealed => {
            find_for(tx, by, Action::TakeBack, id).await?;
            erase(tx, at, rng, id).await?;
            Ok(None)
        }
        NarrowTo::Community => {
            let kept = find_for(tx, by, Action::Change, id).await?;
            if kept.story.audience == OpenAudience::Community {
                return Ok(Some(kept.version));
            }
            story::set_audience(tx, id, OpenAudience::Community).await?;
            Ok(Some(version(tx, id).await?))
        }
    }
}

async fn erase(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng, id: StoryId) -> Result<(), StoreError> {
    let photos: Vec<_> = photo::of_story(tx, id).await?.into_iter().map(|(_, photo)| photo.id).collect();
    drop_files(tx, at, rng, &photos).await?;
    story::erase(tx, id).await?;
    jobs::scrub_soon(tx, at, rng).await
}

impl App {
    /// See [`narrow`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn narrow_story(&self, by: Viewer, id: StoryId, to: NarrowTo) -> Result<Option<i64>, Refused> {
        let (at, chance) = (self.now(), self.chance());
        let version = self
            .store()
            .write(move |tx| Box::pin(async move { narrow(tx, at, &mut chance.rng(), by, id, to).await }))
            .await?;
        self.stirred().story_changed(id);
        Ok(version)
    }

    /// Takes a story back: [`narrow`] to sealed.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn take_back_story(&self, by: Viewer, id: StoryId) -> Result<(), Refused> {
        self.narrow_story(by, id, NarrowTo::Sealed).await.map(drop)
    }
}
