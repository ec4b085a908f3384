//! Lists of open stories: one query a page, whatever the size of the place.

use alongside_domain::{
    Millis, Viewer,
    cursor::{Cursor, PAGE, Page},
    id::MemberId,
    shown::{OPENING, OwnStory, PenShown, StoryLine},
    story::{Around, Photo},
    text::Alt,
};

use crate::{
    StoreError, Tx, decode, search,
    story::{AroundRow, around_columns},
    visible::Eyes,
};

/// What a line shows. Joins what belongs to it, so that a page is one query.
macro_rules! lines {
    ($source:literal) => {
        concat!(
            "SELECT s.id, s.member_id, p.name AS pen_name, p.name_key AS pen_key, s.audience, s.title,
                    substr(s.text, 1, 400) AS opening, length(s.text) > 400 AS more, s.held, s.shared_at, s.edited_at,
                    s.stirred_at, f.id AS photo_id, f.alt, f.width, f.height,
                    (SELECT count(*) FROM moment m WHERE m.story_id = s.id) AS moments,
                    (SELECT max(m.at) FROM moment m WHERE m.story_id = s.id) AS last_moment, ",
            around_columns!(), " FROM ", $source, "
             JOIN pen p ON p.id = s.pen_id
             LEFT JOIN photo f ON f.story_id = s.id AND f.moment_id IS NULL AND f.place = 0 "
        )
    };
}
pub(crate) use lines;

/// The first page after a cursor, by `$column`. Each audience is walked along its own index, so that a visitor does
/// not wade through what is for members; for them the community is an audience that no story has.
macro_rules! by_time {
    ($column:literal) => {
        concat!(
            "WITH page AS (
                 SELECT * FROM (
                     SELECT s.id, s.",
            $column,
            " AS key FROM story s
                     WHERE s.audience = 'everyone' AND (s.",
            $column,
            ", s.id) < ($4, $5) AND ",
            visible!(story),
            " AND ",
            visible!(unmuted "s"),
            "
                     ORDER BY s.",
            $column,
            " DESC, s.id DESC LIMIT 21) e
                 UNION ALL
                 SELECT * FROM (
                     SELECT s.id, s.",
            $column,
            " AS key FROM story s
                     WHERE s.audience = CASE WHEN $2 THEN 'community' ELSE '' END
                       AND (s.",
            $column,
            ", s.id) < ($4, $5) AND ",
            visible!(story),
            " AND ",
            visible!(unmuted "s"),
            "
                     ORDER BY s.",
            $column,
            " DESC, s.id DESC LIMIT 21) c
             ) ",
            lines!("page JOIN story s ON s.id = page.id"),
            "ORDER BY page.key DESC, page.id DESC LIMIT 21"
        )
    };
}

sql! {
    NEWEST = by_time!("shared_at");
    STIRRED = by_time!("stirred_at");
    BY_PEN = concat!(
        lines!("story s"),
        "WHERE s.pen_id = (SELECT id FROM pen WHERE name_key = $6) AND (s.shared_at, s.id) < ($4, $5)
           AND ", visible!(story), " ORDER BY s.shared_at DESC, s.id DESC LIMIT 21"
    );
    OF_MEMBER = "
        SELECT s.id, s.pen_id, p.name, s.audience, s.title, s.held, s.shared_at, s.version, s.master_rev
        FROM story s JOIN pen p ON p.id = s.pen_id
        WHERE s.member_id = $1 ORDER BY s.shared_at DESC, s.id DESC LIMIT 1000";
}

/// By what a list is ordered, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// When they were let go.
    Shared,
    /// When they were last answered.
    Stirred,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: Vec<u8>,
    member_id: Vec<u8>,
    pen_name: String,
    pen_key: String,
    audience: String,
    title: Option<String>,
    opening: String,
    more: bool,
    held: Option<String>,
    shared_at: i64,
    edited_at: Option<i64>,
    stirred_at: i64,
    photo_id: Option<Vec<u8>>,
    alt: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    moments: i64,
    last_moment: Option<i64>,
    #[sqlx(flatten)]
    around: AroundRow,
}

impl Row {
    fn decode(self, viewer: Viewer) -> Result<StoryLine, StoreError> {
        let audience = decode::read(&self.audience, "story.audience")?;
        let around = self.around.decode()?;
        let findable = around.findable && audience == alongside_domain::OpenAudience::Everyone;
        Ok(StoryLine {
            photo: self.photo()?,
            id: decode::id(&self.id, "story.id")?,
            pen: PenShown { name: decode::read(&self.pen_name, "pen.name")?, key: self.pen_key },
            audience,
            title: decode::option(self.title.as_deref(), "story.title")?,
            opening: self.opening,
            more: self.more,
            around: Around { findable, ..around },
            standing: decode::standing(self.held.as_deref(), false)?,
            shared_at: Millis(self.shared_at),
            edited_at: self.edited_at.map(Millis),
            stirred_at: Millis(self.stirred_at),
            moments: self.moments,
            last_moment: self.last_moment.map(Millis),
            yours: viewer.is(decode::id(&self.member_id, "story.member_id")?),
        })
    }

    fn photo(&self) -> Result<Option<Photo>, StoreError> {
        let (Some(id), Some(width), Some(height)) = (&self.photo_id, self.width, self.height) else {
            return Ok(None);
        };
        Ok(Some(Photo {
            id: decode::id(id, "photo.id")?,
            alt: self.alt.as_deref().map_or(Ok(Alt::none()), |alt| decode::read(alt, "photo.alt"))?,
            width: decode::pixels(width)?,
            height: decode::pixels(height)?,
        }))
    }
}

fn page(
    viewer: Viewer,
    rows: Vec<Row>,
    key: fn(&StoryLine) -> Millis,
) -> Result<Page<StoryLine>, StoreError> {
    let lines = rows.into_iter().map(|row| row.decode(viewer)).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(lines, PAGE, |last| Cursor::after(key(last), last.id)))
}

/// A page of what `viewer` may read.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    by: By,
    cursor: Cursor,
) -> Result<Page<StoryLine>, StoreError> {
    let eyes = Eyes::from(viewer);
    let (sql, key): (_, fn(&StoryLine) -> Millis) = match by {
        By::Shared => (NEWEST, |line| line.shared_at),
        By::Stirred => (STIRRED, |line| line.stirred_at),
    };
    let after = cursor.id.as_slice();
    let rows = all!(tx, Row, sql, eyes.me(), eyes.member, eyes.moderator, cursor.at.0, after)?;
    page(viewer, rows, key)
}

/// A page of what `viewer` may read under the pen name with this key, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_pen(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    key: &str,
    cursor: Cursor,
) -> Result<Page<StoryLine>, StoreError> {
    let eyes = Eyes::from(viewer);
    let after = cursor.id.as_slice();
    let rows = all!(tx, Row, BY_PEN, eyes.me(), eyes.member, eyes.moderator, cursor.at.0, after, key)?;
    page(viewer, rows, |line| line.shared_at)
}

/// A page of what `viewer` may read and what has every one of `words`, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn search(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    words: &search::Words,
    cursor: Cursor,
) -> Result<Page<StoryLine>, StoreError> {
    let rows = search::find(tx, Eyes::from(viewer), words, cursor).await?;
    page(viewer, rows, |line| line.shared_at)
}

type OwnRow = (Vec<u8>, Vec<u8>, String, String, Option<String>, Option<String>, i64, i64, i64);

/// A member's own open copies, newest first; the newest thousand.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_member(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<OwnStory>, StoreError> {
    let rows = all!(tx, OwnRow, OF_MEMBER, member.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(id, pen, name, audience, title, held, shared_at, version, master_rev)| {
            Ok(OwnStory {
                id: decode::id(&id, "story.id")?,
                pen: decode::id(&pen, "story.pen_id")?,
                pen_name: decode::read(&name, "pen.name")?,
                audience: decode::read(&audience, "story.audience")?,
                title: decode::option(title.as_deref(), "story.title")?,
                standing: decode::standing(held.as_deref(), false)?,
                shared_at: Millis(shared_at),
                version,
                master_rev,
            })
        })
        .collect()
}

// The query cuts where the type says it does.
const _: () = assert!(OPENING == 400 && PAGE == 20);
