//! Open stories, one at a time. Lists of them are in [`crate::story_list`].

use alongside_domain::{
    Millis, OpenAudience, Viewer,
    about::About,
    id::{MemberId, StoryId},
    may::Between,
    story::{Around, Note, Pen, Story},
    text::{Reason, StoryText, Title},
    vocabulary::join,
};

use crate::{StoreError, Tx, decode, visible::Eyes};

/// The columns of [`AroundRow`].
macro_rules! around_columns {
    () => {
        "s.state, s.kind, s.weeks, s.happened, s.role, s.path, s.notes, s.added_notes, s.wish, s.answers, s.quoting, s.words,
         s.findable"
    };
}
pub(crate) use around_columns;

sql! {
    ADD = "
        INSERT INTO story (id, title, text, state, kind, weeks, happened, role, path, notes, wish, answers, quoting,
                           words, findable, master_rev, pen_id, member_id, audience, shared_at, stirred_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, 1)";
    REPLACE = "
        UPDATE story SET title = $2, text = $3, state = $4, kind = $5, weeks = $6, happened = $7, role = $8,
               path = $9, notes = $10, wish = $11, answers = $12, quoting = $13, words = $14, findable = $15,
               master_rev = $16, edited_at = $17, version = version + 1
        WHERE id = $1";
    FIND = concat!(
        "SELECT s.id, s.member_id, s.pen_id, p.name AS pen_name, p.name_key AS pen_key, s.audience, s.title, s.text,
                s.held, s.shared_at, s.edited_at, s.stirred_at, s.version, s.master_rev,
                EXISTS (
                    SELECT 1 FROM keep_away k
                    WHERE k.pen_id = s.pen_id AND k.other_member = $2 AND k.how = 'block') AS blocked,
                EXISTS (
                    SELECT 1 FROM first_reader f
                    WHERE f.pen_id = s.pen_id AND f.reader_member = $2 AND f.accepted_at IS NOT NULL) AS reads_first,
                ", around_columns!(), "
         FROM story s JOIN pen p ON p.id = s.pen_id WHERE s.id = $1"
    );
    SET_AUDIENCE = "UPDATE story SET audience = $2, version = version + 1 WHERE id = $1";
    SET_HELD = "UPDATE story SET held = $2, removed_at = NULL, version = version + 1 WHERE id = $1";
    SET_REMOVED = "UPDATE story SET removed_at = $2 WHERE id = $1";
    SET_ADDED_NOTES = "UPDATE story SET added_notes = $2, version = version + 1 WHERE id = $1";
    REMOVED = "SELECT id FROM story WHERE removed_at < $1 ORDER BY removed_at LIMIT 20";
    SET_MASTER_REV = "UPDATE story SET master_rev = $2 WHERE id = $1";
    // A reply shows with the answer it replies to.
    STIR = concat!("
        UPDATE story SET version = version + 1, stirred_at = COALESCE((
            SELECT a.at FROM answer a
            WHERE a.story_id = $1 AND ", visible!(plainly), "
            ORDER BY a.at DESC LIMIT 1), shared_at)
        WHERE id = $1");
    VERSION = "SELECT version FROM story WHERE id = $1";
    ERASE = "DELETE FROM story WHERE id = $1";
}

/// An open story as it is kept, its photos and moments still empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The story.
    pub story: Story,
    /// The key of its pen name.
    pub pen_key: String,
    /// One more with every change that a page shows.
    pub version: i64,
    /// The revision of the sealed entry it was made from.
    pub master_rev: i64,
}

/// What an author can change in an open story, besides its moments and photos.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The title.
    pub title: Option<&'a Title>,
    /// The text.
    pub text: &'a StoryText,
    /// Everything around it.
    pub around: &'a Around,
    /// The revision of the sealed entry it was made from.
    pub master_rev: i64,
}

/// What decides about a story, as columns.
#[derive(sqlx::FromRow)]
pub(crate) struct AroundRow {
    state: Option<String>,
    kind: Option<String>,
    weeks: Option<String>,
    happened: Option<String>,
    role: Option<String>,
    path: String,
    notes: String,
    added_notes: String,
    wish: String,
    answers: String,
    quoting: String,
    words: Option<String>,
    findable: bool,
}

impl AroundRow {
    /// What its author says it mentions and what a moderator added, each once, in the order of the vocabulary.
    fn all_notes(&self) -> Result<Vec<Note>, StoreError> {
        let mut notes: Vec<Note> = decode::words(&self.notes, "story.notes")?;
        if !self.added_notes.is_empty() {
            let added: Vec<Note> = decode::words(&self.added_notes, "story.added_notes")?;
            notes = Note::ALL
                .iter()
                .copied()
                .filter(|note| notes.contains(note) || added.contains(note))
                .collect();
        }
        Ok(notes)
    }

    pub(crate) fn decode(&self) -> Result<Around, StoreError> {
        Ok(Around {
            state: decode::option(self.state.as_deref(), "story.state")?,
            about: About {
                kind: decode::option(self.kind.as_deref(), "story.kind")?,
                weeks: decode::option(self.weeks.as_deref(), "story.weeks")?,
                when: decode::option(self.happened.as_deref(), "story.happened")?,
                role: decode::option(self.role.as_deref(), "story.role")?,
                path: decode::words(&self.path, "story.path")?,
            },
            notes: self.all_notes()?,
            wish: decode::words(&self.wish, "story.wish")?,
            answers: decode::read(&self.answers, "story.answers")?,
            quoting: decode::read(&self.quoting, "story.quoting")?,
            words: decode::option(self.words.as_deref(), "story.words")?,
            findable: self.findable,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Vec<u8>,
    member_id: Vec<u8>,
    pen_id: Vec<u8>,
    pen_name: String,
    pen_key: String,
    audience: String,
    title: Option<String>,
    text: String,
    held: Option<String>,
    shared_at: i64,
    edited_at: Option<i64>,
    stirred_at: i64,
    version: i64,
    master_rev: i64,
    blocked: bool,
    reads_first: bool,
    #[sqlx(flatten)]
    around: AroundRow,
}

impl Row {
    fn decode(self) -> Result<Kept, StoreError> {
        let pen = Pen {
            id: decode::id(&self.pen_id, "story.pen_id")?,
            name: decode::read(&self.pen_name, "pen.name")?,
        };
        let story = Story {
            id: decode::id(&self.id, "story.id")?,
            author: decode::id(&self.member_id, "story.member_id")?,
            pen,
            audience: decode::read(&self.audience, "story.audience")?,
            title: decode::option(self.title.as_deref(), "story.title")?,
            text: decode::read(&self.text, "story.text")?,
            around: self.around.decode()?,
            standing: decode::standing(self.held.as_deref(), false)?,
            shared_at: Millis(self.shared_at),
            edited_at: self.edited_at.map(Millis),
            stirred_at: Millis(self.stirred_at),
            photos: Vec::new(),
            moments: Vec::new(),
            between: Between { blocked: self.blocked, reads_first: self.reads_first },
        };
        Ok(Kept { story, pen_key: self.pen_key, version: self.version, master_rev: self.master_rev })
    }
}

/// Runs `$sql` with the sixteen parameters that [`ADD`] and [`REPLACE`] share, then `$rest`.
macro_rules! with_content {
    ($tx:expr, $sql:expr, $id:expr, $content:expr $(, $rest:expr)*) => {{
        let Content { title, text, around, master_rev } = $content;
        let about = &around.about;
        run!(
            $tx, $sql, $id.as_bytes().as_slice(), title.map(Title::as_str), text.as_str(),
            around.state.map(|word| word.slug()), about.kind.map(|word| word.slug()),
            about.weeks.map(|word| word.slug()), about.when.map(|word| word.slug()),
            about.role.map(|word| word.slug()), join(&about.path), join(&around.notes), join(&around.wish),
            around.answers.slug(), around.quoting.slug(), around.words.as_ref().map(|words| words.as_str()),
            around.findable, master_rev $(, $rest)*
        )
    }};
}

/// Adds the open copy of a story.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(
    tx: &mut Tx<'_>,
    id: StoryId,
    member: MemberId,
    pen: &Pen,
    audience: OpenAudience,
    content: Content<'_>,
    at: Millis,
) -> Result<(), StoreError> {
    let (pen, member) = (pen.id, member);
    with_content!(
        tx,
        ADD,
        id,
        content,
        pen.as_bytes().as_slice(),
        member.as_bytes().as_slice(),
        audience.slug(),
        at.0
    )
    .map(drop)
}

/// Puts `content` in the place of what is there; its version is one more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn replace(
    tx: &mut Tx<'_>,
    id: StoryId,
    content: Content<'_>,
    edited: Option<Millis>,
) -> Result<(), StoreError> {
    with_content!(tx, REPLACE, id, content, edited.map(|at| at.0)).map(drop)
}

/// A story as it is for `viewer`, its photos and moments still empty. Whether they may see it is for `may` to say.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, viewer: Viewer, id: StoryId) -> Result<Option<Kept>, StoreError> {
    let eyes = Eyes::from(viewer);
    first!(tx, Row, FIND, id.as_bytes().as_slice(), eyes.me())?.map(Row::decode).transpose()
}

/// Begins the time after which what was removed is erased.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_removed(tx: &mut Tx<'_>, id: StoryId, at: Millis) -> Result<(), StoreError> {
    run!(tx, SET_REMOVED, id.as_bytes().as_slice(), at.0).map(drop)
}

/// Says what a moderator finds it mentions, beside what its author says.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_added_notes(tx: &mut Tx<'_>, id: StoryId, notes: &[Note]) -> Result<(), StoreError> {
    run!(tx, SET_ADDED_NOTES, id.as_bytes().as_slice(), join(notes)).map(drop)
}

/// Up to twenty stories that were removed before `before`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn removed(tx: &mut Tx<'_>, before: Millis) -> Result<Vec<StoryId>, StoreError> {
    let rows = all!(tx, (Vec<u8>,), REMOVED, before.0)?;
    rows.into_iter().map(|(id,)| decode::id(&id, "story.id")).collect()
}

/// Sets who a story is for; its version is one more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_audience(tx: &mut Tx<'_>, id: StoryId, audience: OpenAudience) -> Result<(), StoreError> {
    run!(tx, SET_AUDIENCE, id.as_bytes().as_slice(), audience.slug()).map(drop)
}

/// Holds a story for a reason, or lets it be shown again; its version is one more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_held(tx: &mut Tx<'_>, id: StoryId, held: Option<&Reason>) -> Result<(), StoreError> {
    run!(tx, SET_HELD, id.as_bytes().as_slice(), held.map(Reason::as_str)).map(drop)
}

/// Notes that a story is as its sealed entry has it at this revision, nothing else having changed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_master_rev(tx: &mut Tx<'_>, id: StoryId, rev: i64) -> Result<(), StoreError> {
    run!(tx, SET_MASTER_REV, id.as_bytes().as_slice(), rev).map(drop)
}

/// After any change to its answers: sets the time of the newest shown one; its version is one more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stir(tx: &mut Tx<'_>, id: StoryId) -> Result<(), StoreError> {
    run!(tx, STIR, id.as_bytes().as_slice()).map(drop)
}

/// The version of a story.
///
/// # Errors
/// Any [`StoreError`].
pub async fn version(tx: &mut Tx<'_>, id: StoryId) -> Result<Option<i64>, StoreError> {
    Ok(first!(tx, (i64,), VERSION, id.as_bytes().as_slice())?.map(|(version,)| version))
}

/// Erases a story with its moments, photo rows, answers, decisions, search words and remembered outcomes, which all
/// hang on it. The files of its photos are a job's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn erase(tx: &mut Tx<'_>, id: StoryId) -> Result<(), StoreError> {
    run!(tx, ERASE, id.as_bytes().as_slice()).map(drop)
}
