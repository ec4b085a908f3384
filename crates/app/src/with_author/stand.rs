//! Saying it, and taking it back.

use alongside_domain::{Action, Millis, Refusal, Viewer, id::StoryId, story::With};
use alongside_store::{StoreError, Tx, with_author};
use serde::{Deserialize, Serialize};

use crate::{
    App, Reason, Sort,
    chance::Rng,
    once::{Once, OnceError},
    pen::{self, PenChoice, PenError},
    reason::TROUBLE,
    refused::Refused,
};

/// What somebody says to an author.
#[derive(Clone, Debug)]
pub struct Stand {
    /// To the author of which story.
    pub story: StoryId,
    /// Under which pen name.
    pub pen: PenChoice,
    /// Which of the two.
    pub with: With,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// It is said now; otherwise it was said before and is taken back.
    pub said: bool,
}

/// Why it was not said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandError {
    /// Not to this story.
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

impl Reason for StandError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Pen(error) => error.sort(),
            Self::Once(error) => error.sort(),
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Pen(error) => error.code(),
            Self::Once(error) => error.code(),
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Pen(PenError::Taken | PenError::TooMany) => Some("new_pen"),
            Self::Pen(PenError::Unknown) => Some("pen"),
            _ => None,
        }
    }
}

impl From<Refused> for StandError {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Refusal(refusal) => Self::Refusal(refusal),
            Refused::Store(error) => Self::Store(error),
        }
    }
}

/// Says it, or takes it back when it was said under that pen name already. The version of the story stays: no page
/// shows it to anybody but its author and who said it, and a public page must not tell by changing. Up to eight
/// queries.
///
/// # Errors
/// [`StandError`]
pub async fn stand(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: Stand,
    once: &Once,
) -> Result<Stood, StandError> {
    let member = by.member().ok_or(Refusal::SignIn)?;
    if let Some(before) = once.before(tx, member).await? {
        return Ok(before);
    }
    crate::story::find_for(tx, by, Action::StandWith, cmd.story).await?;
    let pen = pen::choose(tx, at, rng, member, cmd.pen).await?;
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    let said = with_author::toggle(tx, cmd.story, (member, pen.id), cmd.with, (id, at)).await?;
    let stood = Stood { said };
    once.after(tx, at, member, Some(cmd.story), &stood).await?;
    Ok(stood)
}

impl App {
    /// See [`stand`].
    ///
    /// # Errors
    /// [`StandError`]
    pub async fn stand(&self, by: Viewer, cmd: Stand, once: Once) -> Result<Stood, StandError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { stand(tx, at, &mut chance.rng(), by, cmd, &once).await }))
            .await
    }
}
