//! Rows of open photos. Their files are in the media store.

use alongside_domain::{
    Audience, Millis,
    id::{MemberId, MomentId, PhotoId, StoryId},
    may::StoryFacts,
    story::Photo,
    text::Alt,
};

use crate::{StoreError, Tx, decode};

sql! {
    ADD = "
        INSERT INTO photo (id, member_id, story_id, moment_id, place, alt, width, height, at)
        VALUES ($1, $2, NULL, NULL, 0, '', $3, $4, $5)";
    UNPLACED = "SELECT count(*) FROM photo WHERE member_id = $1 AND story_id IS NULL";
    OF_STORY = "SELECT id, moment_id, alt, width, height FROM photo WHERE story_id = $1 ORDER BY place, id";
    // For a story that is new, $2 is the id it will have.
    TO_PLACE = "SELECT id FROM photo WHERE member_id = $1 AND (story_id IS NULL OR story_id = $2)";
    PLACE = "UPDATE photo SET story_id = $2, moment_id = $3, place = $4, alt = $5 WHERE id = $1";
    ERASE = "DELETE FROM photo WHERE id = $1";
    FACTS = "
        SELECT f.member_id, f.story_id, s.member_id AS author, s.audience, s.held IS NOT NULL AS held, s.answers
        FROM photo f LEFT JOIN story s ON s.id = f.story_id WHERE f.id = $1";
    STALE = "SELECT id FROM photo WHERE story_id IS NULL AND at < $1 ORDER BY at LIMIT $2";
}

/// Whose a photo is, and the story it belongs to once it is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoFacts {
    /// Who uploaded it.
    pub member: MemberId,
    /// What decides about the story it is in.
    pub story: Option<StoryFacts>,
}

/// Where a photo goes.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The story.
    pub story: StoryId,
    /// The moment, unless it belongs to the story itself.
    pub moment: Option<MomentId>,
    /// Its place there, from 0.
    pub place: i64,
    /// Words for those who do not see it.
    pub alt: &'a Alt,
}

fn ids(rows: Vec<(Vec<u8>,)>) -> Result<Vec<PhotoId>, StoreError> {
    rows.into_iter().map(|(id,)| decode::id(&id, "photo.id")).collect()
}

/// Adds a photo that is not yet in any story; `width` and `height` are of its largest size, in pixels.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: PhotoId,
    (width, height): (u32, u32),
    at: Millis,
) -> Result<(), StoreError> {
    let (id, member) = (id.as_bytes().as_slice(), member.as_bytes().as_slice());
    run!(tx, ADD, id, member, i64::from(width), i64::from(height), at.0).map(drop)
}

/// How many photos of a member are in no story.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unplaced(tx: &mut Tx<'_>, member: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), UNPLACED, member.as_bytes().as_slice())?.map_or(0, |(count,)| count))
}

/// The photos of a story and of its moments, in order, each with the moment it belongs to.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_story(tx: &mut Tx<'_>, story: StoryId) -> Result<Vec<(Option<MomentId>, Photo)>, StoreError> {
    type Row = (Vec<u8>, Option<Vec<u8>>, String, i64, i64);
    let rows = all!(tx, Row, OF_STORY, story.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(id, moment, alt, width, height)| {
            let photo = Photo {
                id: decode::id(&id, "photo.id")?,
                alt: decode::read(&alt, "photo.alt")?,
                width: decode::pixels(width)?,
                height: decode::pixels(height)?,
            };
            let moment = moment.map(|moment| decode::id(&moment, "photo.moment_id")).transpose()?;
            Ok((moment, photo))
        })
        .collect()
}

/// The photos a member can place in `story`: those that are nowhere yet, and those that are in it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn to_place(tx: &mut Tx<'_>, member: MemberId, story: StoryId) -> Result<Vec<PhotoId>, StoreError> {
    let (member, story) = (member.as_bytes().as_slice(), story.as_bytes().as_slice());
    ids(all!(tx, (Vec<u8>,), TO_PLACE, member, story)?)
}

/// Puts a photo into its place.
///
/// # Errors
/// Any [`StoreError`].
pub async fn place(tx: &mut Tx<'_>, id: PhotoId, place: Place<'_>) -> Result<(), StoreError> {
    let moment = place.moment.as_ref().map(|moment| moment.as_bytes().as_slice());
    let (id, story) = (id.as_bytes().as_slice(), place.story.as_bytes().as_slice());
    run!(tx, PLACE, id, story, moment, place.place, place.alt.as_str()).map(drop)
}

/// Erases a photo's row.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, id: PhotoId) -> Result<(), StoreError> {
    run!(tx, ERASE, id.as_bytes().as_slice()).map(drop)
}

/// What decides who sees a photo.
///
/// # Errors
/// Any [`StoreError`].
pub async fn facts(tx: &mut Tx<'_>, id: PhotoId) -> Result<Option<PhotoFacts>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        member_id: Vec<u8>,
        author: Option<Vec<u8>>,
        audience: Option<String>,
        held: bool,
        answers: Option<String>,
    }
    let Some(row) = first!(tx, Row, FACTS, id.as_bytes().as_slice())? else { return Ok(None) };
    let story = match (&row.author, &row.audience, &row.answers) {
        (Some(author), Some(audience), Some(answers)) => Some(StoryFacts {
            author: decode::id(author, "story.member_id")?,
            audience: decode::read::<Audience>(audience, "story.audience")?,
            held: row.held,
            answers: decode::read(answers, "story.answers")?,
            // Nothing between two people decides who sees a photo.
            between: alongside_domain::may::Between::default(),
        }),
        _ => None,
    };
    Ok(Some(PhotoFacts { member: decode::id(&row.member_id, "photo.member_id")?, story }))
}

/// Photos that were uploaded before `before` and are in no story, oldest first, at most `most`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stale(tx: &mut Tx<'_>, before: Millis, most: i64) -> Result<Vec<PhotoId>, StoreError> {
    ids(all!(tx, (Vec<u8>,), STALE, before.0, most)?)
}
