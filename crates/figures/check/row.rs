//! A row as it stands in the file.

use serde::{Deserialize, de::DeserializeOwned};

use super::{Fault, Files, Wrong, kind::Table};

/// A row of a table, every field as it stands there.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub source_id: String,
    pub population: String,
    pub definition: String,
    pub stratum: String,
    pub week_or_age: String,
    pub value: String,
    pub lower: String,
    pub upper: String,
    pub unit: String,
    pub quote: String,
    pub address: String,
    pub status: String,
}

/// The heading of every table.
pub const HEADING: &str =
    "source_id,population,definition,stratum,week_or_age,value,lower,upper,unit,quote,address,status";

/// A row that is kept in the file and goes no further. Without its numbers, so that no page can show them.
#[derive(Clone, Debug)]
pub struct LeftOut {
    pub table: Table,
    pub row: u64,
    pub source_id: String,
    pub reason: &'static str,
}

impl Row {
    /// The paper's id: “andersen2000 (leaflet table)” and “mukherjee2013 via kiefer” are accounts of one paper.
    pub fn paper(&self) -> &str {
        self.source_id.split(' ').next().unwrap_or_default()
    }

    /// What stands in brackets before a quotation says how it was read.
    pub fn remark(&self) -> &str {
        match self.quote.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((remark, _)) => remark,
            None => "",
        }
    }

    /// The quotation without the remark before it.
    pub fn words(&self) -> &str {
        match self.quote.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((_, words)) => words.trim(),
            None => self.quote.trim(),
        }
    }

    /// Why it must not be shown, if that is so.
    pub fn left_out(&self) -> Option<&'static str> {
        let remark = self.remark();
        if self.status == "unverified" {
            Some("recalled or not found: not verified")
        } else if remark.contains("do not ship") {
            Some("one second-hand account, to be checked against the paper first")
        } else if remark.contains("garbled") {
            Some("read only in a garbled copy")
        } else if self.quote.contains("DO NOT DISPLAY") {
            Some("too few pregnancies, and one ratio for every week is not plausible there")
        } else {
            None
        }
    }
}

/// The rows of a file with their numbers, the heading being row 1. A row that cannot be read is a fault.
pub fn read<T: DeserializeOwned>(
    file: &str,
    heading: &str,
    files: &Files,
    faults: &mut Vec<Fault>,
) -> Vec<(u64, T)> {
    let mut fault = |row, what| faults.push(Fault { file: file.to_owned(), row, what });
    let Some(text) = files.get(file) else {
        fault(None, Wrong::NoFile);
        return Vec::new();
    };
    if text.lines().next() != Some(heading) {
        fault(Some(1), Wrong::Heading(heading.to_owned()));
        return Vec::new();
    }
    let mut rows = Vec::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for (row, record) in (2..).zip(reader.deserialize()) {
        match record {
            Ok(record) => rows.push((row, record)),
            Err(error) => fault(Some(row), Wrong::Unreadable(plain(&error))),
        }
    }
    rows
}

/// What the parser says, in our words where it says much.
fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} fields and not {expected_len}")
        }
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    }
}
