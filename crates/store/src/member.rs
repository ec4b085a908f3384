//! Members: what signs them in, and their sealed keyrings.

use alongside_domain::{
    Millis,
    id::MemberId,
    member::{Member, Standing},
    name::MemberName,
};

use crate::{StoreError, Tx};

sql! {
    PUT = "
        INSERT INTO member (id, name, standing, kdf, login_hash, recovery_hash, signed_up_at, keyring_pass,
                            keyring_recovery)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (name) DO NOTHING";
    KDF = "SELECT kdf FROM member WHERE name = $1";
    BY_NAME = "
        SELECT id, standing, login_hash, recovery_hash, keyring_pass, keyring_recovery FROM member WHERE name = $1";
    HASHES = "SELECT login_hash, recovery_hash FROM member WHERE id = $1";
    NEW_WORDS = "UPDATE member SET kdf = $2, login_hash = $3, keyring_pass = $4 WHERE id = $1";
    NEW_SHEET = "UPDATE member SET recovery_hash = $2, keyring_recovery = $3, sheet_note = $4 WHERE id = $1";
    PAUSE = "
        UPDATE member SET paused_until = $2
        WHERE id = $1 AND standing = 'member' AND (paused_until IS NULL OR paused_until < $2)";
    IS_PAUSED = "SELECT count(*) FROM member WHERE id = $1 AND standing = 'member' AND paused_until > $2";
    SET_STANDING = "UPDATE member SET standing = $2 WHERE name = $1";
}

/// A member as signing up makes one.
#[derive(Clone, Copy, Debug)]
pub struct NewMember<'a> {
    /// The id.
    pub id: MemberId,
    /// The name, not yet known to be free.
    pub name: &'a MemberName,
    /// JSON.
    pub kdf: &'a str,
    /// SHA-256 of the login secret.
    pub login_hash: &'a [u8; 32],
    /// SHA-256 of the sheet's login secret.
    pub recovery_hash: &'a [u8; 32],
    /// Sealed to the words.
    pub keyring_pass: &'a [u8],
    /// Sealed to the sheet.
    pub keyring_recovery: &'a [u8],
    /// A whole UTC day.
    pub signed_up_at: Millis,
}

/// What signing in compares and hands out.
#[derive(Clone, Debug)]
pub struct Door {
    /// Who.
    pub id: MemberId,
    /// Member or moderator.
    pub standing: Standing,
    /// SHA-256 of the login secret.
    pub login_hash: Vec<u8>,
    /// SHA-256 of the sheet's login secret.
    pub recovery_hash: Vec<u8>,
    /// Sealed to the words.
    pub keyring_pass: Vec<u8>,
    /// Sealed to the sheet.
    pub keyring_recovery: Vec<u8>,
}

/// Makes a member; `false` when the name is taken.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: NewMember<'_>) -> Result<bool, StoreError> {
    let made = run!(
        tx,
        PUT,
        new.id.as_bytes().as_slice(),
        new.name.as_str(),
        Standing::Member.slug(),
        new.kdf,
        new.login_hash.as_slice(),
        new.recovery_hash.as_slice(),
        new.signed_up_at.0,
        new.keyring_pass,
        new.keyring_recovery
    )?;
    Ok(made == 1)
}

/// How the words of the member with this name become keys, as JSON.
///
/// # Errors
/// Any [`StoreError`].
pub async fn kdf(tx: &mut Tx<'_>, name: &MemberName) -> Result<Option<String>, StoreError> {
    Ok(first!(tx, (String,), KDF, name.as_str())?.map(|(kdf,)| kdf))
}

/// What signing in needs of the member with this name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn door(tx: &mut Tx<'_>, name: &MemberName) -> Result<Option<Door>, StoreError> {
    type Row = (Vec<u8>, String, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let row = first!(tx, Row, BY_NAME, name.as_str())?;
    row.map(|(id, standing, login_hash, recovery_hash, keyring_pass, keyring_recovery)| {
        Ok(Door {
            id: MemberId::from_slice(&id).map_err(|_| StoreError::corrupt("member id"))?,
            standing: standing.parse().map_err(|_| StoreError::corrupt("standing"))?,
            login_hash,
            recovery_hash,
            keyring_pass,
            keyring_recovery,
        })
    })
    .transpose()
}

/// The two hashes that prove who a member is: of the login secret, of the sheet's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn hashes(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<(Vec<u8>, Vec<u8>)>, StoreError> {
    first!(tx, (Vec<u8>, Vec<u8>), HASHES, member.as_bytes().as_slice())
}

/// Puts new words in place of the old.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_words(
    tx: &mut Tx<'_>,
    member: MemberId,
    kdf: &str,
    login_hash: &[u8; 32],
    keyring_pass: &[u8],
) -> Result<(), StoreError> {
    run!(tx, NEW_WORDS, member.as_bytes().as_slice(), kdf, login_hash.as_slice(), keyring_pass).map(drop)
}

/// Puts a new recovery sheet in place of the old. `note` is its recipient, sealed to the keyring.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_sheet(
    tx: &mut Tx<'_>,
    member: MemberId,
    recovery_hash: &[u8; 32],
    keyring_recovery: &[u8],
    note: Option<&[u8]>,
) -> Result<(), StoreError> {
    let id = member.as_bytes().as_slice();
    run!(tx, NEW_SHEET, id, recovery_hash.as_slice(), keyring_recovery, note).map(drop)
}

/// Whether a member is paused at this time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_paused(tx: &mut Tx<'_>, id: MemberId, at: Millis) -> Result<bool, StoreError> {
    let row = first!(tx, (i64,), IS_PAUSED, id.as_bytes().as_slice(), at.0)?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

/// Pauses a member until then; never shorter than it is already, and never a moderator.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pause(tx: &mut Tx<'_>, id: MemberId, until: Millis) -> Result<(), StoreError> {
    run!(tx, PAUSE, id.as_bytes().as_slice(), until.0).map(drop)
}

/// Makes the member with this name a moderator, or no longer one; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_standing(
    tx: &mut Tx<'_>,
    name: &MemberName,
    standing: Standing,
) -> Result<bool, StoreError> {
    Ok(run!(tx, SET_STANDING, name.as_str(), standing.slug())? == 1)
}

/// A member from the three columns that every session has beside it.
pub(crate) fn from_columns(id: &[u8], name: &str, standing: &str) -> Result<Member, StoreError> {
    Ok(Member {
        id: MemberId::from_slice(id).map_err(|_| StoreError::corrupt("member id"))?,
        name: name.parse().map_err(|_| StoreError::corrupt("member name"))?,
        standing: standing.parse().map_err(|_| StoreError::corrupt("standing"))?,
    })
}
