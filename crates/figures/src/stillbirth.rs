//! From 20 weeks on: stillbirths, of 1,000. Never zero.

use crate::{
    figure::{Counts, Figure, Interval},
    kind::{Table, Unit},
    outside::Outside,
    proportion::wilson,
    tables,
};

/// So many of a thousand who were still pregnant.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct OfThousand {
    /// How many of a thousand; above 0.
    pub value: f64,
    /// Wilson's 95 percent interval of the counts, of a thousand.
    pub interval: Interval,
    /// The counts.
    pub counts: Counts,
    /// The figure of the week.
    pub figure: &'static Figure,
}

impl OfThousand {
    fn of(counts: Counts, figure: &'static Figure) -> Self {
        let Interval { lower, upper } = wilson(counts);
        let interval = Interval { lower: 1000.0 * lower, upper: 1000.0 * upper };
        Self { value: 1000.0 * counts.share(), interval, counts, figure }
    }
}

/// The weeks for which stillbirths were counted.
const WEEKS: std::ops::RangeInclusive<i64> = 28..=42;
/// One cohort, week by week: girls, single, United States 1997-98.
const COHORT: &str = "bmcpc2005_5_3";

fn weekly(week: i64) -> impl Iterator<Item = (Counts, &'static Figure)> {
    let at = week.to_string();
    tables::of(Table::LaterLossStillbirth)
        .iter()
        .filter(move |figure| figure.at == at)
        .filter_map(|figure| Some((figure.counts?, figure)))
}

/// Stillbirths in one week of those still pregnant in it, for each study that has the week (muglu2019 at 37 to 42,
/// crude; bmcpc2005 at 28 to 42, where 42 is 42 and later).
///
/// Errors: [`Outside::Stillbirth`] for any week but 28 to 42.
pub fn in_week(week: i64) -> Result<Vec<OfThousand>, Outside> {
    let found: Vec<_> = weekly(week).map(|(counts, figure)| OfThousand::of(counts, figure)).collect();
    if found.is_empty() { Err(Outside::Stillbirth(week)) } else { Ok(found) }
}

/// Stillbirths from one week on, of those still pregnant in it: all later stillbirths of one cohort by those there in
/// the week (bmcpc2005). Births end the counting, so weekly rates are not chained.
///
/// Errors: [`Outside::Stillbirth`] for any week but 28 to 42.
pub fn from_week_on(week: i64) -> Result<OfThousand, Outside> {
    let cohort = |week| weekly(week).find(|(_, figure)| figure.source.id == COHORT);
    let (Counts { of, .. }, figure) =
        Some(week).filter(|week| WEEKS.contains(week)).and_then(cohort).ok_or(Outside::Stillbirth(week))?;
    let events = (week..=*WEEKS.end()).filter_map(cohort).map(|(counts, _)| counts.events).sum();
    Ok(OfThousand::of(Counts { events, of }, figure))
}

/// Of all births, by country and in the world: for 20 to 27 weeks, where there is nothing week by week.
pub fn of_all_births() -> Vec<&'static Figure> {
    tables::of(Table::LaterLossStillbirth)
        .iter()
        .filter(|figure| figure.unit == Unit::PerThousand && figure.unit_words == "per 1000 births")
        .collect()
}
