//! `Host` chooses the side. What is not exactly one of the two names is neither.

use crate::{
    Case, case,
    place::{COMMONS, COMMONS_HOST, Place, ROOM, ROOM_HOST},
    wire::{Answer, Ask},
};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, host) in [
        ("unknown", "elsewhere.example"),
        ("an address", "127.0.0.1:8080"),
        ("an address of six parts", "[::1]:8080"),
        ("empty", ""),
        ("without its port", "alongside.localhost"),
        ("with another port", "alongside.localhost:80"),
        ("with a port that is too large", "alongside.localhost:808080"),
        ("with an empty port", "alongside.localhost:"),
        ("with a dot at its end", "alongside.localhost.:8080"),
        ("of a host below", "x.alongside.localhost:8080"),
        ("of a host below the room", "x.room.alongside.localhost:8080"),
        ("with a user", "a@alongside.localhost:8080"),
        ("as a user", "alongside.localhost:8080@elsewhere.example"),
        ("with a path", "alongside.localhost:8080/x"),
        ("with another after it", "alongside.localhost:8080, elsewhere.example"),
        ("with another before it", "elsewhere.example, alongside.localhost:8080"),
        ("with a space in it", "alongside.localhost:8080 elsewhere.example"),
        ("with a tab in it", "alongside.localhost\t:8080"),
        ("with the start only", "alongside.localhost:8080.elsewhere.example"),
        ("in Cyrillic", "аlongside.localhost:8080"),
        ("encoded", "%61longside.localhost:8080"),
        ("the file that files are read from", "alongside.localhost:8080#x"),
        ("very long", LONG),
    ] {
        cases.push(case(format!("host: {what}"), move |place| {
            let host = if host == LONG { "x".repeat(20_000) } else { host.to_owned() };
            for path in ["/", "/community", "/api/session", "/assets/x", &format!("/story/{}", place.story)] {
                let answer = place.ask(&Ask::new("GET", &host, path).with("cookie", &place.maeve.commons));
                nowhere(&answer);
            }
        }));
    }
    cases.push(case("host: in capitals it is the same host", move |place| {
        assert_eq!(place.get(&COMMONS_HOST.to_uppercase(), "/help").status, 200);
        assert!(
            place
                .get(&ROOM_HOST.to_uppercase(), "/")
                .header("content-security-policy")
                .contains("trusted-types")
        );
    }));
    for header in ["x-forwarded-host", "x-host", "forwarded", "x-original-host", ":authority", "x-real-host"]
    {
        let name = format!("host: {} does not stand in for it", header.trim_start_matches(':'));
        cases.push(case(name, move |place| {
            let value = if header == "forwarded" { format!("host={ROOM_HOST}") } else { ROOM_HOST.to_owned() };
            let raw = format!("GET /api/session HTTP/1.1\r\nHost: elsewhere.example\r\n{header}: {value}\r\nConnection: close\r\n\r\n");
            let came = place.raw(raw, &["GET"]);
            assert!(came.answers.iter().all(|answer| matches!(answer.status, 400 | 421)), "{:?}", came.statuses());
        }));
    }
    cases.extend(several());
    cases.extend(absolute());
    cases.push(case("host: nothing on a page repeats a host that was sent", move |place| {
        let html = place.get(&COMMONS_HOST.to_uppercase(), "/").text();
        assert!(!html.contains("ALONGSIDE") && html.contains(ROOM));
    }));
    cases
}

const LONG: &str = "long";

fn nowhere(answer: &Answer) {
    assert_eq!(answer.status, 421, "{}", answer.text());
    assert!(answer.text().starts_with("This server answers under two other names"));
    assert!(!answer.has("set-cookie"));
}

fn several() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, lines) in [
        ("the same twice", [COMMONS_HOST, COMMONS_HOST]),
        ("one of each side, the commons first", [COMMONS_HOST, ROOM_HOST]),
        ("one of each side, the room first", [ROOM_HOST, COMMONS_HOST]),
        ("another first", ["elsewhere.example", COMMONS_HOST]),
        ("another last", [COMMONS_HOST, "elsewhere.example"]),
    ] {
        cases.push(case(format!("host: two of them, {what}"), move |place| {
            for path in ["/help".to_owned(), format!("/story/{}", place.story)] {
                let lines = lines.map(|host| format!("Host: {host}\r\n")).concat();
                let came =
                    place.raw(format!("GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"), &["GET"]);
                assert!(
                    came.answers.iter().all(|answer| matches!(answer.status, 400 | 421)),
                    "{:?}",
                    came.statuses()
                );
            }
        }));
    }
    cases.push(case("host: none at all", move |place| {
        for version in ["1.1", "1.0"] {
            let came = place.raw(format!("GET / HTTP/{version}\r\nConnection: close\r\n\r\n"), &["GET"]);
            assert!(came.answers.iter().all(|answer| matches!(answer.status, 400 | 421)));
        }
    }));
    cases
}

/// A target that says where it wants to go, as a proxy is asked.
fn absolute() -> Vec<Case> {
    let ask = |place: &Place, target: &str, host: &str| {
        let raw = format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            place.maeve.room
        );
        place.raw(raw, &["GET"])
    };
    let mut cases = Vec::new();
    for (what, target, host) in [
        ("the room, sent to the commons", format!("{ROOM}/api/session"), COMMONS_HOST),
        ("the commons, sent to the room", format!("{COMMONS}/help"), ROOM_HOST),
        ("another site, sent to the room", "http://elsewhere.example/api/session".to_owned(), ROOM_HOST),
        ("another site, sent to the commons", "http://elsewhere.example/help".to_owned(), COMMONS_HOST),
        (
            "the room with a user, sent to the commons",
            format!("http://a@{ROOM_HOST}/api/session"),
            COMMONS_HOST,
        ),
    ] {
        cases.push(case(format!("host: a target that names {what}"), move |place| {
            let came = ask(place, &target, host);
            assert!(
                came.answers.iter().all(|answer| matches!(answer.status, 400 | 421)),
                "{:?}",
                came.statuses()
            );
            assert!(!came.says("who-signs-in"));
        }));
    }
    cases.push(case(
        "host: a target that names a story of the commons, sent to another host",
        move |place| {
            let came = ask(place, &format!("{COMMONS}/story/{}", place.story), "elsewhere.example");
            assert_eq!(came.statuses(), [421]);
        },
    ));
    cases.push(case(
        "host: a target that names the host it is sent to is the same as its path",
        move |place| {
            assert_eq!(ask(place, &format!("{COMMONS}/help"), COMMONS_HOST).statuses(), [200]);
        },
    ));
    cases
}
