//! Going on with a circle's log: taking in, taking out, handing over. What a line may say is checked by every
//! reader against the whole log; here only that it is the keeper's and the next, and whom it is about.

use alongside_domain::{
    Millis, Refusal,
    circle::{Act, CIRCLES_MOST},
    id::{CircleId, MemberId, RequestId, UserId},
};
use alongside_seal::{
    circle::{LogError, Op, next_line},
    encoding::fingerprint,
    header::{self, Kind, StanzaKind},
    user::PublicKeys,
};
use alongside_store::{
    Tx,
    circle::{self, NewMember, Step},
    circle_entry, circle_join,
};
use bytes::Bytes;

use super::{CircleError, allowed, renew::renew};
use crate::{App, chance::Rng, jobs};

/// A grant for one member: an age file.
#[derive(Clone, Debug)]
pub struct GrantFor {
    /// For whom.
    pub user: UserId,
    /// The file.
    pub file: Bytes,
}

/// A line as the keeper sends it.
#[derive(Clone, Debug)]
pub struct Append {
    /// Which circle.
    pub circle: CircleId,
    /// The signed line.
    pub line: String,
    /// Keys for those who are in after it.
    pub grants: Vec<GrantFor>,
    /// Whose wish it fulfils.
    pub request: Option<RequestId>,
}

fn user(text: &str) -> Result<UserId, CircleError> {
    text.parse().map_err(|_| CircleError::NotThem)
}

/// Adds the line to the log and keeps the grants; returns how many lines there are. The last line once more does no
/// harm. About seven queries, and two for each grant.
///
/// # Errors
/// [`CircleError`]
pub async fn append(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    new: &Append,
) -> Result<i64, CircleError> {
    let standing = allowed::<CircleError>(tx, by, new.circle, Act::Read).await?;
    if fingerprint(new.line.as_bytes()) == standing.head {
        return Ok(standing.lines);
    }
    let standing = allowed::<CircleError>(tx, by, new.circle, Act::Keep).await?;
    let lines = u64::try_from(standing.lines).unwrap_or_default();
    let next = next_line(&new.circle.to_string(), lines, &standing.head, &new.line);
    let next = next.map_err(|error| match error {
        LogError::BrokenChain => CircleError::Moved { lines: standing.lines },
        error => CircleError::Line(error),
    })?;
    if next.by != standing.keeper_sig {
        return Err(Refusal::ForKeeper.into());
    }
    let mut step = Step {
        lines: standing.lines,
        line: &new.line,
        head: &next.head,
        keeper: standing.keeper,
        new_epoch: next.new_epoch,
    };
    match &next.op {
        Op::Genesis(_) => return Err(CircleError::Line(LogError::UnknownOp)),
        Op::Add(keys) => take_in(tx, at, new, keys).await?,
        Op::Remove(gone) => {
            take_out(tx, at, new.circle, user(gone)?, standing.keeper).await?;
            jobs::scrub_soon(tx, at, rng).await?;
        }
        Op::Renew { user: before, keys } => {
            step.keeper = renew(tx, new.circle, &standing, user(before)?, keys).await?;
            jobs::scrub_soon(tx, at, rng).await?;
        }
        Op::Keep(next) => {
            step.keeper = user(next)?;
            if !circle::is_in(tx, new.circle, step.keeper).await? {
                return Err(CircleError::NotThem);
            }
        }
    }
    if !circle::go_on(tx, new.circle, step, at).await? {
        return Err(CircleError::Moved { lines: standing.lines });
    }
    for grant in &new.grants {
        // Whoever has left, which the log does not say yet, needs none: the line holds all the same.
        if !circle::is_leaving(tx, new.circle, grant.user).await? {
            keep_grant(tx, new.circle, grant).await?;
        }
    }
    Ok(standing.lines + 1)
}

/// Whoever is taken in must have asked, with these keys.
async fn take_in(tx: &mut Tx<'_>, at: Millis, new: &Append, keys: &PublicKeys) -> Result<(), CircleError> {
    let request = new.request.ok_or(CircleError::NotThem)?;
    let (member, p) = circle_join::who(tx, new.circle, request).await?.ok_or(CircleError::NotThem)?;
    let asked = serde_json::from_str::<serde_json::Value>(&p).ok();
    if asked.and_then(|asked| PublicKeys::read(&asked).ok()).as_ref() != Some(keys) {
        return Err(CircleError::NotThem);
    }
    if circle::count(tx, member).await? >= CIRCLES_MOST {
        return Err(CircleError::TheyHaveMany);
    }
    circle_join::decline(tx, new.circle, request).await?;
    let joins = NewMember { user: user(&keys.user)?, member, sig: &keys.sig };
    Ok(circle::take_in(tx, new.circle, joins, at.hour()).await?)
}

/// What waited for them to see it first is there for everybody, and no invitation that is out holds any longer.
async fn take_out(
    tx: &mut Tx<'_>,
    at: Millis,
    circle: CircleId,
    gone: UserId,
    keeper: UserId,
) -> Result<(), CircleError> {
    if gone == keeper {
        return Err(CircleError::Line(LogError::RemovedKeeper));
    }
    if !circle::take_out(tx, circle, gone).await? {
        return Err(CircleError::NotThem);
    }
    // They have the link that they came with, and perhaps others.
    circle_join::end_all(tx, circle, at).await?;
    Ok(circle_entry::let_all_through(tx, circle, gone, at).await?)
}

async fn keep_grant(tx: &mut Tx<'_>, circle: CircleId, grant: &GrantFor) -> Result<(), CircleError> {
    header::check(&grant.file, Kind::Keyring, StanzaKind::Hybrid).map_err(CircleError::NotSealed)?;
    let kept = circle::put_grant(tx, circle, grant.user, &grant.file).await?;
    if kept { Ok(()) } else { Err(CircleError::NotThem) }
}

/// Gives a member keys, in place of those they had. Two queries.
///
/// # Errors
/// [`CircleError`]
pub async fn put_grant(
    tx: &mut Tx<'_>,
    by: MemberId,
    circle: CircleId,
    grant: &GrantFor,
) -> Result<(), CircleError> {
    allowed::<CircleError>(tx, by, circle, Act::Keep).await?;
    keep_grant(tx, circle, grant).await
}

impl App {
    /// See [`append`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn append_to_circle(&self, by: MemberId, new: Append) -> Result<i64, CircleError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { append(tx, at, &mut chance.rng(), by, &new).await }))
            .await
    }

    /// See [`put_grant`].
    ///
    /// # Errors
    /// [`CircleError`]
    pub async fn put_grant(
        &self,
        by: MemberId,
        circle: CircleId,
        grant: GrantFor,
    ) -> Result<(), CircleError> {
        self.store().write(move |tx| Box::pin(async move { put_grant(tx, by, circle, &grant).await })).await
    }
}
