//! The counts behind shares: `counts.csv` says of which row how many of how many it is. Each pair has to stand in
//! what was quoted, and to give the printed value.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Checked, Fault, Files, Wrong,
    kind::{Table, Unit, Value},
    row::read,
};

const FILE: &str = "counts.csv";
const HEADING: &str = "table,source_id,definition,stratum,week_or_age,unit,events,of";

#[derive(Debug, Deserialize)]
struct Row {
    table: String,
    source_id: String,
    definition: String,
    stratum: String,
    week_or_age: String,
    unit: String,
    events: u64,
    of: u64,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub events: u64,
    pub of: u64,
}

/// Puts the counts to their rows.
pub fn join(
    files: &Files,
    rows: &mut BTreeMap<Table, Vec<Checked>>,
    sources: &[String],
    faults: &mut Vec<Fault>,
) {
    for (at, row) in read::<Row>(FILE, HEADING, files, faults) {
        if let Err(what) = put(&row, rows, sources) {
            faults.push(Fault { file: FILE.to_owned(), row: Some(at), what });
        }
    }
}

fn put(row: &Row, rows: &mut BTreeMap<Table, Vec<Checked>>, sources: &[String]) -> Result<(), Wrong> {
    let table = Table::ALL.into_iter().find(|table| table.file().strip_suffix(".csv") == Some(&row.table));
    let table = table.ok_or_else(|| Wrong::NoTable(row.table.clone()))?;
    let meant = |figure: &&mut Checked| {
        figure.source.is_some_and(|at| sources.get(at) == Some(&row.source_id))
            && figure.definition == row.definition
            && figure.group == row.stratum
            && figure.at == row.week_or_age
            && figure.unit_words == row.unit
    };
    let mut found = rows.get_mut(&table).into_iter().flatten().filter(meant);
    let (Some(figure), None) = (found.next(), found.next()) else { return Err(Wrong::CountsOf) };
    if row.events > row.of || row.of == 0 {
        return Err(Wrong::CountsDiffer { events: row.events, of: row.of, value: figure.printed.clone() });
    }
    for number in [row.of, row.events] {
        // “6030 of 6597 went well” also says how many did not.
        let the_others = number == row.events && quoted(figure, row.of - number);
        if !quoted(figure, number) && !the_others {
            return Err(Wrong::CountsNotQuoted(number));
        }
    }
    if !gives(row.events, row.of, figure) {
        return Err(Wrong::CountsDiffer { events: row.events, of: row.of, value: figure.printed.clone() });
    }
    figure.counts = Some(Counts { events: row.events, of: row.of });
    Ok(())
}

const NUMBER_WORDS: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Whether a number stands in what was quoted or in who was counted, in digits or as a word.
fn quoted(figure: &Checked, number: u64) -> bool {
    let text = format!("{} {}", figure.quote, figure.population).replace(['\u{a0}', ','], "").to_lowercase();
    // A space between thousands: 3 519 455.
    let joined = text.replace(' ', "");
    let digits = number.to_string();
    let whole = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|run| run == digits);
    let word = usize::try_from(number).ok().and_then(|at| NUMBER_WORDS.get(at));
    whole(&text)
        || (digits.len() > 4 && joined.contains(&digits))
        || word.is_some_and(|word| text.contains(word))
}

/// Whether so many of so many give the value that is printed, to its last digit.
fn gives(events: u64, of: u64, figure: &Checked) -> bool {
    let scale = match figure.unit {
        Unit::Percent => 100.0,
        Unit::PerThousand => 1000.0,
        Unit::Proportion => 1.0,
        _ => return figure.value == Value::Counts { events, of },
    };
    let share = scale * ratio(events, of);
    matches!(figure.value, Value::Number(printed) if printed_as(share, printed, &figure.printed))
}

/// One count by another. Both are far below 2^52.
#[allow(clippy::cast_precision_loss, reason = "counts of people are exact in f64")]
pub fn ratio(events: u64, of: u64) -> f64 {
    events as f64 / of as f64
}

/// Whether `computed` is printed as `printed`, which has as many decimals as `text`.
pub fn printed_as(computed: f64, printed: f64, text: &str) -> bool {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let last = (0..decimals).fold(1.0, |digit, _| digit / 10.0);
    (computed - printed).abs() <= last / 2.0 + 1e-9
}
