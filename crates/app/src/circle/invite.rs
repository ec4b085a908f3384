//! Inviting into a circle by a link. What is behind the `#` of the link never comes here.

use alongside_domain::{
    Millis,
    circle::{Act, INVITE_LASTS, INVITES_MOST, InviteId, USES_MOST},
    id::{CircleId, MemberId},
};
use alongside_store::{
    Tx,
    circle_join::{self, Invite},
};

use super::{CircleError, allowed};
use crate::{App, chance::Rng, jobs};

/// An invitation as it comes.
#[derive(Clone, Copy, Debug)]
pub struct NewInvite {
    /// Made by the keeper's browser.
    pub id: InviteId,
    /// How many may ask with it.
    pub uses: u32,
    /// When it ends.
    pub ends_at: Millis,
}

/// Keeps an invitation. Three queries.
///
/// # Errors
/// [`CircleError`]
pub async fn invite(
    tx: &mut Tx<'_>,
    at: Millis,
    by: MemberId,
    circle: CircleId,
    new: NewInvite,
) -> Result<(), CircleError> {
    allowed::<CircleError>(tx, by, circle, Act::Keep).await?;
    let in_time = new.ends_at > at && new.ends_at <= at.plus(INVITE_LASTS);
    if !in_time || new.uses == 0 || new.uses > USES_MOST {
        return Err(CircleError::Ends);
    }
    if circle_join::count(tx, circle, at).await? >= INVITES_MOST {
        return Err(CircleError::TooMany);
    }
    let kept = Invite { id: new.id, uses_left: new.uses.into(), ends_at: new.ends_at };
    Ok(circle_join::put(tx, circle, kept).await?)
}

/// Withdraws an invitation, with those who asked with it; `false` when there is none. Three queries.
///
/// # Errors
/// [`CircleError`]
pub async fn withdraw(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    circle: CircleId,
    id: InviteId,
) -> Result<bool, CircleError> {
    allowed::<CircleError>(tx, by, circle, Act::Keep).await?;
    let there = circle_join::withdraw(tx, circle, id).await?;
    if there {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(there)
}

impl App {
    /// See [`invite`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn invite(&self, by: MemberId, circle: CircleId, new: NewInvite) -> Result<(), CircleError> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { invite(tx, at, by, circle, new).await })).await
    }

    /// See [`withdraw`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn withdraw_invite(
        &self,
        by: MemberId,
        circle: CircleId,
        id: InviteId,
    ) -> Result<bool, CircleError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { withdraw(tx, at, &mut chance.rng(), by, circle, id).await })
            })
            .await
    }
}
