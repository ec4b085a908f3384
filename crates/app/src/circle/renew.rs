//! New keys in the place of those a member had: they ask, signed with the old ones; the keeper's yes is a line of the
//! log. Whoever keeps the circle writes the line for themselves.

use alongside_domain::{
    circle::Act,
    id::{CircleId, MemberId, UserId},
};
use alongside_seal::{circle::LogError, signed, user::PublicKeys};
use alongside_store::{
    Tx,
    circle::{self, Standing},
};
use serde::Deserialize;

use super::{CircleError, allowed};
use crate::App;

/// Longest wish for new keys, in bytes: two keys and a signature.
pub const RENEWAL_MAX: usize = 8 * 1024;

#[derive(Deserialize)]
struct Wish {
    circle: String,
    user: String,
    by: String,
    member: serde_json::Value,
}

/// Who asks, and the keys they ask for, when whoever asks signed it with the key that they had.
fn read(circle: CircleId, line: &str) -> Result<(UserId, PublicKeys), CircleError> {
    let unfit = |_| CircleError::Line(LogError::Malformed);
    let by = line.split_once('\n').and_then(|(json, _)| serde_json::from_str::<Wish>(json).ok());
    let by = by.ok_or(CircleError::Line(LogError::Malformed))?.by;
    let wish: Wish =
        signed::verify("renewal", line, &by).map_err(|_| CircleError::Line(LogError::BadSignature))?;
    if wish.circle != circle.to_string() {
        return Err(CircleError::Line(LogError::OtherCircle));
    }
    if alongside_seal::user::of(&wish.by) != wish.user {
        return Err(CircleError::NotThem);
    }
    let keys = PublicKeys::read(&wish.member).map_err(|error| CircleError::Line(LogError::Keys(error)))?;
    Ok((wish.user.parse().map_err(|_| LogError::Malformed).map_err(unfit)?, keys))
}

/// Notes the wish for the keeper. Three queries.
async fn ask(tx: &mut Tx<'_>, by: MemberId, id: CircleId, line: &str) -> Result<(), CircleError> {
    if line.len() > RENEWAL_MAX {
        return Err(CircleError::Line(LogError::Malformed));
    }
    let standing = allowed::<CircleError>(tx, by, id, Act::Read).await?;
    let (user, _) = read(id, line)?;
    if user != standing.user {
        return Err(CircleError::NotThem);
    }
    Ok(circle::ask_renewal(tx, id, by, line).await?)
}

/// The keeper's line: for themselves, or for whoever asked for these very keys. Returns who keeps the circle then.
/// Five queries.
pub(super) async fn renew(
    tx: &mut Tx<'_>,
    id: CircleId,
    standing: &Standing,
    before: UserId,
    keys: &PublicKeys,
) -> Result<UserId, CircleError> {
    let own = before == standing.user;
    if !own {
        let asked = circle::renewals(tx, id).await?.into_iter().find(|asked| asked.user == before);
        let (_, wanted) = read(id, &asked.ok_or(CircleError::NotThem)?.line)?;
        if wanted != *keys {
            return Err(CircleError::NotThem);
        }
    }
    let now: UserId = keys.user.parse().map_err(|_| CircleError::NotThem)?;
    if !circle::renew(tx, id, before, now, &keys.sig).await? {
        return Err(CircleError::NotThem);
    }
    Ok(if own { now } else { standing.keeper })
}

impl App {
    /// Asks the keeper for new keys in the place of one's own; once more replaces it.
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn ask_renewal(&self, by: MemberId, id: CircleId, line: String) -> Result<(), CircleError> {
        self.store().write(move |tx| Box::pin(async move { ask(tx, by, id, &line).await })).await
    }
}
