//! The vectors of circles, grants, invitations and pages, those that the browser's side wrote among
//! them. `room/seal/circle-vectors.test.ts` reads the same files.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use std::path::Path;

use alongside_seal::circle::{CircleState, Known, LogError, read_log};
use alongside_seal::encoding::unb64url;
use alongside_seal::entry::{self, Want};
use alongside_seal::keyring::Keyring;
use alongside_seal::page::PageLink;
use alongside_seal::pq::Identity;
use alongside_seal::{grant, invitation, letter, page, safety};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_else(|| panic!("{field} is text"))
}

fn bytes(case: &Value, field: &str) -> Vec<u8> {
    unb64url(text(case, field)).unwrap()
}

fn field<T: DeserializeOwned>(case: &Value, name: &str) -> T {
    serde_json::from_value(case[name].clone()).unwrap()
}

fn each(cases: &Value, check: impl Fn(&Value)) {
    let cases = cases.as_array().unwrap();
    assert!(!cases.is_empty());
    cases.iter().for_each(check);
}

/// The lines that `case` names in the table of `vectors`.
fn lines(vectors: &Value, case: &Value) -> Vec<String> {
    let names: Vec<String> = field(case, "log");
    names.iter().map(|name| text(&vectors["lines"], name).to_owned()).collect()
}

fn state(vectors: &Value, case: &Value) -> CircleState {
    read_log(text(vectors, "circle"), &lines(vectors, case), Known::default()).unwrap()
}

fn reads(state: &CircleState) -> Value {
    let members: Map<String, Value> =
        state.members.iter().map(|(user, member)| (user.clone(), json!(member.keys))).collect();
    json!({
        "genesis": state.genesis, "keeper": state.keeper, "members": members,
        "renewed": state.renewed, "epoch": state.epoch, "epochs": state.epochs.len(), "heads": state.heads, "head": state.head, "seq": state.lines - 1
    })
}

/// Reads a log in two parts, as somebody does who has read the first `at` lines before.
fn in_parts(circle: &str, lines: &[String], at: usize, known: &Known) -> Result<CircleState, LogError> {
    let (before, after) = lines.split_at(at);
    if before.is_empty() {
        return read_log(circle, after, known.clone());
    }
    let state = read_log(circle, before, Known { seen: None, ..known.clone() })?;
    read_log(circle, after, Known { state: Some(state), ..known.clone() })
}

fn logs(vectors: &Value) {
    each(&vectors["logs"], |case| {
        let known = Known { genesis: field(case, "genesis"), seen: field(case, "seen"), state: None };
        let lines = lines(vectors, case);
        for at in 0..=lines.len() {
            let found = in_parts(text(vectors, "circle"), &lines, at, &known);
            let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
            assert_eq!(reason, text(case, "expect"), "{}, in parts at {at}", case["name"]);
            assert_eq!(found.as_ref().map_or(Value::Null, reads), case["reads"], "{}", case["name"]);
        }
    });
}

fn entries(vectors: &Value, identities: &[Identity]) {
    each(&vectors["entries"], |case| {
        let epoch: u64 = field(case, "epoch");
        let identity = &identities[usize::try_from(epoch).unwrap() - 1];
        let want = Want {
            author: field(case, "author"),
            seen_rev: field(case, "seenRev"),
            ..Want::circle(&state(vectors, case), field(case, "id"), epoch)
        };
        let found = entry::open(identity, &bytes(case, "file"), &want);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        assert_eq!(json!(found.ok().map(|opened| opened.body)), case["body"], "{}", case["name"]);
    });
}

fn circles(vectors: &Value) {
    logs(vectors);
    let identities: Vec<String> = field(vectors, "identities");
    let identities: Vec<Identity> = identities.iter().map(|text| text.parse().unwrap()).collect();
    entries(vectors, &identities);
}

fn grants(vectors: &Value) {
    let state = state(vectors, vectors);
    each(&vectors["cases"], |case| {
        let me = Keyring::parse(text(&vectors["keyrings"], text(case, "to"))).unwrap();
        let found = grant::open(&me, &state, &bytes(case, "file"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        let keys: Option<Map<String, Value>> = found.ok().map(|keys| {
            keys.iter().map(|(epoch, identity)| (epoch.to_string(), json!(*identity.to_text()))).collect()
        });
        assert_eq!(json!(keys), case["keys"], "{}", case["name"]);
    });
}

fn invitations(vectors: &Value) {
    each(&vectors["links"], |case| {
        let found = invitation::parse(text(case, "link"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        assert_eq!(json!(found.ok()), case["reads"], "{}", case["name"]);
    });
    let keeper = Keyring::parse(text(vectors, "keeper")).unwrap();
    let state = state(vectors, vectors);
    each(&vectors["requests"], |case| {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (invitation, request) = (field(case, "invitation"), field(case, "request"));
        let found = invitation::accept(&keeper, &invitation, &state, &request, rng);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        let who = found.ok().map(|(keys, name)| json!({ "user": keys.user, "name": name }));
        assert_eq!(json!(who), case["reads"], "{}", case["name"]);
    });
    each(&vectors["numbers"], |case| {
        let (enc, sig) = (text(&case["keys"], "enc"), text(&case["keys"], "sig"));
        assert_eq!(safety::number(enc, sig), text(case, "number"));
    });
}

fn pages(vectors: &Value) {
    each(&vectors["links"], |case| {
        let found = page::parse(text(case, "link"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        assert_eq!(json!(found.ok()), case["reads"], "{}", case["name"]);
    });
    each(&vectors["identities"], |case| {
        let link: PageLink = field(case, "link");
        let found = page::identity(&link, text(case, "passcode"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        let identity = found.ok().map(|identity| identity.to_text().to_string());
        assert_eq!(json!(identity), case["identity"], "{}", case["name"]);
    });
    each(&vectors["cases"], |case| {
        let identity: Identity = text(case, "identity").parse().unwrap();
        let found = page::open(&field(case, "link"), &identity, &bytes(case, "file"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        assert_eq!(json!(found.ok().map(|(page, _)| page)), case["reads"], "{}", case["name"]);
    });
}

#[test]
fn letters_open_or_say_why_not() {
    let vectors = read("letters.json");
    let identity: Identity = text(&vectors, "identity").parse().unwrap();
    let (id, from, to) = (text(&vectors, "id"), text(&vectors, "from"), text(&vectors, "to"));
    each(&vectors["cases"], |case| {
        let found = letter::open(&identity, &bytes(case, "file"), id, from, to);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        let reads = found.ok().map(|one| json!({ "text": one.text, "about": one.about, "at": one.at }));
        assert_eq!(json!(reads), case["reads"], "{}", case["name"]);
    });
}

#[test]
fn circles_are_read_or_say_why_not() {
    circles(&read("circles.json"));
}

#[test]
fn grants_open_or_say_why_not() {
    grants(&read("grants.json"));
}

#[test]
fn invitations_are_taken_or_say_why_not() {
    invitations(&read("invitations.json"));
}

#[test]
fn pages_open_or_say_why_not() {
    pages(&read("pages.json"));
}

#[test]
fn what_a_browser_wrote_of_circles_and_pages_is_read() {
    let written = read("from-typescript.json");
    circles(&written["circles"]);
    grants(&written["grants"]);
    invitations(&written["invitations"]);
    pages(&written["pages"]);
}

#[test]
fn a_keyring_and_a_grant_open_what_a_browser_sealed_for_its_circle() {
    let written = read("from-typescript.json");
    let me = Keyring::parse(text(&written["grants"]["keyrings"], "ben")).unwrap();
    let state = state(&written["grants"], &written["grants"]);
    let file = bytes(&written["grants"]["cases"][0], "file");
    let identities: Vec<Identity> = grant::open(&me, &state, &file).unwrap().into_values().collect();
    entries(&written["circles"], &identities);
}
