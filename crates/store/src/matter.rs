//! What waits for moderators: raising, taking, closing.

use alongside_domain::{
    Millis,
    id::{AnswerId, MatterId, MemberId, StoryId},
    queue::{Raised, Why},
    story::Note,
    text::Reason,
    vocabulary::join,
};

use crate::{StoreError, Tx, decision::On, decode};

sql! {
    OPEN = "
        INSERT INTO matter (id, story_id, answer_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    FIND_OPEN = "
        SELECT id FROM matter WHERE decided_at IS NULL AND story_id = $1
          AND (answer_id = $2 OR (answer_id IS NULL AND $3))";
    RAISE = "
        INSERT INTO raised (id, matter_id, why, by_member, words, notes, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    RAISED_BY = "SELECT count(*) FROM raised WHERE matter_id = $1 AND by_member = $2";
    RAISED_SINCE = "SELECT count(*) FROM raised WHERE by_member = $1 AND at > $2";
    // One's own first, then the oldest that nobody has; never one's own words or answers to them, nor what one may not
    // take.
    NEXT = "
        SELECT m.id FROM matter m JOIN story s ON s.id = m.story_id LEFT JOIN answer a ON a.id = m.answer_id
        WHERE m.decided_at IS NULL AND s.member_id <> $1 AND (a.member_id IS NULL OR a.member_id <> $1)
          AND (m.claimed_until IS NULL OR m.claimed_until <= $2 OR m.claimed_by = $1)
          AND NOT EXISTS (SELECT 1 FROM not_for n WHERE n.matter_id = m.id AND n.member_id = $1)
        ORDER BY CASE WHEN m.claimed_by = $1 AND m.claimed_until > $2 THEN 0 ELSE 1 END, m.at, m.id LIMIT 1";
    CLAIM = "UPDATE matter SET claimed_by = $2, claimed_until = $3 WHERE id = $1 AND decided_at IS NULL";
    CLAIMED = "
        SELECT story_id, answer_id, claimed_until FROM matter
        WHERE id = $1 AND decided_at IS NULL AND claimed_by = $2 AND claimed_until > $3";
    WHYS = "SELECT why, words, notes, at FROM raised WHERE matter_id = $1 ORDER BY at, id LIMIT 50";
    // Who told, and in which words, is needed no longer.
    CLOSE = "
        UPDATE matter SET decided_at = $2, claimed_by = NULL, claimed_until = NULL WHERE id = $1";
    FORGET = "UPDATE raised SET by_member = NULL, words = '' WHERE matter_id = $1";
    LET_GO = "UPDATE matter SET claimed_by = NULL, claimed_until = NULL WHERE id = $1";
    NOT_FOR = "INSERT INTO not_for (matter_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    UNDER_REVIEW = "SELECT count(*) FROM answer WHERE story_id = $1 AND review";
    SHOWN_OF = "
        SELECT count(*) FROM (
            SELECT 1 AS one FROM answer WHERE member_id = $1 AND NOT review AND held IS NULL LIMIT $2) x";
}

/// Who or what raises something.
#[derive(Clone, Copy, Debug)]
pub struct Raising<'a> {
    /// Why.
    pub why: Why,
    /// Who, for a report.
    pub by: Option<MemberId>,
    /// In which words.
    pub words: Option<&'a Reason>,
    /// Which notes it lacks.
    pub notes: &'a [Note],
    /// When.
    pub at: Millis,
}

const fn parts(on: &On) -> (&StoryId, Option<&AnswerId>) {
    match on {
        On::Story(id) => (id, None),
        On::Answer { story, answer } => (story, Some(answer)),
    }
}

/// The open matter about a thing, made now if there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open(tx: &mut Tx<'_>, fresh: MatterId, on: On, at: Millis) -> Result<MatterId, StoreError> {
    let (story, answer) = parts(&on);
    let (story, answer) = (story.as_bytes().as_slice(), answer.map(|id| id.as_bytes().as_slice()));
    run!(tx, OPEN, fresh.as_bytes().as_slice(), story, answer, at.0)?;
    let row = first!(tx, (Vec<u8>,), FIND_OPEN, story, answer, answer.is_none())?;
    decode::id(&row.ok_or(StoreError::Missing)?.0, "matter.id")
}

/// Says why a matter is open.
///
/// # Errors
/// Any [`StoreError`].
pub async fn raise(
    tx: &mut Tx<'_>,
    id: [u8; 16],
    matter: MatterId,
    raising: Raising<'_>,
) -> Result<(), StoreError> {
    run!(
        tx,
        RAISE,
        id.as_slice(),
        matter.as_bytes().as_slice(),
        raising.why.slug(),
        raising.by.as_ref().map(|id| id.as_bytes().as_slice()),
        raising.words.map_or("", Reason::as_str),
        join(raising.notes),
        raising.at.0,
    )
    .map(drop)
}

async fn count(tx: &mut Tx<'_>, sql: &'static str, a: &[u8], b: &[u8]) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), sql, a, b)?.map_or(0, |(count,)| count))
}

/// Whether a member has raised this matter already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_raised_by(tx: &mut Tx<'_>, matter: MatterId, by: MemberId) -> Result<bool, StoreError> {
    Ok(count(tx, RAISED_BY, matter.as_bytes().as_slice(), by.as_bytes().as_slice()).await? > 0)
}

/// How much a member has raised since then.
///
/// # Errors
/// Any [`StoreError`].
pub async fn raised_since(tx: &mut Tx<'_>, by: MemberId, since: Millis) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), RAISED_SINCE, by.as_bytes().as_slice(), since.0)?;
    Ok(row.map_or(0, |(count,)| count))
}

/// What `moderator` should look at next, claimed until `until`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn next(
    tx: &mut Tx<'_>,
    moderator: MemberId,
    now: Millis,
    until: Millis,
) -> Result<Option<MatterId>, StoreError> {
    let me = moderator.as_bytes().as_slice();
    let Some((id,)) = first!(tx, (Vec<u8>,), NEXT, me, now.0)? else { return Ok(None) };
    run!(tx, CLAIM, id.as_slice(), me, until.0)?;
    decode::id(&id, "matter.id").map(Some)
}

/// What a matter is about and until when it is `moderator`'s, if it is.
///
/// # Errors
/// Any [`StoreError`].
pub async fn claimed(
    tx: &mut Tx<'_>,
    id: MatterId,
    moderator: MemberId,
    now: Millis,
) -> Result<Option<(On, Millis)>, StoreError> {
    type Row = (Vec<u8>, Option<Vec<u8>>, i64);
    let me = moderator.as_bytes().as_slice();
    let row = first!(tx, Row, CLAIMED, id.as_bytes().as_slice(), me, now.0)?;
    row.map(|(story, answer, until)| {
        let story = decode::id(&story, "matter.story_id")?;
        let on = match answer {
            None => On::Story(story),
            Some(answer) => On::Answer { story, answer: decode::id(&answer, "matter.answer_id")? },
        };
        Ok((on, Millis(until)))
    })
    .transpose()
}

/// Why a matter is open, oldest first, the first fifty.
///
/// # Errors
/// Any [`StoreError`].
pub async fn whys(tx: &mut Tx<'_>, id: MatterId) -> Result<Vec<Raised>, StoreError> {
    type Row = (String, String, String, i64);
    let rows = all!(tx, Row, WHYS, id.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(why, words, notes, at)| {
            Ok(Raised {
                why: decode::read(&why, "raised.why")?,
                words: decode::option(
                    Some(words.as_str()).filter(|words| !words.is_empty()),
                    "raised.words",
                )?,
                notes: decode::words(&notes, "raised.notes")?,
                at: Millis(at),
            })
        })
        .collect()
}

/// It is decided. Who raised it, and in which words, is forgotten.
///
/// # Errors
/// Any [`StoreError`].
pub async fn close(tx: &mut Tx<'_>, id: MatterId, at: Millis) -> Result<(), StoreError> {
    run!(tx, FORGET, id.as_bytes().as_slice())?;
    run!(tx, CLOSE, id.as_bytes().as_slice(), at.0).map(drop)
}

/// It goes to another moderator than this one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pass_on(tx: &mut Tx<'_>, id: MatterId, not_to: MemberId) -> Result<(), StoreError> {
    run!(tx, NOT_FOR, id.as_bytes().as_slice(), not_to.as_bytes().as_slice())?;
    run!(tx, LET_GO, id.as_bytes().as_slice()).map(drop)
}

/// How many answers to a story wait for a moderator.
///
/// # Errors
/// Any [`StoreError`].
pub async fn under_review(tx: &mut Tx<'_>, story: StoryId) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), UNDER_REVIEW, story.as_bytes().as_slice())?;
    Ok(row.map_or(0, |(count,)| count))
}

/// How many answers of a member are neither held nor wait for a moderator, counted up to `most`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn shown_of(tx: &mut Tx<'_>, member: MemberId, most: i64) -> Result<i64, StoreError> {
    let row = first!(tx, (i64,), SHOWN_OF, member.as_bytes().as_slice(), most)?;
    Ok(row.map_or(0, |(count,)| count))
}
