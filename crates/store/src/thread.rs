//! Pages of answers. Each is one query, however many answers there are.

use alongside_domain::{
    Viewer,
    cursor::{Cursor, PAGE, Page},
    id::{AnswerId, StoryId},
    shown::FIRST_REPLIES,
};

use crate::{
    StoreError, Tx,
    answer::{Kept, Row, answer_columns},
    visible::Eyes,
};

/// Answers with their story and pen name.
macro_rules! answers {
    () => {
        concat!(
            "SELECT ",
            answer_columns!(),
            "
             FROM answer a JOIN story s ON s.id = a.story_id JOIN pen p ON p.id = a.pen_id
             WHERE ",
            visible!(answer),
            " AND ",
            visible!(story)
        )
    };
}

/// The first replies to one answer, and one more to see whether there are others. A window over all replies would
/// read them all; this stops after four.
macro_rules! first_replies {
    ($($n:literal)+) => {
        concat!("SELECT ", answer_columns!(), " FROM (SELECT * FROM (", first_replies!(@each $($n)+), ") b) a
             JOIN story s ON s.id = a.story_id JOIN pen p ON p.id = a.pen_id
             WHERE ", visible!(story), " ORDER BY a.parent_id, a.at, a.id")
    };
    (@each $n:literal) => { first_replies!(@one $n) };
    (@each $n:literal $($more:literal)+) => {
        concat!(first_replies!(@one $n), " UNION ALL ", first_replies!(@each $($more)+))
    };
    (@one $n:literal) => {
        concat!("SELECT * FROM (SELECT a.id, a.story_id, a.parent_id, a.member_id, a.pen_id, a.text, a.held, a.review,
                        a.shows, a.notes, a.at
                 FROM answer a WHERE a.parent_id = $", $n, " AND ", visible!(answer), " AND ", visible!(unmuted "a"), "
                 ORDER BY a.at, a.id LIMIT 4) r", $n)
    };
}

sql! {
    TOP = concat!(
        answers!(), " AND ", visible!(unmuted "a"), " AND a.story_id = $4 AND a.parent_id IS NULL AND (a.at, a.id) > ($5, $6)
        ORDER BY a.at, a.id LIMIT 21"
    );
    BEYOND = concat!(
        answers!(), " AND ", visible!(unmuted "a"), " AND a.story_id = $4 AND a.parent_id IS NULL ORDER BY a.at, a.id LIMIT 1 OFFSET 20"
    );
    REPLIES = concat!(
        answers!(), " AND ", visible!(unmuted "a"), " AND a.parent_id = $4 AND (a.at, a.id) > ($5, $6) ORDER BY a.at, a.id LIMIT 21"
    );
    FIRST = first_replies!(4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23);
    ALL = concat!(
        answers!(), " AND a.story_id = $4 AND (a.at, a.id) > ($5, $6) ORDER BY a.at, a.id LIMIT 201"
    );
}

/// How many answers [`all`] has on a page.
pub const KEEPING: usize = 200;

const _: () = assert!(PAGE == 20 && FIRST_REPLIES == 3 && KEEPING == 200);

fn decoded(rows: Vec<Row>) -> Result<Vec<Kept>, StoreError> {
    rows.into_iter().map(Row::decode).collect()
}

fn page(rows: Vec<Row>, most: usize) -> Result<Page<Kept>, StoreError> {
    Ok(Page::cut(decoded(rows)?, most, |last| Cursor::after(last.answer.at, last.answer.id)))
}

macro_rules! of {
    ($tx:expr, $sql:expr, $viewer:expr, $of:expr, $cursor:expr) => {{
        let (eyes, cursor) = (Eyes::from($viewer), $cursor);
        let (of, after) = ($of.as_bytes().as_slice(), cursor.id.as_slice());
        all!($tx, Row, $sql, eyes.me(), eyes.member, eyes.moderator, of, cursor.at.0, after)?
    }};
}

/// A page of the answers to a story itself, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn top(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    of: StoryId,
    cursor: Cursor,
) -> Result<Page<Kept>, StoreError> {
    page(of!(tx, TOP, viewer, of, cursor), PAGE)
}

/// Whether [`top`] shows all answers to a story on its first page.
///
/// # Errors
/// Any [`StoreError`].
pub async fn fits_one_page(tx: &mut Tx<'_>, viewer: Viewer, of: StoryId) -> Result<bool, StoreError> {
    let eyes = Eyes::from(viewer);
    let of = of.as_bytes().as_slice();
    let beyond = first!(tx, Row, BEYOND, eyes.me(), eyes.member, eyes.moderator, of)?;
    Ok(beyond.is_none())
}

/// A page of the replies to an answer, oldest first. That the answer itself is shown is the caller's to ask.
///
/// # Errors
/// Any [`StoreError`].
pub async fn replies(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    of: AnswerId,
    cursor: Cursor,
) -> Result<Page<Kept>, StoreError> {
    page(of!(tx, REPLIES, viewer, of, cursor), PAGE)
}

/// A page of all answers and replies to a story, oldest first, at most [`KEEPING`]: for its author to keep.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    of: StoryId,
    cursor: Cursor,
) -> Result<Page<Kept>, StoreError> {
    page(of!(tx, ALL, viewer, of, cursor), KEEPING)
}

/// The first replies to each of at most [`PAGE`] answers, by answer, oldest first: [`FIRST_REPLIES`] of each, and one
/// more when there are others.
///
/// # Errors
/// Any [`StoreError`].
pub async fn first_replies(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    answers: &[AnswerId],
) -> Result<Vec<Kept>, StoreError> {
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    let eyes = Eyes::from(viewer);
    // Those that are not there are asked for by an id that nothing has.
    let of: [&[u8]; PAGE] =
        std::array::from_fn(|i| answers.get(i).map_or(&[][..], |id| id.as_bytes().as_slice()));
    let rows = on!(tx, c => {
        let mut query = sqlx::query_as::<_, Row>(FIRST).bind(eyes.me()).bind(eyes.member).bind(eyes.moderator);
        for id in of {
            query = query.bind(id);
        }
        query.fetch_all(c).await
    })?;
    decoded(rows)
}
