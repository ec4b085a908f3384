//! One circle, as somebody who is in it finds it.

use alongside_domain::{
    circle::{Act, INVITES_MOST, REQUESTS_MOST, Role},
    id::{CircleId, MemberId, UserId},
};
use alongside_store::{
    circle::{self, Renewal},
    circle_join::{self, Asking, Invite},
};

use super::allowed;
use crate::{App, refused::Refused};

/// How many lines of a log are given at a time.
pub const LINES_PAGE: i64 = 200;

/// A circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Whom the circle knows the reader as.
    pub user: UserId,
    /// The log from the line that was asked for, at most [`LINES_PAGE`].
    pub lines: Vec<String>,
    /// How many lines the log has.
    pub count: i64,
    /// The reader's own grant, if there is one yet.
    pub grant: Option<Vec<u8>>,
    /// What only the keeper sees.
    pub keeping: Option<Keeping>,
}

/// What only the keeper sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Invitations that can be used.
    pub invites: Vec<Invite>,
    /// Those who wait for a yes.
    pub requests: Vec<Asking>,
    /// Who has left and is still in the log.
    pub left: Vec<UserId>,
    /// Who asks for new keys.
    pub renewals: Vec<Renewal>,
}

impl App {
    /// A circle, its log from line `from` on. Three queries, seven for the keeper.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn circle(&self, by: MemberId, id: CircleId, from: i64) -> Result<View, Refused> {
        let at = self.now();
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let standing = allowed::<Refused>(tx, by, id, Act::Read).await?;
                let lines = circle::lines(tx, id, from, LINES_PAGE).await?;
                let grant = circle::grant(tx, id, standing.user).await?;
                let keeping = match standing.role {
                    Role::Member => None,
                    Role::Keeper => Some(Keeping {
                        invites: circle_join::list(tx, id, at, INVITES_MOST).await?,
                        requests: circle_join::requests(tx, id, REQUESTS_MOST).await?,
                        left: circle::left(tx, id).await?,
                        renewals: circle::renewals(tx, id).await?,
                    }),
                };
                Ok::<_, Refused>(View { user: standing.user, lines, count: standing.lines, grant, keeping })
            })
        });
        read.await
    }
}
