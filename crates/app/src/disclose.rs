//! What is held about a member, for the member, and the same for whoever runs the place when a court asks.

use std::fmt::Write as _;

use alongside_domain::{Millis, id::MemberId, name::MemberName};
use alongside_store::{
    StoreError,
    held::{self, Sort, Table, Value},
    member,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use crate::App;

/// Longest value that is shown whole, in characters.
const SHOWN: usize = 300;

/// What is not held, whoever asks.
pub const NOT_HELD: [&str; 9] = [
    "Your real name, unless you wrote it yourself into something that is open.",
    "An e-mail address, a telephone number or a post address.",
    "The address of your device in the network (IP address). For limits it is turned into a number that changes, in \
     memory only, and forgotten.",
    "Your words, your recovery sheet and your keys, other than sealed to themselves.",
    "What you keep sealed, your circles' names and what is said there, and your letters, in a form that can be read.",
    "Who read a story, a page for them, or anything else.",
    "What you looked for, and which pages you opened.",
    "What you chose to read, and what is hard for you: your browser keeps that.",
    "The place, the time and the camera that were in your photos.",
];

/// What a table has about a member, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTable {
    /// The table, with its sentences.
    pub name: &'static str,
    /// What a row of it is, as a heading.
    pub say: &'static str,
    /// For how long it is held.
    pub until: &'static str,
    /// What is held beside what is shown; may be empty.
    pub besides: &'static str,
    /// How many rows are the member's.
    pub count: i64,
    /// How many sealed bytes are in them.
    pub sealed: i64,
    /// Every column with its sentence.
    pub columns: Vec<(&'static str, &'static str)>,
    /// Up to [`held::ROWS_MOST`] rows, each with a value for every column.
    pub rows: Vec<Vec<String>>,
}

impl App {
    /// Everything that is held about a member, table after table; of those with many rows, how many. About seventy
    /// queries, however much it is.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn held(&self, by: MemberId) -> Result<Vec<HeldTable>, StoreError> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let mut out = Vec::new();
                for table in held::tables() {
                    out.push(shown(table, held::about(tx, table, by).await?));
                }
                Ok::<_, StoreError>(out)
            })
        });
        read.await
    }

    /// The same of the member who signs in with this name; `None` when there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn held_of(&self, name: MemberName) -> Result<Option<Vec<HeldTable>>, StoreError> {
        let found =
            self.store().read(move |tx| Box::pin(async move { member::door(tx, &name).await })).await?;
        match found {
            Some(door) => self.held(door.id).await.map(Some),
            None => Ok(None),
        }
    }
}

fn shown(table: &Table, rows: held::Rows) -> HeldTable {
    let values =
        |row: Vec<Value>| table.columns.iter().zip(row).map(|(one, value)| say(one.sort, value)).collect();
    HeldTable {
        name: table.name,
        say: table.say,
        until: table.until,
        besides: table.besides,
        count: rows.count,
        sealed: rows.sealed,
        columns: table.columns.iter().map(|column| (column.name, column.why)).collect(),
        rows: rows.rows.into_iter().map(values).collect(),
    }
}

fn say(sort: Sort, value: Value) -> String {
    match (sort, value) {
        (_, Value::None) => "nothing".to_owned(),
        (_, Value::There) => "kept, not shown".to_owned(),
        (_, Value::Sealed(bytes)) => format!("sealed, {bytes} bytes: cannot be read here"),
        (Sort::Id, Value::Bytes(bytes)) => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        (_, Value::Bytes(bytes)) => format!("{} bytes that cannot be turned back", bytes.len()),
        (Sort::Time, Value::Text(text)) => text.parse().map_or(text, |millis| when(Millis(millis))),
        (_, Value::Text(text)) => cut(text),
    }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} … ({} characters in all)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// A time in UTC, to the minute.
fn when(at: Millis) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000)) else { return at.0.to_string() };
    let (date, hour, minute) = (at.date(), at.hour(), at.minute());
    format!("{date} {hour:02}:{minute:02} UTC")
}

/// Everything as lines of text: what is there with its values, what is there for others only, what is not held.
pub fn as_text(tables: &[HeldTable]) -> String {
    let mut out = String::new();
    for table in tables.iter().filter(|table| table.count > 0) {
        // Writing into a text does not fail.
        let _ = write_table(&mut out, table);
    }
    out.push_str("# Nothing is held of this member in\n\n");
    for table in tables.iter().filter(|table| table.count == 0) {
        let _ = writeln!(out, "- {} ({}){}", table.say, table.name, besides(table, ". "));
    }
    out.push_str("\n# Not held, of anybody\n\n");
    for sentence in NOT_HELD {
        let _ = writeln!(out, "- {sentence}");
    }
    out
}

fn besides(table: &HeldTable, before: &str) -> String {
    if table.besides.is_empty() { String::new() } else { format!("{before}{}", table.besides) }
}

fn write_table(out: &mut String, table: &HeldTable) -> std::fmt::Result {
    writeln!(out, "# {} ({})\n", table.say, table.name)?;
    writeln!(out, "{}{}", table.until, besides(table, " "))?;
    let sealed = if table.sealed > 0 {
        format!(", with {} sealed bytes that cannot be read here", table.sealed)
    } else {
        String::new()
    };
    writeln!(out, "Rows: {}{sealed}.\n", table.count)?;
    for (column, why) in &table.columns {
        writeln!(out, "    {column}: {why}")?;
    }
    for (at, row) in table.rows.iter().enumerate() {
        writeln!(out, "\n  Row {}", at + 1)?;
        for ((column, _), value) in table.columns.iter().zip(row) {
            // What a person wrote must not look like a line of this.
            writeln!(out, "    {column} = {}", value.replace('\n', "\n        "))?;
        }
    }
    let more = table.count - i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    if !table.rows.is_empty() && more > 0 {
        writeln!(out, "\n  and {more} more rows like these")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_short_and_sealed_bytes_are_only_counted() {
        assert_eq!(say(Sort::Sealed, Value::Sealed(4096)), "sealed, 4096 bytes: cannot be read here");
        assert_eq!(say(Sort::Time, Value::Text("1772420400000".into())), "2026-03-02 03:00 UTC");
        assert_eq!(say(Sort::Hash, Value::Bytes(vec![7; 32])), "32 bytes that cannot be turned back");
        assert_eq!(say(Sort::Kept, Value::There), "kept, not shown");
        let long = say(Sort::Text, Value::Text("ä".repeat(5000)));
        assert!(long.chars().count() < SHOWN + 40 && long.ends_with("(5000 characters in all)"), "{long}");
    }
}
