//! Every combination of viewer, audience, hold, policy and action, against a table that was written by hand.
//!
//! A row says for whom and when, with `|` for several and `any` for all, and then what each action gives: `yes`, or
//! the refusal. Every combination must be on exactly one row, so that a rule cannot hide between two of them.
#![allow(clippy::unwrap_used, reason = "a table that cannot be read fails the test")]

use alongside_domain::{
    Action, Audience, Decision, Refusal, Viewer,
    id::MemberId,
    may,
    may::{StoryFacts, Subject},
    member::Standing,
    story::AnswersPolicy,
};

const STORIES: &str = "
viewer            audience            story  answers | Read    Answer  With    Who      Change   TakeBack Hold    Release
visitor           me|circle|community any    any     | NotHere NotHere NotHere NotHere  NotHere  NotHere  NotHere NotHere
visitor           everyone            held   any     | NotHere NotHere NotHere NotHere  NotHere  NotHere  NotHere NotHere
visitor           everyone            shown  any     | yes     SignIn  SignIn  NotYours NotYours NotYours ForMods ForMods
stranger|answerer me|circle           any    any     | NotHere NotHere NotHere NotHere  NotHere  NotHere  NotHere NotHere
stranger|answerer community|everyone  held   any     | NotHere NotHere NotHere NotHere  NotHere  NotHere  NotHere NotHere
stranger|answerer community|everyone  shown  at-once | yes     yes     yes     NotYours NotYours NotYours ForMods ForMods
stranger|answerer community|everyone  shown  closed  | yes     Closed  yes     NotYours NotYours NotYours ForMods ForMods
author            me|circle           any    any     | yes     NotHere NotHere yes      yes      yes      ForMods ForMods
author            community|everyone  held   any     | yes     Held    Own     yes      yes      yes      ForMods ForMods
author            community|everyone  shown  at-once | yes     yes     Own     yes      yes      yes      ForMods ForMods
author            community|everyone  shown  closed  | yes     Closed  Own     yes      yes      yes      ForMods ForMods
mod|mod-answerer  me|circle           any    any     | NotHere NotHere NotHere NotHere  NotHere  NotHere  NotHere NotHere
mod|mod-answerer  community|everyone  held   any     | yes     Held    Held    NotYours NotYours NotYours Held    yes
mod|mod-answerer  community|everyone  shown  at-once | yes     yes     yes     NotYours NotYours NotYours yes     yes
mod|mod-answerer  community|everyone  shown  closed  | yes     Closed  yes     NotYours NotYours NotYours yes     yes
mod-author        me|circle           any    any     | yes     NotHere NotHere yes      yes      yes      ForMods ForMods
mod-author        community|everyone  held   any     | yes     Held    Own     yes      yes      yes      Held    Own
mod-author        community|everyone  shown  at-once | yes     yes     Own     yes      yes      yes      yes     Own
mod-author        community|everyone  shown  closed  | yes     Closed  Own     yes      yes      yes      yes     Own
";

const ANSWERS: &str = "
viewer         audience            story answers answer | Read    Answer  With    Who     Change   TakeBack Hold    Release
visitor        me|circle|community any   any     any    | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
visitor        everyone            held  any     any    | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
visitor        everyone            shown any     held|under|both | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
visitor        everyone            shown any     shown  | yes     SignIn  SignIn  NotHere NotYours NotYours ForMods ForMods
stranger       me|circle           any   any     any    | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
stranger       community|everyone  held  any     any    | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
stranger       community|everyone  shown any     held|under|both | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
stranger       community|everyone  shown at-once shown  | yes     yes     NotHere NotHere NotYours NotYours ForMods ForMods
stranger       community|everyone  shown closed  shown  | yes     Closed  NotHere NotHere NotYours NotYours ForMods ForMods
author         any                 any   any     held|under|both | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
author         me|circle           any   any     shown  | yes     NotHere NotHere NotHere NotYours NotYours ForMods ForMods
author         community|everyone  held  any     shown  | yes     Held    NotHere NotHere NotYours NotYours ForMods ForMods
author         community|everyone  shown at-once shown  | yes     yes     NotHere NotHere NotYours NotYours ForMods ForMods
author         community|everyone  shown closed  shown  | yes     Closed  NotHere NotHere NotYours NotYours ForMods ForMods
answerer       me|circle           any   any     any    | NotHere NotHere NotHere NotHere NotHere  yes      NotHere NotHere
answerer       community|everyone  held  any     any    | NotHere NotHere NotHere NotHere NotHere  yes      NotHere NotHere
answerer       community|everyone  shown any     under|both | NotHere NotHere NotHere NotHere NotHere  yes      NotHere NotHere
answerer       community|everyone  shown any     held   | yes     Held    NotHere NotHere NotYours yes      ForMods ForMods
answerer       community|everyone  shown at-once shown  | yes     yes     NotHere NotHere NotYours yes      ForMods ForMods
answerer       community|everyone  shown closed  shown  | yes     Closed  NotHere NotHere NotYours yes      ForMods ForMods
mod            me|circle           any   any     any    | NotHere NotHere NotHere NotHere NotHere  NotHere  NotHere NotHere
mod-answerer   me|circle           any   any     any    | NotHere NotHere NotHere NotHere NotHere  yes      NotHere NotHere
mod-author     me|circle           any   any     any    | yes     NotHere NotHere NotHere NotYours NotYours ForMods ForMods
mod|mod-author community|everyone  any   any     held|both | yes     Held    NotHere NotHere NotYours NotYours Held    yes
mod|mod-author community|everyone  any   any     under  | yes     Held    NotHere NotHere NotYours NotYours yes     yes
mod|mod-author community|everyone  held  any     shown  | yes     Held    NotHere NotHere NotYours NotYours yes     yes
mod|mod-author community|everyone  shown at-once shown  | yes     yes     NotHere NotHere NotYours NotYours yes     yes
mod|mod-author community|everyone  shown closed  shown  | yes     Closed  NotHere NotHere NotYours NotYours yes     yes
mod-answerer   community|everyone  any   any     held|both | yes     Held    NotHere NotHere NotYours yes      Held    Own
mod-answerer   community|everyone  any   any     under  | yes     Held    NotHere NotHere NotYours yes      yes     Own
mod-answerer   community|everyone  held  any     shown  | yes     Held    NotHere NotHere NotYours yes      yes     Own
mod-answerer   community|everyone  shown at-once shown  | yes     yes     NotHere NotHere NotYours yes      yes     Own
mod-answerer   community|everyone  shown closed  shown  | yes     Closed  NotHere NotHere NotYours yes      yes     Own
";

const AUTHOR: MemberId = MemberId::from_bytes([1; 16]);
const ANSWERER: MemberId = MemberId::from_bytes([2; 16]);
const SOMEBODY: MemberId = MemberId::from_bytes([3; 16]);

fn viewers() -> Vec<(&'static str, Viewer)> {
    let member = |id, standing| Viewer::Member { id, standing };
    vec![
        ("visitor", Viewer::Visitor),
        ("stranger", member(SOMEBODY, Standing::Member)),
        ("author", member(AUTHOR, Standing::Member)),
        ("answerer", member(ANSWERER, Standing::Member)),
        ("mod", member(SOMEBODY, Standing::Moderator)),
        ("mod-author", member(AUTHOR, Standing::Moderator)),
        ("mod-answerer", member(ANSWERER, Standing::Moderator)),
    ]
}

/// What a row calls the outcome.
fn called(decision: Decision) -> &'static str {
    match decision {
        Decision::Yes => "yes",
        Decision::No(Refusal::NotHere) => "NotHere",
        Decision::No(Refusal::SignIn) => "SignIn",
        Decision::No(Refusal::Closed) => "Closed",
        Decision::No(Refusal::NotYours) => "NotYours",
        Decision::No(Refusal::Own) => "Own",
        Decision::No(Refusal::Held) => "Held",
        Decision::No(Refusal::ForModerators) => "ForMods",
        // Of circles; no story or answer has them.
        Decision::No(Refusal::ForKeeper | Refusal::StillKeeping) => "Circle",
    }
}

const fn shown(held: bool) -> &'static str {
    if held { "held" } else { "shown" }
}

/// What a row calls the states of an answer: itself held or not, and what it answers held or not.
const STANDINGS: [(&str, bool, bool); 4] =
    [("shown", false, false), ("held", true, false), ("under", false, true), ("both", true, true)];

/// Every state a story can be in.
fn stories() -> impl Iterator<Item = StoryFacts> {
    Audience::ALL.iter().flat_map(|audience| {
        [false, true].into_iter().flat_map(move |held| {
            AnswersPolicy::ALL.iter().map(move |answers| StoryFacts {
                author: AUTHOR,
                audience: *audience,
                held,
                answers: *answers,
            })
        })
    })
}

/// Holds `may` to the one row of `table` that is about this case.
fn holds_to(table: &str, case: &[&str], viewer: Viewer, subject: &Subject) {
    let mut rows = table.lines().filter(|line| line.contains('|') && !line.starts_with("viewer"));
    let fits = |row: &&str| {
        let when: Vec<_> = row.split(" | ").next().unwrap().split_whitespace().collect();
        assert_eq!(when.len(), case.len(), "columns of {row}");
        when.iter().zip(case).all(|(cell, is)| *cell == "any" || cell.split('|').any(|one| one == *is))
    };
    let row = rows.find(fits).unwrap_or_else(|| panic!("no row is about {case:?}"));
    assert_eq!(rows.find(fits), None, "two rows are about {case:?}");
    let expected: Vec<_> = row.split(" | ").nth(1).unwrap().split_whitespace().collect();
    assert_eq!(expected.len(), Action::ALL.len(), "columns of {row}");
    for (action, expected) in Action::ALL.iter().zip(expected) {
        assert_eq!(called(may(viewer, *action, subject)), expected, "{case:?} {action:?}");
    }
}

#[test]
fn every_decision_about_a_story_is_the_one_in_the_table() {
    for (name, viewer) in viewers() {
        for story in stories() {
            let case = [name, story.audience.slug(), shown(story.held), story.answers.slug()];
            holds_to(STORIES, &case, viewer, &Subject::Story(story));
        }
    }
}

#[test]
fn every_decision_about_an_answer_is_the_one_in_the_table() {
    for (name, viewer) in viewers() {
        for story in stories() {
            for (word, held, under_held) in STANDINGS {
                let case = [name, story.audience.slug(), shown(story.held), story.answers.slug(), word];
                let answer = Subject::Answer { author: ANSWERER, held, under_held, story };
                holds_to(ANSWERS, &case, viewer, &answer);
            }
        }
    }
}

#[test]
fn nobody_can_do_anything_with_what_they_cannot_read_but_take_their_own_words_back() {
    for (_, viewer) in viewers() {
        for story in stories() {
            let answers = STANDINGS.map(|(_, held, under_held)| Subject::Answer {
                author: ANSWERER,
                held,
                under_held,
                story,
            });
            for subject in [Subject::Story(story)].into_iter().chain(answers) {
                if may(viewer, Action::Read, &subject).is_yes() {
                    continue;
                }
                let own = matches!(subject, Subject::Answer { .. }) && viewer.is(ANSWERER);
                for action in Action::ALL.iter().filter(|action| !(own && **action == Action::TakeBack)) {
                    assert_eq!(may(viewer, *action, &subject), Decision::No(Refusal::NotHere));
                }
            }
        }
    }
}
