//! Inviting somebody: a link that can be used once. Nobody can tell later who was invited by whom.

use alongside_domain::{
    Millis, Refusal, Viewer,
    admission::{AdmissionState, GOOD_FOR, INVITATIONS_MAX, may_invite},
    id::MemberId,
};
use alongside_store::{StoreError, Tx, admission};

use super::{AdmissionError, begin};
use crate::{App, chance::Rng, refused::Refused, secret::Secret};

/// Gives one invitation, if `by` has one left. Two queries.
async fn invite(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng, by: MemberId) -> Result<Secret, AdmissionError> {
    if admission::invited(tx, by, at).await? >= INVITATIONS_MAX {
        return Err(AdmissionError::AllGiven);
    }
    Ok(begin(tx, rng, AdmissionState::Granted, None, Some(by), at, GOOD_FOR).await?)
}

impl App {
    fn inviting(&self, by: Viewer) -> Result<MemberId, Refusal> {
        may_invite(by, self.sign_up_rule()).granted()?;
        by.member().ok_or(Refusal::SignIn)
    }

    /// Gives an invitation of a member's.
    ///
    /// # Errors
    /// [`AdmissionError`]
    pub async fn invite_somebody(&self, by: Viewer) -> Result<Secret, AdmissionError> {
        let by = self.inviting(by)?;
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { invite(tx, at, &mut chance.rng(), by).await }))
            .await
    }

    /// Gives an invitation of the operator's.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn invite_as_operator(&self) -> Result<Secret, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    begin(tx, &mut chance.rng(), AdmissionState::Granted, None, None, at, GOOD_FOR).await
                })
            })
            .await
    }

    /// How many invitations of a member nobody has used. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn invitations_out(&self, by: Viewer) -> Result<i64, Refused> {
        let (by, at) = (self.inviting(by)?, self.now());
        Ok(self.store().ask(move |tx| Box::pin(admission::invited(tx, by, at))).await?)
    }

    /// Takes back every invitation of a member that nobody has used. Also where one may not give any: nobody is kept
    /// from taking something back. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn withdraw_invitations(&self, by: Viewer) -> Result<(), Refused> {
        let by = by.member().ok_or(Refusal::SignIn)?;
        self.store().write(move |tx| Box::pin(admission::withdraw(tx, by))).await?;
        Ok(())
    }
}
