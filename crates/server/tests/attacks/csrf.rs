//! Another site makes a member's browser send something. `Origin` is what stands against it, on every route.

use serde_json::json;

use crate::{
    Case, case,
    place::{COMMONS, Place, ROOM},
    routes::{Route, that_change},
    wire::{Answer, Ask},
};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for route in that_change() {
        let Route { method, pattern, .. } = &route;
        let side = if route.is_commons() { "commons" } else { "room" };
        for (what, origins) in forged(&route) {
            let route = route.clone();
            let name = format!("csrf: {method} {pattern} on the {side} {what}");
            cases.push(case(name, move |place| refuses(place, &route, &origins)));
        }
        let route = route.clone();
        let name =
            format!("csrf: {method} {pattern} on the {side} is refused for its origin and nothing else");
        cases.push(case(name, move |place| takes(place, &route)));
    }
    cases.extend(lookalikes());
    cases.extend(detours());
    cases.push(case("csrf: after all of this nobody is signed out and nothing was said", |place| {
        assert!(place.is_in(&place.maeve) && place.is_in(&place.rowan));
        let page = place.page(&format!("/story/{}", place.story), &place.tom).text();
        assert!(page.contains("So we wait") && !page.contains("Forged"));
        assert_eq!(place.get(crate::place::COMMONS_HOST, &format!("/story/{}", place.story)).status, 200);
    }));
    cases
}

/// What may stand in `Origin` when it is not its own page that sends.
fn forged(route: &Route) -> Vec<(&'static str, Vec<String>)> {
    let other = if route.from == ROOM { COMMONS } else { ROOM };
    vec![
        ("without an Origin", vec![]),
        ("from another site", vec!["https://elsewhere.example".into()]),
        ("from the other side", vec![other.into()]),
        ("from a page without an origin", vec!["null".into()]),
        ("from a site that looks like it", vec![format!("{}.elsewhere.example", route.from)]),
    ]
}

/// A member, with everything that makes the request a good one but its origin. Rowan is a moderator, so that no
/// route refuses for another reason first.
fn sent(place: &Place, route: &Route, origins: &[String]) -> Answer {
    let by = &place.rowan;
    let mut ask = Ask::new(route.method, route.host, route.path(&place.story))
        .with("cookie", if route.is_commons() { &by.commons } else { &by.room })
        .with("idempotency-key", "0123456789abcdef")
        .with("if-rev", "0");
    for origin in origins {
        ask = ask.with("origin", origin);
    }
    let fields = format!("text=Forged&reason=Forged&kind=with-you&pen={}&once=0123456789abcdef", by.pen);
    place.ask(&if route.is_commons() { ask.form(&fields) } else { ask.json(&json!({ "name": "Forged" })) })
}

fn refuses(place: &Place, route: &Route, origins: &[String]) {
    let answer = sent(place, route, origins);
    assert_eq!(answer.status, 403, "{origins:?}: {}", answer.text());
    assert!(answer.text().contains("This came from another site"), "{}", answer.text());
    assert!(!answer.has("set-cookie") && !answer.has("location"));
}

/// With its own origin, and nobody signed in, it is something else that refuses it, or it is done.
fn takes(place: &Place, route: &Route) {
    let ask = Ask::new(route.method, route.host, route.path(&place.story)).with("origin", route.from);
    let answer = place.ask(&if route.is_commons() { ask.form("code=x") } else { ask.json(&json!({})) });
    assert!(!answer.text().contains("This came from another site"), "{}", answer.text());
    assert_ne!(answer.status, 405, "{} is not a route", route.pattern);
}

/// What is sent as the origin, made from the right one.
type Origins = fn(&str) -> Vec<String>;

/// Everything that is nearly the right origin. The routes share one layer each, so one route a side stands for all.
fn lookalikes() -> Vec<Case> {
    let nearly: [(&str, Origins); 17] = [
        ("with a slash", |own| vec![format!("{own}/")]),
        ("with a path", |own| vec![format!("{own}/community")]),
        ("over https", |own| vec![own.replace("http:", "https:")]),
        ("without its port", |own| vec![own.replace(":8080", "")]),
        ("on another port", |own| vec![own.replace("8080", "80800")]),
        ("in capitals", |own| vec![own.to_uppercase()]),
        ("as the user of another host", |own| vec![format!("{own}@elsewhere.example")]),
        ("on a host below it", |own| vec![own.replace("//", "//x.")]),
        ("with a dot at the end of its host", |own| vec![own.replace(":8080", ".:8080")]),
        ("with a Cyrillic letter", |own| vec![own.replace('o', "о")]),
        ("beside another in one line", |own| vec![format!("{own}, https://elsewhere.example")]),
        ("beside another with a space", |own| vec![format!("https://elsewhere.example {own}")]),
        ("twice", |own| vec![own.into(), own.into()]),
        ("first of two", |own| vec![own.into(), "https://elsewhere.example".into()]),
        ("last of two", |own| vec!["https://elsewhere.example".into(), own.into()]),
        ("empty", |_| vec![String::new()]),
        ("as a file", |_| vec!["file://".into()]),
    ];
    let mut cases = Vec::new();
    for route in that_change() {
        let chosen = ["/leave", "/enter", "/api/sign-out-everywhere"].contains(&&*route.pattern);
        for (what, origins) in nearly.iter().filter(|_| chosen) {
            let (route, origins) = (route.clone(), origins(route.from));
            let name = format!("csrf: {} with its own origin {what}", route.pattern);
            cases.push(case(name, move |place| refuses(place, &route, &origins)));
        }
    }
    cases
}

/// Ways round the layer.
fn detours() -> Vec<Case> {
    let leave = || Ask::new("POST", crate::place::COMMONS_HOST, "/leave");
    let mut cases = vec![
        case("csrf: a good Referer does not stand in for an Origin", move |place| {
            let ask =
                leave().with("cookie", &place.maeve.commons).with("referer", format!("{COMMONS}/community"));
            assert_eq!(place.ask(&ask.form("")).status, 403);
        }),
        case("csrf: Sec-Fetch-Site does not stand in for an Origin", move |place| {
            let ask = leave().with("cookie", &place.maeve.commons).with("sec-fetch-site", "same-origin");
            assert_eq!(place.ask(&ask.form("")).status, 403);
        }),
        case("csrf: X-Forwarded-Host does not change which origin is the own one", move |place| {
            let ask =
                leave().with("cookie", &place.maeve.commons).with("origin", "https://elsewhere.example");
            assert_eq!(place.ask(&ask.with("x-forwarded-host", "elsewhere.example").form("")).status, 403);
        }),
        case("csrf: JSON that a form can send, as text/plain, is not read", |place| {
            let ask = Place::from_room("POST", "/api/pens", Some(&place.maeve));
            assert_eq!(place.ask(&ask.body("text/plain", "{\"name\":\"forged\"}")).status, 415);
        }),
        case("csrf: a form of several parts is not read", |place| {
            let ask = Place::from_commons(&format!("/story/{}/answer", place.story), Some(&place.maeve));
            assert_eq!(place.ask(&ask.body("multipart/form-data; boundary=x", "--x--")).status, 415);
        }),
    ];
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        cases.push(case(format!("csrf: {header} does not turn reading into doing"), move |place| {
            for path in ["/leave", "/leave?_method=POST"] {
                let ask = Ask::new("GET", crate::place::COMMONS_HOST, path).with(header, "POST");
                assert_eq!(place.ask(&ask.with("cookie", &place.maeve.commons)).status, 405);
            }
            assert!(place.is_in(&place.maeve));
        }));
    }
    cases
}
