//! Every kind of answer there is: none can be framed, sniffed into something else, or read by another site. What is
//! looked at is in `place::holds`, which every answer in this suite goes through; here each kind is made to come.

use serde_json::json;

use crate::{
    Case, case,
    place::{COMMONS, COMMONS_HOST, NOBODY, Place, ROOM_HOST, sealed},
    wire::{Answer, Ask},
};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, status, ask) in commons().into_iter().chain(room()).chain(either()) {
        cases.push(case(format!("framing: {what}"), move |place| {
            let answer = asked(place, ask);
            assert_eq!(answer.status, status, "{what}: {}", answer.text());
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
            assert_eq!(answer.header("x-frame-options"), "DENY");
        }));
        cases.push(case(format!("cross-origin: {what}"), move |place| {
            let answer = asked(place, ask);
            assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")));
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }));
    }
    cases.extend(preflights());
    cases.push(case(
        "headers: nothing on the commons turns text into script, and forms lead only here",
        |place| {
            let policy = place.get(COMMONS_HOST, "/").header("content-security-policy").to_owned();
            for part in ["script-src 'self';", "form-action 'self' ;", "connect-src 'self';"] {
                assert!(policy.contains(part), "{policy}");
            }
            assert!(!policy.contains("unsafe"), "{policy}");
        },
    ));
    cases.push(case(
        "headers: the room asks for trusted types and lets forms lead to the commons only",
        |place| {
            let policy = place.get(ROOM_HOST, "/").header("content-security-policy").to_owned();
            assert!(
                policy.contains("require-trusted-types-for 'script'; trusted-types alongside"),
                "{policy}"
            );
            assert!(policy.contains(&format!("form-action 'self' {COMMONS};")), "{policy}");
            assert_eq!(policy.matches("unsafe").count(), 1, "WebAssembly, and nothing else: {policy}");
        },
    ));
    cases
}

type Kind = (&'static str, u16, fn(&Place) -> Ask);

/// As another site would ask for it: with its origin, and with the cookies that a careless browser would send.
fn asked(place: &Place, ask: fn(&Place) -> Ask) -> Answer {
    place.ask(&ask(place))
}

fn page(path: impl Into<String>) -> Ask {
    Ask::new("GET", COMMONS_HOST, path).with("origin", "https://elsewhere.example")
}

fn api(path: impl Into<String>) -> Ask {
    Ask::new("GET", ROOM_HOST, path).with("origin", "https://elsewhere.example")
}

fn commons() -> Vec<Kind> {
    vec![
        ("the front page", 200, |_| page("/")),
        ("help", 200, |_| page("/help")),
        ("the page to leave to", 200, |_| page("/away")),
        ("a story for everyone", 200, |place| page(format!("/story/{}", place.story))),
        ("a story for everyone, as a member sees it", 200, |place| {
            page(format!("/story/{}", place.story)).with("cookie", &place.maeve.commons)
        }),
        ("a page that a browser has already", 304, |place| {
            let path = format!("/story/{}", place.story);
            let known = place.get(COMMONS_HOST, &path).header("etag").to_owned();
            page(path).with("if-none-match", known)
        }),
        ("the head of a story alone", 200, |place| {
            Ask::new("HEAD", COMMONS_HOST, format!("/story/{}", place.story))
        }),
        ("the community, as a member sees it", 200, |place| {
            page("/community").with("cookie", &place.maeve.commons)
        }),
        ("the community for nobody", 401, |_| page("/community")),
        ("a page that is not here", 404, |_| page("/nowhere")),
        ("a story that is not here", 404, |_| page(format!("/story/{NOBODY}"))),
        ("a photo that is not here", 404, |_| page(format!("/photo/{NOBODY}/small.jpg"))),
        ("a file that is not here", 404, |_| page("/assets/x.css")),
        ("a cursor that cannot be read", 400, |place| {
            page("/community?after=x").with("cookie", &place.maeve.commons)
        }),
        ("a method that a page does not have", 405, |_| Ask::new("DELETE", COMMONS_HOST, "/enter")),
        ("something from another site", 403, |_| page("/").posting("/leave")),
        ("a form that is too large", 413, |place| {
            let text = format!("text={}", "x".repeat(70_000));
            Place::from_commons(&format!("/story/{}/answer", place.story), Some(&place.maeve)).form(&text)
        }),
        ("a form of another type", 415, |place| {
            Place::from_commons(&format!("/story/{}/answer", place.story), Some(&place.maeve)).body("", "x")
        }),
        ("a form with a fault in it", 422, |place| {
            Place::from_commons(&format!("/story/{}/answer", place.story), Some(&place.maeve)).form("text=")
        }),
        ("being led on", 303, |_| Place::from_commons("/leave-quickly", None).form("")),
        ("what robots may read", 200, |_| page("/robots.txt")),
        ("the style sheet", 200, |place| page(linked(place, COMMONS_HOST, ".css"))),
        ("a font", 200, |place| page(linked(place, COMMONS_HOST, ".woff2"))),
        ("a script of the commons", 200, |place| page(linked(place, COMMONS_HOST, ".js"))),
    ]
}

fn room() -> Vec<Kind> {
    vec![
        ("the page of the room", 200, |_| api("/")),
        ("a page of the room that is not there", 404, |_| api("/nowhere")),
        ("the page that opens a page for them", 200, |_| api(format!("/for/{NOBODY}"))),
        ("a page for them that is not there", 404, |_| api(format!("/api/for/{NOBODY}"))),
        ("a script of the room", 200, |place| api(linked(place, ROOM_HOST, ".js"))),
        ("who is signed in", 200, |place| api("/api/session").with("cookie", &place.maeve.room)),
        ("a list of what is sealed", 200, |place| api("/api/entries").with("cookie", &place.maeve.room)),
        ("a list for nobody", 401, |_| api("/api/entries")),
        ("an entry that is not here", 404, |place| {
            api(format!("/api/entries/{NOBODY}")).with("cookie", &place.maeve.room)
        }),
        ("a sealed file", 200, |place| {
            let path = format!("/api/entries/{NOBODY}");
            let put = Place::from_room("PUT", &path, Some(&place.tom)).with("if-rev", "0");
            assert_eq!(place.ask(&put.body("application/age", sealed(4096))).status, 200);
            api(path).with("cookie", &place.tom.room)
        }),
        ("JSON with a fault in it", 400, |_| {
            Place::from_room("POST", "/api/salt", None).body("application/json", "{")
        }),
        ("JSON that says something else", 422, |_| {
            Place::from_room("POST", "/api/salt", None).json(&json!({ "name": 1 }))
        }),
        ("JSON of another type", 415, |_| {
            Place::from_room("POST", "/api/salt", None).body("text/plain", "{}")
        }),
        ("JSON that is too large", 413, |_| {
            Place::from_room("POST", "/api/salt", None).json(&json!({ "name": "x".repeat(70_000) }))
        }),
        ("words that open nothing", 401, |_| {
            let secret = alongside_seal::encoding::b64url(&[99; 32]);
            let body = json!({ "name": "nobody", "secret": secret, "by": "words" });
            Place::from_room("POST", "/api/sign-in", None).json(&body)
        }),
        ("a method that the API does not have", 405, |place| {
            Place::from_room("DELETE", "/api/session", Some(&place.maeve))
        }),
        ("leaving the room", 303, |_| api("/away")),
        ("being signed out", 204, |_| Place::from_room("POST", "/api/sign-out", None).json(&json!({}))),
    ]
}

fn either() -> Vec<Kind> {
    vec![
        ("whether it lives", 200, |_| Ask::new("GET", "127.0.0.1", "/healthz")),
        ("whether it is ready", 200, |_| Ask::new("GET", "127.0.0.1", "/readyz")),
        ("another host", 421, |_| Ask::new("GET", "elsewhere.example", "/")),
    ]
}

/// A file that the first page of a host links to.
fn linked(place: &Place, host: &str, end: &str) -> String {
    let html = place.get(host, "/").text();
    let found = html.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(end));
    found.unwrap_or_else(|| panic!("no {end} on the first page of {host}")).to_owned()
}

fn preflights() -> Vec<Case> {
    let mut cases = Vec::new();
    for (host, path) in [(COMMONS_HOST, "/leave"), (ROOM_HOST, "/api/session"), (ROOM_HOST, "/api/stories")] {
        cases.push(case(
            format!("cross-origin: asking beforehand whether {host}{path} may be used"),
            move |place| {
                let ask = Ask::new("OPTIONS", host, path).with("origin", "https://elsewhere.example");
                let ask = ask.with("access-control-request-method", "PUT");
                let ask = ask.with("access-control-request-headers", "content-type");
                let answer = place.ask(&ask.with("access-control-request-private-network", "true"));
                assert!((400..500).contains(&answer.status), "{}", answer.status);
            },
        ));
    }
    cases
}
