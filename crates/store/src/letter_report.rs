//! Letters that were reported: opened by whoever received them, for moderators.

use alongside_domain::{
    Millis,
    cursor::Cursor,
    id::{LetterId, MemberId, ReportId},
};

use crate::{StoreError, Tx, decode};

sql! {
    PUT = "
        INSERT INTO letter_report (id, letter_id, sender_id, opened, why, pen_name, at, reporter_id)
        SELECT $1, $2, $3, $4, $5, (SELECT p.name FROM letter l JOIN pen p ON p.id = l.from_pen WHERE l.id = $2), $6, $7
        ON CONFLICT (letter_id) DO NOTHING";
    OPEN = "
        SELECT id, opened, why, pen_name, at FROM letter_report
        WHERE decided_at IS NULL AND sender_id <> $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4";
    BY = "SELECT count(*) FROM letter_report WHERE reporter_id = $1 AND decided_at IS NULL";
    DECIDE = "
        UPDATE letter_report SET decided_at = $2, opened = '', why = '', reporter_id = NULL
        WHERE id = $1 AND decided_at IS NULL AND sender_id <> $3";
    STOP = "
        UPDATE member SET letters_stopped_at = $2
        WHERE id = (SELECT sender_id FROM letter_report WHERE id = $1) AND letters_stopped_at IS NULL";
}

const fn bytes<T>(id: &alongside_domain::id::Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

/// A report as it comes.
#[derive(Clone, Copy, Debug)]
pub struct NewReport<'a> {
    /// Its id.
    pub id: ReportId,
    /// The letter.
    pub letter: LetterId,
    /// Who wrote it.
    pub sender: MemberId,
    /// Who received it.
    pub reporter: MemberId,
    /// The letter's words.
    pub opened: &'a str,
    /// What the reporter says about it.
    pub why: &'a str,
    /// When.
    pub at: Millis,
}

/// A report that nobody has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The letter's words.
    pub opened: String,
    /// What the reporter says about it.
    pub why: String,
    /// Under which pen name it was written; `None` for somebody in a circle.
    pub pen: Option<String>,
    /// When.
    pub at: Millis,
}

/// Keeps a report; once more of the same letter changes nothing.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, new: &NewReport<'_>) -> Result<(), StoreError> {
    let (id, letter, sender) = (bytes(&new.id), bytes(&new.letter), bytes(&new.sender));
    run!(tx, PUT, id, letter, sender, new.opened, new.why, new.at.0, bytes(&new.reporter)).map(drop)
}

/// How many letters a member has reported that nobody has decided.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by(tx: &mut Tx<'_>, reporter: MemberId) -> Result<i64, StoreError> {
    Ok(first!(tx, (i64,), BY, bytes(&reporter))?.map_or(0, |(count,)| count))
}

/// Those that nobody has decided and that are not about `moderator`, after `cursor`, oldest first, at most `most`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open(
    tx: &mut Tx<'_>,
    moderator: MemberId,
    cursor: Cursor,
    most: i64,
) -> Result<Vec<Report>, StoreError> {
    type Row = (Vec<u8>, String, String, Option<String>, i64);
    let after = cursor.id.as_slice();
    let rows = all!(tx, Row, OPEN, bytes(&moderator), cursor.at.0, after, most)?;
    rows.into_iter()
        .map(|(id, opened, why, pen, at)| {
            Ok(Report { id: decode::id(&id, "report")?, opened, why, pen, at: Millis(at) })
        })
        .collect()
}

/// Closes a report: its words are not kept any longer. `false` when there is none that is open, or it is about
/// `moderator`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decide(
    tx: &mut Tx<'_>,
    moderator: MemberId,
    id: ReportId,
    at: Millis,
) -> Result<bool, StoreError> {
    Ok(run!(tx, DECIDE, bytes(&id), at.0, bytes(&moderator))? > 0)
}

/// Whoever wrote what was reported writes no letters from now on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stop(tx: &mut Tx<'_>, id: ReportId, at: Millis) -> Result<(), StoreError> {
    run!(tx, STOP, bytes(&id), at.0).map(drop)
}
