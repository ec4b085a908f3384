//! Every shared vector, those that the browser's side wrote among them. `room/seal/vectors.test.ts`
//! reads the same files.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use std::path::Path;

use alongside_seal::document::StoryDocument;
use alongside_seal::encoding::{b64url, unb64url};
use alongside_seal::entry::{self, Want};
use alongside_seal::header::{self, HeaderError, Kind, StanzaKind};
use alongside_seal::keyring::{Keyring, read_sheet, recovery_login};
use alongside_seal::padme::{is_padded, padme};
use alongside_seal::passphrase::{Kdf, derive};
use alongside_seal::pq::Identity;
use alongside_seal::{media, signed};
use serde_json::Value;

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

fn each(cases: &Value, check: impl Fn(&Value)) {
    let cases = cases.as_array().unwrap();
    assert!(!cases.is_empty());
    cases.iter().for_each(check);
}

fn padded_lengths(vectors: &Value) {
    each(vectors, |case| {
        let (length, padded) = (case[0].as_u64().unwrap(), case[1].as_u64().unwrap());
        assert_eq!(padme(length), padded, "{length}");
        assert!(is_padded(padded));
    });
}

fn headers(vectors: &Value) {
    each(vectors, |case| {
        let kind = match text(case, "kind") {
            "entry" => Kind::Entry,
            "media" => Kind::Media,
            _ => Kind::Keyring,
        };
        let stanza = match text(case, "stanza") {
            "mlkem768x25519" => StanzaKind::Hybrid,
            _ => StanzaKind::Passkey,
        };
        let start = bytes(case, "file");
        let zeros = usize::try_from(case["zeros"].as_u64().unwrap()).unwrap();
        let whole = [start.clone(), vec![0; zeros]].concat();
        let found = header::check(&whole, kind, stanza);
        assert_eq!(
            found.map_or_else(HeaderError::reason, |_| "ok"),
            text(case, "expect"),
            "{}",
            case["name"]
        );
        if start.len() > header::HEADER_MAX || zeros == 0 {
            assert_eq!(header::check_start(&start, whole.len() as u64, kind, stanza), found);
        }
        if let Ok(size) = found {
            assert!(size.file == whole.len() as u64 && size.file <= kind.longest_file());
        }
    });
}

fn entries(vectors: &Value) {
    each(&vectors["cases"], |case| {
        let key = text(vectors, text(case, "identity"));
        let keyring = Keyring::parse(key).ok().map(|keyring| keyring.identity);
        let identity = keyring.unwrap_or_else(|| key.parse::<Identity>().unwrap());
        let want: Want = serde_json::from_value(case["want"].clone()).unwrap();
        let found = entry::open(&identity, &bytes(case, "file"), &want);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        if let Ok(opened) = found {
            assert_eq!(opened.body, text(case, "body"));
            assert_eq!(opened.mark, text(case, "mark"));
            assert_eq!(serde_json::to_value(opened.header.media).unwrap(), case["media"]);
        }
    });
}

fn photos(vectors: &Value) {
    let identity: Identity = text(vectors, "identity").parse().unwrap();
    each(&vectors["cases"], |case| {
        let found = media::open(&identity, &bytes(case, "file"), text(case, "sha"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        assert_eq!(found.ok().map(|bytes| b64url(&bytes)).as_deref(), case["bytes"].as_str());
    });
}

fn signed_lines(vectors: &Value) {
    each(vectors, |case| {
        let found = signed::verify::<Value>(text(case, "type"), text(case, "signed"), text(case, "by"));
        assert_eq!(found.is_ok(), case["good"].as_bool().unwrap(), "{}", case["name"]);
    });
}

fn keyrings(vectors: &Value) {
    each(&vectors["texts"], |case| {
        let found = Keyring::parse(text(case, "text"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        if let Ok(keyring) = found {
            assert_eq!(*keyring.to_text(), text(case, "text"));
        }
    });
    each(&vectors["files"], |case| {
        let file = bytes(case, "file");
        let found = if text(case, "how") == "sheet" {
            Keyring::open_with_sheet(text(case, "with"), &file)
        } else {
            Keyring::open_with_pass(text(case, "user"), &text(case, "with").parse().unwrap(), &file)
        };
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
    });
    each(&vectors["sheets"], |case| {
        let found = read_sheet(text(case, "text"));
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        if let Ok(identity) = found {
            assert_eq!(*identity.to_text(), text(case, "identity"));
            assert_eq!(*recovery_login(&identity), text(case, "login"));
        }
    });
}

fn passphrases(vectors: &Value) {
    each(vectors, |case| {
        let kdf: Kdf = serde_json::from_value(case["kdf"].clone()).unwrap();
        let found = derive(text(case, "user"), text(case, "passphrase"), &kdf);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        assert_eq!(reason, text(case, "expect"), "{}", case["name"]);
        if let Ok(keys) = found {
            assert_eq!(*keys.login, text(case, "login"));
            assert_eq!(*keys.wrap.to_text(), text(case, "wrap"));
        }
    });
}

fn documents(vectors: &Value) {
    each(vectors, |case| {
        let found = StoryDocument::parse(text(case, "body"));
        assert_eq!(found.is_ok(), text(case, "expect") == "ok", "{}", case["name"]);
        if let Ok(story) = found {
            let printed: Value = serde_json::from_str(&story.print().unwrap()).unwrap();
            assert_eq!(printed, case["reads"], "{}", case["name"]);
        }
    });
}

#[test]
fn padded_lengths_are_as_both_sides_have_them() {
    padded_lengths(&read("padme.json")["cases"]);
}

#[test]
fn headers_are_accepted_and_refused_as_both_sides_have_them() {
    headers(&read("headers.json")["cases"]);
}

#[test]
fn entries_open_or_say_why_not() {
    entries(&read("entries.json"));
}

#[test]
fn photos_open_or_say_why_not() {
    photos(&read("media.json"));
}

#[test]
fn signed_lines_hold_or_do_not() {
    signed_lines(&read("signed.json")["cases"]);
}

#[test]
fn keyrings_and_sheets_open_or_say_why_not() {
    keyrings(&read("keyrings.json"));
}

#[test]
fn passphrases_give_the_same_keys_on_both_sides() {
    passphrases(&read("passphrases.json")["cases"]);
}

#[test]
fn documents_keep_what_they_do_not_know() {
    documents(&read("documents.json")["cases"]);
}

#[test]
fn what_a_browser_sealed_opens() {
    let written = read("from-typescript.json");
    entries(&written["entries"]);
    photos(&written["media"]);
    signed_lines(&written["signed"]);
    keyrings(&written["keyrings"]);
    passphrases(&written["passphrases"]);
    documents(&written["documents"]);
}
