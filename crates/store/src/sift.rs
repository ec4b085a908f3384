//! How far answers have come with the author of their story: which wait for her, which are set aside.

use alongside_domain::{
    Millis,
    cursor::{Cursor, PAGE, Page},
    id::{AnswerId, MemberId, PenId, StoryId},
    shown::{PenShown, Sifted},
    story::Shows,
};

use crate::{StoreError, Tx, decode};

sql! {
    RESTRICTED = "SELECT EXISTS (SELECT 1 FROM keep_away WHERE pen_id = $1 AND other_pen = $2)";
    WORDS = "SELECT word FROM hidden_word WHERE member_id = $1 ORDER BY word LIMIT 200";
    SET = "UPDATE answer SET shows = $2, by_hand = TRUE WHERE id = $1 AND shows <> $2";
    // What was let through by hand stays, and so does what the author and whoever reads first for her said.
    BEGIN_TO_WAIT = "
        UPDATE answer SET shows = 'waiting'
        WHERE story_id = $1 AND shows = 'through' AND NOT by_hand
          AND member_id <> (SELECT s.member_id FROM story s WHERE s.id = $1)
          AND NOT EXISTS (
              SELECT 1 FROM first_reader f JOIN story s ON s.pen_id = f.pen_id
              WHERE s.id = $1 AND f.reader_member = answer.member_id AND f.accepted_at IS NOT NULL)";
    COME_THROUGH = "UPDATE answer SET shows = 'through' WHERE story_id = $1 AND shows = 'waiting'";
    ALL_BY_HAND = "
        UPDATE answer SET shows = 'through', by_hand = TRUE
        WHERE story_id = $1 AND shows = 'waiting' AND held IS NULL AND NOT review AND member_id <> $2";
    LIST = "
        SELECT a.id, a.story_id, a.text, a.at, a.parent_id IS NOT NULL AS is_reply, s.title, s.member_id = $1 AS own,
               s.member_id = $1 AND s.answers = 'reader-first' AND EXISTS (
                   SELECT 1 FROM first_reader f WHERE f.pen_id = s.pen_id AND f.accepted_at IS NOT NULL) AS with_reader,
               t.name AS story_pen, t.name_key AS story_key, p.name AS pen, p.name_key AS pen_key
        FROM (
            SELECT b.id FROM story o JOIN answer b ON b.story_id = o.id
            WHERE o.member_id = $1 AND b.shows = $2 AND b.shows <> 'through'
            UNION
            SELECT b.id FROM first_reader f JOIN story o ON o.pen_id = f.pen_id JOIN answer b ON b.story_id = o.id
            WHERE f.reader_member = $1 AND f.accepted_at IS NOT NULL AND b.shows = $2 AND b.shows <> 'through'
        ) x JOIN answer a ON a.id = x.id JOIN story s ON s.id = a.story_id
        JOIN pen t ON t.id = s.pen_id JOIN pen p ON p.id = a.pen_id
        WHERE (a.at, a.id) > ($3, $4) AND a.member_id <> $1 AND a.held IS NULL AND NOT a.review
          AND (s.held IS NULL OR s.member_id = $1)
        ORDER BY a.at, a.id LIMIT 21";
}

/// Whether an author restricts or blocks this very pen name, in the stories under `story_pen`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_restricted(tx: &mut Tx<'_>, story_pen: PenId, pen: PenId) -> Result<bool, StoreError> {
    let row = first!(tx, (bool,), RESTRICTED, story_pen.as_bytes().as_slice(), pen.as_bytes().as_slice())?;
    Ok(row.is_some_and(|(is,)| is))
}

/// Words a member does not want to read, as they wrote them, at most 200.
///
/// # Errors
/// Any [`StoreError`].
pub async fn hidden_words(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<String>, StoreError> {
    let rows = all!(tx, (String,), WORDS, member.as_bytes().as_slice())?;
    Ok(rows.into_iter().map(|(word,)| word).collect())
}

/// Lets an answer through or sets it aside, by hand; whether that is new.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set(tx: &mut Tx<'_>, id: AnswerId, shows: Shows) -> Result<bool, StoreError> {
    Ok(run!(tx, SET, id.as_bytes().as_slice(), shows.slug())? == 1)
}

/// Has the answers to a story wait, those that are there as well; or has those that wait come through.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_waits(tx: &mut Tx<'_>, story: StoryId, waits: bool) -> Result<(), StoreError> {
    let sql = if waits { BEGIN_TO_WAIT } else { COME_THROUGH };
    run!(tx, sql, story.as_bytes().as_slice()).map(drop)
}

/// Lets everything through that waits in a story, but what `by` wrote; how many that was.
///
/// # Errors
/// Any [`StoreError`].
pub async fn let_all_through(tx: &mut Tx<'_>, story: StoryId, by: MemberId) -> Result<u64, StoreError> {
    run!(tx, ALL_BY_HAND, story.as_bytes().as_slice(), by.as_bytes().as_slice())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Vec<u8>,
    story_id: Vec<u8>,
    text: String,
    at: i64,
    is_reply: bool,
    title: Option<String>,
    own: bool,
    with_reader: bool,
    story_pen: String,
    story_key: String,
    pen: String,
    pen_key: String,
}

impl Row {
    fn decode(self) -> Result<Sifted, StoreError> {
        Ok(Sifted {
            id: decode::id(&self.id, "answer.id")?,
            story: decode::id(&self.story_id, "answer.story_id")?,
            title: decode::option(self.title.as_deref(), "story.title")?,
            story_pen: PenShown { name: decode::read(&self.story_pen, "pen.name")?, key: self.story_key },
            pen: PenShown { name: decode::read(&self.pen, "pen.name")?, key: self.pen_key },
            text: decode::read(&self.text, "answer.text")?,
            at: Millis(self.at),
            is_reply: self.is_reply,
            yours: self.own,
            with_reader: self.with_reader,
        })
    }
}

/// A page of the answers that wait for `member`, or that were set aside, oldest first: to her own stories, and to
/// those of people she reads first for. What moderators hold is not among them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    member: MemberId,
    shows: Shows,
    cursor: Cursor,
) -> Result<Page<Sifted>, StoreError> {
    let (me, after) = (member.as_bytes().as_slice(), cursor.id.as_slice());
    let rows = all!(tx, Row, LIST, me, shows.slug(), cursor.at.0, after)?;
    let rows = rows.into_iter().map(Row::decode).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, PAGE, |last| Cursor::after(last.at, last.id)))
}
