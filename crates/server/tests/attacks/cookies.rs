//! Sessions: which cookie opens what, and that nobody else's can be had, guessed, fixed or carried over.

use alongside_seal::encoding::b64url;
use serde_json::json;

use crate::{
    Case, case,
    place::{COMMONS_HOST, Person, Place, ROOM, ROOM_HOST, cookie, json_of},
    wire::Ask,
};

pub fn cases() -> Vec<Case> {
    let mut cases = which_opens_what();
    cases.extend(made_up());
    cases.extend(carried_over());
    cases.extend(kept_apart());
    cases
}

fn secret(cookie: &str) -> String {
    cookie.split_once('=').unwrap().1.to_owned()
}

/// Whether this line of cookies makes somebody a member, on the commons and in the room.
fn opens(place: &Place, line: &str) -> (bool, bool) {
    let ask = |host: &str, path: &str| place.ask(&Ask::new("GET", host, path).with("cookie", line));
    (ask(COMMONS_HOST, "/community").status == 200, ask(ROOM_HOST, "/api/sessions").status == 200)
}

fn which_opens_what() -> Vec<Case> {
    vec![
        case("cookie: that of the commons does not open the room", |place| {
            assert_eq!(opens(place, &place.maeve.commons), (true, false));
        }),
        case("cookie: that of the room does not open the commons", |place| {
            assert_eq!(opens(place, &place.maeve.room), (false, true));
        }),
        case("cookie: the secret of the commons under the name of the room opens nothing", |place| {
            let line = format!("__Host-room={}", secret(&place.maeve.commons));
            assert_eq!(opens(place, &line), (false, false));
        }),
        case("cookie: the secret of the room under the name of the commons opens nothing", |place| {
            let line = format!("__Host-commons={}", secret(&place.maeve.room));
            assert_eq!(opens(place, &line), (false, false));
        }),
        case("cookie: without its prefix it opens nothing", |place| {
            let room = secret(&place.maeve.room);
            assert_eq!(
                opens(place, &format!("room={room}; commons={}", secret(&place.maeve.commons))),
                (false, false)
            );
        }),
        case("cookie: its name in other letters opens nothing", |place| {
            let line =
                format!("{}; {}", place.maeve.room.to_uppercase(), place.maeve.commons.replace("__H", "__h"));
            assert_eq!(opens(place, &line), (false, false));
        }),
        case("cookie: sent twice, by somebody who could plant one, it opens nothing", |place| {
            let planted = format!("{}; {}", place.tom.room, place.maeve.room);
            assert_eq!(opens(place, &planted), (false, false));
            let planted = format!("{}; {}", place.maeve.commons, place.tom.commons);
            assert_eq!(opens(place, &planted), (false, false));
        }),
        case("cookie: a secret in a header of its own opens nothing", |place| {
            let room = secret(&place.maeve.room);
            for (name, value) in
                [("authorization", format!("Bearer {room}")), ("x-session", room.clone()), ("x-room", room)]
            {
                assert_eq!(
                    place.ask(&Ask::new("GET", ROOM_HOST, "/api/sessions").with(name, value)).status,
                    401
                );
            }
        }),
        case("cookie: a secret in the address opens nothing", |place| {
            let path = format!("/api/sessions?session={0}&__Host-room={0}", secret(&place.maeve.room));
            assert_eq!(place.get(ROOM_HOST, &path).status, 401);
        }),
    ]
}

fn made_up() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, value) in [
        ("nothing", String::new()),
        ("zeros", b64url(&[0; 32])),
        ("a secret of the right length", b64url(&[7; 32])),
        ("one that is too short", b64url(&[7; 31])),
        ("one that is too long", b64url(&[7; 33])),
        ("a quotation mark", "\"".to_owned()),
        ("a piece of SQL", "' OR 1=1 --".to_owned()),
        ("a zero byte", "a%00b".to_owned()),
        ("bytes that are no text", "\u{ff}\u{fe}".to_owned()),
        ("thirty thousand bytes", "x".repeat(30_000)),
        ("a wildcard", "%".to_owned()),
    ] {
        cases.push(case(format!("cookie: {what} as a secret opens nothing"), move |place| {
            assert_eq!(opens(place, &format!("__Host-room={value}; __Host-commons={value}")), (false, false));
        }));
    }
    cases.push(case("cookie: a secret with one letter changed opens nothing", |place| {
        let (name, value) = place.maeve.room.split_once('=').unwrap();
        let first = if value.starts_with('A') { "B" } else { "A" };
        assert_eq!(opens(place, &format!("{name}={first}{}", &value[1..])), (false, false));
        assert_eq!(opens(place, &format!("{name}={value}A")), (false, false));
        assert_eq!(opens(place, &format!("{name}=\"{value}\"")), (false, false));
    }));
    cases.push(case("cookie: very many cookies are read without trouble", |place| {
        let many = "a=b; ".repeat(5000) + &place.maeve.room;
        assert_eq!(opens(place, &many), (false, true));
    }));
    cases
}

/// Coming over, and what of it could be used again.
fn carried_over() -> Vec<Case> {
    vec![
        case("cookie: a code that brings over works once", |place| {
            let code = place.code(&place.rowan);
            assert_eq!((place.enter(&code, "/").status, place.enter(&code, "/").status), (303, 401));
        }),
        case("cookie: a code is not a secret of either side", |place| {
            let code = place.code(&place.rowan);
            assert_eq!(opens(place, &format!("__Host-room={code}; __Host-commons={code}")), (false, false));
        }),
        case("cookie: a secret is not a code", |place| {
            for held in [&place.maeve.room, &place.maeve.commons] {
                assert_eq!(place.enter(&secret(held), "/").status, 401);
            }
        }),
        case("cookie: nobody comes over by an address", |place| {
            let code = place.code(&place.rowan);
            let answer = place.get(COMMONS_HOST, &format!("/enter?code={code}"));
            assert!(answer.status == 405 && !answer.has("set-cookie"));
            assert_eq!(place.enter(&code, "/").status, 303, "and the code is still good");
        }),
        case("cookie: only the room is given a code, not the commons", |place| {
            let ask = Ask::new("POST", ROOM_HOST, "/api/handover").with("origin", ROOM);
            let ask = ask.with("cookie", &place.maeve.commons).json(&json!({}));
            assert_eq!(place.ask(&ask).status, 401);
        }),
        case("cookie: one that was there before is not the one after coming in", |place| {
            let planted = b64url(&[42; 32]);
            let body =
                json!({ "name": place.tom.name, "secret": b64url(&[2; 32]), "by": "words", "device": "" });
            let ask = Place::from_room("POST", "/api/sign-in", None)
                .with("cookie", format!("__Host-room={planted}"));
            let signed = place.ask(&ask.json(&body));
            assert_eq!(signed.status, 200);
            assert_ne!(secret(&cookie(&signed)), planted);
            assert_eq!(opens(place, &format!("__Host-room={planted}")), (false, false));
        }),
        case("cookie: coming in as somebody else does not end the session of the one before", |place| {
            let body =
                json!({ "name": place.tom.name, "secret": b64url(&[2; 32]), "by": "words", "device": "" });
            let signed = place.ask(&Place::from_room("POST", "/api/sign-in", Some(&place.maeve)).json(&body));
            assert_eq!(signed.status, 200);
            assert!(place.is_in(&place.maeve));
        }),
    ]
}

fn leaves(place: &Place, name: &str, by: u8, how: impl Fn(&Person) -> Ask) {
    let gone = place.person(name, &name[..6], by);
    assert!(place.is_in(&gone));
    let left = place.ask(&how(&gone));
    assert!(matches!(left.status, 204 | 303), "{}", left.text());
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(opens(place, &format!("{}; {}", gone.room, gone.commons)), (false, false), "still in");
}

fn kept_apart() -> Vec<Case> {
    vec![
        case("cookie: after leaving the room quickly, neither opens anything", |place| {
            leaves(place, "first-who-signs-in", 11, |gone| {
                Place::from_room("POST", "/api/leave-quickly", Some(gone)).json(&json!({}))
            });
        }),
        case("cookie: after leaving the commons quickly, neither opens anything", |place| {
            leaves(place, "second-who-signs-in", 12, |gone| {
                Place::from_commons("/leave-quickly", Some(gone)).form("")
            });
        }),
        case("cookie: after signing out of the room, neither opens anything", |place| {
            leaves(place, "third-who-signs-in", 13, |gone| {
                Place::from_room("POST", "/api/sign-out", Some(gone)).json(&json!({}))
            });
        }),
        case("cookie: that of the room is Strict and that of the commons is Lax", |place| {
            let signed =
                json!({ "name": place.tom.name, "secret": b64url(&[2; 32]), "by": "words", "device": "" });
            let room = place.ask(&Place::from_room("POST", "/api/sign-in", None).json(&signed));
            assert!(room.header("set-cookie").ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"));
            let commons = place.enter(&place.code(&place.rowan), "/");
            assert!(commons.header("set-cookie").ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
        }),
        case("cookie: nobody ends a session that is not theirs", |place| {
            let lines = json_of(&place.api("/api/sessions", &place.maeve));
            for line in lines.as_array().unwrap() {
                let path = format!("/api/sessions/{}", line["id"].as_str().unwrap());
                assert_eq!(place.ask(&Place::from_room("DELETE", &path, Some(&place.tom))).status, 404);
            }
            assert!(place.is_in(&place.maeve));
        }),
        case("cookie: just looking sets none", |place| {
            for (host, path) in
                [(COMMONS_HOST, "/"), (COMMONS_HOST, "/help"), (ROOM_HOST, "/"), (ROOM_HOST, "/api/session")]
            {
                assert!(!place.get(host, path).has("set-cookie"), "{host}{path}");
            }
        }),
        case("cookie: no page and no answer has a secret in it", |place| {
            for (host, path) in [
                (COMMONS_HOST, "/"),
                (COMMONS_HOST, "/community"),
                (ROOM_HOST, "/api/session"),
                (ROOM_HOST, "/api/sessions"),
            ] {
                let line = format!("{}; {}", place.maeve.room, place.maeve.commons);
                let text = place.ask(&Ask::new("GET", host, path).with("cookie", line)).text();
                assert!(
                    !text.contains(&secret(&place.maeve.room))
                        && !text.contains(&secret(&place.maeve.commons))
                );
            }
        }),
    ]
}
