//! Rights to sign up once: asked for, given, used.

use alongside_domain::{
    Millis,
    admission::AdmissionState,
    cursor::Cursor,
    id::{AdmissionId, MemberId},
};

use crate::{StoreError, Tx, decode};

sql! {
    PUT = "
        INSERT INTO admission (id, token_hash, state, answer, member_id, at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ASKING = "SELECT count(*) FROM admission WHERE state = 'asked' AND ends_at > $1";
    INVITED = "SELECT count(*) FROM admission WHERE member_id = $1 AND ends_at > $2";
    WITHDRAW = "DELETE FROM admission WHERE member_id = $1";
    LOOK = "SELECT state, words FROM admission WHERE token_hash = $1 AND ends_at > $2";
    SPEND = "DELETE FROM admission WHERE token_hash = $1 AND state = 'granted' AND ends_at > $2";
    WAITING = "
        SELECT id, answer, at FROM admission
        WHERE state = 'asked' AND ends_at > $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4";
    DECIDE = "
        UPDATE admission SET state = $2, words = $3, answer = NULL, ends_at = $4
        WHERE id = $1 AND state = 'asked' AND ends_at > $5";
    SWEEP = "DELETE FROM admission WHERE ends_at <= $1";
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

/// A right as it begins.
#[derive(Clone, Copy, Debug)]
pub struct NewAdmission<'a> {
    /// Its id.
    pub id: AdmissionId,
    /// SHA-256 of the secret that whoever has it holds.
    pub token_hash: &'a [u8; 32],
    /// Asked for, or given at once.
    pub state: AdmissionState,
    /// What somebody who asks answered.
    pub answer: Option<&'a str>,
    /// Which member gives it; nobody when it is asked for or comes from the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Millis,
    /// Until when it holds, or waits.
    pub ends_at: Millis,
}

/// Somebody who asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The id of what they ask for.
    pub id: AdmissionId,
    /// What they answered.
    pub answer: String,
    /// When.
    pub at: Millis,
}

/// Keeps it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: &NewAdmission<'_>) -> Result<(), StoreError> {
    let (id, hash, state) = (bytes(&new.id), new.token_hash.as_slice(), new.state.slug());
    let by = new.by.as_ref().map(bytes);
    run!(tx, PUT, id, hash, state, new.answer, by, new.at.0, new.ends_at.0).map(drop)
}

/// How many wait for a yes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn asking(tx: &mut Tx<'_>, at: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), ASKING, at.0)?.map_or(0, |(count,)| count))
}

/// How many invitations of a member nobody has used.
///
/// # Errors
/// Any [`StoreError`].
pub async fn invited(tx: &mut Tx<'_>, by: MemberId, at: Millis) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), INVITED, bytes(&by), at.0)?.map_or(0, |(count,)| count))
}

/// Takes back every invitation of a member that nobody has used; how many there were.
///
/// # Errors
/// Any [`StoreError`].
pub async fn withdraw(tx: &mut Tx<'_>, by: MemberId) -> Result<u64, StoreError> {
    run!(tx, WITHDRAW, bytes(&by))
}

/// How it stands, and what was said with it; `None` when there is none, or it was used, or has ended.
///
/// # Errors
/// Any [`StoreError`].
pub async fn look(
    tx: &mut Tx<'_>,
    token_hash: &[u8; 32],
    at: Millis,
) -> Result<Option<(AdmissionState, Option<String>)>, StoreError> {
    let row = first!(tx, (String, Option<String>), LOOK, token_hash.as_slice(), at.0)?;
    row.map(|(state, words)| Ok((state.parse().map_err(|_| StoreError::Corrupt("admission"))?, words)))
        .transpose()
}

/// Uses one up. `false` when there is none to be used.
///
/// # Errors
/// Any [`StoreError`].
pub async fn spend(tx: &mut Tx<'_>, token_hash: &[u8; 32], at: Millis) -> Result<bool, StoreError> {
    Ok(run!(tx, SPEND, token_hash.as_slice(), at.0)? > 0)
}

/// Those who wait, after `cursor`, oldest first, at most `most`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn waiting(
    tx: &mut Tx<'_>,
    at: Millis,
    cursor: Cursor,
    most: i64,
) -> Result<Vec<Asking>, StoreError> {
    type Row = (Vec<u8>, Option<String>, i64);
    let rows = all!(tx, Row, WAITING, at.0, cursor.at.0, cursor.id.as_slice(), most)?;
    rows.into_iter()
        .map(|(id, answer, at)| {
            Ok(Asking {
                id: decode::id(&id, "admission")?,
                answer: answer.unwrap_or_default(),
                at: Millis(at),
            })
        })
        .collect()
}

/// Says yes or no; the answer is not kept any longer. `false` when nobody waits with this id.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decide(
    tx: &mut Tx<'_>,
    id: AdmissionId,
    state: AdmissionState,
    words: Option<&str>,
    ends_at: Millis,
    at: Millis,
) -> Result<bool, StoreError> {
    Ok(run!(tx, DECIDE, bytes(&id), state.slug(), words, ends_at.0, at.0)? > 0)
}

/// Takes away what has ended; how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, at: Millis) -> Result<u64, StoreError> {
    run!(tx, SWEEP, at.0)
}
