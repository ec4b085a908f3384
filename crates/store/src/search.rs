//! Finding stories by words: FTS5 on SQLite, `tsvector` on PostgreSQL. One of the two modules whose SQL differs.
//!
//! Both get words that were folded here, so that both find the same: letter case and the accents of Latin, Greek and
//! Cyrillic do not matter, and each character of a script without spaces is a word of its own.

use alongside_domain::{
    Millis,
    cursor::Cursor,
    id::StoryId,
    text::Query,
};
use unicode_normalization::UnicodeNormalization;

use crate::{
    StoreError, Tx,
    story::around_columns,
    story_list::{Row, lines},
    visible::Eyes,
};

sql! {
    @sqlite PUT_SQLITE = "
        INSERT INTO story_search (row_id, story_id, words) VALUES ($3, $1, $2)
        ON CONFLICT (story_id) DO UPDATE SET words = excluded.words";
    @postgres PUT_PG = "
        INSERT INTO story_search (story_id, words) VALUES ($1, $2)
        ON CONFLICT (story_id) DO UPDATE SET words = excluded.words";
    // The index yields its rows newest first (see `row_id`), and the query stops at the end of the page.
    @sqlite FIND_SQLITE = concat!(
        lines!("story_search_index CROSS JOIN story_search w ON w.row_id = story_search_index.rowid
                CROSS JOIN story s ON s.id = w.story_id"),
        "WHERE story_search_index MATCH $5 AND story_search_index.rowid < $4 AND ", visible!(story), "
         ORDER BY story_search_index.rowid DESC LIMIT 21"
    );
    @postgres FIND_PG = concat!(
        lines!("story_search w JOIN story s ON s.id = w.story_id"),
        "WHERE to_tsvector('simple', w.words) @@ to_tsquery('simple', $6) AND (s.shared_at, s.id) < ($4, $5)
           AND ", visible!(story), " ORDER BY s.shared_at DESC, s.id DESC LIMIT 21"
    );
}

/// How many words of a query count; the rest is left out.
const WORDS_MAX: usize = 12;
/// From how many characters on a word also finds longer ones that start with it.
const PREFIX_FROM: usize = 3;

/// What somebody looks for, as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a query; `None` when it has none, only signs.
    pub fn of(query: &Query) -> Option<Self> {
        let words: Vec<String> = fold(query.as_str()).split(' ').take(WORDS_MAX).map(str::to_owned).collect();
        words.iter().any(|word| !word.is_empty()).then_some(Self(words))
    }

    /// As a query of the index: all words must be there, each as it stands or, from three characters on, as the
    /// beginning of a word. Nothing of the query languages gets through: a word has only letters and digits.
    fn joined(&self, quote: char, and: &str, prefix: &str) -> String {
        let one = |word: &String| {
            let prefix = if word.chars().count() >= PREFIX_FROM { prefix } else { "" };
            format!("{quote}{word}{quote}{prefix}")
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(and)
    }
}

/// Letters and digits in lower case with single spaces in between.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase) {
        let alone = has_no_spaces(c);
        if (gap || alone) && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        gap = alone;
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            out.push(c);
        } else {
            gap = true;
        }
    }
    out.truncate(out.trim_end().len());
    out.nfc().collect()
}

/// Accents that people leave out when they type in a hurry. Marks of other scripts are part of their letters.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Scripts that are written without spaces between words.
const fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Where a story stands in the index of SQLite: by time, then by the first bits of its id, so that the index yields
/// its rows in the order of the list. Holds until the year 2109.
fn row_id(at: Millis, id: &[u8; 16]) -> i64 {
    const BITS: u32 = 21;
    let bits = i64::from(u32::from_be_bytes([id[0], id[1], id[2], id[3]]) >> (32 - BITS));
    match at.0.checked_mul(1 << BITS) {
        Some(time) => time | bits,
        None => i64::MAX,
    }
}

/// Makes a story findable by `texts`, and by nothing it was findable by before. `shared_at` is the story's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, id: StoryId, shared_at: Millis, texts: &[&str]) -> Result<(), StoreError> {
    let words = fold(&texts.join(" "));
    if tx.is_sqlite() {
        run!(tx, PUT_SQLITE, id.as_bytes().as_slice(), words, row_id(shared_at, id.as_bytes()))?;
    } else {
        run!(tx, PUT_PG, id.as_bytes().as_slice(), words)?;
    }
    Ok(())
}

/// One page and one row more.
pub(crate) async fn find(
    tx: &mut Tx<'_>,
    eyes: Eyes,
    words: &Words,
    cursor: Cursor,
) -> Result<Vec<Row>, StoreError> {
    if tx.is_sqlite() {
        let (before, wanted) = (row_id(cursor.at, &cursor.id), words.joined('"', " AND ", "*"));
        return all!(tx, Row, FIND_SQLITE, eyes.me(), eyes.member, eyes.moderator, before, wanted);
    }
    let wanted = words.joined('\'', " & ", ":*");
    let after = cursor.id.as_slice();
    all!(tx, Row, FIND_PG, eyes.me(), eyes.member, eyes.moderator, cursor.at.0, after, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<Words> {
        Words::of(&text.parse().unwrap())
    }

    #[test]
    fn words_are_folded_to_what_people_mean() {
        assert_eq!(fold("  The SECOND scan — Thursday's, «déjà»! "), "the second scan thursday s deja");
        assert_eq!(fold("小さな手 2024年"), "小 さ な 手 2024 年");
        assert_eq!(fold("Ελένη Ёлка"), "ελενη елка");
    }

    #[test]
    fn a_query_can_say_nothing_but_words() {
        assert_eq!(words("\"' & | ! ( ) * : - ^ NEAR(").unwrap().joined('"', " AND ", "*"), "\"near\"*");
        assert_eq!(words("it is OR it's").unwrap().joined('\'', " & ", ":*"), "'it' & 'is' & 'or' & 'it' & 's'");
        assert_eq!(words("… — !"), None);
    }

    #[test]
    fn the_index_is_in_the_order_of_the_list() {
        let (early, late) = (Millis(1_790_000_000_000), Millis(1_790_000_000_001));
        assert!(row_id(early, &[0xff; 16]) < row_id(late, &[0; 16]));
        assert!(row_id(early, &[0; 16]) < row_id(early, &[1; 16]));
        assert!(row_id(late, &[0xff; 16]) < row_id(Cursor::NEWEST.at, &Cursor::NEWEST.id));
    }
}
