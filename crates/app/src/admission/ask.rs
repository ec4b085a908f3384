//! Asking to be let in, and looking whether somebody said yes.

use alongside_domain::{
    Millis, Refusal,
    admission::{ANSWER_MAX, ASKING_MAX, AdmissionState, SignUpRule, WAITS_FOR},
    text::{Lines, clean},
};
use alongside_store::{Tx, admission};

use super::{AdmissionError, begin};
use crate::{App, chance::Rng, refused::Refused, secret::Secret};

/// Keeps what somebody answered for moderators, and returns the secret they come back with. Two queries.
async fn ask(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng, answer: &str) -> Result<Secret, AdmissionError> {
    let answer = clean(answer, ANSWER_MAX, Lines::Many)?;
    if answer.is_empty() {
        return Err(AdmissionError::NoAnswer);
    }
    if admission::asking(tx, at).await? >= ASKING_MAX {
        return Err(AdmissionError::Crowded);
    }
    Ok(begin(tx, rng, AdmissionState::Asked, Some(&answer), None, at, WAITS_FOR).await?)
}

impl App {
    /// Asks to be let in, where that is how one gets in.
    ///
    /// # Errors
    /// [`AdmissionError`]
    pub async fn ask_to_be_let_in(&self, answer: String) -> Result<Secret, AdmissionError> {
        if self.sign_up_rule() != SignUpRule::ByRequest {
            return Err(Refusal::NotHere.into());
        }
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { ask(tx, at, &mut chance.rng(), &answer).await }))
            .await
    }

    /// How it stands with the right that `token` is for, and what a moderator said with a no. One query.
    ///
    /// # Errors
    /// [`Refused`]: there is none, it was used, or it has ended.
    pub async fn look_at_admission(
        &self,
        token: Secret,
    ) -> Result<(AdmissionState, Option<String>), Refused> {
        let (at, hash) = (self.now(), token.hash().0);
        let found =
            self.store().ask(move |tx| Box::pin(async move { admission::look(tx, &hash, at).await })).await?;
        Ok(found.ok_or(Refusal::NotHere)?)
    }
}
