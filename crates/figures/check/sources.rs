//! Where figures come from.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Fault, Files, Wrong, row};

const HEADING: &str = "source_id,citation,doi,doi_seen,kind_seen,caveats";
/// The papers, and the pages and papers of which no more is known than what their rows say.
const FILES: [&str; 2] = ["sources.csv", "sources_more.csv"];

#[derive(Debug, Deserialize)]
struct Row {
    source_id: String,
    citation: String,
    doi: String,
    doi_seen: String,
    kind_seen: String,
    caveats: String,
}

/// Where figures come from.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    pub citation: String,
    /// Nothing in the citation or the DOI is from memory.
    pub citation_seen: bool,
    /// Only those that were seen.
    pub dois: Vec<String>,
    pub kind_seen: String,
    pub caveats: String,
}

/// All of them.
pub fn read(files: &Files, faults: &mut Vec<Fault>) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut seen = BTreeSet::new();
    for file in FILES {
        for (at, record) in row::read::<Row>(file, HEADING, files, faults) {
            let mut fault = |what| faults.push(Fault { file: file.to_owned(), row: Some(at), what });
            if record.source_id.is_empty() {
                fault(Wrong::NoSource);
            } else if record.citation.is_empty() {
                fault(Wrong::Missing("the citation"));
            } else if !seen.insert(record.source_id.clone()) {
                fault(Wrong::DuplicateSource(record.source_id));
            } else {
                let (source, wrong) = source(record);
                wrong.into_iter().for_each(fault);
                sources.push(source);
            }
        }
    }
    sources
}

/// A source, and which of its DOIs are none. It is kept then too, so that its rows are not said to have none.
fn source(row: Row) -> (Source, Vec<Wrong>) {
    let (citation, whole) = without_memory(&row.citation);
    let (mut dois, mut wrong) = (Vec::new(), Vec::new());
    for doi in row.doi.split(';').map(str::trim).filter(|doi| !doi.is_empty()) {
        let seen = !doi.contains("from memory");
        let bare = doi.split(' ').next().unwrap_or_default();
        if !bare.starts_with("10.") || !bare.contains('/') {
            wrong.push(Wrong::Doi(bare.to_owned()));
        } else if seen && row.doi_seen != "no" {
            dois.push(bare.to_owned());
        }
    }
    let source = Source {
        id: row.source_id,
        citation,
        citation_seen: whole,
        dois,
        kind_seen: row.kind_seen,
        caveats: row.caveats,
    };
    (source, wrong)
}

/// A citation without the remark that parts of it are from memory, and whether there was none.
fn without_memory(citation: &str) -> (String, bool) {
    let Some(at) = citation.find("from memory") else { return (citation.to_owned(), true) };
    let start = citation[..at].rfind('(').unwrap_or(at);
    let end = citation[at..].find(')').map_or(citation.len(), |end| at + end + 1);
    (format!("{}{}", citation[..start].trim_end(), &citation[end..]), false)
}
