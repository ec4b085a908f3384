//! Attacks on the program as it runs: over TCP, on both of its sides, each with a name. What an attacker would try is
//! in the files beside this one, one kind of attack a file; here they are counted and run.
//!
//! A case is a name and something that panics when the attack goes through. The names are what a failure prints, so
//! they are sentences.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]
#![allow(missing_docs, reason = "for the one test beside it")]

mod bodies;
mod cache;
mod cookies;
mod csrf;
mod doors;
mod hosts;
mod kinds;
mod methods;
mod paths;
mod place;
mod redirects;
mod routes;
mod routes_written;
mod same_answer;
mod smuggling;
mod wire;

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use place::Place;

/// An attack with its name.
pub struct Case {
    name: String,
    attack: Box<dyn Fn(&Place)>,
}

/// An attack that panics when it goes through.
pub fn case(name: impl Into<String>, attack: impl Fn(&Place) + 'static) -> Case {
    Case { name: name.into(), attack: Box::new(attack) }
}

type Cases = fn() -> Vec<Case>;

/// The kinds of attack, each with all its cases.
const KINDS: [(&str, Cases); 11] = [
    ("csrf", csrf::cases),
    ("kinds of answers", kinds::cases),
    ("redirect", redirects::cases),
    ("cache", cache::cases),
    ("smuggling", smuggling::cases),
    ("host", hosts::cases),
    ("cookie", cookies::cases),
    ("path", paths::cases),
    ("method", methods::cases),
    ("body", bodies::cases),
    ("same answer", same_answer::cases),
];

/// Runs all cases of a kind on a place of its own, and says which ones went through.
fn withstand(cases: Vec<Case>, place: &Place) {
    let mut through = Vec::new();
    for Case { name, attack } in cases {
        if let Err(why) = catch_unwind(AssertUnwindSafe(|| attack(place))) {
            let said = why.downcast_ref::<&str>().map(|&said| said.to_owned());
            let said = said.or_else(|| why.downcast_ref::<String>().cloned());
            through.push(format!("{name}: {}", said.unwrap_or_default()));
        }
    }
    assert!(through.is_empty(), "{} went through:\n{}", through.len(), through.join("\n"));
    place.has_kept_calm();
}

macro_rules! withstood {
    ($($name:ident: $cases:path),+ $(,)?) => { $(
        #[test]
        fn $name() {
            withstand($cases(), &Place::new());
        }
    )+ };
}

withstood! {
    what_another_site_sends_is_not_done: csrf::cases,
    no_answer_can_be_framed_sniffed_or_read_by_another_site: kinds::cases,
    nothing_leads_to_another_site: redirects::cases,
    nobody_is_given_what_was_made_for_somebody_else: cache::cases,
    one_request_is_never_two: smuggling::cases,
    only_the_two_hosts_are_answered: hosts::cases,
    a_session_opens_only_its_own_side: cookies::cases,
    a_path_leads_where_it_says_or_nowhere: paths::cases,
    a_method_does_only_what_it_is_for: methods::cases,
    a_body_is_taken_whole_and_well_formed_or_not_at_all: bodies::cases,
    who_has_a_name_here_cannot_be_found_out: same_answer::cases,
}

#[test]
fn the_doors_cannot_be_tried_faster_by_lying_about_where_one_is() {
    doors::withstand_all();
}

#[test]
fn there_are_at_least_120_attacks_each_with_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    let (mut by_hand, mut all) = (0, 0);
    for (kind, cases) in KINDS {
        let cases = cases();
        assert!(cases.len() >= 8, "{kind} has {} cases", cases.len());
        all += cases.len();
        // Those of `csrf` are mostly made from the list of routes; what is promised does not rest on them.
        by_hand += if kind == "csrf" { 0 } else { cases.len() };
        for case in cases {
            assert!(names.insert(case.name.clone()), "two cases are called {}", case.name);
        }
    }
    assert!(by_hand >= 120, "{by_hand} attacks besides the forgeries, {all} in all");
}
