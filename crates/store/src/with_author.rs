//! "I'm with you" and "this happened to me too".

use alongside_domain::{
    Millis, Viewer,
    cursor::{Cursor, PAGE, Page},
    id::{MemberId, PenId, StoryId},
    shown::{PenShown, StandbyShown, Stands},
    story::With,
};

use crate::{StoreError, Tx, decode, visible::Eyes};

sql! {
    ADD = "
        INSERT INTO with_author (id, story_id, pen_id, member_id, kind, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (story_id, pen_id, kind) DO NOTHING";
    TAKE_BACK = "DELETE FROM with_author WHERE story_id = $1 AND pen_id = $2 AND kind = $3";
    WHO = concat!(
        "SELECT w.id, p.name, p.name_key, w.kind, w.at
         FROM with_author w JOIN story s ON s.id = w.story_id JOIN pen p ON p.id = w.pen_id
         WHERE w.story_id = $4 AND s.member_id = $1 AND (w.at, w.id) < ($5, $6) AND ", visible!(story), "
         ORDER BY w.at DESC, w.id DESC LIMIT 21"
    );
    OF_MEMBER = "
        SELECT w.kind, p.id, p.name FROM with_author w JOIN pen p ON p.id = w.pen_id
        WHERE w.story_id = $1 AND w.member_id = $2 ORDER BY w.at, w.id";
}

/// Says it under a pen name, or takes it back when that was said already; whether it is said now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn toggle(
    tx: &mut Tx<'_>,
    story: StoryId,
    (member, pen): (MemberId, PenId),
    with: With,
    (id, at): ([u8; 16], Millis),
) -> Result<bool, StoreError> {
    let (story, pen, member) =
        (story.as_bytes().as_slice(), pen.as_bytes().as_slice(), member.as_bytes().as_slice());
    if run!(tx, ADD, id.as_slice(), story, pen, member, with.slug(), at.0)? == 1 {
        return Ok(true);
    }
    run!(tx, TAKE_BACK, story, pen, with.slug())?;
    Ok(false)
}

/// A page of who stands with the author of a story, newest first; empty for anybody but the author.
///
/// # Errors
/// Any [`StoreError`].
pub async fn who(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    story: StoryId,
    cursor: Cursor,
) -> Result<Page<StandbyShown>, StoreError> {
    type Row = (Vec<u8>, String, String, String, i64);
    let eyes = Eyes::from(viewer);
    let (story, after) = (story.as_bytes().as_slice(), cursor.id.as_slice());
    let rows = all!(tx, Row, WHO, eyes.me(), eyes.member, eyes.moderator, story, cursor.at.0, after)?;
    let rows = rows
        .into_iter()
        .map(|(id, name, key, kind, at)| {
            let id = id.try_into().map_err(|_| StoreError::corrupt("with_author.id"))?;
            let standby = StandbyShown {
                pen: PenShown { name: decode::read(&name, "pen.name")?, key },
                with: decode::read(&kind, "with_author.kind")?,
                at: Millis(at),
            };
            Ok((Cursor { at: Millis(at), id }, standby))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::cut(rows, PAGE, |(cursor, _)| *cursor).map(|(_, standby)| standby))
}

/// What a member says to the author of a story, under any pen name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_member(tx: &mut Tx<'_>, story: StoryId, member: MemberId) -> Result<Vec<Stands>, StoreError> {
    let (story, member) = (story.as_bytes().as_slice(), member.as_bytes().as_slice());
    let rows = all!(tx, (String, Vec<u8>, String), OF_MEMBER, story, member)?;
    rows.into_iter()
        .map(|(kind, pen, name)| {
            Ok(Stands {
                with: decode::read(&kind, "with_author.kind")?,
                pen: decode::id(&pen, "pen.id")?,
                name: decode::read(&name, "pen.name")?,
            })
        })
        .collect()
}
