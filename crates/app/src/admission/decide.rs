//! Saying yes or no to those who ask to be let in, for moderators.

use alongside_domain::{
    Refusal, Viewer,
    admission::{ANSWER_MAX, AdmissionState, GOOD_FOR, WAITS_FOR},
    cursor::{Cursor, Page},
    id::AdmissionId,
    letter::may_decide,
    text::{Lines, clean},
};
use alongside_store::admission::{self, Asking};

use super::AdmissionError;
use crate::{App, jobs, refused::Refused};

/// How many of those who ask moderators are shown at a time.
const ASKING_PAGE: usize = 20;

/// A page of those who ask.
pub type AskingPage = Page<Asking>;

impl App {
    /// A page of those who ask to be let in, oldest first, for moderators. Nothing is known of them but what they
    /// answered. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn asking_to_be_let_in(&self, by: Viewer, cursor: Cursor) -> Result<AskingPage, Refused> {
        may_decide(by).granted()?;
        let (at, most) = (self.now(), i64::try_from(ASKING_PAGE + 1).unwrap_or(i64::MAX));
        let found = self.store().ask(move |tx| Box::pin(admission::waiting(tx, at, cursor, most))).await?;
        Ok(Page::cut(found, ASKING_PAGE, |last| Cursor::after(last.at, last.id)))
    }

    /// Lets somebody in who asks, or says no with `words`, which they can read. What they answered is erased. At most
    /// two queries.
    ///
    /// # Errors
    /// [`AdmissionError`]
    pub async fn decide_admission(
        &self,
        by: Viewer,
        id: AdmissionId,
        yes: bool,
        words: &str,
    ) -> Result<(), AdmissionError> {
        may_decide(by).granted()?;
        let words = Some(clean(words, ANSWER_MAX, Lines::Many)?).filter(|words| !words.is_empty() && !yes);
        let (at, chance) = (self.now(), self.chance());
        let (state, lasts) =
            if yes { (AdmissionState::Granted, GOOD_FOR) } else { (AdmissionState::Declined, WAITS_FOR) };
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let ends_at = at.plus(lasts);
                    if !admission::decide(tx, id, state, words.as_deref(), ends_at, at).await? {
                        return Err(AdmissionError::from(Refusal::NotHere));
                    }
                    Ok(jobs::scrub_soon(tx, at, &mut chance.rng()).await?)
                })
            })
            .await
    }
}
