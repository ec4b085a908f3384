//! Making a circle: its maker's browser writes the first line of its log.

use alongside_domain::{
    Millis,
    circle::CIRCLES_MOST,
    id::{CircleId, MemberId},
};
use alongside_seal::{
    circle::{LogError, Op, next_line},
    header::{self, Kind, StanzaKind},
};
use alongside_store::{
    Tx,
    circle::{self, NewMember},
};

use bytes::Bytes;

use super::CircleError;
use crate::App;

/// Makes a circle whose log begins with `line`, with its maker's grant: from the first moment there is a key to it.
/// The same once more does no harm. At most six queries.
///
/// # Errors
/// [`CircleError`]
pub async fn create(
    tx: &mut Tx<'_>,
    at: Millis,
    by: MemberId,
    id: CircleId,
    line: &str,
    grant: &[u8],
) -> Result<(), CircleError> {
    let first = next_line(&id.to_string(), 0, "", line).map_err(CircleError::Line)?;
    let Op::Genesis(keys) = first.op else { return Err(CircleError::Line(LogError::NoGenesis)) };
    if keys.sig != first.by {
        return Err(CircleError::Line(LogError::NotTheKeeper));
    }
    header::check(grant, Kind::Keyring, StanzaKind::Hybrid).map_err(CircleError::NotSealed)?;
    let user = keys.user.parse().map_err(|_| CircleError::Line(LogError::Malformed))?;
    if circle::standing(tx, by, id).await?.is_some() {
        let same = circle::lines(tx, id, 0, 1).await?.first().is_some_and(|there| there == line);
        return if same { Ok(()) } else { Err(CircleError::Taken) };
    }
    if circle::count(tx, by).await? >= CIRCLES_MOST {
        return Err(CircleError::TooMany);
    }
    circle::make(tx, id, user, line, &first.head, at).await?;
    circle::take_in(tx, id, NewMember { user, member: by, sig: &keys.sig }, at.hour()).await?;
    circle::put_grant(tx, id, user, grant).await?;
    Ok(())
}

impl App {
    /// See [`create`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn create_circle(
        &self,
        by: MemberId,
        id: CircleId,
        line: String,
        grant: Bytes,
    ) -> Result<(), CircleError> {
        let at = self.now();
        self.store()
            .write(move |tx| Box::pin(async move { create(tx, at, by, id, &line, &grant).await }))
            .await
    }
}
