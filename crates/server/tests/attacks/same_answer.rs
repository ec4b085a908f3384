//! Whether somebody has a name here, wrote something or was blocked cannot be told from an answer: it is the same to
//! the byte, headers too.

use alongside_seal::encoding::b64url;
use serde_json::{Value, json};

use crate::{
    Case, case,
    place::{COMMONS_HOST, NOBODY, Place, ROOM_HOST, json_of, kdf},
    wire::{Answer, Ask},
};

fn sign_in(place: &Place, body: &Value) -> Answer {
    place.ask(&Place::from_room("POST", "/api/sign-in", None).json(body))
}

fn tried(name: &str, secret: &str, by: &str) -> Value {
    json!({ "name": name, "secret": secret, "by": by, "device": "Firefox" })
}

fn same(one: Answer, other: Answer) {
    assert_eq!(one.without_date(), other.without_date());
}

pub fn cases() -> Vec<Case> {
    let mut cases = signing_in();
    cases.extend(salts());
    cases.extend(elsewhere());
    cases
}

fn signing_in() -> Vec<Case> {
    let wrong = || b64url(&[99; 32]);
    let mut cases = Vec::new();
    for (what, name) in [
        ("nobody has", "nobody-at-all"),
        ("cannot be one", "not a name"),
        ("is empty", ""),
        (
            "is very long",
            "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
        ),
        ("has a zero byte", "maeve\u{0}"),
        ("is a piece of SQL", "' OR 1=1 --"),
        ("looks like one that is here", "mаeve-who-signs-in"),
    ] {
        for by in ["words", "sheet"] {
            cases.push(case(format!("same answer: by {by} with a name that {what}"), move |place| {
                let real = sign_in(place, &tried("maeve-who-signs-in", &wrong(), by));
                assert_eq!(real.status, 401);
                assert!(!real.has("set-cookie"));
                same(real, sign_in(place, &tried(name, &wrong(), by)));
            }));
        }
    }
    for (what, secret) in [
        ("too short", "short"),
        ("empty", ""),
        ("of odd letters", "\u{e9}".repeat(43).leak()),
        ("too long", "A".repeat(5000).leak()),
    ] {
        let secret: &'static str = secret;
        cases.push(case(format!("same answer: a secret that is {what}"), move |place| {
            let real = sign_in(place, &tried("maeve-who-signs-in", secret, "words"));
            same(real.clone(), sign_in(place, &tried("nobody-at-all", secret, "words")));
            same(real, sign_in(place, &tried("maeve-who-signs-in", &wrong(), "words")));
        }));
    }
    cases.push(case("same answer: the words of somebody else", move |place| {
        let hers = sign_in(place, &tried("maeve-who-signs-in", &b64url(&[2; 32]), "words"));
        same(hers, sign_in(place, &tried("nobody-at-all", &b64url(&[2; 32]), "words")));
    }));
    cases.push(case("same answer: the sheet in the place of the words", move |place| {
        let hers = sign_in(place, &tried("maeve-who-signs-in", &b64url(&[101; 32]), "words"));
        same(hers, sign_in(place, &tried("nobody-at-all", &b64url(&[101; 32]), "words")));
    }));
    cases.push(case(
        "same answer: a name in other letters is the same name, and opens with its words",
        |place| {
            assert_eq!(sign_in(place, &tried("MAEVE-who-signs-in", &b64url(&[1; 32]), "words")).status, 200);
        },
    ));
    cases
}

fn salts() -> Vec<Case> {
    let salt = |place: &Place, name: &str| {
        place.ask(&Place::from_room("POST", "/api/salt", None).json(&json!({ "name": name })))
    };
    vec![
        case("same answer: the salt of a name that nobody has looks like any other", move |place| {
            let (hers, nobodys) = (salt(place, "maeve-who-signs-in"), salt(place, "nobody-at-all"));
            let (hers, nobodys) = (hers.without_date(), nobodys.without_date());
            assert_eq!((hers.0, &hers.1, hers.2.len()), (nobodys.0, &nobodys.1, nobodys.2.len()));
            let read = |body: &[u8]| -> Value { serde_json::from_slice(body).unwrap() };
            let (mut hers, mut nobodys) = (read(&hers.2), read(&nobodys.2));
            assert_eq!(hers["kdf"], kdf());
            let (one, other) = (hers["kdf"]["salt"].take(), nobodys["kdf"]["salt"].take());
            assert_ne!(one, other);
            assert_eq!(hers, nobodys);
        }),
        case("same answer: the salt of a name that nobody has stays the same", move |place| {
            same(salt(place, "nobody-at-all"), salt(place, "nobody-at-all"));
            same(salt(place, "Nobody-At-All"), salt(place, "nobody-at-all"));
        }),
        case("same answer: names that nobody has have salts of their own", move |place| {
            let one = |name: &str| json_of(&salt(place, name))["kdf"]["salt"].clone();
            assert_ne!(one("nobody-at-all"), one("nobody-at-all2"));
        }),
        case("same answer: a salt is never a short or a plain one", move |place| {
            let text = json_of(&salt(place, "nobody-at-all"))["kdf"]["salt"].as_str().unwrap().to_owned();
            assert!(text.len() == 22 && text != b64url(&[0; 16]));
        }),
    ]
}

fn elsewhere() -> Vec<Case> {
    vec![
        case("same answer: passkeys ask the same of everybody", |place| {
            let begin =
                || place.ask(&Place::from_room("POST", "/api/passkeys/sign-in/begin", None).json(&json!({})));
            let (one, other) = (json_of(&begin()), json_of(&begin()));
            assert_eq!(
                one["options"]["publicKey"]["allowCredentials"],
                other["options"]["publicKey"]["allowCredentials"]
            );
            assert!(!one.to_string().contains("who-signs-in"));
        }),
        case("same answer: a story that is not for this reader and one that never was", |place| {
            let read = |id: &str| place.get(COMMONS_HOST, &format!("/story/{id}"));
            let (inside, never) = (read(&place.inside), read(NOBODY));
            let text = |answer: &Answer, id: &str| answer.text().replace(id, "ID");
            assert_eq!((inside.status, text(&inside, &place.inside)), (never.status, text(&never, NOBODY)));
            assert_eq!(inside.headers.len(), never.headers.len());
        }),
        case("same answer: a page for them that was taken away and one that never was", |place| {
            let read = |id: &str| place.get(ROOM_HOST, &format!("/api/for/{id}"));
            same(read(NOBODY), read("AAAAAAAAAAAAAAAAAAAAAQ"));
            same(read(NOBODY), read("x"));
        }),
        case("same answer: an entry of somebody else and one that never was", |place| {
            let put = Place::from_room("PUT", "/api/entries/BBBBBBBBBBBBBBBBBBBBBA", Some(&place.maeve))
                .with("if-rev", "0");
            assert_eq!(place.ask(&put.body("application/age", crate::place::sealed(4096))).status, 200);
            let hers = place.api("/api/entries/BBBBBBBBBBBBBBBBBBBBBA", &place.tom);
            assert_eq!(hers.status, 404);
            same(hers, place.api(&format!("/api/entries/{NOBODY}"), &place.tom));
        }),
        case("same answer: a session of somebody else and one that never was", |place| {
            let lines = json_of(&place.api("/api/sessions", &place.maeve));
            let end = |id: &str| {
                place.ask(&Place::from_room("DELETE", &format!("/api/sessions/{id}"), Some(&place.tom)))
            };
            same(end(lines[0]["id"].as_str().unwrap()), end(NOBODY));
        }),
        case("same answer: a code that was used and one that never was", |place| {
            let code = place.code(&place.rowan);
            place.enter(&code, "/");
            same(place.enter(&code, "/"), place.enter(&b64url(&[9; 32]), "/"));
            same(place.enter(&code, "/"), place.enter("x", "/"));
        }),
        case("same answer: a cookie that was ended and one that never was", |place| {
            let gone = place.person("fourth-who-signs-in", "fourth", 14);
            place.ask(&Place::from_room("POST", "/api/sign-out", Some(&gone)).json(&json!({})));
            let never = format!("__Host-room={}", b64url(&[77; 32]));
            let list =
                |line: &str| place.ask(&Ask::new("GET", ROOM_HOST, "/api/sessions").with("cookie", line));
            same(list(&gone.room), list(&never));
        }),
        case(
            "same answer: reported letters for somebody who does not look after the place, and for nobody",
            |place| {
                let theirs = place.page("/letters/reported", &place.tom);
                let nobodys = place.get(COMMONS_HOST, "/letters/reported");
                assert!(matches!(theirs.status, 403 | 404) && matches!(nobodys.status, 401 | 403 | 404));
            },
        ),
    ]
}
