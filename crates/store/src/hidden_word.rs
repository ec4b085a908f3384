//! Words of one's own that set an answer aside. Reading them when an answer comes is in [`crate::sift`].

use alongside_domain::{Millis, id::MemberId, text::HiddenWord};

use crate::{StoreError, Tx};

sql! {
    PUT = "
        INSERT INTO hidden_word (member_id, word, at)
        SELECT $1, $2, $3 WHERE (SELECT count(*) FROM hidden_word WHERE member_id = $1) < 200
        ON CONFLICT (member_id, word) DO NOTHING";
    END = "DELETE FROM hidden_word WHERE member_id = $1 AND word = $2";
}

/// Adds one; there is room for 200.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, member: MemberId, word: &HiddenWord, at: Millis) -> Result<(), StoreError> {
    run!(tx, PUT, member.as_bytes().as_slice(), word.as_str(), at.0).map(drop)
}

/// Takes one away.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, member: MemberId, word: &HiddenWord) -> Result<(), StoreError> {
    run!(tx, END, member.as_bytes().as_slice(), word.as_str()).map(drop)
}
