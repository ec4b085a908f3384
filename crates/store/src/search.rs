//! Finding stories by words: FTS5 on SQLite, `tsvector` on PostgreSQL. One of the two modules whose SQL differs.
//!
//! Both get words that were folded here, so that both find the same: letter case and the accents of Latin, Greek and
//! Cyrillic do not matter, and each character of a script without spaces is a word of its own.

use std::collections::HashSet;

use alongside_domain::{
    Millis,
    cursor::Cursor,
    id::StoryId,
    text::{Query, fold},
};

use crate::{
    StoreError, Tx,
    story::around_columns,
    story_list::{Row, lines},
    visible::Eyes,
};

sql! {
    PUT = "
        INSERT INTO story_search (row_id, story_id, words) VALUES ($1, $2, $3)
        ON CONFLICT (story_id) DO UPDATE SET words = excluded.words";
    // The index yields its rows newest first (see `row_id`), and the query stops at the end of the page.
    @sqlite FIND_SQLITE = concat!(
        lines!("story_search_index CROSS JOIN story_search w ON w.row_id = story_search_index.rowid
                CROSS JOIN story s ON s.id = w.story_id"),
        "WHERE story_search_index MATCH $5 AND story_search_index.rowid < $4 AND ", visible!(story), " AND ", visible!(unmuted "s"), "
         ORDER BY story_search_index.rowid DESC LIMIT 21"
    );
    @postgres FIND_PG = concat!(
        lines!("story_search w JOIN story s ON s.id = w.story_id"),
        "WHERE to_tsvector('simple', w.words) @@ to_tsquery('simple', $6) AND (s.shared_at, s.id) < ($4, $5)
           AND ", visible!(story), " AND ", visible!(unmuted "s"), " ORDER BY s.shared_at DESC, s.id DESC LIMIT 21"
    );
}

/// How many words of a query count; the rest is left out.
const WORDS_MAX: usize = 12;
/// From how many characters on a word also finds longer ones that start with it.
const PREFIX_FROM: usize = 3;
/// How many characters of a longer word are compared: as many as the index of beginnings goes.
const PREFIX_TO: usize = 12;
/// How many bytes of words a story is found by at most.
const ROOM: usize = 64 * 1024;

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
    /// beginning of a word, by its first twelve. Nothing of the query languages gets through: a word has only
    /// letters and digits.
    fn joined(&self, quote: char, and: &str, prefix: &str) -> String {
        let one = |word: &String| {
            let prefix = if word.chars().count() >= PREFIX_FROM { prefix } else { "" };
            let word: String = word.chars().take(PREFIX_TO).collect();
            format!("{quote}{word}{quote}{prefix}")
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(and)
    }
}

/// Every word of a text once, as far as there is room: a longer one than anybody reads must not keep the writer.
fn each_once(folded: &str) -> String {
    let mut seen = HashSet::new();
    let mut out = String::new();
    for word in folded.split(' ').filter(|word| seen.insert(*word)) {
        if out.len() + word.len() >= ROOM {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
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
    let words = each_once(&fold(&texts.join(" ")));
    run!(tx, PUT, row_id(shared_at, id.as_bytes()), id.as_bytes().as_slice(), words).map(drop)
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
    fn a_query_can_say_nothing_but_words() {
        assert_eq!(words("\"' & | ! ( ) * : - ^ NEAR(").unwrap().joined('"', " AND ", "*"), "\"near\"*");
        assert_eq!(
            words("it is OR it's").unwrap().joined('\'', " & ", ":*"),
            "'it' & 'is' & 'or' & 'it' & 's'"
        );
        assert_eq!(words("uncertainties").unwrap().joined('"', " AND ", "*"), "\"uncertaintie\"*");
        assert_eq!(words("… — !"), None);
    }

    #[test]
    fn a_very_long_story_is_found_by_as_many_words_as_there_is_room_for() {
        assert_eq!(each_once("one two one"), "one two");
        let long = (0..100_000).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert!((ROOM - 10..ROOM).contains(&each_once(&long).len()));
    }

    #[test]
    fn the_index_is_in_the_order_of_the_list() {
        let (early, late) = (Millis(1_790_000_000_000), Millis(1_790_000_000_001));
        assert!(row_id(early, &[0xff; 16]) < row_id(late, &[0; 16]));
        assert!(row_id(early, &[0; 16]) < row_id(early, &[1; 16]));
        assert!(row_id(late, &[0xff; 16]) < row_id(Cursor::NEWEST.at, &Cursor::NEWEST.id));
    }
}
