//! What the risk is computed from: the weekly counts, and the shares and ratios of one study.

use std::collections::BTreeMap;

use super::{
    Checked, Fault, Wrong,
    counts::{printed_as, ratio},
    kind::{Table, Unit, Value},
};

/// The first and the last week of the life table, completed weeks since the last period.
pub const WEEKS: std::ops::RangeInclusive<u8> = 6..=19;
const AGES: [&str; 6] = ["<20", "20-24", "25-29", "30-34", "35-39", "40-44"];
const BEFORE: [&str; 3] =
    ["previous miscarriages: 1", "previous miscarriages: 2", "previous miscarriages: 3 consecutive"];

/// A row of the life table.
#[derive(Clone, Copy, Debug)]
pub struct Week {
    pub number: u8,
    pub at_risk: u64,
    pub losses: u64,
}

/// A figure by its table and its place in it.
#[derive(Clone, Copy, Debug)]
pub struct Place(pub Table, pub usize);

/// A number and the figure that it is.
#[derive(Clone, Copy, Debug)]
pub struct Cited {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
    pub place: Place,
}

/// All of it.
#[derive(Debug)]
pub struct Model {
    pub weeks: Vec<Week>,
    /// The total of the life table, as printed.
    pub total: Cited,
    /// The lowest and the highest total of the studies, in percent.
    pub between: Cited,
    /// The total that the ages are compared with, in percent.
    pub reference: Cited,
    /// In percent, from the youngest to the oldest.
    pub ages: Vec<Cited>,
    /// Odds ratios after one, two, three.
    pub before: Vec<Cited>,
    /// After a heartbeat at 6, 7, … 13 weeks, in percent; at least one for each week.
    pub heartbeat: Vec<Vec<Cited>>,
}

/// Which study says what after a heartbeat: the weeks of the scan for which it stands, and where it is.
const HEARTBEAT: [(std::ops::RangeInclusive<u8>, &str, &str, &str); 11] = [
    (6..=6, "tong2008", "by week of scan", "6"),
    (7..=7, "tong2008", "by week of scan", "7"),
    (8..=8, "tong2008", "by week of scan", "8"),
    (9..=9, "tong2008", "by week of scan", "9"),
    (10..=13, "tong2008", "by week of scan", "10"),
    (6..=6, "makrydimas2003", "by week of scan", "6"),
    (7..=7, "makrydimas2003", "by week of scan", "7"),
    (8..=8, "makrydimas2003", "by week of scan", "8"),
    (9..=9, "makrydimas2003", "by week of scan", "9"),
    (8..=8, "simpson1987", "scan at 8 wk", "8"),
    (10..=13, "strat2022", "lowest cell: 13 wk, no previous miscarriage", "13"),
];

type Rows = BTreeMap<Table, Vec<Checked>>;

struct Looking<'a> {
    rows: &'a Rows,
    names: &'a [String],
    faults: &'a mut Vec<Fault>,
}

/// Picks out what the model needs, and checks the life table against its own counts.
pub fn gather(rows: &Rows, names: &[String], faults: &mut Vec<Fault>) -> Option<Model> {
    let mut look = Looking { rows, names, faults };
    let weeks = look.weeks();
    let life = Table::WeeklyLifeTables;
    let total = look.one(life, "zauche2021", "cumulative, all ages", "6-19", Unit::Percent);
    let between = look.one(life, "avalos2012", "cumulative (range across studies)", "5-20", Unit::Percent);
    let reference = look.one(Table::ByAge, "magnus2019", "overall", "all", Unit::Percent);
    let ages = AGES.map(|age| look.one(Table::ByAge, "magnus2019", "by maternal age", age, Unit::Percent));
    let history = Table::HistoryAndNextPregnancy;
    let before = BEFORE.map(|group| look.one(history, "magnus2019", group, "all", Unit::OddsRatio));
    let heartbeat = (6..=13).map(|week| look.heartbeat(week)).collect::<Vec<_>>();
    if let Some(weeks) = &weeks {
        look.follows(weeks);
    }
    Some(Model {
        weeks: weeks?,
        total: total?,
        between: between?,
        reference: reference?,
        ages: ages.into_iter().collect::<Option<_>>()?,
        before: before.into_iter().collect::<Option<_>>()?,
        heartbeat: heartbeat.into_iter().collect::<Option<_>>()?,
    })
}

impl Looking<'_> {
    fn fault(&mut self, table: Table, row: Option<u64>, what: Wrong) {
        self.faults.push(Fault { file: table.file().to_owned(), row, what });
    }

    fn find(&self, table: Table, source: &str, group: &str, at: &str) -> Option<(usize, &Checked)> {
        self.rows.get(&table)?.iter().enumerate().find(|(_, row)| {
            row.group == group
                && row.at == at
                && row.source.is_some_and(|at| self.names.get(at).is_some_and(|name| name == source))
        })
    }

    /// The one figure, with a number or a range.
    fn one(&mut self, table: Table, source: &str, group: &str, at: &str, unit: Unit) -> Option<Cited> {
        let found = self.find(table, source, group, at).filter(|(_, row)| row.unit == unit);
        let cited = found.and_then(|(place, row)| match row.value {
            Value::Number(value) => Some((value, row.interval, place)),
            Value::Range { low, high } => Some((low, Some((low, high)), place)),
            _ => None,
        });
        let Some((value, interval, place)) = cited else {
            self.fault(table, None, Wrong::Model(format!("{source}, {group}, {at}")));
            return None;
        };
        Some(Cited { value, interval, place: Place(table, place) })
    }

    fn heartbeat(&mut self, week: u8) -> Option<Vec<Cited>> {
        HEARTBEAT
            .iter()
            .filter(|(weeks, ..)| weeks.contains(&week))
            .map(|(_, source, group, at)| self.one(Table::AfterHeartbeat, source, group, at, Unit::Percent))
            .collect()
    }

    fn weeks(&mut self) -> Option<Vec<Week>> {
        WEEKS.map(|week| self.week(week)).collect()
    }

    fn week(&mut self, week: u8) -> Option<Week> {
        let table = Table::WeeklyLifeTables;
        let at = week.to_string();
        let mut count = |group| {
            let found = self.find(table, "zauche2021", group, &at);
            let count = found
                .and_then(|(_, row)| whole(row.value))
                .filter(|_| found.is_some_and(|(_, row)| row.unit == Unit::Count));
            if count.is_none() {
                self.fault(table, None, Wrong::Model(format!("zauche2021, {group}, {at}")));
            }
            count
        };
        let (at_risk, losses) = (count("number at risk"), count("losses"));
        let week = Week { number: week, at_risk: at_risk?, losses: losses? };
        if week.losses >= week.at_risk {
            self.fault(table, None, Wrong::Losses(week.number));
            return None;
        }
        Some(week)
    }

    /// The printed risk of every week and the printed total up to it follow from the counts.
    fn follows(&mut self, weeks: &[Week]) {
        let table = Table::WeeklyLifeTables;
        let mut surviving = 1.0;
        for week in weeks {
            let risk = ratio(week.losses, week.at_risk);
            surviving *= 1.0 - risk;
            let printed = [
                ("risk in this week", risk, "risk"),
                ("cumulative from 6w0d to end of week", 1.0 - surviving, "cumulative risk"),
            ];
            for (group, share, what) in printed {
                let Some((_, row)) = self.find(table, "zauche2021", group, &week.number.to_string()) else {
                    continue;
                };
                let same = matches!(row.value, Value::Number(value) if printed_as(100.0 * share, value, &row.printed));
                let at = row.row;
                if !same {
                    self.fault(table, Some(at), Wrong::Printed { week: week.number, what });
                }
            }
        }
    }
}

/// A number without a fraction. The rules have checked that a count has none.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and a count of people"
)]
fn whole(value: Value) -> Option<u64> {
    match value {
        Value::Number(number) if (0.0..1e9).contains(&number) => Some(number as u64),
        _ => None,
    }
}
