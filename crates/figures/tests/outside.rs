//! What the tables do not cover: a sentence, never a number and never a panic.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{
    About, Age, Day, LifeTable, Losses, NothingChecked, Outside, Scan, after_heartbeat, from_here_on,
    stillbirth,
};
use proptest::prelude::*;

fn sentence(outside: Outside) -> String {
    let sentence = outside.to_string();
    assert!(sentence.starts_with(|c: char| c.is_uppercase()) && sentence.ends_with('.'), "{sentence}");
    assert!(!sentence.contains('!') && !sentence.contains("  "), "{sentence}");
    sentence
}

#[test]
fn before_six_weeks_there_is_a_sentence_with_the_range_of_the_studies() {
    for week in 0..6 {
        let said = sentence(Day::new(week, 6).unwrap_err());
        assert_eq!(
            said,
            "Before 6 weeks there is no number for one person. Of 100 pregnancies that were known at 5 weeks, about \
             11 to 22 ended before 20 weeks; studies differ."
        );
    }
    assert!(Day::new(6, 0).is_ok());
}

#[test]
fn from_twenty_weeks_a_miscarriage_is_never_carried_on_to_zero() {
    assert!(Day::new(19, 6).is_ok());
    for week in 20..=42 {
        assert_eq!(Day::new(week, 0), Err(Outside::FromTwenty));
    }
    assert!(sentence(Outside::FromTwenty).contains("of 1,000"));
}

#[test]
fn at_45_and_over_there_is_a_sentence() {
    assert!(Age::new(44).is_ok());
    assert_eq!(Age::new(45), Err(Outside::FromFortyFive));
    assert!(sentence(Outside::FromFortyFive).contains("about half or more"));
}

#[test]
fn a_form_that_is_half_filled_says_what_is_missing() {
    assert!(sentence(Day::from_form(None, Some(3)).unwrap_err()).contains("how many weeks"));
    assert_eq!(Day::from_form(Some(8), None), Day::new(8, 0));
    assert!(sentence(About::from_form(None, Some(1)).unwrap_err()).contains("an age too"));
    assert_eq!(About::from_form(None, None), Ok(About::Everyone));
    assert_eq!(About::from_form(Some(31), None), Ok(About::Age(Age::From30)));
    assert_eq!(
        About::from_form(Some(31), Some(3)),
        Ok(About::AgeAndLosses(Age::From30, Losses::ThreeInARow))
    );
}

#[test]
fn a_mistyped_number_is_named_in_the_sentence() {
    assert!(sentence(Day::new(80, 0).unwrap_err()).contains("80"));
    assert!(sentence(Day::new(8, 7).unwrap_err()).contains('7'));
    assert!(sentence(Age::new(330).unwrap_err()).contains("330"));
    assert!(sentence(Losses::new(4).unwrap_err()).contains('4'));
    assert!(sentence(Scan::new(14).unwrap_err()).contains("14"));
    assert!(sentence(stillbirth::in_week(27).unwrap_err()).contains("27"));
    assert!(sentence(stillbirth::from_week_on(43).unwrap_err()).contains("43"));
}

#[test]
fn periods_that_do_not_fit_are_refused() {
    let life = LifeTable::zauche();
    let [six, eight, nine] = [6, 8, 9].map(|week| Day::new(week, 0).unwrap());
    sentence(life.period(eight, eight).unwrap_err());
    assert_eq!(life.period(nine, eight), Err(Outside::Period));
    let (one, other) = (life.period(six, eight).unwrap(), life.period(nine, Day::END).unwrap());
    sentence(one.then(other).unwrap_err());
    let short = LifeTable::<NothingChecked>::new(&life.weeks()[..3]).unwrap();
    assert_eq!(short.period(six, Day::END), Err(Outside::Period), "nothing is carried on beyond a table");
    sentence(Outside::LifeTable);
}

proptest! {
    #[test]
    fn no_week_and_day_that_can_be_typed_gives_anything_but_a_number_or_a_sentence(
        weeks in prop_oneof![any::<i64>(), -3_i64..60],
        days in prop_oneof![any::<i64>(), -3_i64..10],
    ) {
        match Day::new(weeks, days) {
            Ok(day) => {
                prop_assert!((6..20).contains(&weeks) && (0..7).contains(&days));
                prop_assert_eq!((i64::from(day.week()), i64::from(day.day())), (weeks, days));
                let risk = from_here_on(day, About::Everyone).risk.share();
                prop_assert!(risk > 0.0 && risk < 0.15);
            }
            Err(outside) => {
                prop_assert!(!(6..20).contains(&weeks) || !(0..7).contains(&days));
                sentence(outside);
            }
        }
    }

    #[test]
    fn no_age_count_or_scan_that_can_be_typed_gives_anything_but_a_number_or_a_sentence(
        number in prop_oneof![any::<i64>(), -3_i64..70],
    ) {
        match Age::new(number) {
            Ok(age) => prop_assert!((10..45).contains(&number) && age.total() < 0.33),
            Err(outside) => { sentence(outside); }
        }
        match Losses::new(number) {
            Ok(_) => prop_assert!((0..=3).contains(&number)),
            Err(outside) => { sentence(outside); }
        }
        match Scan::new(number) {
            Ok(scan) => prop_assert!(!after_heartbeat(scan).studies.is_empty()),
            Err(outside) => { sentence(outside); }
        }
        match (stillbirth::in_week(number), stillbirth::from_week_on(number)) {
            (Ok(_), Ok(_)) => prop_assert!((28..=42).contains(&number)),
            (one, other) => { sentence(one.unwrap_err()); sentence(other.unwrap_err()); }
        }
    }
}
