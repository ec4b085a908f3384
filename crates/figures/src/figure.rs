//! A figure: a number with all that has to stand beside it.

use crate::kind::{Status, Table, Unit, Value};

/// A number that somebody found, with its source, whom it is about, what was counted, its range, and how it is
/// known. Only the build makes them, from rows that it has checked: there is no other way to have one.
///
/// ```compile_fail,E0639
/// use alongside_figures::{Figure, tables, Table};
/// let invented = Figure { ..tables::of(Table::ByAge)[0] };
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Figure {
    /// In which table it is.
    pub table: Table,
    /// In which row of its file; the heading is row 1.
    pub row: u32,
    /// Where it comes from.
    pub source: &'static Source,
    /// The page on which it was read, if that has an address.
    pub seen_at: Option<&'static str>,
    /// Who was counted.
    pub population: &'static str,
    /// What was counted.
    pub definition: &'static str,
    /// Which of them.
    pub group: &'static str,
    /// The week, age or time it is about, as printed.
    pub at: &'static str,
    /// The value.
    pub value: Value,
    /// The value as printed, with the decimals it was given.
    pub printed: &'static str,
    /// Its range, mostly of 95 percent, in the unit of the value; where the value is [`Value::Words`], what it is a
    /// range of is said by `unit_words`.
    pub interval: Option<Interval>,
    /// What it is measured in.
    pub unit: Unit,
    /// The unit in the table's words.
    pub unit_words: &'static str,
    /// What was read.
    pub quote: &'static str,
    /// How it is known.
    pub status: Status,
    /// How many of how many, where the source says it.
    pub counts: Option<Counts>,
}

/// Where figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// A short name that does not change.
    pub id: &'static str,
    /// The citation.
    pub citation: &'static str,
    /// `false`: journal, volume or pages were not seen, and are left out.
    pub citation_seen: bool,
    /// The DOIs that were seen.
    pub dois: &'static [&'static str],
    /// What of it was read: an abstract, a table.
    pub kind_seen: &'static str,
    /// What it says nothing about, and where it is weak.
    pub caveats: &'static str,
}

/// From here to there, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// To how many it happened.
    pub events: u64,
    /// How many there were; never zero.
    pub of: u64,
}

/// A row that stays in its file. It has no number here, so that no page can show one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// In which table.
    pub table: Table,
    /// In which row of its file.
    pub row: u32,
    /// Whose it would have been.
    pub source_id: &'static str,
    /// Why.
    pub reason: &'static str,
}
