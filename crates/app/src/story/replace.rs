//! Bringing an open copy up to the author's own.

use std::collections::{HashMap, HashSet};

use alongside_domain::{
    Action, Millis, OpenAudience, Refusal, Viewer,
    id::{MomentId, PhotoId, StoryId},
    story::{Moment, Photo},
};
use alongside_store::{StoreError, Tx, moment, photo, story};

use super::{
    Content, Placed, Told,
    check::{ContentError, check, moment_id},
    find_for,
    photos::{PlaceError, drop_rest, index, place_all},
    version,
};
use crate::{App, Reason, Sort, chance::Rng, jobs, reason::TROUBLE, refused::Refused, sift};

/// What an open copy becomes.
#[derive(Clone, Debug)]
pub struct Replace {
    /// Which story.
    pub story: StoryId,
    /// How far its author takes it to go. Widening and narrowing have doors of their own, with a screen before them;
    /// a device that is behind must not do either in passing.
    pub audience: OpenAudience,
    /// What others read from now on.
    pub content: Content,
}

/// Why an open copy was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplaceError {
    /// It is not there, or not this member's.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// Something in it does not fit.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// Another device has opened a later revision, or changed how far it goes.
    #[error("This was changed on another device. Please look at it again, so that nothing newer is undone.")]
    Changed,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for ReplaceError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Content(error) => error.sort(),
            Self::Changed => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Content(error) => error.code(),
            Self::Changed => "changed-elsewhere",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Content(error) => error.field(),
            _ => None,
        }
    }
}

impl From<Refused> for ReplaceError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}

impl From<PlaceError> for ReplaceError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Content(error) => Self::Content(error),
            PlaceError::Store(error) => Self::Store(error),
        }
    }
}

/// What hangs on a story now.
struct There {
    moments: Vec<Moment>,
    photos: Vec<(Option<MomentId>, Photo)>,
}

impl There {
    /// Whether moments and photos are as they are told, and in that order.
    fn is(&self, photos: &[Placed], moments: &[(MomentId, &Told)]) -> bool {
        let same_moments = self.moments.len() == moments.len() && {
            let told: HashMap<_, _> = moments.iter().copied().collect();
            let same = |moment: &Moment| {
                told.get(&moment.id).is_some_and(|told| told.at == moment.at && told.text == moment.text)
            };
            self.moments.iter().all(same)
        };
        let same_photos = |wanted: Option<MomentId>, placed: &[Placed]| {
            let there = self.photos.iter().filter(|(moment, _)| *moment == wanted);
            there
                .map(|(_, photo)| (photo.id, photo.alt.as_str()))
                .eq(placed.iter().map(|placed| (placed.photo, placed.alt.as_str())))
        };
        same_moments
            && same_photos(None, photos)
            && moments.iter().all(|(id, told)| same_photos(Some(*id), &told.photos))
    }

    /// Whether words that others have read are other words now. A moment that is added is not a change.
    fn rewords(&self, moments: &[(MomentId, &Told)]) -> bool {
        let told: HashMap<_, _> = moments.iter().copied().collect();
        self.moments.iter().any(|moment| told.get(&moment.id).is_none_or(|told| told.text != moment.text))
    }

    /// The photos and moments that are no longer in it.
    fn gone(&self, photos: &[Placed], moments: &[(MomentId, &Told)]) -> (Vec<PhotoId>, Vec<MomentId>) {
        let all = photos.iter().chain(moments.iter().flat_map(|(_, told)| &told.photos));
        let photos: HashSet<_> = all.map(|placed| placed.photo).collect();
        let moments: HashSet<_> = moments.iter().map(|(id, _)| *id).collect();
        let gone_photos = self.photos.iter().map(|(_, photo)| photo.id).filter(|id| !photos.contains(id));
        let gone_moments = self.moments.iter().map(|moment| moment.id).filter(|id| !moments.contains(id));
        (gone_photos.collect(), gone_moments.collect())
    }
}

/// Puts `cmd` in the place of what others read so far and returns the version, which stays when nothing is new.
/// Up to twelve queries, and one for each moment and photo.
///
/// # Errors
/// [`ReplaceError`]
pub async fn replace(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: &Replace,
) -> Result<i64, ReplaceError> {
    let (id, content) = (cmd.story, &cmd.content);
    let kept = find_for(tx, by, Action::Change, id).await?;
    check(content)?;
    if kept.story.audience != cmd.audience || content.master_rev < kept.master_rev {
        return Err(ReplaceError::Changed);
    }
    let there = There { moments: moment::of_story(tx, id).await?, photos: photo::of_story(tx, id).await? };
    let moments: Vec<_> = content.moments.iter().map(|told| (moment_id(id, told, rng), told)).collect();
    let was = &kept.story;
    let reworded = was.title != content.title || was.text != content.text || there.rewords(&moments);
    if !reworded && was.around == content.around && there.is(&content.photos, &moments) {
        story::set_master_rev(tx, id, content.master_rev).await?;
        return Ok(kept.version);
    }
    let row = story::Content {
        title: content.title.as_ref(),
        text: &content.text,
        around: &content.around,
        master_rev: content.master_rev,
    };
    story::replace(tx, id, row, if reworded { Some(at) } else { was.edited_at }).await?;
    sift::follow(tx, id, was.around.answers, content.around.answers).await?;
    place_all(tx, was.author, id, &content.photos, &moments).await?;
    let (photos, gone) = there.gone(&content.photos, &moments);
    drop_rest(tx, at, rng, &photos, &gone).await?;
    index(tx, id, was.shared_at, content).await?;
    // What was there before is not for anybody any more.
    jobs::scrub_soon(tx, at, rng).await?;
    Ok(version(tx, id).await?)
}

impl App {
    /// See [`replace`].
    ///
    /// # Errors
    /// [`ReplaceError`]
    pub async fn replace_story(&self, by: Viewer, cmd: Replace) -> Result<i64, ReplaceError> {
        let (at, chance, story) = (self.now(), self.chance(), cmd.story);
        let version = self
            .store()
            .write(move |tx| Box::pin(async move { replace(tx, at, &mut chance.rng(), by, &cmd).await }))
            .await?;
        self.stirred().story_changed(story);
        Ok(version)
    }
}
