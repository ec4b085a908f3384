//! Passkeys, and the challenges that were given out for them.

use alongside_domain::{
    Millis,
    id::{MemberId, PasskeyId, PasskeyTryId},
    member::Member,
    text::PasskeyName,
};

use crate::{StoreError, Tx, member};

sql! {
    PUT = "
        INSERT INTO passkey (id, member_id, credential_id, user_handle, credential, name, at, used_at, keyring)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        ON CONFLICT (credential_id) DO NOTHING";
    COUNT = "SELECT count(*) FROM passkey WHERE member_id = $1";
    KNOWN = "SELECT credential_id, user_handle FROM passkey WHERE member_id = $1 ORDER BY at, id LIMIT 100";
    LIST = "
        SELECT id, name, at, used_at, keyring IS NOT NULL FROM passkey
        WHERE member_id = $1 ORDER BY at, id LIMIT 100";
    BY_CREDENTIAL = "
        SELECT p.id, p.user_handle, p.credential, p.keyring, m.id, m.name, m.standing, m.sheet_note
        FROM passkey p JOIN member m ON m.id = p.member_id
        WHERE p.credential_id = $1";
    USED = "UPDATE passkey SET credential = $2, used_at = $3 WHERE id = $1";
    REMOVE = "DELETE FROM passkey WHERE id = $1 AND member_id = $2";
    REMOVE_ALL = "DELETE FROM passkey WHERE member_id = $1";
    PUT_TRY = "INSERT INTO passkey_try (id, member_id, state, ends_at) VALUES ($1, $2, $3, $4)";
    TAKE_TRY = "DELETE FROM passkey_try WHERE id = $1 AND ends_at > $2 RETURNING member_id, state";
    COUNT_TRIES = "SELECT count(*) FROM passkey_try WHERE member_id IS NULL";
    DROP_OLDEST = "
        DELETE FROM passkey_try WHERE id = (
            SELECT id FROM passkey_try WHERE member_id IS NULL ORDER BY ends_at, id LIMIT 1)";
    SWEEP = "DELETE FROM passkey_try WHERE ends_at <= $1";
    END_TRIES = "DELETE FROM passkey_try WHERE member_id = $1";
}

/// A passkey as it is added.
#[derive(Clone, Copy, Debug)]
pub struct NewPasskey<'a> {
    /// Its id.
    pub id: PasskeyId,
    /// Whose it is.
    pub member: MemberId,
    /// What the authenticator calls it.
    pub credential_id: &'a [u8],
    /// The random bytes by which the authenticator knows its member.
    pub user_handle: &'a [u8],
    /// JSON: the public key and the counter.
    pub credential: &'a str,
    /// What its member calls it.
    pub name: &'a PasskeyName,
    /// A whole UTC day.
    pub at: Millis,
    /// The keyring, sealed to it.
    pub keyring: Option<&'a [u8]>,
}

/// A line in the list of one's own passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: PasskeyId,
    /// What its member calls it.
    pub name: PasskeyName,
    /// When it was added, to the day.
    pub at: Millis,
    /// When it last signed in, to the day.
    pub used_at: Millis,
    /// Whether it opens the sealed side, or only signs in.
    pub opens: bool,
}

/// What signing in by a passkey compares and hands out.
#[derive(Clone, Debug)]
pub struct Found {
    /// The passkey.
    pub id: PasskeyId,
    /// The random bytes by which the authenticator knows its member.
    pub user_handle: Vec<u8>,
    /// JSON: the public key and the counter.
    pub credential: String,
    /// The keyring, sealed to it.
    pub keyring: Option<Vec<u8>>,
    /// Whose it is.
    pub member: Member,
    /// The newest sheet's recipient, sealed to the keyring.
    pub sheet_note: Option<Vec<u8>>,
}

/// A challenge that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Who adds a passkey; `None` for signing in.
    pub member: Option<MemberId>,
    /// JSON.
    pub state: String,
}

/// Adds a passkey; `false` when the credential is somebody's already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: NewPasskey<'_>) -> Result<bool, StoreError> {
    let made = run!(
        tx,
        PUT,
        new.id.as_bytes().as_slice(),
        new.member.as_bytes().as_slice(),
        new.credential_id,
        new.user_handle,
        new.credential,
        new.name.as_str(),
        new.at.0,
        new.keyring
    )?;
    Ok(made == 1)
}

/// How many passkeys a member has.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT, member.as_bytes().as_slice())?.map_or(0, |(count,)| count))
}

/// What authenticators know of a member: credential ids with the user handles beside them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn known(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
    all!(tx, (Vec<u8>, Vec<u8>), KNOWN, member.as_bytes().as_slice())
}

/// A member's passkeys, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Line>, StoreError> {
    type Row = (Vec<u8>, String, i64, i64, bool);
    let rows = all!(tx, Row, LIST, member.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(id, name, at, used_at, opens)| {
            let name = name.parse().map_err(|_| StoreError::corrupt("passkey name"))?;
            Ok(Line { id: passkey_id(&id)?, name, at: Millis(at), used_at: Millis(used_at), opens })
        })
        .collect()
}

type FoundRow = (Vec<u8>, Vec<u8>, String, Option<Vec<u8>>, Vec<u8>, String, String, Option<Vec<u8>>);

/// The passkey with this credential id, with its member. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, credential_id: &[u8]) -> Result<Option<Found>, StoreError> {
    let row = first!(tx, FoundRow, BY_CREDENTIAL, credential_id)?;
    row.map(|(id, user_handle, credential, keyring, member, name, standing, sheet_note)| {
        let (id, member) = (passkey_id(&id)?, member::from_columns(&member, &name, &standing)?);
        Ok(Found { id, user_handle, credential, keyring, member, sheet_note })
    })
    .transpose()
}

/// Notes that a passkey signed in on this day, with its counter; `false` when it was removed meanwhile.
///
/// # Errors
/// Any [`StoreError`].
pub async fn used(tx: &mut Tx<'_>, id: PasskeyId, credential: &str, day: Millis) -> Result<bool, StoreError> {
    Ok(run!(tx, USED, id.as_bytes().as_slice(), credential, day.0)? == 1)
}

/// Removes a member's own passkey; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn remove(tx: &mut Tx<'_>, member: MemberId, id: PasskeyId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, id.as_bytes().as_slice(), member.as_bytes().as_slice())? > 0)
}

/// Keeps a challenge until `ends`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_try(
    tx: &mut Tx<'_>,
    id: PasskeyTryId,
    member: Option<MemberId>,
    state: &str,
    ends: Millis,
) -> Result<(), StoreError> {
    let member = member.as_ref().map(|id| id.as_bytes().as_slice());
    run!(tx, PUT_TRY, id.as_bytes().as_slice(), member, state, ends.0).map(drop)
}

/// Takes a challenge: whoever comes second finds none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take_try(tx: &mut Tx<'_>, at: Millis, id: PasskeyTryId) -> Result<Option<Taken>, StoreError> {
    let row = first!(tx, (Option<Vec<u8>>, String), TAKE_TRY, id.as_bytes().as_slice(), at.0)?;
    row.map(|(member, state)| {
        let member = member.map(|id| MemberId::from_slice(&id).map_err(|_| StoreError::corrupt("member id")));
        Ok(Taken { member: member.transpose()?, state })
    })
    .transpose()
}

/// Takes away the challenge for signing in that was given out first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_oldest(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    run!(tx, DROP_OLDEST).map(drop)
}

/// How many challenges for signing in are kept, those that have ended and were not swept yet among them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_tries(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), COUNT_TRIES)?.map_or(0, |(count,)| count))
}

/// Takes away challenges that have ended.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, at: Millis) -> Result<(), StoreError> {
    run!(tx, SWEEP, at.0).map(drop)
}

/// Removes every passkey of a member, with what was begun and not finished.
///
/// # Errors
/// Any [`StoreError`].
pub async fn remove_all(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    end_tries(tx, member).await?;
    run!(tx, REMOVE_ALL, member.as_bytes().as_slice()).map(drop)
}

/// Takes away a member's own challenges: only the newest counts.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_tries(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    run!(tx, END_TRIES, member.as_bytes().as_slice()).map(drop)
}

fn passkey_id(bytes: &[u8]) -> Result<PasskeyId, StoreError> {
    PasskeyId::from_slice(bytes).map_err(|_| StoreError::corrupt("passkey id"))
}
