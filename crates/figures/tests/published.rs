//! What papers print, from their own counts.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{
    Counts, Day, Figure, Interval, LifeTable, LifeWeek, Table, Unit, Value, proportion::wilson, stillbirth,
    tables,
};

fn number(figure: &Figure) -> f64 {
    match figure.value {
        Value::Number(number) => number,
        other => panic!("{other:?} is not a number"),
    }
}

/// Half of the last decimal that is printed.
fn half(printed: &str) -> f64 {
    let decimals = i32::try_from(printed.split_once('.').map_or(0, |(_, after)| after.len())).unwrap();
    10_f64.powi(-decimals) / 2.0 + 1e-9
}

fn all() -> impl Iterator<Item = &'static Figure> {
    Table::ALL.into_iter().flat_map(tables::of)
}

fn zauche(group: &'static str) -> impl Iterator<Item = &'static Figure> {
    tables::of(Table::WeeklyLifeTables)
        .iter()
        .filter(move |figure| figure.source.id == "zauche2021" && figure.group == group)
}

#[test]
fn every_share_whose_counts_are_known_is_what_its_counts_give() {
    let mut seen = 0;
    for (figure, counts) in all().filter_map(|figure| Some((figure, figure.counts?))) {
        let scale = match figure.unit {
            Unit::Percent => 100.0,
            Unit::PerThousand => 1000.0,
            _ => continue,
        };
        let computed = scale * counts.share();
        assert!((computed - number(figure)).abs() <= half(figure.printed), "{}: {computed}", figure.quote);
        seen += 1;
    }
    assert_eq!(seen, 56);
}

#[test]
fn every_interval_that_is_said_to_be_wilsons_is_wilsons() {
    let mut seen = 0;
    for figure in all().filter(|figure| figure.unit_words.contains("our Wilson interval")) {
        let Interval { lower, upper } = wilson(figure.counts.unwrap());
        let printed = figure.interval.unwrap();
        assert!((100.0 * lower - printed.lower).abs() <= 0.05 + 1e-9, "{}", figure.quote);
        assert!((100.0 * upper - printed.upper).abs() <= 0.05 + 1e-9, "{}", figure.quote);
        seen += 1;
    }
    assert_eq!(seen, 10);
}

#[test]
fn the_weeks_of_the_life_table_are_those_of_the_paper() {
    let life = LifeTable::zauche();
    assert_eq!(life.weeks().len(), 14);
    for (figure, week) in zauche("risk in this week").zip(life.weeks()) {
        assert_eq!(figure.at, week.week.to_string());
        let counts = Counts { events: week.losses.into(), of: week.at_risk.into() };
        assert_eq!(figure.counts, Some(counts));
    }
    assert_eq!(life.weeks().iter().map(|week| week.losses).sum::<u32>(), 165);
    // “154 participants before 14 weeks”, says the letter.
    assert_eq!(life.weeks().iter().filter(|week| week.week < 14).map(|week| week.losses).sum::<u32>(), 154);
}

/// The paper's intervals are on the scale of `ln S` with the variance `losses / at risk²`; ours are Greenwood's on
/// that of `ln(−ln S)`, a little wider above.
#[test]
fn the_papers_cumulative_risks_and_intervals_follow_from_its_counts() {
    let life = LifeTable::zauche();
    let mut seen = 0;
    for figure in zauche("cumulative from 6w0d to end of week") {
        let week: i64 = figure.at.parse().unwrap();
        let end = if week == 19 { Day::END } else { Day::new(week + 1, 0).unwrap() };
        let period = life.period(Day::START, end).unwrap();
        assert!((period.risk().percent() - number(figure)).abs() <= half("0.00"), "{week}");
        let variance: f64 = life
            .weeks()
            .iter()
            .filter(|row| i64::from(row.week) <= week)
            .map(|row| f64::from(row.losses) / f64::from(row.at_risk) / f64::from(row.at_risk))
            .sum();
        let end = |z: f64| 100.0 * (1.0 - (period.log_survival() + z * variance.sqrt()).exp());
        let printed = figure.interval.unwrap();
        assert!((end(1.96) - printed.lower).abs() <= half("0.00"), "{week}: {}", end(1.96));
        assert!((end(-1.96) - printed.upper).abs() <= half("0.00"), "{week}: {}", end(-1.96));
        seen += 1;
    }
    assert_eq!(seen, 13, "the paper prints none for week 14, in which nobody was lost");
}

#[test]
fn the_papers_total_follows_from_its_counts() {
    let [total] = zauche("cumulative, all ages").collect::<Vec<_>>()[..] else { panic!("there is one") };
    let period = LifeTable::zauche().period(Day::START, Day::END).unwrap();
    assert!((period.risk().percent() - number(total)).abs() <= half(total.printed));
}

#[test]
fn the_crude_share_of_a_cohort_is_not_its_life_tables_total() {
    let life: f64 = tables::of(Table::WeeklyLifeTables)
        .iter()
        .filter(|figure| figure.group == "life-table cumulative after week 5")
        .map(number)
        .sum();
    // 537 of 4,070 (mukherjee2013): those who joined late had no time to be counted as lost.
    let crude = 100.0 * Counts { events: 537, of: 4070 }.share();
    assert!((crude - 13.2).abs() < 0.05 && (life - 21.3).abs() < 1e-9);
}

/// The printed ones are the plain normal approximation; ours are Wilson's, which at these counts is the same to 0.01.
#[test]
fn stillbirths_of_a_week_have_the_interval_that_is_printed_and_are_never_zero() {
    for week in 37..=42 {
        let [pooled, cohort] = stillbirth::in_week(week).unwrap()[..] else {
            panic!("{week} has two studies")
        };
        let printed = pooled.figure.interval.unwrap();
        let share = pooled.counts.share();
        let spread = 1.96 * (share / f64::from(u32::try_from(pooled.counts.of).unwrap())).sqrt();
        assert!((1000.0 * (share - spread) - printed.lower).abs() <= half("0.00"), "{week}");
        assert!((1000.0 * (share + spread) - printed.upper).abs() <= half("0.00"), "{week}");
        assert!((pooled.interval.lower - printed.lower).abs() <= 0.01, "{week}: {:?}", pooled.interval);
        assert!((pooled.interval.upper - printed.upper).abs() <= 0.01, "{week}: {:?}", pooled.interval);
        assert!(cohort.value > 0.0 && cohort.interval.lower > 0.0);
    }
}

#[test]
fn the_risk_differences_that_are_often_miscopied_are_not_taken_for_rates() {
    for week in 37..=42 {
        for found in stillbirth::in_week(week).unwrap() {
            assert_ne!(found.figure.group, "risk difference");
        }
    }
    let last = stillbirth::in_week(42).unwrap();
    assert!(last.iter().all(|found| found.value < 2.0), "3.18 is a difference");
}

#[test]
fn stillbirths_from_a_week_on_are_all_later_ones_of_those_still_pregnant() {
    let from_28 = stillbirth::from_week_on(28).unwrap();
    assert_eq!(from_28.counts, Counts { events: 10_980, of: 3_665_497 });
    let last = stillbirth::from_week_on(42).unwrap();
    assert_eq!(last.counts, Counts { events: 443, of: 300_677 });
}

#[test]
fn people_who_join_late_count_from_then_on_only() {
    // Ten from week 6 with one lost; ninety more join in week 7, one is lost of the 99.
    let weeks = [LifeWeek { week: 6, at_risk: 10, losses: 1 }, LifeWeek { week: 7, at_risk: 99, losses: 1 }];
    let life = LifeTable::new(&weeks).unwrap();
    let both = life.period(Day::new(6, 0).unwrap(), Day::new(8, 0).unwrap()).unwrap();
    assert!((both.risk().share() - (1.0 - 0.9 * 98.0 / 99.0)).abs() < 1e-12, "and not 2 of 100");
}
