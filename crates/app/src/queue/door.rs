//! What is looked at before, or as soon as, others read it.

use std::sync::Arc;

use alongside_domain::{
    Millis, Viewer,
    id::{MatterId, MemberId},
    member::Standing,
    queue::Why,
    story::Story,
    text::has_any,
};
use alongside_store::{StoreError, Tx, decision::On, matter, matter::Raising};

use crate::{App, chance::Rng};

/// What a place asks before an answer shows.
#[derive(Clone, Debug)]
pub struct Door {
    /// So many answers of a new member wait.
    pub first_answers: i64,
    /// Words that are looked out for, folded.
    pub watched: Arc<[String]>,
}

impl Door {
    /// Whether a text has words that are looked out for.
    pub(crate) fn is_watched(&self, text: &str) -> bool {
        has_any(text, self.watched.iter().map(String::as_str))
    }

    /// Why an answer waits for a moderator before others see it, if it does. What moderators say, and what somebody
    /// says in their own story, never does. Up to one query.
    pub(crate) async fn why(
        &self,
        tx: &mut Tx<'_>,
        by: Viewer,
        author: MemberId,
        story: &Story,
        text: &str,
    ) -> Result<Option<Why>, StoreError> {
        let Viewer::Member { standing, .. } = by else { return Ok(None) };
        if standing == Standing::Moderator || by.is(story.author) {
            return Ok(None);
        }
        if self.is_watched(text) {
            return Ok(Some(Why::Phrase));
        }
        let shown = match self.first_answers {
            0 => return Ok(None),
            most => matter::shown_of(tx, author, most).await?,
        };
        Ok((shown < self.first_answers).then_some(Why::Newcomer))
    }
}

impl App {
    pub(crate) fn door(&self) -> Door {
        Door { first_answers: self.limits().first_answers, watched: Arc::clone(&self.ports.watched) }
    }
}

/// Opens a matter, or joins the one that is open about the same thing. Three queries.
pub(crate) async fn raise(
    tx: &mut Tx<'_>,
    rng: &mut Rng,
    on: On,
    raising: Raising<'_>,
) -> Result<MatterId, StoreError> {
    let matter = matter::open(tx, MatterId::random(rng), on, raising.at).await?;
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    matter::raise(tx, id, matter, raising).await?;
    Ok(matter)
}

/// Raised by the place itself.
pub(crate) const fn by_itself(why: Why, at: Millis) -> Raising<'static> {
    Raising { why, by: None, words: None, notes: &[], at }
}
