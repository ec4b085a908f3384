//! Who reads the answers to a pen name's stories first.

use alongside_domain::{
    Millis,
    id::{MemberId, PenId},
    shown::{PenShown, ReadsFirst},
    story::Pen,
};

use crate::{StoreError, Tx, decode};

sql! {
    // Asking somebody else ends what was there. Nobody reads first for themselves.
    ASK = "
        INSERT INTO first_reader (pen_id, reader_pen, reader_member, asked_at, accepted_at)
        SELECT o.id, r.id, r.member_id, $4, NULL FROM pen o JOIN pen r ON r.name_key = $3
        WHERE o.id = $2 AND o.member_id = $1 AND r.member_id <> $1
        ON CONFLICT (pen_id) DO UPDATE SET reader_pen = excluded.reader_pen,
            reader_member = excluded.reader_member, asked_at = excluded.asked_at, accepted_at = NULL";
    ACCEPT = "
        UPDATE first_reader SET accepted_at = $3
        WHERE reader_member = $1 AND accepted_at IS NULL
          AND pen_id = (SELECT p.id FROM pen p WHERE p.name_key = $2)";
    // By either of the two.
    END = "
        DELETE FROM first_reader
        WHERE pen_id = (SELECT p.id FROM pen p WHERE p.name_key = $2)
          AND (reader_member = $1 OR pen_id IN (SELECT p.id FROM pen p WHERE p.member_id = $1))";
    OF = "
        SELECT o.id, o.name, r.name, r.name_key, f.accepted_at IS NOT NULL
        FROM pen o JOIN first_reader f ON f.pen_id = o.id JOIN pen r ON r.id = f.reader_pen
        WHERE o.member_id = $1 ORDER BY o.at, o.id LIMIT 200";
    FOR = "
        SELECT r.id, r.name, o.name, o.name_key, f.accepted_at IS NOT NULL
        FROM first_reader f JOIN pen o ON o.id = f.pen_id JOIN pen r ON r.id = f.reader_pen
        WHERE f.reader_member = $1 ORDER BY f.asked_at, o.id LIMIT 200";
}

/// Asks the pen name with this key to read first for `pen`, which is `member`'s own; whether there was anybody to ask.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ask(
    tx: &mut Tx<'_>,
    member: MemberId,
    pen: PenId,
    reader: &str,
    at: Millis,
) -> Result<bool, StoreError> {
    Ok(run!(tx, ASK, member.as_bytes().as_slice(), pen.as_bytes().as_slice(), reader, at.0)? == 1)
}

/// Says yes to reading first for the pen name with this key.
///
/// # Errors
/// Any [`StoreError`].
pub async fn accept(tx: &mut Tx<'_>, reader: MemberId, of: &str, at: Millis) -> Result<(), StoreError> {
    run!(tx, ACCEPT, reader.as_bytes().as_slice(), of, at.0).map(drop)
}

/// Ends it for the pen name with this key, by whoever writes under it or whoever reads.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, by: MemberId, of: &str) -> Result<(), StoreError> {
    run!(tx, END, by.as_bytes().as_slice(), of).map(drop)
}

async fn list(tx: &mut Tx<'_>, member: MemberId, sql: &'static str) -> Result<Vec<ReadsFirst>, StoreError> {
    type Row = (Vec<u8>, String, String, String, bool);
    let rows = all!(tx, Row, sql, member.as_bytes().as_slice())?;
    rows.into_iter()
        .map(|(own, own_name, name, key, accepted)| {
            Ok(ReadsFirst {
                own: Pen { id: decode::id(&own, "pen.id")?, name: decode::read(&own_name, "pen.name")? },
                other: PenShown { name: decode::read(&name, "pen.name")?, key },
                accepted,
            })
        })
        .collect()
}

/// Who reads first for `member`: their own pen name, and the reader's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<ReadsFirst>, StoreError> {
    list(tx, member, OF).await
}

/// For whom `member` reads first or is asked to: their own pen name that was asked, and the author's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn reads_for(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<ReadsFirst>, StoreError> {
    list(tx, member, FOR).await
}
