//! What is held about a member: every table and every column, each with a sentence that says what it is there for.
//!
//! A member reads these sentences with the values beside them, and so does whoever runs the place when a court asks.
//! A test compares them with the schema on both databases: a new column needs its sentence here. Tables are in
//! `held/`, by what they are about; a new file is added to [`TABLES`] and [`SQL`].

#[macro_use]
mod make;

mod account;
mod around;
mod circles;
mod letters;
mod open;
mod place;
mod sealed;

use crate::{StoreError, Tx, sql::Declared};
use alongside_domain::id::MemberId;

/// Rows of a table that are given one by one at most.
pub const ROWS_MOST: usize = 20;

/// What a column has, which decides how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Words that can be read here.
    Text,
    /// A number.
    Number,
    /// A time in milliseconds.
    Time,
    /// Random bytes by which rows find each other.
    Id,
    /// What something was turned into that cannot be turned back.
    Hash,
    /// Sealed bytes: only their length can be told.
    Sealed,
    /// A key of this server's own, or somebody else's: that it is there is all that is said.
    Kept,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the schema.
    pub name: &'static str,
    /// What it has.
    pub sort: Sort,
    /// What it is, and why it is there. A sentence.
    pub why: &'static str,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name in the schema.
    pub name: &'static str,
    /// What a row of it is, as a heading.
    pub say: &'static str,
    /// For how long it is held. A sentence.
    pub until: &'static str,
    /// What is held beside what is shown, and is not shown since it is about somebody else. A sentence, or nothing.
    pub besides: &'static str,
    /// Whether rows are given one by one; otherwise only how many there are.
    pub one_by_one: bool,
    /// Every column, in the order of the schema.
    pub columns: &'static [Column],
    rows: &'static str,
    sums: &'static str,
}

/// Every table there is, in the order in which they are shown.
const TABLES: &[&[Table]] = &[
    account::TABLES,
    open::TABLES,
    around::TABLES,
    sealed::TABLES,
    circles::TABLES,
    letters::TABLES,
    place::TABLES,
];

/// The same, one after the other.
pub fn tables() -> Vec<&'static Table> {
    TABLES.iter().flat_map(|tables| tables.iter()).collect()
}

/// Their SQL, for the test that prepares each.
#[allow(dead_code)] // Read by a test only.
pub(crate) const SQL: &[&[Declared]] =
    &[account::SQL, open::SQL, around::SQL, sealed::SQL, circles::SQL, letters::SQL, place::SQL];

/// A value as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    None,
    /// Words or a number.
    Text(String),
    /// An id or a hash.
    Bytes(Vec<u8>),
    /// So many sealed bytes.
    Sealed(i64),
    /// There is one.
    There,
}

/// What a table has about a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// How many rows are theirs.
    pub count: i64,
    /// How many sealed bytes are in them.
    pub sealed: i64,
    /// Up to [`ROWS_MOST`] of them, a value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// What a table has about a member. Two queries, one where rows are only counted.
///
/// # Errors
/// Any [`StoreError`].
pub async fn about(tx: &mut Tx<'_>, table: &Table, member: MemberId) -> Result<Rows, StoreError> {
    let me = member.as_bytes().as_slice();
    let (count, sealed) = first!(tx, (i64, i64), table.sums, me)?.unwrap_or_default();
    let rows = if table.one_by_one && count > 0 {
        on!(tx, c => {
            let query = sqlx::query(table.rows).bind(me);
            query.fetch_all(c).await.and_then(|rows| rows.iter().map(|row| read(table, row)).collect())
        })?
    } else {
        Vec::new()
    };
    Ok(Rows { count, sealed, rows })
}

/// One row, whose columns were asked for as [`make`] says.
fn read<'r, R>(table: &Table, row: &'r R) -> Result<Vec<Value>, sqlx::Error>
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    Option<String>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Option<Vec<u8>>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let value = |(at, column): (usize, &Column)| {
        Ok(match column.sort {
            Sort::Text | Sort::Number | Sort::Time => {
                row.try_get::<Option<String>, _>(at)?.map_or(Value::None, Value::Text)
            }
            Sort::Id | Sort::Hash => row.try_get::<Option<Vec<u8>>, _>(at)?.map_or(Value::None, Value::Bytes),
            Sort::Sealed => match row.try_get::<Option<String>, _>(at)? {
                Some(length) => Value::Sealed(length.parse().unwrap_or_default()),
                None => Value::None,
            },
            Sort::Kept => row.try_get::<Option<String>, _>(at)?.map_or(Value::None, |_| Value::There),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{on_both, testing};

    on_both! {
        async fn every_column_has_a_sentence_and_every_sentence_a_column(store) {
            let there: BTreeSet<(String, String)> = testing::columns(&store).await.into_iter().collect();
            let said: Vec<(String, String)> = tables()
                .into_iter()
                .flat_map(|table| table.columns.iter().map(|column| (table.name.into(), column.name.into())))
                .collect();
            let known: BTreeSet<_> = said.iter().cloned().collect();
            assert_eq!(there.difference(&known).collect::<Vec<_>>(), Vec::<&_>::new(), "columns without a sentence");
            assert_eq!(known.difference(&there).collect::<Vec<_>>(), Vec::<&_>::new(), "sentences without a column");
            assert_eq!(said.len(), known.len(), "each is said once");
        }

        async fn a_place_with_nobody_in_it_holds_nothing_about_anybody(store) {
            for table in tables() {
                let rows = store
                    .read(move |tx| Box::pin(about(tx, table, MemberId::from_bytes([1; 16]))))
                    .await
                    .unwrap();
                assert_eq!(rows, Rows { count: 0, sealed: 0, rows: vec![] }, "{}", table.name);
            }
        }
    }

    #[test]
    fn every_sentence_is_one() {
        for table in tables() {
            let sentences = table.columns.iter().map(|column| column.why).chain([table.until]);
            for sentence in sentences {
                assert!(sentence.ends_with('.'), "{}: {sentence}", table.name);
                assert!(sentence.starts_with(char::is_uppercase), "{}: {sentence}", table.name);
                assert!(!sentence.contains('!'), "{}: {sentence}", table.name);
            }
            assert!(table.besides.is_empty() || table.besides.ends_with('.'), "{}", table.name);
        }
    }
}
