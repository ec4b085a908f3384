//! Moments of open stories.

use alongside_domain::{
    Millis,
    id::{MomentId, StoryId},
    story::Moment,
    text::MomentText,
};

use crate::{StoreError, Tx, decode};

sql! {
    OF_STORY = "SELECT id, at, text FROM moment WHERE story_id = $1 ORDER BY at, id";
    // A moment of another story is never touched, whatever id a client sends.
    PUT = "
        INSERT INTO moment (id, story_id, at, text) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET at = excluded.at, text = excluded.text
        WHERE moment.story_id = excluded.story_id";
    ERASE = "DELETE FROM moment WHERE id = $1";
}

/// The moments of a story, oldest first, their photos still empty.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_story(tx: &mut Tx<'_>, story: StoryId) -> Result<Vec<Moment>, StoreError> {
    let rows = all!(tx, (Vec<u8>, i64, String), OF_STORY, story.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(id, at, text)| {
            Ok(Moment {
                id: decode::id(&id, "moment.id")?,
                at: Millis(at),
                text: decode::read(&text, "moment.text")?,
                photos: Vec::new(),
            })
        })
        .collect()
}

/// Adds a moment to a story, or changes it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(
    tx: &mut Tx<'_>,
    story: StoryId,
    id: MomentId,
    at: Millis,
    text: &MomentText,
) -> Result<(), StoreError> {
    run!(tx, PUT, id.as_bytes().as_slice(), story.as_bytes().as_slice(), at.0, text.as_str()).map(drop)
}

/// Erases a moment. Photo rows in it go with it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, id: MomentId) -> Result<(), StoreError> {
    run!(tx, ERASE, id.as_bytes().as_slice()).map(drop)
}
