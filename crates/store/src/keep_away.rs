//! Whom authors keep away from the stories under one pen name of theirs.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId, StoryId},
    shown::{KeptAway, PenShown},
    story::{KeepAway, Pen},
};

use crate::{StoreError, Tx, decode};

sql! {
    PUT = "
        INSERT INTO keep_away (pen_id, other_pen, other_member, how, at)
        SELECT $1, p.id, p.member_id, $3, $4 FROM pen p WHERE p.id = $2
        ON CONFLICT (pen_id, other_pen) DO UPDATE SET how = excluded.how, at = excluded.at";
    END = "
        DELETE FROM keep_away
        WHERE pen_id = (SELECT p.id FROM pen p WHERE p.id = $2 AND p.member_id = $1)
          AND other_pen = $3";
    LIST = "
        SELECT p.id, p.name, q.name, q.name_key, k.how, k.other_pen FROM pen p JOIN keep_away k ON k.pen_id = p.id
        LEFT JOIN pen q ON q.id = k.other_pen WHERE p.member_id = $1 ORDER BY k.at DESC, k.other_pen LIMIT 500";
    COUNT = "SELECT count(*) FROM pen p JOIN keep_away k ON k.pen_id = p.id WHERE p.member_id = $1";
    STORIES = "
        SELECT DISTINCT a.story_id FROM answer a JOIN story s ON s.id = a.story_id
        WHERE a.pen_id = $2 AND s.pen_id = $1 AND a.shows <> 'aside' LIMIT 1000";
    SET_ASIDE = "
        UPDATE answer SET shows = 'aside', by_hand = TRUE
        WHERE pen_id = $2 AND shows <> 'aside' AND story_id IN (SELECT s.id FROM story s WHERE s.pen_id = $1)";
    WITHOUT = "
        DELETE FROM with_author
        WHERE pen_id = $2 AND story_id IN (SELECT s.id FROM story s WHERE s.pen_id = $1)";
}

/// Keeps a pen name away from the stories under `pen`, from `at` on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(
    tx: &mut Tx<'_>,
    pen: PenId,
    other: PenId,
    how: KeepAway,
    at: Millis,
) -> Result<(), StoreError> {
    run!(tx, PUT, pen.as_bytes().as_slice(), other.as_bytes().as_slice(), how.slug(), at.0).map(drop)
}

/// Ends it: `pen` is one of `member`'s own.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, member: MemberId, pen: PenId, other: PenId) -> Result<(), StoreError> {
    let (pen, other) = (pen.as_bytes().as_slice(), other.as_bytes().as_slice());
    run!(tx, END, member.as_bytes().as_slice(), pen, other).map(drop)
}

/// How many a member keeps away, under all of their pen names.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), COUNT, member.as_bytes().as_slice())?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Whom a member keeps away, newest first, at most 500.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<KeptAway>, StoreError> {
    type Row = (Vec<u8>, String, Option<String>, Option<String>, String, Vec<u8>);
    let rows = all!(tx, Row, LIST, member.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(pen, name, other_name, key, how, other)| {
            let shown = other_name.zip(key).map(|(name, key)| {
                Ok::<_, StoreError>(PenShown { name: decode::read(&name, "pen.name")?, key })
            });
            Ok(KeptAway {
                from: Pen { id: decode::id(&pen, "pen.id")?, name: decode::read(&name, "pen.name")? },
                other: decode::id(&other, "keep_away.other_pen")?,
                pen: shown.transpose()?,
                how: decode::read(&how, "keep_away.how")?,
            })
        })
        .collect()
}

/// Sets aside what `other` has answered to the stories under `pen`, and returns those stories, at most a thousand.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_aside(tx: &mut Tx<'_>, pen: PenId, other: PenId) -> Result<Vec<StoryId>, StoreError> {
    let (pen, other) = (pen.as_bytes().as_slice(), other.as_bytes().as_slice());
    let stories = all!(tx, (Vec<u8>,), STORIES, pen, other)?;
    run!(tx, SET_ASIDE, pen, other)?;
    stories.into_iter().map(|(id,)| decode::id(&id, "story.id")).collect()
}

/// Takes away that `other` stands with the author of the stories under `pen`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn without(tx: &mut Tx<'_>, pen: PenId, other: PenId) -> Result<(), StoreError> {
    run!(tx, WITHOUT, pen.as_bytes().as_slice(), other.as_bytes().as_slice()).map(drop)
}
