//! Saying it, and taking it back.

use alongside_domain::{Action, Millis, Refusal, Viewer, id::StoryId, story::With};
use alongside_store::{Tx, with_author};
use serde::{Deserialize, Serialize};

use crate::{
    App,
    chance::Rng,
    once::Once,
    pen::{self, PenChoice},
    to_author::ToAuthorError,
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

/// Says it, or takes it back when it was said under that pen name already. The version of the story stays: no page
/// shows it to anybody but its author and who said it, and a public page must not tell by changing. Up to eight
/// queries.
///
/// # Errors
/// [`ToAuthorError`]
pub async fn stand(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: Stand,
    once: &Once,
) -> Result<Stood, ToAuthorError> {
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
    /// [`ToAuthorError`]
    pub async fn stand(&self, by: Viewer, cmd: Stand, once: Once) -> Result<Stood, ToAuthorError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { stand(tx, at, &mut chance.rng(), by, cmd, &once).await }))
            .await
    }
}
