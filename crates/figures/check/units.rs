//! Which units each table may have, and where an interval is needed.

use super::kind::{Table, Unit};

/// Whether a figure can do without an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Lower and upper have to be there.
    Interval,
    /// They may be there; then both are.
    Nothing,
}
use Needs::{Interval, Nothing};

type Units = &'static [(&'static str, Unit, Needs)];

// The words of a unit as they stand in the table, what is meant, and what is needed.
const WEEKLY: Units = &[
    ("persons", Unit::Count, Nothing),
    ("% of those at risk", Unit::Percent, Nothing),
    ("%", Unit::Percent, Nothing),
    ("losses", Unit::Count, Nothing),
    ("count", Unit::Count, Nothing),
    ("per 1000 woman-weeks", Unit::PerThousand, Nothing),
    ("proportion", Unit::Proportion, Nothing),
    ("adjusted HR", Unit::HazardRatio, Interval),
    ("% per week, approx", Unit::Percent, Nothing),
    ("weeks", Unit::Weeks, Nothing),
];
const HEARTBEAT: Units = &[
    ("women", Unit::Count, Nothing),
    ("%", Unit::Percent, Nothing),
    ("text", Unit::Words, Nothing),
    ("adjusted OR per week", Unit::OddsRatio, Interval),
    ("adjusted OR per previous miscarriage", Unit::OddsRatio, Interval),
    ("% (CI = our Wilson interval from 11/697)", Unit::Percent, Interval),
    ("% (CI = our Wilson interval from 50/668)", Unit::Percent, Interval),
    ("% (CI = our Wilson interval from 7/220)", Unit::Percent, Interval),
    ("% (CI = our Wilson interval from 132/2446)", Unit::Percent, Interval),
    ("% (CI = our Wilson interval from 64/617)", Unit::Percent, Interval),
    ("% (100 - 91.4; CI = our Wilson interval)", Unit::Percent, Interval),
];
const AGE: Units = &[
    ("%", Unit::Percent, Nothing),
    ("% relative", Unit::RelativePercent, Nothing),
    ("OR", Unit::OddsRatio, Interval),
];
const HISTORY: Units = &[
    ("age-adjusted OR vs none", Unit::OddsRatio, Interval),
    ("adjusted OR", Unit::OddsRatio, Interval),
    ("RR", Unit::RiskRatio, Interval),
    ("%", Unit::Percent, Nothing),
    ("% of women", Unit::Percent, Nothing),
    ("% ; CI is for aHR", Unit::Percent, Interval),
    ("AUC", Unit::Auc, Nothing),
    ("text", Unit::Words, Nothing),
];
const TOTALS: Units = &[
    ("%", Unit::Percent, Nothing),
    ("million/year", Unit::Millions, Nothing),
    ("% of women", Unit::Percent, Interval),
    ("% of hCG pregnancies", Unit::Percent, Nothing),
];
const CONTEXT: Units = &[
    ("per 1000 pregnancies", Unit::PerThousand, Nothing),
    ("per 1000 deliveries", Unit::PerThousand, Nothing),
    ("%", Unit::Percent, Nothing),
    ("% of pregnancies", Unit::Percent, Nothing),
    ("viable conceptions", Unit::Count, Nothing),
    ("women", Unit::Count, Nothing),
    ("couples", Unit::Count, Nothing),
    ("hospitalisations", Unit::Count, Nothing),
    ("OR", Unit::OddsRatio, Interval),
    ("HR", Unit::HazardRatio, Interval),
    ("text", Unit::Words, Nothing),
    ("", Unit::Words, Nothing),
];
const LATER: Units = &[
    ("stillbirths / pregnancies", Unit::Count, Nothing),
    ("per 1000 continuing", Unit::PerThousand, Interval),
    ("per 1000", Unit::PerThousand, Interval),
    ("per 1000 fetuses at risk", Unit::PerThousand, Nothing),
    ("per 1000 births", Unit::PerThousand, Nothing),
    ("million", Unit::Millions, Nothing),
    ("count", Unit::Count, Nothing),
    ("%", Unit::Percent, Nothing),
    ("% of second-trimester pregnancies", Unit::Percent, Interval),
];
const MANAGEMENT: Units = &[
    ("% (CI = our Wilson interval)", Unit::Percent, Interval),
    ("%", Unit::Percent, Nothing),
    ("percentage points more", Unit::PercentagePoints, Interval),
    ("days", Unit::Days, Nothing),
    ("text", Unit::Words, Nothing),
];
const METHODS: Units = &[("text", Unit::Words, Nothing), ("fold error", Unit::Times, Nothing)];
const DERIVED: Units = &[
    ("%", Unit::Percent, Nothing),
    ("% (interval: sampling error of weekly shape only)", Unit::Percent, Interval),
    ("HR vs same-age average", Unit::HazardRatio, Nothing),
    ("multiplier", Unit::Times, Nothing),
];

const fn units(table: Table) -> Units {
    match table {
        Table::WeeklyLifeTables => WEEKLY,
        Table::AfterHeartbeat => HEARTBEAT,
        Table::ByAge => AGE,
        Table::HistoryAndNextPregnancy => HISTORY,
        Table::OverallTotals => TOTALS,
        Table::Context => CONTEXT,
        Table::LaterLossStillbirth => LATER,
        Table::Management => MANAGEMENT,
        Table::RiskCommunicationAndMethods => METHODS,
        Table::DerivedModel => DERIVED,
    }
}

/// Groups that need an interval whatever their unit: what a page draws with its range.
const fn groups(table: Table) -> &'static [&'static str] {
    match table {
        Table::WeeklyLifeTables => &[
            "cumulative from 6w0d to end of week",
            "cumulative, all ages",
            "cumulative, age-standardised (reference population not named in excerpt)",
            "cumulative (range across studies)",
        ],
        Table::OverallTotals => &["pooled"],
        Table::DerivedModel => &["all ages"],
        _ => &[],
    }
}

/// What is meant by a unit's words in a table. `None`: they are not of this table.
pub fn unit(table: Table, words: &str, group: &str) -> Option<(Unit, Needs)> {
    let (_, unit, needs) = units(table).iter().find(|(known, ..)| *known == words)?;
    let needs = if groups(table).contains(&group) { Interval } else { *needs };
    Some((*unit, needs))
}
