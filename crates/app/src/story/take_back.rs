//! Taking a story back: the open copy is erased, with its answers.

use alongside_domain::{Action, Millis, Refusal, Viewer, id::StoryId};
use alongside_store::{StoreError, Tx, photo, story};

use super::{find_for, photos::drop_files};
use crate::{App, Reason, Sort, chance::Rng, jobs, reason::TROUBLE, refused::Refused};

/// Why a story was not taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TakeBackError {
    /// It is not there, or not this member's.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// It is not as its author saw it any more: what came since would be gone unread.
    #[error(
        "Somebody answered while you were taking this back. Please try once more, so that it is kept for you."
    )]
    Stirred,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for TakeBackError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Stirred => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Stirred => "stirred",
            Self::Store(_) => "trouble",
        }
    }
}

impl From<Refused> for TakeBackError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}

/// Erases the open copy of a story. It is gone from the database at once, from the files beside it and from the
/// database's own files soon. With `seen`, only while that is still its version, so that no answer is lost to an
/// author who keeps them. Up to six queries.
///
/// # Errors
/// [`TakeBackError`]
pub async fn take_back(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    id: StoryId,
    seen: Option<i64>,
) -> Result<(), TakeBackError> {
    let kept = find_for(tx, by, Action::TakeBack, id).await?;
    if seen.is_some_and(|seen| seen != kept.version) {
        return Err(TakeBackError::Stirred);
    }
    let photos: Vec<_> = photo::of_story(tx, id).await?.into_iter().map(|(_, photo)| photo.id).collect();
    drop_files(tx, at, rng, &photos).await?;
    story::erase(tx, id).await?;
    Ok(jobs::scrub_soon(tx, at, rng).await?)
}

impl App {
    /// See [`take_back`].
    ///
    /// # Errors
    /// [`TakeBackError`]
    pub async fn take_back_story(
        &self,
        by: Viewer,
        id: StoryId,
        seen: Option<i64>,
    ) -> Result<(), TakeBackError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { take_back(tx, at, &mut chance.rng(), by, id, seen).await })
            })
            .await?;
        self.stirred().story_changed(id);
        Ok(())
    }
}
