//! Three clocks that run differently, and days on them.

use std::{fmt, marker::PhantomData};

use crate::{outside::Outside, tables};

mod sealed {
    pub trait Sealed {}
}

/// A way of counting from a beginning, and of what has been looked at since. A number on one clock says nothing on
/// another, so [`Risk`](crate::Risk), [`Band`](crate::Band), [`Period`](crate::Period) and [`Day`] carry their
/// clock in their type:
///
/// ```compile_fail,E0308
/// use alongside_figures::{About, Day, NothingChecked, Scan, after_heartbeat, from_here_on};
/// let nothing_checked = from_here_on(Day::<NothingChecked>::new(8, 0).unwrap(), About::Everyone);
/// let heartbeat_seen = after_heartbeat(Scan::new(8).unwrap());
/// let lower = nothing_checked.risk < heartbeat_seen.range.upper;
/// ```
///
/// ```compile_fail,E0308
/// use alongside_figures::{Day, LifeTable, NothingChecked, HeartbeatSeen, Period};
/// let week = LifeTable::zauche().period(Day::new(8, 0).unwrap(), Day::END).unwrap();
/// fn after_a_scan(period: Period<HeartbeatSeen>) {}
/// after_a_scan(week);
/// ```
///
/// ```compile_fail,E0308
/// use alongside_figures::{Day, NothingChecked, after_heartbeat};
/// after_heartbeat(Day::<NothingChecked>::new(8, 0).unwrap());
/// ```
///
/// ```compile_fail,E0308
/// use alongside_figures::{About, Scan, from_here_on};
/// from_here_on(Scan::new(8).unwrap(), About::Everyone);
/// ```
pub trait Clock: sealed::Sealed + Copy + fmt::Debug + PartialEq + PartialOrd + 'static {
    /// What it counts, as a sentence.
    const COUNTS: &'static str;
}

macro_rules! clock {
    ($(#[$doc:meta])* $name:ident, $counts:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Clock for $name {
            const COUNTS: &'static str = $counts;
        }
    };
}

clock!(
    /// A pregnancy is there and nothing has been checked. A loss counts in the week in which it becomes known
    /// (zauche2021, avalos2012, mukherjee2013).
    NothingChecked,
    "Weeks since the last period, with no scan yet: a loss counts in the week in which it becomes known."
);
clock!(
    /// A heartbeat was seen in some week: much lower from there on (tong2008, makrydimas2003, simpson1987,
    /// strat2022, jum2024). Never one of the other two multiplied.
    HeartbeatSeen,
    "The week in which a scan showed a heartbeat: a loss counts whenever it came after that."
);
clock!(
    /// From implantation, by tests more than a week before a period would be missed (wilcox1988, wang2003). A
    /// quarter end before most people know, so it is no base for six weeks and later.
    FromImplantation,
    "From implantation, by a daily test: losses that nobody would have known of count too."
);

/// Days in a week.
pub(crate) const WEEK: u16 = 7;

/// A day on a clock, in completed weeks and days since the first day of the last period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day<C: Clock> {
    days: u16,
    clock: PhantomData<C>,
}

impl<C: Clock> Day<C> {
    pub(crate) const fn at(days: u16) -> Self {
        Self { days, clock: PhantomData }
    }

    /// Days since the first day of the last period.
    pub const fn days(self) -> u16 {
        self.days
    }

    /// Completed weeks.
    pub const fn week(self) -> u16 {
        self.days / WEEK
    }

    /// Days of the week that is running, 0 to 6.
    pub const fn day(self) -> u16 {
        self.days % WEEK
    }
}

impl Day<NothingChecked> {
    /// The first day that has a number: 6w0d.
    pub const START: Self = Self::at(6 * WEEK);
    /// The day at which a loss is no longer a miscarriage here: 20w0d. Nothing goes on from it.
    pub const END: Self = Self::at(20 * WEEK);

    /// A day from 6w0d to 19w6d.
    ///
    /// Errors: [`Outside::BeforeSix`], [`Outside::FromTwenty`] up to 42 weeks, [`Outside::Weeks`] for what is in
    /// no table, [`Outside::Days`] for a day that no week has.
    pub fn new(weeks: i64, days: i64) -> Result<Self, Outside> {
        let day = u16::try_from(days).ok().filter(|day| *day < WEEK).ok_or(Outside::Days(days))?;
        match weeks {
            0..6 => {
                let (low, high) = between();
                Err(Outside::BeforeSix { low, high })
            }
            20..=42 => Err(Outside::FromTwenty),
            6..20 => u16::try_from(weeks)
                .map(|week| Self::at(week * WEEK + day))
                .map_err(|_| Outside::Weeks(weeks)),
            _ => Err(Outside::Weeks(weeks)),
        }
    }

    /// A day as a form gives it. A day of the week that was left empty is its first.
    ///
    /// Errors: those of [`Day::new`], and [`Outside::NoWeeks`] where no week was chosen.
    pub fn from_form(weeks: Option<i64>, days: Option<i64>) -> Result<Self, Outside> {
        Self::new(weeks.ok_or(Outside::NoWeeks)?, days.unwrap_or(0))
    }

    /// Every day that has a number, from 6w0d to 19w6d.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::START.days..Self::END.days).map(Self::at)
    }
}

/// The lowest and the highest total of the studies from week 5 on, of a hundred (avalos2012).
pub(crate) fn between() -> (f64, f64) {
    let one = &tables::BETWEEN;
    one.interval.map_or((one.value, one.value), |ends| (ends.lower, ends.upper))
}

impl<C: Clock> fmt::Display for Day<C> {
    /// `8w3d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}w{}d", self.week(), self.day())
    }
}
