//! When a moderator is handed nothing, as they chose for themselves.

use alongside_domain::{
    Millis, Viewer,
    id::MemberId,
    rest::{Rest, Resting},
};
use alongside_store::{StoreError, Tx, rest};

use super::{QueueError, take::moderator};
use crate::App;

/// How it stands with a moderator's rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestNow {
    /// What they chose.
    pub chosen: Rest,
    /// How many things they have decided within the last 24 hours; at most 1,000 are counted.
    pub decided: i64,
    /// Why nothing comes now, if nothing does.
    pub resting: Option<Resting>,
}

/// How it stands now. Two queries.
pub(crate) async fn rest_now(tx: &mut Tx<'_>, at: Millis, id: MemberId) -> Result<RestNow, StoreError> {
    let chosen = rest::find(tx, id).await?;
    let decided = rest::decided_since(tx, id, at.plus(-Millis::DAY)).await?;
    Ok(RestNow { chosen, decided, resting: chosen.at(at, decided) })
}

impl App {
    /// How it stands with a moderator's rest. Two queries.
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn rest(&self, by: Viewer) -> Result<RestNow, QueueError> {
        let (id, at) = (moderator(by)?, self.now());
        Ok(self.store().read(move |tx| Box::pin(async move { rest_now(tx, at, id).await })).await?)
    }

    /// Keeps what a moderator chose. One query.
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn choose_rest(&self, by: Viewer, chosen: Rest) -> Result<(), QueueError> {
        let id = moderator(by)?;
        Ok(self.store().write(move |tx| Box::pin(rest::put(tx, id, chosen))).await?)
    }
}
