//! The two other clocks, and what stands beside every number.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{
    About, Age, Assumption, Clock, Day, FromImplantation, HeartbeatSeen, Losses, NothingChecked, OfHundred,
    Scan, Status, after_heartbeat, after_heartbeat_and_losses, before_six, from_forty_five, from_here_on,
    other_studies, since_implantation, stillbirth,
};

fn whole(week: i64) -> (OfHundred, OfHundred) {
    let range = after_heartbeat(Scan::new(week).unwrap()).range;
    (range.lower.lost(), range.upper.lost())
}

#[test]
fn after_a_heartbeat_the_range_is_that_over_the_studies_of_the_week() {
    let from = |low, high| (OfHundred::Whole(low), OfHundred::Whole(high));
    assert_eq!(whole(6), from(9, 10));
    assert_eq!(whole(7), from(4, 8));
    assert_eq!(whole(8), from(2, 7));
    assert_eq!(whole(9), from(1, 3));
    for week in 10..=13 {
        assert_eq!(whole(week), from(1, 1), "{week}");
    }
}

#[test]
fn after_a_heartbeat_losses_before_give_figures_of_their_own_and_no_factor() {
    let found = |week, losses| after_heartbeat_and_losses(Scan::new(week).unwrap(), losses);
    for losses in [Losses::One, Losses::Two] {
        let [eager] = found(8, losses)[..] else { panic!("there is one study") };
        assert_eq!((eager.printed, eager.counts.unwrap().events), ("10.4", 64));
        assert!(found(9, losses).is_empty(), "it looked at 6 to 8 weeks");
    }
    let [brigham] = found(9, Losses::ThreeInARow)[..] else { panic!("there is one study") };
    assert_eq!(brigham.printed, "3");
    assert!(found(7, Losses::None).is_empty());
}

#[test]
fn from_implantation_there_are_four_shares_and_none_for_a_week() {
    let found = since_implantation();
    let printed: Vec<_> = found.iter().map(|one| (one.figure.source.id, one.figure.printed)).collect();
    assert_eq!(
        printed,
        [("wilcox1988", "22"), ("wilcox1988", "31"), ("wang2003", "24.6"), ("wang2003", "7.9")]
    );
    assert_eq!(found[1].risk.lost(), OfHundred::Whole(31));
}

#[test]
fn each_clock_says_what_it_counts() {
    let said = [NothingChecked::COUNTS, HeartbeatSeen::COUNTS, FromImplantation::COUNTS];
    assert!(said.iter().all(|one| one.ends_with('.')));
    assert!(said[0] != said[1] && said[1] != said[2]);
}

#[test]
fn with_nothing_checked_at_eight_weeks_it_is_eleven_and_not_the_heartbeats_two_to_seven() {
    let found = from_here_on(Day::new(8, 0).unwrap(), About::Everyone);
    assert_eq!((found.risk.lost(), found.risk.go_on()), (OfHundred::Whole(11), OfHundred::Whole(89)));
    assert!(found.assumes.contains(&Assumption::Known) && !found.second_hand());
}

#[test]
fn a_number_with_an_age_says_that_the_age_was_read_second_hand() {
    let found = from_here_on(Day::new(8, 0).unwrap(), About::AgeAndLosses(Age::From35, Losses::One));
    assert!(found.second_hand());
    for assumed in [Assumption::SameEveryWeek, Assumption::Rescaled, Assumption::MixedHistories] {
        assert!(found.assumes.contains(&assumed));
    }
    assert!(found.rests_on.iter().any(|figure| figure.printed == "1.54"));
    let none = from_here_on(Day::START, About::AgeAndLosses(Age::From35, Losses::None));
    assert!(none.assumes.contains(&Assumption::NoneIsEverybody) && none.odds_ratio.is_none());
}

#[test]
fn every_assumption_reads_as_a_sentence() {
    for about in [
        About::Everyone,
        About::AgeAndLosses(Age::From20, Losses::None),
        About::AgeAndLosses(Age::From20, Losses::Two),
    ] {
        for assumed in from_here_on(Day::START, about).assumes {
            let said = assumed.to_string();
            assert!(said.ends_with('.') && !said.contains("  "), "{said}");
        }
    }
}

#[test]
fn where_there_is_no_number_there_are_the_studies() {
    let before: Vec<_> = before_six().iter().map(|figure| figure.printed).collect();
    assert_eq!(before, ["11-22", "21.3"]);
    let old: Vec<_> = from_forty_five().iter().map(|figure| (figure.source.id, figure.printed)).collect();
    assert!(old.contains(&("magnus2019", "53")) && old.contains(&("andersen2000", "74.7")), "{old:?}");
    assert!(stillbirth::of_all_births().iter().any(|figure| figure.printed == "2.89"));
}

#[test]
fn where_studies_differ_by_age_the_others_are_there_to_be_shown() {
    for age in Age::ALL {
        let others = other_studies(age);
        assert!(others.iter().all(|figure| figure.source.id != "magnus2019"));
        assert!(age == Age::Under20 || !others.is_empty(), "{age:?}");
    }
    let second_hand = |age| other_studies(age).iter().all(|figure| figure.status == Status::SecondHand);
    assert!(second_hand(Age::From30), "and each says how it was read");
}
