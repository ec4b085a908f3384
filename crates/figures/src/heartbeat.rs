//! After a heartbeat was seen: what the studies found, by the week of the scan, as a range over them.
//!
//! Never the numbers of [`NothingChecked`](crate::NothingChecked), and never those multiplied by something: neither
//! an age nor losses can be given here.

use crate::{
    about::Losses,
    clock::HeartbeatSeen,
    figure::Figure,
    kind::{Status, Table},
    outside::Outside,
    risk::Band,
    tables,
};

/// A scan that showed a heartbeat, by its week: completed weeks since the last period, 6 to 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scan(u8);

impl Scan {
    /// A scan at 6 to 13 completed weeks. No study looked earlier or later.
    ///
    /// Errors: [`Outside::Scan`].
    pub fn new(week: i64) -> Result<Self, Outside> {
        match u8::try_from(week) {
            Ok(week @ 6..=13) => Ok(Self(week)),
            _ => Err(Outside::Scan(week)),
        }
    }

    /// Its week.
    pub const fn week(self) -> u8 {
        self.0
    }
}

/// What studies found after a heartbeat was seen in a week.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AfterHeartbeat {
    /// When it was seen.
    pub scan: Scan,
    /// From the lowest of the studies to the highest; each was small. It is no confidence interval.
    pub range: Band<HeartbeatSeen>,
    /// The studies, each with its own population and definition.
    pub studies: Vec<&'static Figure>,
}

impl AfterHeartbeat {
    /// Whether one of the figures was read in somebody else's account; then the page says so beside it.
    pub fn second_hand(&self) -> bool {
        self.studies.iter().any(|figure| figure.status == Status::SecondHand)
    }
}

/// What studies found after a heartbeat was seen in a week, of those who had such a scan (tong2008, makrydimas2003,
/// simpson1987; from 10 weeks on tong2008 at 10 and strat2022 at 13 stand for all four weeks). The numbers by week
/// rest on 11 and 50 losses in all.
pub fn after_heartbeat(scan: Scan) -> AfterHeartbeat {
    let place = usize::from(scan.0.saturating_sub(6));
    let cited = tables::HEARTBEAT.get(place).copied().unwrap_or_default();
    let shares = || cited.iter().map(|one| one.value / 100.0);
    AfterHeartbeat {
        scan,
        range: Band::of(shares().fold(1.0, f64::min), shares().fold(0.0, f64::max)),
        studies: cited.iter().map(|one| one.figure).collect(),
    }
}

/// What is known with earlier losses, as figures with their own definitions and never as a factor: after one or two
/// with a scan at 6 to 8 weeks (eager2020); after three in recurrent miscarriage (brigham1999). Often there is none.
pub fn after_heartbeat_and_losses(scan: Scan, losses: Losses) -> Vec<&'static Figure> {
    let (source, group) = match losses {
        Losses::One | Losses::Two if scan.0 <= 8 => ("eager2020", "1-2 previous losses"),
        Losses::ThreeInARow => ("brigham1999", "recurrent miscarriage"),
        _ => return Vec::new(),
    };
    tables::of(Table::AfterHeartbeat)
        .iter()
        .filter(|figure| figure.source.id == source && figure.group == group)
        .collect()
}
