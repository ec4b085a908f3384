//! The check of the tables in `data/`. `build.rs` runs it, so a bad table never becomes part of the program; the
//! tests run it on tables that they have made bad.

mod counts;
#[path = "../src/kind.rs"]
pub mod kind;
pub mod model;
mod row;
mod rules;
mod sources;
mod units;

use std::{collections::BTreeMap, fmt, fs, io, path::Path};

pub use counts::Counts;
pub use row::LeftOut;
pub use rules::Checked;
pub use sources::Source;

use kind::Table;

/// The files, by name.
pub type Files = BTreeMap<String, String>;

/// All that was read and holds.
#[derive(Debug)]
pub struct Tables {
    /// Where figures come from, in the order of the files.
    pub sources: Vec<Source>,
    /// The rows that may be shown.
    pub rows: BTreeMap<Table, Vec<Checked>>,
    /// The rows that may not.
    pub left_out: Vec<LeftOut>,
    /// What the risk is computed from.
    pub model: model::Model,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file in `data/`.
    pub file: String,
    /// The row as a table program counts: the heading is row 1. `None`: the file as a whole.
    pub row: Option<u64>,
    /// What is wrong.
    pub what: Wrong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "{}, row {row}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// What can be wrong with a row or a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the file is not there")]
    NoFile,
    #[error("the heading is not {0}")]
    Heading(String),
    #[error("this row cannot be read: {0}")]
    Unreadable(String),
    #[error("there is no source")]
    NoSource,
    #[error("the source “{0}” is in neither sources.csv nor sources_more.csv")]
    UnknownSource(String),
    #[error("a row that is “verified” needs the address where the number was read")]
    NoAddress,
    #[error("“{0}” is no status: verified, derived or unverified")]
    Status(String),
    #[error("the status is “verified”, and the quotation says “{0}”")]
    Contradiction(&'static str),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("“same” has nothing of the same paper above it")]
    Same,
    #[error("the unit “{0}” is not one of this table")]
    Unit(String),
    #[error("the value “{value}” does not fit the unit “{unit}”")]
    Value { value: String, unit: String },
    #[error("an interval is needed here: lower and upper")]
    NoInterval,
    #[error("the interval “{lower}” to “{upper}” cannot be read")]
    Interval { lower: String, upper: String },
    #[error("the value {value} is outside of its interval, {lower} to {upper}")]
    Outside { value: String, lower: String, upper: String },
    #[error("this is the same figure as in row {0}: source, population, definition, group, week and unit")]
    Duplicate(u64),
    #[error("the source “{0}” is there twice")]
    DuplicateSource(String),
    #[error("“{0}” is no DOI")]
    Doi(String),
    #[error("“{0}” is not a table")]
    NoTable(String),
    #[error("no row, or more than one, is meant by these counts")]
    CountsOf,
    #[error("the number {0} is not in what was quoted")]
    CountsNotQuoted(u64),
    #[error("{events} of {of} does not give {value}")]
    CountsDiffer { events: u64, of: u64, value: String },
    #[error("the model needs one row here that may be shown: {0}")]
    Model(String),
    #[error("week {0}: not everybody can be lost, nor more than there are")]
    Losses(u8),
    #[error("week {week}: the printed {what} does not follow from the counts")]
    Printed { week: u8, what: &'static str },
}

/// Reads every `.csv` in a folder.
pub fn files_in(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "csv") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// Checks all of them. What is wrong is gathered, so that one look at the build shows all of it.
pub fn check(files: &Files) -> Result<Tables, Vec<Fault>> {
    let mut faults = Vec::new();
    let sources = sources::read(files, &mut faults);
    let mut rows = BTreeMap::new();
    let mut left_out = Vec::new();
    for table in Table::ALL {
        rows.insert(table, rules::table(table, files, &sources, &mut left_out, &mut faults));
    }
    if !faults.is_empty() {
        // What is built on them would only say the same again.
        return Err(faults);
    }
    let names: Vec<_> = sources.iter().map(|source| source.id.clone()).collect();
    counts::join(files, &mut rows, &names, &mut faults);
    let model = model::gather(&rows, &names, &mut faults);
    match model {
        Some(model) if faults.is_empty() => Ok(Tables { sources, rows, left_out, model }),
        _ => Err(faults),
    }
}
