//! Every row of `derived_model.csv`, computed anew by the crate.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{About, Age, Band, Day, LifeTable, Losses, NothingChecked, from_here_on, tables};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    definition: String,
    stratum: String,
    week_or_age: String,
    value: String,
    lower: String,
    upper: String,
    quote: String,
}

const AGES: [(&str, Age); 6] = [
    ("<20", Age::Under20),
    ("20-24", Age::From20),
    ("25-29", Age::From25),
    ("30-34", Age::From30),
    ("35-39", Age::From35),
    ("40-44", Age::From40),
];
const LOSSES: [(&str, Losses); 3] = [
    ("1 previous", Losses::One),
    ("2 previous", Losses::Two),
    ("3 consecutive previous", Losses::ThreeInARow),
];

fn rows() -> Vec<Row> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/derived_model.csv");
    csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Printed with as many decimals as it is there, half up or down.
fn assert_printed(computed: f64, printed: &str, what: &str) {
    let decimals = i32::try_from(printed.split_once('.').map_or(0, |(_, after)| after.len())).unwrap();
    let value: f64 = printed.parse().unwrap();
    let last = 10_f64.powi(-decimals) / 2.0 + 1e-9;
    assert!((computed - value).abs() <= last, "{what}: {computed} is not printed as {printed}");
}

fn assert_row(row: &Row, risk: f64, band: Band<NothingChecked>) {
    let what = format!("{} at {}", row.stratum, row.week_or_age);
    assert_printed(100.0 * risk, &row.value, &what);
    assert_printed(band.lower.percent(), &row.lower, &format!("{what}, lower"));
    assert_printed(band.upper.percent(), &row.upper, &format!("{what}, upper"));
}

/// The week of “8w0d”.
fn day(row: &Row) -> Day<NothingChecked> {
    Day::new(row.week_or_age.strip_suffix("w0d").unwrap().parse().unwrap(), 0).unwrap()
}

fn age(words: &str) -> Option<Age> {
    AGES.into_iter().find(|(name, _)| *name == words).map(|(_, age)| age)
}

#[test]
fn the_risk_of_everybody_and_its_two_ranges_come_out_as_they_did_before() {
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.stratum == "all ages") {
        let found = from_here_on(day(row), About::Everyone);
        let between = row.definition.starts_with("between-study range");
        let band = if between { found.between_studies.unwrap() } else { found.sampling };
        assert_row(row, found.risk.share(), band);
        seen += 1;
    }
    assert_eq!(seen, 28);
}

#[test]
fn the_risk_at_every_age_comes_out_as_it_did_before() {
    let mut seen = 0;
    for row in rows() {
        let Some((words, ratio)) = row.stratum.strip_prefix("age ").and_then(|rest| rest.split_once(" (HR "))
        else {
            continue;
        };
        let Some(age) = age(words) else { continue };
        assert_printed(age.hazard_ratio(), ratio.trim_end_matches(')'), &row.stratum);
        let found = from_here_on(day(&row), About::Age(age));
        assert_row(&row, found.risk.share(), found.sampling);
        seen += 1;
    }
    assert_eq!(seen, 6 * 11);
}

/// No number is given at 45 and over, so this goes around the door that the pages have to use.
#[test]
fn the_rows_of_45_and_over_come_out_too_and_no_page_can_have_them() {
    let life = LifeTable::zauche();
    let whole = life.period(Day::START, Day::END).unwrap().log_survival();
    let hazard = (1.0_f64 - 0.536).ln() / whole;
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.stratum == "age 45+ (HR 5.61)") {
        assert_printed((1.0_f64 - 0.536).ln() / (1.0_f64 - 0.128).ln(), "5.61", "HR");
        let period = life.period(day(row), Day::END).unwrap();
        let share = |risk: f64| 100.0 * (1.0 - (1.0 - risk).powf(hazard));
        assert_printed(share(period.risk().share()), &row.value, &row.week_or_age);
        assert_printed(share(period.band().lower.share()), &row.lower, &row.week_or_age);
        assert_printed(share(period.band().upper.share()), &row.upper, &row.week_or_age);
        assert!(row.quote.contains("DO NOT DISPLAY"));
        seen += 1;
    }
    assert_eq!(seen, 11);
    let shown = tables::of(alongside_figures::Table::DerivedModel);
    assert!(shown.iter().all(|figure| !figure.group.contains("45+")));
    assert_eq!(tables::LEFT_OUT.iter().filter(|row| row.reason.contains("too few pregnancies")).count(), 11);
}

#[test]
fn the_totals_and_ratios_after_losses_come_out_as_they_did_before() {
    let mut seen = 0;
    for row in rows() {
        let Some((words, before)) = row.stratum.strip_prefix("age ").and_then(|rest| rest.split_once(", "))
        else {
            continue;
        };
        let age = age(words).unwrap();
        let (_, losses) = LOSSES.into_iter().find(|(name, _)| *name == before).unwrap();
        match row.week_or_age.as_str() {
            "total" => {
                // Printed as “22.0”, and rounded to whole numbers.
                let whole = row.value.strip_suffix(".0").unwrap();
                assert_printed(100.0 * losses.total(age), whole, &row.stratum);
            }
            _ => assert_printed(losses.hazard_ratio(age), &row.value, &row.stratum),
        }
        seen += 1;
    }
    assert_eq!(seen, 6 * 3 * 2);
}

/// The two rows about another tool show what its averaging does; nothing here uses them.
#[test]
fn the_arithmetic_of_the_other_tool_comes_out_as_it_did_before() {
    let rows: Vec<_> = rows().into_iter().filter(|row| row.stratum.starts_with("age 42")).collect();
    let [alone, averaged] = rows.as_slice() else { panic!("there are two such rows") };
    assert_printed(2.46, &alone.value, &alone.stratum);
    assert_printed((2.46 + 1.03 + 0.98 + 0.86) / 4.0, &averaged.value, &averaged.stratum);
}

#[test]
fn no_row_of_the_table_is_left_without_a_test() {
    assert_eq!(rows().len(), 28 + 6 * 11 + 11 + 6 * 3 * 2 + 2);
}

#[test]
fn with_losses_the_risk_at_six_weeks_is_the_total_of_the_study() {
    for age in Age::ALL {
        for losses in Losses::ALL {
            let found = from_here_on(Day::START, About::AgeAndLosses(age, losses));
            assert!((found.risk.share() - losses.total(age)).abs() < 1e-12, "{age:?}, {losses:?}");
        }
    }
}
