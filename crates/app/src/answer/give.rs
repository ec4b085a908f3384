//! Giving an answer.

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    id::{AnswerId, StoryId},
    may,
    may::Subject,
    story::{Answer, Shows, Standing, Story},
    text::AnswerText,
};
use alongside_store::{Tx, answer, decision::On, matter, story, thread};
use serde::{Deserialize, Serialize};

use crate::{
    App,
    chance::Rng,
    once::Once,
    pen::{self, PenChoice},
    queue::{Door, MOST_UNDER_REVIEW, by_itself, raise},
    sift::{Coming, on_giving},
    to_author::ToAuthorError,
};

/// An answer to be given.
#[derive(Clone, Debug)]
pub struct Give {
    /// To which story.
    pub story: StoryId,
    /// To which answer, when it is a reply. A reply to a reply joins the same thread.
    pub parent: Option<AnswerId>,
    /// Under which pen name.
    pub pen: PenChoice,
    /// The text.
    pub text: AnswerText,
}

/// An answer that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its id.
    pub answer: AnswerId,
    /// The answer at the top of its thread, when it is a reply.
    pub parent: Option<AnswerId>,
    /// Whether it stands on the first page of the answers to its story. A reply stands with its thread.
    pub first_page: bool,
}

/// The top of the thread that a reply to `parent` joins, if `by` may answer there.
async fn thread_of(
    tx: &mut Tx<'_>,
    by: Viewer,
    parent: AnswerId,
    story: &Story,
) -> Result<AnswerId, ToAuthorError> {
    let find = async |tx: &mut Tx<'_>, id| {
        let kept = answer::find(tx, id).await?.filter(|kept| kept.answer.story == story.id);
        let answer = kept.ok_or(Refusal::NotHere)?.answer;
        may(by, Action::Answer, &Subject::answer(&answer, story)).granted()?;
        Ok::<_, ToAuthorError>(answer)
    };
    let answer = find(tx, parent).await?;
    match answer.parent {
        Some(top) => Ok(find(tx, top).await?.id),
        None => Ok(answer.id),
    }
}

/// Gives an answer. Up to eighteen queries.
///
/// # Errors
/// [`ToAuthorError`]
pub async fn give(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: Viewer,
    cmd: Give,
    once: &Once,
    door: &Door,
) -> Result<Given, ToAuthorError> {
    let author = by.member().ok_or(Refusal::SignIn)?;
    if let Some(before) = once.before(tx, author).await? {
        return Ok(before);
    }
    let story = crate::story::find_for(tx, by, Action::Answer, cmd.story).await?.story;
    let parent = match cmd.parent {
        Some(parent) => Some(thread_of(tx, by, parent, &story).await?),
        None => None,
    };
    let pen = pen::choose(tx, at, rng, author, cmd.pen).await?;
    let id = AnswerId::random(rng);
    let shows = on_giving(tx, &story, Coming { by, pen: pen.id, text: &cmd.text }).await?;
    let why = door.why(tx, by, author, &story, cmd.text.as_str()).await?;
    if why.is_some() && matter::under_review(tx, story.id).await? >= MOST_UNDER_REVIEW {
        return Err(ToAuthorError::Crowded);
    }
    let new = Answer {
        id,
        story: story.id,
        parent,
        author,
        pen,
        text: cmd.text,
        standing: if why.is_some() { Standing::Review } else { Standing::Shown },
        shows,
        notes: Vec::new(),
        under_held: false,
        under: Shows::Through,
        at,
    };
    answer::add(tx, &new).await?;
    if let Some(why) = why {
        raise(tx, rng, On::Answer { story: story.id, answer: id }, by_itself(why, at)).await?;
    }
    if new.is_plain() {
        // What nobody else sees must not be told by the story changing.
        story::stir(tx, story.id).await?;
    }
    let first_page = parent.is_none() && thread::fits_one_page(tx, by, story.id).await?;
    let given = Given { answer: id, parent, first_page };
    once.after(tx, at, author, Some(story.id), &given).await?;
    Ok(given)
}

impl App {
    /// See [`give`].
    ///
    /// # Errors
    /// [`ToAuthorError`]
    pub async fn give_answer(&self, by: Viewer, cmd: Give, once: Once) -> Result<Given, ToAuthorError> {
        let (at, chance, story, door) = (self.now(), self.chance(), cmd.story, self.door());
        let given = self
            .store()
            .write(move |tx| {
                Box::pin(async move { give(tx, at, &mut chance.rng(), by, cmd, &once, &door).await })
            })
            .await?;
        self.stirred().story_changed(story);
        Ok(given)
    }
}
