//! Erasing the whole account.

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, Role, may},
    id::{MemberId, StoryId},
};
use alongside_store::{
    StoreError, Tx, circle, circle_entry,
    erase::{self, InCircle, Whose},
    page,
};

use super::{By, proves};
use crate::{
    App, Reason, Sort,
    chance::Rng,
    erase::{after, before},
    reason::TROUBLE,
    secret::Secret,
};

/// What shows that it is really the member who asks, and what is to become of others.
#[derive(Clone, Debug)]
pub struct EraseAccount {
    /// What shows it: the words, or the sheet.
    pub by: By,
    /// The login secret that gives.
    pub proof: Secret,
    /// Circles that one keeps end with it, for everybody in them.
    pub end_circles: bool,
}

/// Why nothing was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EraseAccountError {
    /// Not the words, nor the sheet.
    #[error("Those are not your words, so nothing was erased.")]
    OpensNothing,
    /// Others would be left in circles that nobody keeps.
    #[error(
        "You keep a circle that others are in. Please hand it over first, or say that it ends. Nothing was erased."
    )]
    StillKeeping,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for EraseAccountError {
    fn sort(&self) -> Sort {
        match self {
            Self::OpensNothing => Sort::Refused,
            Self::StillKeeping => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OpensNothing => "opens-nothing",
            Self::StillKeeping => "still-keeping",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::OpensNothing => Some("words"),
            Self::StillKeeping => Some("end_circles"),
            Self::Store(_) => None,
        }
    }
}

/// Erases the member with everything that is theirs, sessions among it. Returns the stories that changed or went.
/// About thirty queries, and more for each circle, page and address.
///
/// # Errors
/// [`EraseAccountError`]; nothing was erased then.
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    cmd: &EraseAccount,
) -> Result<Vec<StoryId>, EraseAccountError> {
    if !proves(tx, by, cmd.by, cmd.proof.hash()).await? {
        return Err(EraseAccountError::OpensNothing);
    }
    let circles = erase::circles(tx, by).await?;
    if !cmd.end_circles && circles.iter().any(|one| one.others > 0 && !may_leave(one)) {
        return Err(EraseAccountError::StillKeeping);
    }
    let mut around = before(tx, at, Whose::Account(by)).await?;
    for one in circles {
        if may_leave(&one) {
            circle_entry::let_all_through(tx, one.circle, one.user, at).await?;
            erase::gone_from(tx, one.circle, one.user).await?;
            circle::stir(tx, one.circle, at).await?;
        } else {
            around.files.extend(circle_entry::erase_all_media(tx, one.circle).await?);
            circle::end(tx, one.circle).await?;
        }
    }
    // The links must never open a page of somebody else.
    for id in erase::pages(tx, by).await? {
        page::erase(tx, by, id).await?;
    }
    erase::member(tx, by).await?;
    Ok(after(tx, at, rng, around).await?)
}

/// Whoever keeps a circle cannot just leave it.
fn may_leave(one: &InCircle) -> bool {
    let role = if one.keeps { Role::Keeper } else { Role::Member };
    may(Some(role), Act::Leave).granted() != Err(Refusal::StillKeeping)
}

impl App {
    /// See [`erase`].
    ///
    /// # Errors
    /// [`EraseAccountError`]
    pub async fn erase_account(&self, by: MemberId, cmd: EraseAccount) -> Result<(), EraseAccountError> {
        let (at, chance) = (self.now(), self.chance());
        let stories = self
            .store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, &cmd).await }))
            .await?;
        for story in stories {
            self.stirred().story_changed(story);
        }
        Ok(())
    }
}
