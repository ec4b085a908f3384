//! What a story has to keep to, besides what its types say.

use std::collections::HashSet;

use alongside_domain::{
    Millis,
    id::{MomentId, StoryId},
    photo::PER_STORY,
    time::LATEST,
};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

use super::{Content, MOMENTS_MAX, Told};
use crate::{Reason, Sort, chance::Rng};

/// The earliest time of a moment: the year 1900.
const EARLIEST: Millis = Millis(-2_208_988_800_000);

/// Why a story cannot be let go as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// More photos than a story has room for.
    #[error("A story has room for {PER_STORY} photos. This one has {there}; please take some out.")]
    TooManyPhotos {
        /// How many there are.
        there: usize,
    },
    /// More moments than a story has room for.
    #[error("A story has room for {MOMENTS_MAX} moments. What comes after can be a story of its own.")]
    TooManyMoments,
    /// A photo or a moment is there twice.
    #[error("Something is in this story twice. Please save it once more and try again.")]
    Twice,
    /// A time before 1900 or after 9999.
    #[error("Please look at the dates of the moments: one of them is too far away.")]
    FarAway,
    /// A photo is not there, or not this member's, or in another story.
    #[error("One of the photos is not here any more. Please add it again.")]
    PhotoGone,
}

impl Reason for ContentError {
    fn sort(&self) -> Sort {
        Sort::Mistaken
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooManyPhotos { .. } => "too-many-photos",
            Self::TooManyMoments => "too-many-moments",
            Self::Twice => "twice",
            Self::FarAway => "far-away",
            Self::PhotoGone => "photo-gone",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooManyPhotos { .. } | Self::PhotoGone => Some("photos"),
            Self::TooManyMoments | Self::FarAway => Some("moments"),
            Self::Twice => None,
        }
    }
}

/// Holds `content` to the bounds of a story.
pub(super) fn check(content: &Content) -> Result<(), ContentError> {
    if content.moments.len() > MOMENTS_MAX {
        return Err(ContentError::TooManyMoments);
    }
    let all = || content.photos.iter().chain(content.moments.iter().flat_map(|told| &told.photos));
    let there = all().count();
    if there > PER_STORY {
        return Err(ContentError::TooManyPhotos { there });
    }
    let photos: HashSet<_> = all().map(|placed| placed.photo).collect();
    let names: Vec<_> = content.moments.iter().filter_map(|told| told.name.as_deref()).collect();
    if photos.len() < there || names.iter().collect::<HashSet<_>>().len() < names.len() {
        return Err(ContentError::Twice);
    }
    let near = |told: &Told| (EARLIEST..=LATEST).contains(&told.at);
    if !content.moments.iter().all(near) {
        return Err(ContentError::FarAway);
    }
    Ok(())
}

/// The id of a moment: always the same for one name in one story, so that it stays when the story is changed; never
/// the same in two stories, so that it does not tie them together.
pub(super) fn moment_id(story: StoryId, told: &Told, rng: &mut Rng) -> MomentId {
    let Some(name) = &told.name else { return MomentId::from_bytes(rng.random()) };
    let hash =
        Sha256::new().chain_update(b"moment").chain_update(story.as_bytes()).chain_update(name).finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    MomentId::from_bytes(id)
}
