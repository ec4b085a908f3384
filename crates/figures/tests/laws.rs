//! What holds for every day, every age, and every life table.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{
    About, Age, Counts, Day, LifeTable, LifeWeek, Losses, NothingChecked, Outside, Period, Scan,
    after_heartbeat, from_here_on, proportion::wilson, stillbirth,
};
use proptest::prelude::*;

/// What is lost in rounding when the same is reckoned in two ways.
const ROUNDING: f64 = 1e-12;

fn everybody() -> Vec<About> {
    let with_losses =
        Age::ALL.into_iter().flat_map(|age| Losses::ALL.map(|losses| About::AgeAndLosses(age, losses)));
    std::iter::once(About::Everyone).chain(Age::ALL.map(About::Age)).chain(with_losses).collect()
}

#[test]
fn the_risk_never_rises_from_one_day_to_the_next_whoever_it_is_for() {
    for about in everybody() {
        let risks: Vec<_> = Day::all().map(|day| from_here_on(day, about).risk.share()).collect();
        assert_eq!(risks.len(), 98);
        assert!(risks.windows(2).all(|two| two[1] <= two[0] + ROUNDING), "{about:?}");
        assert!(risks.first() > risks.last(), "{about:?}");
    }
}

#[test]
fn every_risk_is_between_none_and_all_and_inside_of_each_of_its_bands() {
    for about in everybody() {
        for found in Day::all().map(|day| from_here_on(day, about)) {
            assert!(found.risk.share() > 0.0 && found.risk.share() < 1.0, "{found:?}");
            assert!(found.sampling.contains(found.risk), "{found:?}");
            assert!(found.sampling.lower < found.risk && found.risk < found.sampling.upper, "{found:?}");
            for band in [found.between_studies, found.odds_ratio].into_iter().flatten() {
                assert!(band.contains(found.risk), "{found:?}");
            }
        }
    }
}

#[test]
fn more_losses_before_never_lower_the_risk_and_the_lowest_age_is_25_to_29() {
    for day in Day::all() {
        for age in Age::ALL {
            let risk = |losses| from_here_on(day, About::AgeAndLosses(age, losses)).risk;
            let risks = Losses::ALL.map(risk);
            assert!(risks.windows(2).all(|two| two[0] < two[1]), "{day}, {age:?}");
            let alone = from_here_on(day, About::Age(age)).risk;
            assert!((risks[0].share() - alone.share()).abs() < ROUNDING, "none is everybody of the age");
            assert!(from_here_on(day, About::Age(Age::From25)).risk <= alone, "{day}, {age:?}");
        }
    }
}

#[test]
fn circles_and_those_who_go_on_are_always_a_hundred() {
    for about in everybody() {
        for found in Day::all().map(|day| from_here_on(day, about)) {
            assert_eq!(found.risk.lost().circles() + found.risk.go_on().circles(), 100);
        }
    }
}

/// In whole numbers: the papers' own 0.5 percent at 9 weeks and 0.7 at 10 rest on eleven losses in all.
#[test]
fn the_range_after_a_heartbeat_never_rises_with_the_week_of_the_scan() {
    let ranges: Vec<_> = (6..=13).map(|week| after_heartbeat(Scan::new(week).unwrap()).range).collect();
    let circles: Vec<_> =
        ranges.iter().map(|range| (range.lower.lost().circles(), range.upper.lost().circles())).collect();
    assert!(circles.windows(2).all(|two| two[1].0 <= two[0].0 && two[1].1 <= two[0].1), "{circles:?}");
    assert!(ranges.iter().all(|range| range.lower <= range.upper && range.lower.share() > 0.0));
}

#[test]
fn stillbirths_are_never_zero_and_inside_of_their_intervals() {
    for week in 28..=42 {
        let on = stillbirth::from_week_on(week).unwrap();
        for found in stillbirth::in_week(week).unwrap().into_iter().chain([on]) {
            assert!(found.interval.lower > 0.0 && found.value < 1000.0);
            assert!(found.interval.lower < found.value && found.value < found.interval.upper);
        }
    }
}

/// A life table of weeks 6 to 19, anybody's.
fn tables() -> impl Strategy<Value = Vec<LifeWeek>> {
    let row = (2_u32..100_000).prop_flat_map(|at_risk| (Just(at_risk), 0..at_risk));
    prop::collection::vec(row, 14).prop_map(|rows| {
        let weeks = (6..20).zip(rows);
        weeks.map(|(week, (at_risk, losses))| LifeWeek { week, at_risk, losses }).collect()
    })
}

fn day(days: u16) -> Day<NothingChecked> {
    if days == Day::END.days() { Day::END } else { Day::new((days / 7).into(), (days % 7).into()).unwrap() }
}

/// Three days after one another.
fn three_days() -> impl Strategy<Value = [Day<NothingChecked>; 3]> {
    (42_u16..139).prop_flat_map(|one| (Just(one), one + 1..140)).prop_flat_map(|(one, two)| {
        (Just(one), Just(two), two + 1..=140).prop_map(|(one, two, three)| [one, two, three].map(day))
    })
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * (1.0 + one.abs())
}

fn same(one: Period<NothingChecked>, other: Period<NothingChecked>) -> bool {
    let ends = |period: Period<NothingChecked>| {
        [period.risk(), period.band().lower, period.band().upper].map(alongside_figures::Risk::share)
    };
    (one.from(), one.to()) == (other.from(), other.to())
        && ends(one).into_iter().zip(ends(other)).all(|(one, other)| close(one, other))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn two_periods_chained_are_the_whole_with_its_band(weeks in tables(), [one, two, three] in three_days()) {
        let life = LifeTable::new(&weeks).unwrap();
        let (first, second) = (life.period(one, two).unwrap(), life.period(two, three).unwrap());
        let whole = life.period(one, three).unwrap();
        prop_assert!(same(first.then(second).unwrap(), whole), "{:?} and {:?}", first.then(second), whole);
        let (kept, lost) = (1.0 - first.risk().share(), whole.risk().share());
        prop_assert!(close(1.0 - kept * (1.0 - second.risk().share()), lost));
    }

    #[test]
    fn day_by_day_a_week_chained_is_the_week(weeks in tables(), start in 42_u16..133) {
        let life = LifeTable::new(&weeks).unwrap();
        let one = |from: u16| life.period(day(from), day(from + 1)).unwrap();
        let chained = (start + 1..start + 7).try_fold(one(start), |so_far, from| so_far.then(one(from)));
        prop_assert!(same(chained.unwrap(), life.period(day(start), day(start + 7)).unwrap()));
    }

    #[test]
    fn a_risk_is_inside_of_its_band_and_both_between_none_and_all(weeks in tables(), [one, _, end] in three_days()) {
        let period = LifeTable::new(&weeks).unwrap().period(one, end).unwrap();
        let (risk, band) = (period.risk(), period.band());
        prop_assert!((0.0..=1.0).contains(&risk.share()));
        prop_assert!((0.0..=1.0).contains(&band.lower.share()) && (0.0..=1.0).contains(&band.upper.share()));
        prop_assert!(band.contains(risk));
        prop_assert!(band.lower < band.upper, "no study is certain");
    }

    #[test]
    fn a_longer_period_never_has_a_lower_risk(weeks in tables(), [one, two, three] in three_days()) {
        let life = LifeTable::new(&weeks).unwrap();
        let whole = life.period(one, three).unwrap().risk().share() + ROUNDING;
        prop_assert!(life.period(one, two).unwrap().risk().share() <= whole);
        prop_assert!(life.period(two, three).unwrap().risk().share() <= whole);
    }

    #[test]
    fn inside_of_a_week_the_hazard_is_constant(weeks in tables(), week in 6_u16..20, part in 1_u16..7) {
        let life = LifeTable::new(&weeks).unwrap();
        let row = weeks[usize::from(week - 6)];
        let q = f64::from(row.losses) / f64::from(row.at_risk);
        let after = life.period(day(7 * week), day(7 * week + part)).unwrap();
        prop_assert!(close(1.0 - after.risk().share(), (1.0 - q).powf(f64::from(part) / 7.0)));
    }

    #[test]
    fn a_life_table_that_is_none_is_refused(mut weeks in tables(), at in 0_usize..14, how in 0..3) {
        match how {
            0 => weeks[at].losses = weeks[at].at_risk,
            1 => weeks[at].week = 20,
            _ => weeks.clear(),
        }
        let refused = LifeTable::<NothingChecked>::new(&weeks).map(|_| ());
        prop_assert_eq!(refused, if how == 1 && weeks.len() == 1 { Ok(()) } else { Err(Outside::LifeTable) });
    }

    #[test]
    fn wilsons_interval_contains_the_share(of in 1_u64..10_000_000, part in 0.0_f64..=1.0) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let events = (of as f64 * part) as u64;
        let counts = Counts { events, of };
        let interval = wilson(counts);
        prop_assert!(interval.lower >= 0.0 && interval.upper <= 1.0 && interval.lower < interval.upper);
        prop_assert!(interval.lower <= counts.share() && counts.share() <= interval.upper);
    }
}
