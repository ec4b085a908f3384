//! What every row of a table has to hold.

use std::collections::BTreeMap;

use super::{
    Counts, Fault, Files, LeftOut, Source, Wrong,
    kind::{Status, Table, Unit, Value},
    row::{HEADING, Row, read},
    units::{Needs, unit},
};

/// Where the program itself is the source: what it computes.
const OWN: [&str; 1] = ["model_v0"];

/// A row that holds, and may be shown.
#[derive(Clone, Debug)]
pub struct Checked {
    pub row: u64,
    pub source: Option<usize>,
    pub address: Option<String>,
    pub population: String,
    pub definition: String,
    pub group: String,
    pub at: String,
    pub value: Value,
    pub printed: String,
    pub interval: Option<(f64, f64)>,
    pub unit: Unit,
    pub unit_words: String,
    pub quote: String,
    pub status: Status,
    pub counts: Option<Counts>,
}

/// Every row of a table that may be shown.
pub fn table(
    table: Table,
    files: &Files,
    sources: &[Source],
    left_out: &mut Vec<LeftOut>,
    faults: &mut Vec<Fault>,
) -> Vec<Checked> {
    let rows = read::<Row>(table.file(), HEADING, files, faults);
    let mut keys = BTreeMap::new();
    let mut above = Above::default();
    let mut checked = Vec::new();
    for (at, mut row) in rows {
        let mut fault = |what| faults.push(Fault { file: table.file().to_owned(), row: Some(at), what });
        if let Err(what) = above.fill(&mut row) {
            fault(what);
            continue;
        }
        let key =
            [&row.source_id, &row.population, &row.definition, &row.stratum, &row.week_or_age, &row.unit]
                .map(String::clone);
        if let Some(earlier) = keys.insert(key, at) {
            fault(Wrong::Duplicate(earlier));
            continue;
        }
        if let Some(reason) = row.left_out() {
            left_out.push(LeftOut { table, row: at, source_id: row.source_id, reason });
            continue;
        }
        match check(table, at, row, sources) {
            Ok(row) => checked.push(row),
            Err(what) => fault(what),
        }
    }
    checked
}

/// “same” means what was last written out, of the same paper.
#[derive(Default)]
struct Above {
    population: (String, String),
    definition: (String, String),
}

impl Above {
    fn fill(&mut self, row: &mut Row) -> Result<(), Wrong> {
        let paper = row.paper().to_owned();
        fill(&paper, &mut self.population, &mut row.population)?;
        fill(&paper, &mut self.definition, &mut row.definition)
    }
}

fn fill(paper: &str, above: &mut (String, String), field: &mut String) -> Result<(), Wrong> {
    let more = match field.strip_prefix("same") {
        Some(more) if more.is_empty() || more.starts_with(',') || more.starts_with(" (") => more.to_owned(),
        _ => {
            *above = (paper.to_owned(), field.clone());
            return Ok(());
        }
    };
    if above.0 != paper {
        return Err(Wrong::Same);
    }
    *field = format!("{}{more}", above.1);
    Ok(())
}

fn check(table: Table, at: u64, row: Row, sources: &[Source]) -> Result<Checked, Wrong> {
    let source = source(&row, sources)?;
    let (status, address) = status(&row)?;
    for (field, name) in [(&row.population, "the population"), (&row.definition, "the definition")] {
        if field.trim().is_empty() {
            return Err(Wrong::Missing(name));
        }
    }
    if row.words().is_empty() {
        return Err(Wrong::Missing("the quotation"));
    }
    let (unit, needs) = unit(table, &row.unit, &row.stratum).ok_or_else(|| Wrong::Unit(row.unit.clone()))?;
    let value = value(&row, unit)?;
    let interval = interval(&row, unit, value, needs)?;
    let quote = row.words().to_owned();
    Ok(Checked {
        row: at,
        source,
        address,
        population: row.population,
        definition: row.definition,
        group: row.stratum,
        at: row.week_or_age,
        value,
        printed: row.value,
        interval,
        unit,
        unit_words: row.unit,
        quote,
        status,
        counts: None,
    })
}

/// `None` is this program itself.
fn source(row: &Row, sources: &[Source]) -> Result<Option<usize>, Wrong> {
    match row.paper() {
        "" => Err(Wrong::NoSource),
        own if OWN.contains(&own) => Ok(None),
        paper => match sources.iter().position(|source| source.id == row.source_id || source.id == paper) {
            Some(at) => Ok(Some(at)),
            None => Err(Wrong::UnknownSource(row.source_id.clone())),
        },
    }
}

/// How it is known, and where it can be read. What was read in a copy without an address of its own is second-hand.
fn status(row: &Row) -> Result<(Status, Option<String>), Wrong> {
    let link = row.address.find("http").map(|at| row.address[at..].trim().to_owned());
    let second_hand = row.remark().contains("secondary");
    match row.status.as_str() {
        "derived" => Ok((Status::Derived, link)),
        "verified" => {
            for word in ["RECALLED", "NOT FOUND"] {
                if row.quote.contains(word) {
                    return Err(Wrong::Contradiction(word));
                }
            }
            match link {
                None if !second_hand => Err(Wrong::NoAddress),
                _ if second_hand || !row.address.starts_with("http") => Ok((Status::SecondHand, link)),
                _ => Ok((Status::Verified, link)),
            }
        }
        other => Err(Wrong::Status(other.to_owned())),
    }
}

/// What several numbers or a rounded one look like. Anything else that is not a number is a mistake.
const WORDS: [&str; 12] =
    [" / ", "; ", " vs ", " and ", "~", ">", "<", "about ", "almost ", "up to ", "1 in ", " of "];

fn value(row: &Row, unit: Unit) -> Result<Value, Wrong> {
    let text = row.value.trim();
    let wrong = || Wrong::Value { value: row.value.clone(), unit: row.unit.clone() };
    if text.is_empty() {
        let quoted = matches!(unit, Unit::Words | Unit::Weeks);
        return if quoted { Ok(Value::Quoted) } else { Err(wrong()) };
    }
    let value = if let Some(number) = number(text) {
        Value::Number(number)
    } else if let Some((low, high)) = pair(text, "-").filter(|(low, high)| low <= high) {
        Value::Range { low, high }
    } else if let Some((events, of)) = counts(text, &row.unit) {
        Value::Counts { events, of }
    } else if WORDS.iter().any(|word| text.contains(word)) {
        Value::Words
    } else {
        return Err(wrong());
    };
    match value {
        Value::Number(number) if !fits(unit, number) => Err(wrong()),
        Value::Range { low, high } if !fits(unit, low) || !fits(unit, high) => Err(wrong()),
        Value::Counts { events, of } if events > of => Err(wrong()),
        value => Ok(value),
    }
}

fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then(|| text.parse().ok()).flatten()
}

fn pair(text: &str, between: &str) -> Option<(f64, f64)> {
    let (one, other) = text.split_once(between)?;
    Some((number(one)?, number(other)?))
}

/// “154 of 165”; a slash means so many of so many only where the unit says what stands on each side.
fn counts(text: &str, unit: &str) -> Option<(u64, u64)> {
    let between = if unit == "stillbirths / pregnancies" { " / " } else { " of " };
    let (events, of) = text.split_once(between)?;
    Some((events.parse().ok()?, of.parse().ok()?))
}

/// Whether a number can be measured in a unit at all.
fn fits(unit: Unit, number: f64) -> bool {
    match unit {
        Unit::Percent | Unit::PercentagePoints => (0.0..=100.0).contains(&number),
        Unit::Proportion | Unit::Auc => (0.0..=1.0).contains(&number),
        Unit::PerThousand => (0.0..=1000.0).contains(&number),
        Unit::Count => number.fract().abs() < f64::EPSILON,
        Unit::OddsRatio | Unit::HazardRatio | Unit::RiskRatio | Unit::Times => number > 0.0,
        Unit::Words => false,
        Unit::Millions | Unit::RelativePercent | Unit::Weeks | Unit::Days => true,
    }
}

fn interval(row: &Row, unit: Unit, value: Value, needs: Needs) -> Result<Option<(f64, f64)>, Wrong> {
    let (lower, upper) = (row.lower.trim(), row.upper.trim());
    if lower.is_empty() && upper.is_empty() {
        return if needs == Needs::Interval { Err(Wrong::NoInterval) } else { Ok(None) };
    }
    if lower.is_empty() || upper.is_empty() {
        return Err(Wrong::NoInterval);
    }
    let (Some(low), Some(high)) = (number(lower), number(upper)) else {
        // Beside several values stand several intervals: there is nothing to compute with.
        let several = matches!(value, Value::Words) && lower.contains(" / ") && upper.contains(" / ");
        let unread = || Wrong::Interval { lower: lower.to_owned(), upper: upper.to_owned() };
        return if several { Ok(None) } else { Err(unread()) };
    };
    let outside = match value {
        Value::Number(number) => number < low || number > high,
        Value::Range { low: from, high: to } => from < low || to > high,
        _ => low > high,
    };
    if outside || (!matches!(value, Value::Words) && (!fits(unit, low) || !fits(unit, high))) {
        let (lower, upper) = (lower.to_owned(), upper.to_owned());
        return Err(Wrong::Outside { value: row.value.clone(), lower, upper });
    }
    Ok(Some((low, high)))
}
