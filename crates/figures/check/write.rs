//! Writes what holds as Rust.

use std::fmt::Write as _;

use super::check::{
    Checked, Source, Tables,
    kind::Table,
    model::{Cited, Model, Place},
};

/// The text of `tables.rs`.
pub fn rust(tables: &Tables) -> String {
    let mut out = String::new();
    sources(&mut out, &tables.sources);
    for (table, rows) in &tables.rows {
        figures(&mut out, *table, rows);
    }
    list(&mut out, tables);
    model(&mut out, &tables.model);
    out
}

/// A line. Writing into a `String` does not fail.
macro_rules! line {
    ($out:expr, $($arg:tt)*) => { let _ = writeln!($out, $($arg)*); };
}

fn sources(out: &mut String, sources: &[Source]) {
    line!(out, "/// Where figures come from.");
    // The program itself is one more.
    line!(out, "pub static SOURCES: [Source; {}] = [", sources.len() + 1);
    for Source { id, citation, citation_seen, dois, kind_seen, caveats } in sources {
        line!(
            out,
            "Source {{ id: {id:?}, citation: {citation:?}, citation_seen: {citation_seen}, dois: &{dois:?}, \
             kind_seen: {kind_seen:?}, caveats: {caveats:?} }},"
        );
    }
    line!(
        out,
        "Source {{ id: \"alongside\", citation: \"Computed here from the figures that are named\", \
         citation_seen: true, dois: &[], kind_seen: \"\", caveats: \"\" }},"
    );
    line!(out, "];");
    line!(out, "const OWN: usize = {};", sources.len());
}

fn figures(out: &mut String, table: Table, rows: &[Checked]) {
    line!(out, "static {}: [Figure; {}] = [", name(table), rows.len());
    for row in rows {
        let source = row.source.map_or_else(|| "OWN".to_owned(), |at| at.to_string());
        line!(out, "Figure {{ table: Table::{table:?}, row: {}, source: &SOURCES[{source}],", row.row);
        line!(out, "seen_at: {:?}, population: {:?},", row.address, row.population);
        line!(out, "definition: {:?}, group: {:?}, at: {:?},", row.definition, row.group, row.at);
        line!(out, "value: Value::{:?}, printed: {:?},", row.value, row.printed);
        line!(out, "interval: {}, unit: Unit::{:?},", interval(row.interval), row.unit);
        line!(out, "unit_words: {:?}, quote: {:?},", row.unit_words, row.quote);
        let counts = row.counts.map_or_else(|| "None".to_owned(), |counts| format!("Some({counts:?})"));
        line!(out, "status: Status::{:?}, counts: {counts} }},", row.status);
    }
    line!(out, "];");
}

fn list(out: &mut String, tables: &Tables) {
    line!(out, "/// The figures of a table that may be shown, in the order of its file.");
    line!(out, "pub fn of(table: Table) -> &'static [Figure] {{ match table {{");
    for table in Table::ALL {
        line!(out, "Table::{table:?} => &{},", name(table));
    }
    line!(out, "}} }}");
    line!(out, "/// The rows that may not be shown, without their numbers.");
    line!(out, "pub static LEFT_OUT: [LeftOut; {}] = [", tables.left_out.len());
    for row in &tables.left_out {
        line!(
            out,
            "LeftOut {{ table: Table::{:?}, row: {}, source_id: {:?}, reason: {:?} }},",
            row.table,
            row.row,
            row.source_id,
            row.reason
        );
    }
    line!(out, "];");
}

fn model(out: &mut String, model: &Model) {
    line!(out, "pub(crate) static WEEKS: [LifeWeek; {}] = [", model.weeks.len());
    for week in &model.weeks {
        line!(
            out,
            "LifeWeek {{ week: {}, at_risk: {}, losses: {} }},",
            week.number,
            week.at_risk,
            week.losses
        );
    }
    line!(out, "];");
    for (name, one) in [("TOTAL", model.total), ("BETWEEN", model.between), ("REFERENCE", model.reference)] {
        line!(out, "pub(crate) static {name}: Cited = {};", cited(one));
    }
    for (name, many) in [("AGES", &model.ages), ("BEFORE", &model.before)] {
        line!(out, "pub(crate) static {name}: [Cited; {}] = [", many.len());
        for one in many {
            line!(out, "{},", cited(*one));
        }
        line!(out, "];");
    }
    heartbeat(out, &model.heartbeat);
}

fn heartbeat(out: &mut String, weeks: &[Vec<Cited>]) {
    line!(out, "pub(crate) static HEARTBEAT: [&[Cited]; {}] = [", weeks.len());
    for week in weeks {
        let many: Vec<_> = week.iter().copied().map(cited).collect();
        line!(out, "&[{}],", many.join(", "));
    }
    line!(out, "];");
}

fn cited(Cited { value, interval: ends, place: Place(table, at) }: Cited) -> String {
    let ends = interval(ends);
    format!("Cited {{ value: {value:?}, interval: {ends}, figure: &{}[{at}] }}", name(table))
}

fn interval(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(
        || "None".to_owned(),
        |(lower, upper)| format!("Some(Interval {{ lower: {lower:?}, upper: {upper:?} }})"),
    )
}

/// `WEEKLY_LIFE_TABLES`, from the name of the file.
fn name(table: Table) -> String {
    table.file().trim_end_matches(".csv").to_uppercase()
}
