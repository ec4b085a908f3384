//! When a moderator is handed nothing, as they chose for themselves: quiet hours, and enough for a day.

use crate::time::Millis;

/// Most things a day that can be chosen.
pub const MOST_A_DAY: u16 = 200;
/// How far clocks are ahead of UTC, in minutes, from the first to the last place on earth.
const AHEAD: std::ops::RangeInclusive<i16> = -720..=840;

/// These are no hours, or no number of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Please choose two different hours, or none, and a number from 1 to 200, or none.")]
pub struct NotARest;

/// What a moderator chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    quiet: Option<(u8, u8)>,
    ahead: i16,
    most: Option<u16>,
}

/// Why a moderator is handed nothing now. They can ask for one all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resting {
    /// It is quiet until this hour by their clock.
    Quiet(u8),
    /// They have decided so many things within a day.
    Enough(i64),
}

impl Rest {
    /// Nothing from the first hour of `quiet` to the second, by a clock that is `ahead` minutes ahead of UTC; not more
    /// than `most` things within 24 hours.
    ///
    /// # Errors
    /// [`NotARest`]: hours other than 0 to 23 or two that are the same; no clock of this earth; 0 or over 200 things.
    pub fn new(quiet: Option<(u8, u8)>, ahead: i16, most: Option<u16>) -> Result<Self, NotARest> {
        let hours = quiet.is_none_or(|(from, to)| from < 24 && to < 24 && from != to);
        let clock = AHEAD.contains(&ahead) && ahead % 15 == 0;
        let number = most.is_none_or(|most| (1..=MOST_A_DAY).contains(&most));
        (hours && clock && number).then_some(Self { quiet, ahead, most }).ok_or(NotARest)
    }

    /// From which hour to which nothing comes; over midnight when the first is the later one.
    pub const fn quiet(&self) -> Option<(u8, u8)> {
        self.quiet
    }

    /// How many minutes their clock is ahead of UTC.
    pub const fn ahead(&self) -> i16 {
        self.ahead
    }

    /// So many things within 24 hours are enough.
    pub const fn most(&self) -> Option<u16> {
        self.most
    }

    /// Why nothing comes at `at`, to somebody who has decided `decided` things within the last 24 hours.
    pub fn at(&self, at: Millis, decided: i64) -> Option<Resting> {
        let clock = at.plus(i64::from(self.ahead) * Millis::MINUTE);
        let hour = clock.0.rem_euclid(Millis::DAY) / Millis::HOUR;
        let quiet = self.quiet.filter(|(from, to)| {
            let (from, to) = (i64::from(*from), i64::from(*to));
            if from < to { (from..to).contains(&hour) } else { hour >= from || hour < to }
        });
        match (quiet, self.most) {
            (Some((_, to)), _) => Some(Resting::Quiet(to)),
            (None, Some(most)) if decided >= i64::from(most) => Some(Resting::Enough(decided)),
            (None, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn clock(hour: i64, minute: i64) -> Millis {
        Millis(20_000 * Millis::DAY + hour * Millis::HOUR + minute * Millis::MINUTE)
    }

    #[test]
    fn quiet_hours_go_over_midnight_and_by_ones_own_clock() {
        let night = Rest::new(Some((22, 7)), 0, None).unwrap();
        for (hour, minute, quiet) in
            [(21, 59, false), (22, 0, true), (23, 59, true), (0, 0, true), (6, 59, true), (7, 0, false)]
        {
            let expected = quiet.then_some(Resting::Quiet(7));
            assert_eq!(night.at(clock(hour, minute), 0), expected, "{hour}:{minute}");
        }
        let in_india = Rest::new(Some((13, 14)), 330, None).unwrap();
        assert_eq!(in_india.at(clock(7, 29), 0), None);
        assert_eq!(in_india.at(clock(7, 30), 0), Some(Resting::Quiet(14)));
        assert_eq!(in_india.at(clock(8, 30), 0), None);
        let in_hawaii = Rest::new(Some((22, 23)), -600, None).unwrap();
        assert_eq!(in_hawaii.at(clock(8, 0), 0), Some(Resting::Quiet(23)));
    }

    #[test]
    fn enough_is_enough_and_nothing_chosen_is_no_rest() {
        let ten = Rest::new(None, 0, Some(10)).unwrap();
        assert_eq!(ten.at(clock(12, 0), 9), None);
        assert_eq!(ten.at(clock(12, 0), 10), Some(Resting::Enough(10)));
        assert_eq!(Rest::default().at(clock(3, 0), 10_000), None);
    }

    #[test]
    fn what_is_no_rest_is_refused() {
        for (quiet, ahead, most) in [
            (Some((24, 7)), 0, None),
            (Some((7, 24)), 0, None),
            (Some((7, 7)), 0, None),
            (None, 841, None),
            (None, -735, None),
            (None, 7, None),
            (None, 0, Some(0)),
            (None, 0, Some(201)),
        ] {
            assert_eq!(Rest::new(quiet, ahead, most), Err(NotARest), "{quiet:?} {ahead} {most:?}");
        }
    }
}
