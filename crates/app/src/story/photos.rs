//! Photos and moments of a story, put where its author wants them.

use std::collections::HashSet;

use alongside_domain::{
    Millis,
    id::{MemberId, MomentId, PhotoId, StoryId},
    text::Title,
};
use alongside_store::{StoreError, Tx, moment, photo, search};

use super::{Content, ContentError, Placed, Told};
use crate::{chance::Rng, jobs, photo::files_of};

/// What was wrong, or the database.
pub(super) enum PlaceError {
    Content(ContentError),
    Store(StoreError),
}

impl From<StoreError> for PlaceError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Writes the moments and puts every photo into its place. Moments that are not in `moments` stay for
/// [`drop_rest`]: a photo may just have been moved out of one.
pub(super) async fn place_all(
    tx: &mut Tx<'_>,
    by: MemberId,
    story: StoryId,
    photos: &[Placed],
    moments: &[(MomentId, &Told)],
) -> Result<(), PlaceError> {
    for (id, told) in moments {
        moment::put(tx, story, *id, told.at, &told.text).await?;
    }
    let there: HashSet<PhotoId> = photo::to_place(tx, by, story).await?.into_iter().collect();
    place(tx, story, None, photos, &there).await?;
    for (id, told) in moments {
        place(tx, story, Some(*id), &told.photos, &there).await?;
    }
    Ok(())
}

async fn place(
    tx: &mut Tx<'_>,
    story: StoryId,
    moment: Option<MomentId>,
    photos: &[Placed],
    there: &HashSet<PhotoId>,
) -> Result<(), PlaceError> {
    for (place, placed) in (0..).zip(photos) {
        if !there.contains(&placed.photo) {
            return Err(PlaceError::Content(ContentError::PhotoGone));
        }
        photo::place(tx, placed.photo, photo::Place { story, moment, place, alt: &placed.alt }).await?;
    }
    Ok(())
}

/// Erases what is no longer in a story. The files of photos follow by a job.
pub(super) async fn drop_rest(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    photos: &[PhotoId],
    moments: &[MomentId],
) -> Result<(), StoreError> {
    for id in photos {
        photo::erase(tx, *id).await?;
    }
    for id in moments {
        moment::erase(tx, *id).await?;
    }
    drop_files(tx, at, rng, photos).await
}

/// Has the files of these photos erased.
pub(crate) async fn drop_files(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    photos: &[PhotoId],
) -> Result<(), StoreError> {
    if photos.is_empty() {
        return Ok(());
    }
    let files: Vec<_> = photos.iter().flat_map(|id| files_of(*id)).collect();
    jobs::drop_files(tx, rng, &files, at).await.map(drop)
}

/// Makes a story findable by its words.
pub(super) async fn index(
    tx: &mut Tx<'_>,
    story: StoryId,
    shared_at: Millis,
    content: &Content,
) -> Result<(), StoreError> {
    let mut texts: Vec<&str> = content.title.iter().map(Title::as_str).collect();
    texts.push(content.text.as_str());
    texts.extend(content.moments.iter().map(|told| told.text.as_str()));
    search::put(tx, story, shared_at, &texts).await
}
