//! Asking to join a circle with an invitation, and the keeper's no. The yes is a line of the log.

use alongside_domain::{
    Millis,
    circle::{Act, CIRCLES_MOST, InviteId, REQUESTS_MOST},
    id::{CircleId, MemberId, RequestId},
};
use alongside_seal::{
    encoding,
    header::{self, HeaderError, Kind, StanzaKind},
    user::PublicKeys,
};
use alongside_store::{
    StoreError, Tx, circle,
    circle_join::{self, Asking},
};
use bytes::Bytes;

use super::{CircleError, LINES_PAGE, allowed};
use crate::{App, Reason, Sort, chance::Rng, jobs, reason::TROUBLE};

/// Longest keys in a request, in bytes of JSON.
const KEYS_MAX: usize = 4 * 1024;
/// Longest MAC, in characters.
const MAC_MAX: usize = 64;

/// A wish to join as it comes.
#[derive(Clone, Debug)]
pub struct Ask {
    /// With which invitation.
    pub invite: InviteId,
    /// JSON of one's keys.
    pub p: String,
    /// An age file for the keeper.
    pub name_file: Bytes,
    /// base64url, made with the link's secret.
    pub mac: String,
}

/// Why somebody could not ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Never there, ended, or withdrawn.
    #[error("This invitation cannot be used any more. Please ask whoever sent it for another.")]
    Over,
    /// They are in.
    #[error("You are in this circle already.")]
    IsIn,
    /// They have left, and the log does not say so yet.
    #[error("You have left this circle. Once its keeper has been here, you can ask to join it again.")]
    JustLeft,
    /// As many as may be.
    #[error("You are in as many circles as there can be. Leaving one makes room.")]
    TooMany,
    /// Too many are waiting.
    #[error("Many people are waiting to join this circle. Please try again in a few days.")]
    Crowded,
    /// What came is not a wish to join.
    #[error("This could not be read. Please open the invitation again.")]
    Unreadable,
    /// Not a sealed file.
    #[error("This was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(#[from] HeaderError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for JoinError {
    fn sort(&self) -> Sort {
        match self {
            Self::Over => Sort::NotHere,
            Self::IsIn | Self::JustLeft => Sort::Clash,
            Self::TooMany | Self::Crowded => Sort::Refused,
            Self::Unreadable | Self::NotSealed(_) => Sort::Mistaken,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Over => "invitation-over",
            Self::IsIn => "in-already",
            Self::JustLeft => "just-left",
            Self::TooMany => "too-many",
            Self::Crowded => "crowded",
            Self::Unreadable => "unreadable",
            Self::NotSealed(reason) => reason.reason(),
            Self::Store(_) => "trouble",
        }
    }
}

/// Notes the wish. Once more, perhaps with another name, replaces it. At most eight queries.
///
/// # Errors
/// [`JoinError`]
pub async fn ask(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    new: &Ask,
) -> Result<(), JoinError> {
    let keys = || PublicKeys::read(&serde_json::from_str(&new.p).ok()?).ok();
    let mac = || encoding::unb64url(&new.mac).filter(|mac| mac.len() == 32);
    if new.p.len() > KEYS_MAX || new.mac.len() > MAC_MAX || keys().is_none() || mac().is_none() {
        return Err(JoinError::Unreadable);
    }
    header::check(&new.name_file, Kind::Entry, StanzaKind::Hybrid)?;
    let (circle, uses) = circle_join::find(tx, new.invite, at).await?.ok_or(JoinError::Over)?;
    match circle::has_left(tx, circle, by).await? {
        None => {}
        Some(false) => return Err(JoinError::IsIn),
        Some(true) => return Err(JoinError::JustLeft),
    }
    let asked = circle_join::asked(tx, circle, by).await?;
    let id = asked.map_or_else(|| RequestId::random(rng), |(id, _)| id);
    let asking = Asking {
        id,
        invite: new.invite,
        p: new.p.clone(),
        name_file: new.name_file.to_vec(),
        mac: new.mac.clone(),
        at: at.hour(),
    };
    let counted = asked.is_some_and(|(_, invite)| invite == new.invite);
    if !counted && (uses <= 0 || !circle_join::take_use(tx, new.invite).await?) {
        return Err(JoinError::Over);
    }
    if asked.is_some() {
        return Ok(circle_join::ask_anew(tx, &asking).await?);
    }
    if circle::count(tx, by).await? >= CIRCLES_MOST {
        return Err(JoinError::TooMany);
    }
    if circle_join::count_requests(tx, circle).await? >= REQUESTS_MOST {
        return Err(JoinError::Crowded);
    }
    circle_join::ask(tx, circle, by, &asking).await?;
    Ok(circle::stir(tx, circle, at).await?)
}

/// Says no: the wish is erased, and nothing tells whoever asked. Three queries.
///
/// # Errors
/// [`CircleError`]
pub async fn decline(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    circle: CircleId,
    id: RequestId,
) -> Result<(), CircleError> {
    allowed::<CircleError>(tx, by, circle, Act::Keep).await?;
    if circle_join::decline(tx, circle, id).await? {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(())
}

impl App {
    /// What somebody with an invitation sees before they ask: the circle's id, and its log from line `from` on. One
    /// that is used up is over for all but those who used it. At most four queries.
    ///
    /// # Errors
    /// [`JoinError::Over`], or of the database.
    pub async fn invitation(
        &self,
        by: MemberId,
        id: InviteId,
        from: i64,
    ) -> Result<(CircleId, Vec<String>), JoinError> {
        let at = self.now();
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let (circle, uses) = circle_join::find(tx, id, at).await?.ok_or(JoinError::Over)?;
                let open = uses > 0
                    || circle_join::asked(tx, circle, by).await?.is_some()
                    || circle::has_left(tx, circle, by).await? == Some(false);
                if !open {
                    return Err(JoinError::Over);
                }
                let lines = circle::lines(tx, circle, from, LINES_PAGE).await?;
                Ok::<_, JoinError>((circle, lines))
            })
        });
        read.await
    }

    /// See [`ask`].
    ///
    /// # Errors
    /// [`JoinError`]
    pub async fn ask_to_join(&self, by: MemberId, new: Ask) -> Result<(), JoinError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { ask(tx, at, &mut chance.rng(), by, &new).await }))
            .await
    }

    /// See [`decline`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn decline_request(
        &self,
        by: MemberId,
        circle: CircleId,
        id: RequestId,
    ) -> Result<(), CircleError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { decline(tx, at, &mut chance.rng(), by, circle, id).await })
            })
            .await
    }
}
