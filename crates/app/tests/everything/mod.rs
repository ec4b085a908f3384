//! A database in which every table has rows of two members, with canaries wherever bytes or words can be.
//!
//! A new table needs a filler in `fill.rs`; the test that uses this fails until it has one.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod fill;

use std::collections::{BTreeMap, BTreeSet};

use alongside_app::files::Files;
use alongside_domain::id::Id;
use alongside_store::{Store, testing};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

pub use fill::FILLERS;

/// Tables in which nothing is anybody's.
pub const OF_NOBODY: [&str; 1] = ["server_key"];
/// How many rows each of the two has in each table: enough that pages split, and rows move from one to another.
pub const ROWS: u32 = 40;

/// One of the two members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whose account is erased.
    Me,
    /// Who stays.
    Other,
}

impl Who {
    pub const BOTH: [Self; 2] = [Self::Me, Self::Other];

    fn opposite(self) -> Self {
        match self {
            Self::Me => Self::Other,
            Self::Other => Self::Me,
        }
    }

    /// What every id and every file of theirs has in it, from the tenth byte on: so it shows in base64 too.
    pub fn mark(self) -> [u8; 6] {
        match self {
            Self::Me => *b"QuarzI",
            Self::Other => *b"OtherI",
        }
    }

    /// What every word of theirs begins with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Me => "quarzfink",
            Self::Other => "otherfink",
        }
    }

    /// What the numbers have by which circles and letters know them.
    pub fn user_mark(self) -> [u8; 6] {
        match self {
            Self::Me => *b"QuarzU",
            Self::Other => *b"OtherU",
        }
    }

    /// The member.
    pub fn id<T>(self) -> Id<T> {
        Id::from_bytes(marked(self.mark(), self.word(), 0))
    }
}

/// Sixteen bytes that belong to `tag` and `n`, with the mark in them.
fn marked(mark: [u8; 6], tag: &str, n: u32) -> [u8; 16] {
    let hash = Sha256::digest(format!("{tag}/{n}/{}", String::from_utf8_lossy(&mark)));
    let mut id = [0; 16];
    id[..9].copy_from_slice(&hash[..9]);
    id[9..15].copy_from_slice(&mark);
    id[15] = hash[9];
    id
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    })
}

fn blob(bytes: &[u8]) -> String {
    format!("x'{}'", hex(bytes))
}

fn text(id: [u8; 16]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(id)
}

/// Where a file lies that `tag` and `n` belong to.
fn file(who: Who, tag: &str, n: u32) -> String {
    format!("sealed/{}", text(marked(who.mark(), tag, n)))
}

/// A value as SQL. `what` is from `fill.rs`, which says what each means.
fn value(who: Who, n: u32, place: &str, what: &str) -> String {
    let other = who.opposite();
    let id = |who: Who, tag: &str| blob(&marked(who.mark(), tag, n));
    let user = |who: Who, tag: &str| blob(&marked(who.user_mark(), tag, n));
    let bytes = |who: Who| {
        let mut long = Vec::new();
        for part in 0..20 {
            long.extend(marked(who.mark(), place, n * 100 + part));
        }
        blob(&long)
    };
    let hash = |tag: &str| Sha256::digest(format!("{tag}/{place}/{n}/{}", who.word()));
    match what.split_once(':') {
        Some(("ID", tag)) => id(who, tag),
        Some(("THEIRS", tag)) => id(other, tag),
        Some(("USER", tag)) => user(who, tag),
        Some(("THEIR_USER", tag)) => user(other, tag),
        Some(("USER_TEXT", tag)) => format!("'{{\"user\":\"{}\"}}'", text(marked(who.user_mark(), tag, n))),
        Some(("LINK", tag)) => blob(&marked(who.mark(), tag, n)[7..]),
        Some(("THEIR_LINK", tag)) => blob(&marked(other.mark(), tag, n)[7..]),
        Some(("NAMES", tag)) => format!("'{{\"id\":\"{}\"}}'", text(marked(who.mark(), tag, n))),
        Some(("NAMES_THEIRS", tag)) => format!("'{{\"id\":\"{}\"}}'", text(marked(other.mark(), tag, n))),
        Some(("FILE", tag)) => format!("'{}'", file(who, tag, n)),
        Some(("FILES", tag)) => format!("'[\"{}\"]'", file(who, tag, n)),
        Some((kind, _)) => panic!("no such value: {kind}"),
        None => match what {
            "ME" => blob(who.id::<()>().as_bytes()),
            "OTHER" => blob(other.id::<()>().as_bytes()),
            "NAME" => format!("'{}'", who.word()),
            "PEN" => format!("'{} {n}'", who.word()),
            "THEIR_PEN" => format!("'{} {n}'", other.word()),
            "TEXT" => format!("'{} {place} {n}'", format!("{} ", who.word()).repeat(8)),
            "BYTES" => bytes(who),
            "THEIR_BYTES" => bytes(other),
            // What is turned into something that cannot be turned back.
            "HASH" => blob(&hash("hash")),
            "N" => (n * 2 + u32::from(who == Who::Other)).to_string(),
            "LATER" => "9000000000000".to_owned(),
            "PROOF" => blob(&super::common::secret(10).hash().0),
            plain => plain.to_owned(),
        },
    }
}

/// Fills every table, row after row in turns, so that what is erased lies between what stays.
pub async fn fill(store: &Store, files: &Files) {
    for (at, (table, row)) in FILLERS.iter().enumerate() {
        let once = row.split_whitespace().any(|one| one == "once");
        for n in 0..if once { 1 } else { ROWS } {
            for who in Who::BOTH {
                let columns: Vec<(&str, &str)> =
                    row.split_whitespace().filter_map(|one| one.split_once('=')).collect();
                let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                let values: Vec<String> = columns
                    .iter()
                    .map(|(name, what)| value(who, n, &format!("{table}{at}{name}"), what))
                    .collect();
                let sql =
                    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
                testing::execute(store, &sql).await;
                for (_, what) in columns {
                    if let Some(("FILE" | "FILES", tag)) = what.split_once(':') {
                        files.put(&file(who, tag, n), who.word().repeat(50).into()).await.unwrap();
                    }
                }
                if *table == "photo" {
                    let photo = text(marked(who.mark(), "photo", n));
                    for size in alongside_domain::photo::Size::ALL {
                        let key = format!("open/{photo}/{}.jpg", size.slug());
                        files.put(&key, who.word().repeat(50).into()).await.unwrap();
                    }
                }
            }
        }
    }
}

/// Every way in which a mark can be written.
pub fn written(mark: [u8; 6]) -> Vec<Vec<u8>> {
    vec![
        mark.to_vec(),
        BASE64_URL_SAFE_NO_PAD.encode(mark).into_bytes(),
        hex(&mark).into_bytes(),
        hex(&mark).to_uppercase().into_bytes(),
    ]
}

/// Everything that must not be left of somebody.
pub fn canaries(who: Who) -> Vec<Vec<u8>> {
    let mut all = written(who.mark());
    let word = who.word();
    let (first, rest) = word.split_at(1);
    all.extend(
        [word, &word.to_uppercase(), &format!("{}{rest}", first.to_uppercase())]
            .map(|word| word.as_bytes().to_vec()),
    );
    all
}

pub fn has(bytes: &[u8], canaries: &[Vec<u8>]) -> bool {
    canaries.iter().any(|canary| bytes.windows(canary.len()).any(|window| window == canary))
}

/// In which columns there are any of `canaries`, and in how many values.
pub async fn columns_with(store: &Store, canaries: &[Vec<u8>]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (table, column) in testing::columns(store).await {
        let values = testing::dump(store, &table, &column).await;
        let count = values.iter().filter(|value| has(value, canaries)).count();
        if count > 0 {
            found.insert(format!("{table}.{column}"), count);
        }
    }
    found
}

/// What the schema has that no filler fills, and what fillers fill that the schema does not have.
pub async fn unknown(store: &Store) -> Vec<String> {
    let there: BTreeSet<_> = testing::columns(store).await.into_iter().collect();
    let filled: BTreeSet<(String, String)> = FILLERS
        .iter()
        .flat_map(|(table, row)| {
            row.split_whitespace()
                .filter_map(|one| one.split_once('='))
                .map(|(column, _)| ((*table).to_owned(), column.to_owned()))
        })
        .collect();
    there
        .symmetric_difference(&filled)
        .filter(|(table, _)| !OF_NOBODY.contains(&table.as_str()))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect()
}
