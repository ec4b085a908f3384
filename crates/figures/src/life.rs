//! Life tables with delayed entry: people join in different weeks, and count from then on only.

use std::marker::PhantomData;

use crate::{
    clock::{Clock, Day, NothingChecked, WEEK},
    outside::Outside,
    risk::{Band, Risk},
    tables,
};

/// The 97.5th percentile of the normal distribution: bands are of 95 percent.
pub(crate) const Z: f64 = 1.959_963_984_540_054;
/// What is left on each side of a band.
const TAIL: f64 = 0.025;

/// A row: of those who were there in a week, how many were lost in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LifeWeek {
    /// Completed weeks since the last period.
    pub week: u8,
    /// How many were there, whenever they had joined. People.
    pub at_risk: u32,
    /// How many of them were lost in this week. People, fewer than `at_risk`.
    pub losses: u32,
}

/// A life table on the clock `C`, one row a week.
#[derive(Clone, Copy, Debug)]
pub struct LifeTable<'a, C: Clock> {
    weeks: &'a [LifeWeek],
    clock: PhantomData<C>,
}

impl<'a, C: Clock> LifeTable<'a, C> {
    /// A table of one's own.
    ///
    /// Errors: [`Outside::LifeTable`] if it is empty, if the weeks do not follow one another, or if in a week all
    /// are lost or there is nobody.
    pub fn new(weeks: &'a [LifeWeek]) -> Result<Self, Outside> {
        let follow = weeks
            .windows(2)
            .all(|two| matches!(two, [one, next] if u16::from(one.week) + 1 == u16::from(next.week)));
        if weeks.is_empty() || !follow || weeks.iter().any(|week| week.losses >= week.at_risk) {
            return Err(Outside::LifeTable);
        }
        Ok(Self { weeks, clock: PhantomData })
    }

    /// Its rows.
    pub const fn weeks(&self) -> &'a [LifeWeek] {
        self.weeks
    }

    /// From a day to a day. `S(to)/S(from)` is the product of `(1 − losses/at risk)` over the weeks; inside of a
    /// week the hazard is constant, so `d` of its days count as the power `d/7`. The variance of its logarithm is
    /// Greenwood's sum of `losses / (at risk × (at risk − losses))`, in which part of a week counts as its square.
    ///
    /// Source: M. Greenwood, The natural duration of cancer, 1926; for delayed entry howards2007 and reprotox2008.
    /// Errors: [`Outside::Period`] if the days are not in this order or not inside of the table.
    pub fn period(&self, from: Day<C>, to: Day<C>) -> Result<Period<C>, Outside> {
        let ends = self.weeks.first().zip(self.weeks.last());
        let inside = ends.is_some_and(|(first, last)| {
            u16::from(first.week) * WEEK <= from.days() && to.days() <= (u16::from(last.week) + 1) * WEEK
        });
        if !inside || to <= from {
            return Err(Outside::Period);
        }
        Ok(self.within(from, to))
    }

    /// [`LifeTable::period`] for days that are known to be in order and inside of the table.
    pub(crate) fn within(&self, from: Day<C>, to: Day<C>) -> Period<C> {
        let mut period = Period {
            from,
            to,
            log_survival: 0.0,
            variance: 0.0,
            opening: 0.0,
            closing: 0.0,
            fewest: u32::MAX,
        };
        for row in self.weeks {
            let start = u16::from(row.week) * WEEK;
            let days = to.days().min(start + WEEK).saturating_sub(from.days().max(start));
            if days > 0 {
                period.add(*row, f64::from(days) / f64::from(WEEK), start <= from.days());
            }
        }
        period
    }
}

impl LifeTable<'static, NothingChecked> {
    /// The only open table that gives counts for each week, 6w0d to 19w6d (zauche2021, table 2). The people in it
    /// had been vaccinated, and a loss counts in the week in which it was reported.
    pub fn zauche() -> Self {
        Self { weeks: &tables::WEEKS, clock: PhantomData }
    }
}

/// A stretch of a life table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period<C: Clock> {
    from: Day<C>,
    to: Day<C>,
    /// Never above 0.
    log_survival: f64,
    variance: f64,
    /// The standard deviations of its first and of its last week, for periods that are cut inside of a week.
    opening: f64,
    closing: f64,
    /// How many there were in the week with the fewest.
    fewest: u32,
}

impl<C: Clock> Period<C> {
    fn add(&mut self, row: LifeWeek, part: f64, first: bool) {
        let (at_risk, losses) = (f64::from(row.at_risk), f64::from(row.losses));
        let deviation = part * (losses / (at_risk * (at_risk - losses))).sqrt();
        self.log_survival += part * (-losses / at_risk).ln_1p();
        self.variance += deviation * deviation;
        if first {
            self.opening = deviation;
        }
        self.closing = deviation;
        self.fewest = self.fewest.min(row.at_risk);
    }

    /// Its first day.
    pub const fn from(&self) -> Day<C> {
        self.from
    }

    /// The day at which it ends.
    pub const fn to(&self) -> Day<C> {
        self.to
    }

    /// `ln(S(to)/S(from))`; 0 or below.
    pub const fn log_survival(&self) -> f64 {
        self.log_survival
    }

    /// The share of those there on the first day who are lost before the last: `1 − S(to)/S(from)`.
    pub fn risk(&self) -> Risk<C> {
        Risk::of(-self.log_survival.exp_m1())
    }

    /// The 95 percent band of [`Period::risk`]: Greenwood's variance on the scale of `ln(−ln S)`, which keeps it
    /// inside 0 to 1. It is what chance alone does to a study of this size, and no more.
    ///
    /// Where nobody was lost, Greenwood would say "for certain none". There the upper end is the share with which
    /// as many people as there were in the smallest week would all have gone on once in forty times.
    pub fn band(&self) -> Band<C> {
        if self.log_survival < 0.0 {
            let spread = (Z * self.variance.sqrt() / -self.log_survival).exp();
            let end = |factor: f64| -(self.log_survival * factor).exp_m1();
            Band::of(end(1.0 / spread), end(spread))
        } else {
            Band::of(0.0, -(TAIL.ln() / f64::from(self.fewest)).exp_m1())
        }
    }

    /// This period and the one that follows it, as one: risks are chained by what is left after the first.
    /// Both are stretches of one clock (Andersen 1990).
    ///
    /// Errors: [`Outside::Gap`] if the other does not begin where this one ends.
    pub fn then(self, next: Self) -> Result<Self, Outside> {
        if self.to != next.from {
            return Err(Outside::Gap);
        }
        // Two parts of one week rest on the same people, so there deviations add up and not variances.
        let week = (self.to.week() * WEEK)..(self.to.week() * WEEK + WEEK);
        let cut = self.to.day() != 0;
        let only = |days: u16| cut && (days == week.end || week.contains(&days));
        let whole = self.closing + next.opening;
        let shared = if cut { 2.0 * self.closing * next.opening } else { 0.0 };
        Ok(Self {
            from: self.from,
            to: next.to,
            log_survival: self.log_survival + next.log_survival,
            variance: self.variance + next.variance + shared,
            opening: if only(self.from.days()) { whole } else { self.opening },
            closing: if only(next.to.days()) { whole } else { next.closing },
            fewest: self.fewest.min(next.fewest),
        })
    }

    /// The same period with every hazard times `factor`, which is above 0: survival to the power of it.
    #[must_use]
    pub(crate) fn times(self, factor: f64) -> Self {
        Self {
            log_survival: factor * self.log_survival,
            variance: factor * factor * self.variance,
            opening: factor * self.opening,
            closing: factor * self.closing,
            ..self
        }
    }
}
