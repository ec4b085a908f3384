//! Requests that may come twice, and what they answered the first time.

use alongside_domain::{
    Millis,
    id::{MemberId, StoryId},
};

use crate::{StoreError, Tx};

sql! {
    GET = "SELECT request_hash, outcome FROM once WHERE member_id = $1 AND key = $2";
    PUT = "
        INSERT INTO once (member_id, key, request_hash, outcome, at, story_id) VALUES ($1, $2, $3, $4, $5, $6)";
    // Not LIKE, in which an id's `_` would stand for any character.
    FORGET = "DELETE FROM once WHERE story_id = $1 AND replace(outcome, $2, '') <> outcome";
    SWEEP = "DELETE FROM once WHERE at < $1";
}

/// What is kept of the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// SHA-256 over the request.
    pub request_hash: [u8; 32],
    /// JSON; each use-case has its own form.
    pub outcome: String,
}

/// The first time, if there was one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, member: MemberId, key: &str) -> Result<Option<First>, StoreError> {
    let row = first!(tx, (Vec<u8>, String), GET, member.as_bytes().as_slice(), key)?;
    row.map(|(hash, outcome)| {
        let request_hash = hash.try_into().map_err(|_| StoreError::corrupt("request hash"))?;
        Ok(First { request_hash, outcome })
    })
    .transpose()
}

/// Keeps the first time. With a story, it is forgotten as soon as that story is erased.
///
/// # Errors
/// [`StoreError::Taken`] when it is not the first.
pub async fn put(
    tx: &mut Tx<'_>,
    member: MemberId,
    key: &str,
    request_hash: &[u8; 32],
    outcome: &str,
    at: Millis,
    story: Option<StoryId>,
) -> Result<(), StoreError> {
    let story = story.as_ref().map(|id| id.as_bytes().as_slice());
    run!(tx, PUT, member.as_bytes().as_slice(), key, request_hash.as_slice(), outcome, at.0, story).map(drop)
}

/// Forgets the outcomes about a story that name `what`, the text of an id.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget(tx: &mut Tx<'_>, story: StoryId, what: &str) -> Result<(), StoreError> {
    run!(tx, FORGET, story.as_bytes().as_slice(), what).map(drop)
}

/// Forgets everything from before `before`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sweep(tx: &mut Tx<'_>, before: Millis) -> Result<(), StoreError> {
    run!(tx, SWEEP, before.0).map(drop)
}
