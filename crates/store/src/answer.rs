//! Answers: giving, finding and erasing one. Pages of them are in [`crate::thread`].

use alongside_domain::{
    Millis,
    id::{AnswerId, StoryId},
    story::{Answer, Note, Pen, Standing},
    text::Reason,
    vocabulary::join,
};

use crate::{StoreError, Tx, decode};

/// The columns of [`Row`].
macro_rules! answer_columns {
    () => {
        "a.id, a.story_id, a.parent_id, a.member_id, a.pen_id, p.name AS pen_name, p.name_key AS pen_key, a.text,
         a.held, a.review, a.shows, a.notes, a.at,
         EXISTS (
             SELECT 1 FROM answer q WHERE q.id = a.parent_id AND (q.held IS NOT NULL OR q.review)) AS under_held,
         COALESCE((SELECT q.shows FROM answer q WHERE q.id = a.parent_id), 'through') AS under"
    };
}
pub(crate) use answer_columns;

sql! {
    ADD = "
        INSERT INTO answer (id, story_id, parent_id, pen_id, member_id, text, held, at, shows, review)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9)";
    FIND = concat!(
        "SELECT ", answer_columns!(), " FROM answer a JOIN pen p ON p.id = a.pen_id WHERE a.id = $1"
    );
    SET_HELD = "UPDATE answer SET held = $2, review = FALSE, removed_at = NULL WHERE id = $1";
    SET_REMOVED = "UPDATE answer SET removed_at = $2 WHERE id = $1";
    SET_NOTES = "UPDATE answer SET notes = $2 WHERE id = $1";
    REMOVED = "SELECT id, story_id FROM answer WHERE removed_at < $1 ORDER BY removed_at LIMIT 100";
    ERASE = "DELETE FROM answer WHERE id = $1";
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The answer.
    pub answer: Answer,
    /// The key of its pen name.
    pub pen_key: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: Vec<u8>,
    story_id: Vec<u8>,
    parent_id: Option<Vec<u8>>,
    member_id: Vec<u8>,
    pen_id: Vec<u8>,
    pen_name: String,
    pen_key: String,
    text: String,
    held: Option<String>,
    review: bool,
    shows: String,
    notes: String,
    at: i64,
    under_held: bool,
    under: String,
}

impl Row {
    pub(crate) fn decode(self) -> Result<Kept, StoreError> {
        let answer = Answer {
            id: decode::id(&self.id, "answer.id")?,
            story: decode::id(&self.story_id, "answer.story_id")?,
            parent: self.parent_id.map(|id| decode::id(&id, "answer.parent_id")).transpose()?,
            author: decode::id(&self.member_id, "answer.member_id")?,
            pen: Pen {
                id: decode::id(&self.pen_id, "answer.pen_id")?,
                name: decode::read(&self.pen_name, "pen.name")?,
            },
            text: decode::read(&self.text, "answer.text")?,
            standing: decode::standing(self.held.as_deref(), self.review)?,
            under_held: self.under_held,
            under: decode::read(&self.under, "answer.shows")?,
            shows: decode::read(&self.shows, "answer.shows")?,
            notes: decode::words(&self.notes, "answer.notes")?,
            at: Millis(self.at),
        };
        Ok(Kept { answer, pen_key: self.pen_key })
    }
}

/// Adds an answer. The story is stirred by [`crate::story::stir`].
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(tx: &mut Tx<'_>, answer: &Answer) -> Result<(), StoreError> {
    let parent = answer.parent.as_ref().map(|id| id.as_bytes().as_slice());
    run!(
        tx,
        ADD,
        answer.id.as_bytes().as_slice(),
        answer.story.as_bytes().as_slice(),
        parent,
        answer.pen.id.as_bytes().as_slice(),
        answer.author.as_bytes().as_slice(),
        answer.text.as_str(),
        answer.at.0,
        answer.shows.slug(),
        answer.standing == Standing::Review,
    )
    .map(drop)
}

/// An answer. Whether anybody may see it is for `may` to say.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, id: AnswerId) -> Result<Option<Kept>, StoreError> {
    first!(tx, Row, FIND, id.as_bytes().as_slice())?.map(Row::decode).transpose()
}

/// Holds an answer for a reason, or lets it be shown again.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_held(tx: &mut Tx<'_>, id: AnswerId, held: Option<&Reason>) -> Result<(), StoreError> {
    run!(tx, SET_HELD, id.as_bytes().as_slice(), held.map(Reason::as_str)).map(drop)
}

/// Begins the time after which what was removed is erased.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_removed(tx: &mut Tx<'_>, id: AnswerId, at: Millis) -> Result<(), StoreError> {
    run!(tx, SET_REMOVED, id.as_bytes().as_slice(), at.0).map(drop)
}

/// Says what a moderator finds it mentions.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_notes(tx: &mut Tx<'_>, id: AnswerId, notes: &[Note]) -> Result<(), StoreError> {
    run!(tx, SET_NOTES, id.as_bytes().as_slice(), join(notes)).map(drop)
}

/// Up to a hundred answers that were removed before `before`, with their stories.
///
/// # Errors
/// Any [`StoreError`].
pub async fn removed(tx: &mut Tx<'_>, before: Millis) -> Result<Vec<(AnswerId, StoryId)>, StoreError> {
    let rows = all!(tx, (Vec<u8>, Vec<u8>), REMOVED, before.0)?;
    rows.into_iter()
        .map(|(id, story)| Ok((decode::id(&id, "answer.id")?, decode::id(&story, "answer.story_id")?)))
        .collect()
}

/// Erases an answer, with the replies to it and the outcome that was remembered for it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, story: StoryId, id: AnswerId) -> Result<(), StoreError> {
    crate::once::forget(tx, story, &id.to_string()).await?;
    run!(tx, ERASE, id.as_bytes().as_slice()).map(drop)
}
