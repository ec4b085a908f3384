//! Asking another moderator to look.

use alongside_domain::{
    Millis, Refusal,
    id::{DecisionId, MatterId, MemberId},
    queue::{Appeal, Why},
    text::Reason,
};
use alongside_store::{Tx, decision, matter, matter::Raising};

use super::QueueError;
use crate::{App, chance::Rng};

/// Asks another moderator than the one who decided, once for each decision, within thirty days. Up to seven queries.
///
/// # Errors
/// [`QueueError`]
pub async fn appeal(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: DecisionId,
    words: &Reason,
) -> Result<(), QueueError> {
    let found = decision::to_appeal(tx, id, by).await?.ok_or(Refusal::NotHere)?;
    if Appeal::of(&found.what, found.at, false, at) != Appeal::Open {
        return Err(QueueError::NoAppeal);
    }
    let matter = matter::open(tx, MatterId::random(rng), found.on, at).await?;
    let mut raised = [0; 16];
    rng.fill_bytes(&mut raised);
    let raising = Raising { why: Why::Appeal, by: Some(by), words: Some(words), notes: &[], at };
    matter::raise(tx, raised, matter, raising).await?;
    if let Some(moderator) = found.moderator {
        matter::pass_on(tx, matter, moderator).await?;
    }
    Ok(decision::appealed(tx, id, at).await?)
}

impl App {
    /// See [`appeal`].
    ///
    /// # Errors
    /// [`QueueError`]
    pub async fn appeal(&self, by: MemberId, id: DecisionId, words: Reason) -> Result<(), QueueError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { appeal(tx, at, &mut chance.rng(), by, id, &words).await }))
            .await
    }
}
