//! What moderators decided. Gone with the story or answer it is about.

use alongside_domain::{
    Millis,
    cursor::{Cursor, PAGE, Page},
    id::{AnswerId, DecisionId, MemberId, StoryId},
    queue::{Appeal, Before, Decided},
};

use crate::{StoreError, Tx, decode};

sql! {
    ADD = "
        INSERT INTO decision (id, moderator_pen, story_id, answer_id, what, reason, at, member_id, moderator_id, until)
        VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_MEMBER = "
        SELECT d.id, s.id AS story_id, d.answer_id, s.title, d.what, d.reason, d.at, d.until,
               d.appealed_at IS NOT NULL AS appealed
        FROM decision d LEFT JOIN answer a ON a.id = d.answer_id
        JOIN story s ON s.id = COALESCE(d.story_id, a.story_id)
        WHERE d.member_id = $1 AND d.what <> 'second' AND (d.at, d.id) < ($2, $3)
        ORDER BY d.at DESC, d.id DESC LIMIT 21";
    ON_STORY = "SELECT what, reason, at FROM decision WHERE story_id = $1 ORDER BY at, id LIMIT 50";
    ON_ANSWER = "SELECT what, reason, at FROM decision WHERE answer_id = $1 ORDER BY at, id LIMIT 50";
    TO_APPEAL = "
        SELECT d.story_id, d.answer_id, a.story_id AS in_story, d.what, d.at, d.moderator_id
        FROM decision d LEFT JOIN answer a ON a.id = d.answer_id
        WHERE d.id = $1 AND d.member_id = $2 AND d.appealed_at IS NULL";
    APPEALED = "UPDATE decision SET appealed_at = $2 WHERE id = $1";
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A story.
    Story(StoryId),
    /// An answer.
    Answer {
        /// In which story.
        story: StoryId,
        /// Which.
        answer: AnswerId,
    },
}

/// A decision as it is made.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: DecisionId,
    /// About what.
    pub on: On,
    /// Whose words these are.
    pub member: MemberId,
    /// Who decided.
    pub moderator: MemberId,
    /// The word of it.
    pub what: &'a str,
    /// What the person reads; empty when nothing is taken from them.
    pub reason: &'a str,
    /// When.
    pub at: Millis,
    /// Until when they are paused.
    pub until: Option<Millis>,
}

/// Keeps a decision.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add(tx: &mut Tx<'_>, new: New<'_>) -> Result<(), StoreError> {
    let (story, answer) = match &new.on {
        On::Story(id) => (Some(id.as_bytes().as_slice()), None),
        On::Answer { answer, .. } => (None, Some(answer.as_bytes().as_slice())),
    };
    run!(
        tx,
        ADD,
        new.id.as_bytes().as_slice(),
        story,
        answer,
        new.what,
        new.reason,
        new.at.0,
        new.member.as_bytes().as_slice(),
        new.moderator.as_bytes().as_slice(),
        new.until.map(|until| until.0),
    )
    .map(drop)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Vec<u8>,
    story_id: Vec<u8>,
    answer_id: Option<Vec<u8>>,
    title: Option<String>,
    what: String,
    reason: String,
    at: i64,
    until: Option<i64>,
    appealed: bool,
}

/// A page of what was decided about a member's words, newest first, as it stands `now`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_member(
    tx: &mut Tx<'_>,
    member: MemberId,
    cursor: Cursor,
    now: Millis,
) -> Result<Page<Decided>, StoreError> {
    let (me, after) = (member.as_bytes().as_slice(), cursor.id.as_slice());
    let rows = all!(tx, Row, OF_MEMBER, me, cursor.at.0, after)?;
    let decoded = rows.into_iter().map(|row| {
        let answer = row.answer_id.map(|id| decode::id(&id, "decision.answer_id")).transpose()?;
        Ok(Decided {
            id: decode::id(&row.id, "decision.id")?,
            story: decode::id(&row.story_id, "decision.story_id")?,
            answer,
            title: decode::option(row.title.as_deref(), "story.title")?,
            appeal: Appeal::of(&row.what, Millis(row.at), row.appealed, now),
            what: row.what,
            reason: row.reason,
            at: Millis(row.at),
            until: row.until.map(Millis),
        })
    });
    let decoded = decoded.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::cut(decoded, PAGE, |last: &Decided| Cursor::after(last.at, last.id)))
}

/// What was decided about a thing before, oldest first, the first fifty.
///
/// # Errors
/// Any [`StoreError`].
pub async fn before(tx: &mut Tx<'_>, on: On) -> Result<Vec<Before>, StoreError> {
    type Row = (String, String, i64);
    let rows = match &on {
        On::Story(id) => all!(tx, Row, ON_STORY, id.as_bytes().as_slice())?,
        On::Answer { answer, .. } => all!(tx, Row, ON_ANSWER, answer.as_bytes().as_slice())?,
    };
    Ok(rows.into_iter().map(|(what, reason, at)| Before { what, reason, at: Millis(at) }).collect())
}

/// A decision about a member that nobody was asked to look at again: what it is about, its word and time, and who
/// decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToAppeal {
    /// About what.
    pub on: On,
    /// The word of it.
    pub what: String,
    /// When.
    pub at: Millis,
    /// Who decided, while they are here.
    pub moderator: Option<MemberId>,
}

/// See [`ToAppeal`].
///
/// # Errors
/// Any [`StoreError`].
pub async fn to_appeal(
    tx: &mut Tx<'_>,
    id: DecisionId,
    member: MemberId,
) -> Result<Option<ToAppeal>, StoreError> {
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>, String, i64, Option<Vec<u8>>);
    let row = first!(tx, Row, TO_APPEAL, id.as_bytes().as_slice(), member.as_bytes().as_slice())?;
    row.map(|(story, answer, in_story, what, at, moderator)| {
        let story = story.or(in_story).ok_or(StoreError::Missing)?;
        let story = decode::id(&story, "decision.story_id")?;
        let on = match answer {
            None => On::Story(story),
            Some(answer) => On::Answer { story, answer: decode::id(&answer, "decision.answer_id")? },
        };
        let moderator = moderator.map(|id| decode::id(&id, "decision.moderator_id")).transpose()?;
        Ok(ToAppeal { on, what, at: Millis(at), moderator })
    })
    .transpose()
}

/// Another moderator was asked.
///
/// # Errors
/// Any [`StoreError`].
pub async fn appealed(tx: &mut Tx<'_>, id: DecisionId, at: Millis) -> Result<(), StoreError> {
    run!(tx, APPEALED, id.as_bytes().as_slice(), at.0).map(drop)
}
