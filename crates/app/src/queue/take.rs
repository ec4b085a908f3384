//! Taking the next thing, and looking at it.

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    id::{MatterId, MemberId},
    may,
    member::Standing,
    queue::{Matter, Thing},
};
use alongside_store::{StoreError, Tx, answer, decision, decision::On, matter, moment, photo, story};

use super::{QueueError, rest::rest_now};
use crate::App;

/// How long something is with whoever took it, in milliseconds. Then it goes to the next.
const WITH_ONE: i64 = 15 * Millis::MINUTE;

/// The member, if they are a moderator; to anybody else there is no queue.
pub(crate) fn moderator(by: Viewer) -> Result<MemberId, Refusal> {
    match by {
        Viewer::Member { id, standing: Standing::Moderator } => Ok(id),
        Viewer::Member { .. } | Viewer::Visitor => Err(Refusal::NotHere),
    }
}

/// What came of taking the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// This is with them now.
    This(MatterId),
    /// Nothing waits that they may look at.
    Nothing,
    /// They have chosen to be handed nothing now.
    Resting,
}

/// Takes what waits longest and is not one's own, for fifteen minutes; what one has already first. Nothing during a
/// moderator's rest, unless they say `anyway`. Up to four queries.
///
/// # Errors
/// [`QueueError`]
pub async fn take(tx: &mut Tx<'_>, at: Millis, by: Viewer, anyway: bool) -> Result<Taken, QueueError> {
    let id = moderator(by)?;
    if !anyway && rest_now(tx, at, id).await?.resting.is_some() {
        return Ok(Taken::Resting);
    }
    Ok(matter::next(tx, id, at, at.plus(WITH_ONE)).await?.map_or(Taken::Nothing, Taken::This))
}

/// What a matter is about, whole.
pub(crate) async fn thing(tx: &mut Tx<'_>, by: Viewer, on: On) -> Result<Option<Thing>, StoreError> {
    let id = match on {
        On::Story(id) => id,
        On::Answer { story, .. } => story,
    };
    let Some(kept) = story::find(tx, by, id).await? else { return Ok(None) };
    let mut story = kept.story;
    Ok(match on {
        On::Story(id) => {
            story.moments = moment::of_story(tx, id).await?;
            for (moment, photo) in photo::of_story(tx, id).await? {
                let place = match moment {
                    None => Some(&mut story.photos),
                    Some(moment) => {
                        story.moments.iter_mut().find(|one| one.id == moment).map(|one| &mut one.photos)
                    }
                };
                if let Some(photos) = place {
                    photos.push(photo);
                }
            }
            Some(Thing::Story(Box::new(story)))
        }
        On::Answer { answer: id, .. } => {
            answer::find(tx, id).await?.map(|kept| Thing::Answer(Box::new(kept.answer), Box::new(story)))
        }
    })
}

/// What `by` has taken and may decide about.
pub(crate) async fn taken(
    tx: &mut Tx<'_>,
    at: Millis,
    by: Viewer,
    id: MatterId,
) -> Result<(On, Thing, Millis), QueueError> {
    let (on, until) = matter::claimed(tx, id, moderator(by)?, at).await?.ok_or(QueueError::NotYours)?;
    let thing = thing(tx, by, on).await?.ok_or(QueueError::NotYours)?;
    may(by, Action::Decide, &thing.subject()).granted()?;
    Ok((on, thing, until))
}

impl App {
    /// See [`take`].
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn take_matter(&self, by: Viewer, anyway: bool) -> Result<Taken, QueueError> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { take(tx, at, by, anyway).await })).await
    }

    /// What a moderator has taken, with why it waits and what was decided before. Up to six queries.
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn matter(&self, by: Viewer, id: MatterId) -> Result<Matter, QueueError> {
        let at = self.now();
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let (on, thing, claimed_until) = taken(tx, at, by, id).await?;
                    let raised = matter::whys(tx, id).await?;
                    let before = decision::before(tx, on).await?;
                    Ok(Matter { id, thing, raised, before, claimed_until })
                })
            })
            .await
    }
}
