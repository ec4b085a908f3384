//! Letting a story go further: its open copy is made.

use alongside_domain::{
    Millis, OpenAudience, Refusal,
    id::{MemberId, PenId, StoryId},
    queue::Why,
};
use alongside_store::{StoreError, Tx, decision::On, member, pen, story};
use serde::{Deserialize, Serialize};

use super::{
    Content,
    check::{ContentError, check, moment_id},
    photos::{PlaceError, index, place_all},
};
use crate::{
    App, Reason, Sort,
    chance::Rng,
    once::{Once, OnceError},
    pen::PenError,
    queue::{Door, by_itself, raise},
    reason::TROUBLE,
};

/// A story to be let go.
#[derive(Clone, Debug)]
pub struct Share {
    /// One of one's own pen names.
    pub pen: PenId,
    /// How far it goes.
    pub audience: OpenAudience,
    /// What others read.
    pub content: Content,
}

/// A story that was let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The id of the open copy.
    pub story: StoryId,
    /// Its version: 1.
    pub version: i64,
}

/// Why a story was not let go. It is still where it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Something in it does not fit.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// A moderator has paused this member.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The pen name.
    #[error(transparent)]
    Pen(#[from] PenError),
    /// It came before.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl ShareError {
    fn reason(&self) -> Option<&dyn Reason> {
        match self {
            Self::Content(error) => Some(error),
            Self::Refusal(refusal) => Some(refusal),
            Self::Pen(error) => Some(error),
            Self::Once(error) => Some(error),
            Self::Store(_) => None,
        }
    }
}

impl Reason for ShareError {
    fn sort(&self) -> Sort {
        self.reason().map_or(Sort::Trouble, Reason::sort)
    }

    fn code(&self) -> &'static str {
        self.reason().map_or("trouble", Reason::code)
    }

    fn field(&self) -> Option<&'static str> {
        self.reason().and_then(Reason::field)
    }
}

impl From<PlaceError> for ShareError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Content(error) => Self::Content(error),
            PlaceError::Store(error) => Self::Store(error),
        }
    }
}

/// Makes the open copy of a story under a pen name of `by`. Up to ten queries, and one for each moment and photo.
///
/// # Errors
/// [`ShareError`]
pub async fn share(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    cmd: &Share,
    once: &Once,
    door: &Door,
) -> Result<Shared, ShareError> {
    if let Some(before) = once.before(tx, by).await? {
        return Ok(before);
    }
    let content = &cmd.content;
    check(content)?;
    if member::is_paused(tx, by, at).await? {
        return Err(Refusal::Paused.into());
    }
    let pen = pen::own(tx, by, cmd.pen).await?.ok_or(PenError::Unknown)?;
    let id = StoryId::random(rng);
    let row = story::Content {
        title: content.title.as_ref(),
        text: &content.text,
        around: &content.around,
        master_rev: content.master_rev,
    };
    story::add(tx, id, by, &pen, cmd.audience, row, at).await?;
    let moments: Vec<_> = content.moments.iter().map(|told| (moment_id(id, told, rng), told)).collect();
    place_all(tx, by, id, &content.photos, &moments).await?;
    index(tx, id, at, content).await?;
    if door.is_watched(&content.words()) {
        // It is shown, and looked at: most who write these words were told them.
        raise(tx, rng, On::Story(id), by_itself(Why::Phrase, at)).await?;
    }
    let shared = Shared { story: id, version: 1 };
    once.after(tx, at, by, Some(id), &shared).await?;
    Ok(shared)
}

impl App {
    /// See [`share`].
    ///
    /// # Errors
    /// [`ShareError`]
    pub async fn share_story(&self, by: MemberId, cmd: Share, once: Once) -> Result<Shared, ShareError> {
        let (at, chance, door) = (self.now(), self.chance(), self.door());
        let shared = self
            .store()
            .write(move |tx| {
                Box::pin(async move { share(tx, at, &mut chance.rng(), by, &cmd, &once, &door).await })
            })
            .await?;
        self.stirred().story_changed(shared.story);
        Ok(shared)
    }
}
