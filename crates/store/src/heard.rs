//! What reached the stories of one member.

use alongside_domain::{
    Millis,
    cursor::{Cursor, PAGE, Page},
    id::MemberId,
    shown::{Heard, HeardWhat, PenShown},
};

use crate::{StoreError, Tx, decode};

/// One kind of what was heard, newest first. What moderators hold is not heard, not even by an author who is one, and
/// neither is a reply to what they hold; what one said oneself is no news.
macro_rules! heard {
    ($columns:literal, $from:literal, $shown:literal) => {
        concat!(
            "SELECT * FROM (
                 SELECT ",
            $columns,
            ", x.id, x.at, s.id AS story_id, s.title, p.name, p.name_key
                 FROM story s JOIN ",
            $from,
            " x ON x.story_id = s.id JOIN pen p ON p.id = x.pen_id
                 WHERE s.member_id = $1 AND x.member_id <> $1 AND (x.at, x.id) < ($2, $3)
                   AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.member_id = $1 AND m.pen_id = x.pen_id)",
            $shown,
            "
                 ORDER BY x.at DESC, x.id DESC LIMIT 21) ",
            $from,
            "s"
        )
    };
}

sql! {
    PAGE_OF = concat!(
        "SELECT * FROM (",
        heard!("'answer' AS kind, x.text AS text", "answer", " AND x.held IS NULL AND NOT x.review AND x.shows = 'through' AND NOT EXISTS (
                    SELECT 1 FROM answer q WHERE q.id = x.parent_id
                       AND (q.held IS NOT NULL OR q.review OR q.shows <> 'through'))"),
        " UNION ALL ",
        heard!("x.kind AS kind, CAST(NULL AS TEXT) AS text", "with_author", ""),
        ") h ORDER BY at DESC, id DESC LIMIT 21"
    );
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    text: Option<String>,
    id: Vec<u8>,
    at: i64,
    story_id: Vec<u8>,
    title: Option<String>,
    name: String,
    name_key: String,
}

impl Row {
    fn decode(self) -> Result<(Cursor, Heard), StoreError> {
        let what = match self.text {
            Some(text) => HeardWhat::Answer {
                id: decode::id(&self.id, "answer.id")?,
                text: decode::read(&text, "answer.text")?,
            },
            None => HeardWhat::With(decode::read(&self.kind, "with_author.kind")?),
        };
        let at = Millis(self.at);
        let id = self.id.try_into().map_err(|_| StoreError::corrupt("with_author.id"))?;
        let heard = Heard {
            what,
            story: decode::id(&self.story_id, "story.id")?,
            title: decode::option(self.title.as_deref(), "story.title")?,
            pen: PenShown { name: decode::read(&self.name, "pen.name")?, key: self.name_key },
            at,
        };
        Ok((Cursor { at, id }, heard))
    }
}

/// A page of the answers to a member's own stories and of who stands with them, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(tx: &mut Tx<'_>, member: MemberId, cursor: Cursor) -> Result<Page<Heard>, StoreError> {
    let (member, after) = (member.as_bytes().as_slice(), cursor.id.as_slice());
    let rows = all!(tx, Row, PAGE_OF, member, cursor.at.0, after)?;
    let rows = rows.into_iter().map(Row::decode).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, PAGE, |(cursor, _)| *cursor).map(|(_, heard)| heard))
}
