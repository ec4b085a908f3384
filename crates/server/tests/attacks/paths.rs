//! Paths that try to be other paths.

use crate::{
    Case, case,
    place::{COMMONS_HOST, Place, ROOM_HOST},
    wire::Ask,
};

/// What is put in the place of an id, a name or a file.
const ODD: [(&str, &str); 26] = [
    ("dots", ".."),
    ("dots and a slash", "../x"),
    ("encoded dots", "%2e%2e"),
    ("encoded dots and a slash", "%2e%2e%2fx"),
    ("dots and an encoded slash", "..%2f..%2f..%2fetc%2fpasswd"),
    ("dots and an encoded backslash", "..%5c..%5cx"),
    ("dots encoded twice", "%252e%252e%252f"),
    ("dots in too many bytes", "%c0%ae%c0%ae"),
    ("a slash in too many bytes", "%c0%af"),
    ("wide dots", "%ef%bc%8e%ef%bc%8e"),
    ("a zero byte", "%00"),
    ("a zero byte before an ending", "x%00.jpg"),
    ("a line end", "%0d%0aX:%20y"),
    ("bytes that are no text", "%ff%fe"),
    ("a cut off escape", "%"),
    ("a broken escape", "%zz"),
    ("a semicolon", ";jsessionid=x"),
    ("a quotation mark", "%22"),
    ("a piece of SQL", "'%20OR%201=1--"),
    ("a script", "%3Cscript%3E"),
    ("a candle", "%F0%9F%95%AF"),
    ("a number", "-1"),
    ("an id with bits too many", "AAAAAAAAAAAAAAAAAAAAAB"),
    ("an id with padding", "AAAAAAAAAAAAAAAAAAAAAA=="),
    ("an id that is too long", LONG),
    ("very many slashes", SLASHES),
];
const LONG: &str = "long";
const SLASHES: &str = "slashes";

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, odd) in ODD {
        cases.push(case(format!("path: {what} in the place of an id or a name"), move |place| {
            let odd = match odd {
                LONG => "A".repeat(30_000),
                SLASHES => "/".repeat(5000),
                other => other.to_owned(),
            };
            everywhere(place, &odd);
        }));
    }
    cases.extend(beside());
    cases.extend(of_the_other_side());
    cases
}

fn everywhere(place: &Place, odd: &str) {
    let (story, pen) = (&place.story, &place.maeve.pen);
    for path in [
        format!("/story/{odd}"),
        format!("/story/{story}/answer/{odd}"),
        format!("/pen/{odd}"),
        format!("/photo/{odd}/small.jpg"),
        format!("/photo/{pen}/{odd}"),
        format!("/assets/{odd}"),
        format!("/{odd}"),
    ] {
        let answer = place.page(&path, &place.maeve);
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert!(!answer.text().contains("root:") && !answer.text().contains("<script>"), "{path}");
    }
    for path in [
        format!("/api/entries/{odd}"),
        format!("/api/media/{odd}"),
        format!("/api/stories/{odd}"),
        format!("/api/circles/{odd}"),
        format!("/api/circles/{odd}/entries"),
        format!("/api/letters/{odd}/{odd}"),
        format!("/api/invites/{odd}"),
        format!("/api/addresses/of/{odd}"),
        format!("/api/for/{odd}"),
        format!("/api/{odd}"),
        format!("/assets/{odd}"),
    ] {
        let answer = place.api(&path, &place.maeve);
        let fine = (400..500).contains(&answer.status) || answer.text() == "{}" || odd.starts_with("..");
        assert!(fine, "{path}: {} {}", answer.status, answer.text());
        assert!(!answer.text().contains("root:"), "{path}");
    }
    let answer = place.ask(
        &Place::from_room("PUT", &format!("/api/entries/{odd}"), Some(&place.maeve))
            .with("if-rev", "0")
            .body("application/age", "x"),
    );
    assert!((400..500).contains(&answer.status), "PUT: {}", answer.status);
}

/// Ways of writing a path that some readers take for another one.
fn beside() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, path) in [
        ("two slashes before it", "//api/session"),
        ("a dot before it", "/./api/session"),
        ("dots before it", "/x/../api/session"),
        ("encoded dots before it", "/x/%2e%2e/api/session"),
        ("a slash after it", "/api/session/"),
        ("a dot after it", "/api/session/."),
        ("two slashes in it", "/api//session"),
        ("capitals", "/API/session"),
        ("a semicolon", "/api;x/session"),
        ("a zero byte after it", "/api/session%00"),
        ("an encoded slash in it", "/api%2fsession"),
        ("an encoded letter in it and a dot", "/api/sess%69on/."),
        ("a backslash", "/api%5csession"),
        ("an ending", "/api/session.json"),
        ("a space after it", "/api/session%20"),
    ] {
        cases.push(case(format!("path: {what} does not lead to who is signed in"), move |place| {
            let answer = place.api(path, &place.maeve);
            assert!(!answer.text().contains("who-signs-in"), "{path}: {}", answer.status);
            assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        }));
    }
    cases.push(case("path: an encoded letter is the letter, and is held to the same rules", |place| {
        let plain = place
            .ask(&Ask::new("POST", ROOM_HOST, "/api/sign-out-everywhere").with("cookie", &place.maeve.room));
        let encoded =
            Ask::new("POST", ROOM_HOST, "/api/sign%2dout-everywhere").with("cookie", &place.maeve.room);
        let encoded = place.ask(&encoded);
        assert!(plain.status == 403 && matches!(encoded.status, 403 | 404), "{}", encoded.status);
        assert!(place.is_in(&place.maeve));
    }));
    cases
}

/// What one side has is not on the other.
fn of_the_other_side() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in ["/api/session", "/api/entries", "/api/place", "/write", "/settings", "/journey"] {
        cases.push(case(format!("path: {path} of the room is not on the commons"), move |place| {
            let line = format!("{}; {}", place.maeve.room, place.maeve.commons);
            let answer = place.ask(&Ask::new("GET", COMMONS_HOST, path).with("cookie", line));
            assert_eq!(answer.status, 404);
        }));
    }
    for path in ["/community", "/letters/reported", "/pen/willow", "/leave", "/enter", "/help"] {
        cases.push(case(format!("path: {path} of the commons is not in the room"), move |place| {
            let line = format!("{}; {}", place.rowan.room, place.rowan.commons);
            let answer = place.ask(&Ask::new("GET", ROOM_HOST, path).with("cookie", line));
            assert!(answer.status == 404 || answer.text().contains("<noscript>"), "{}", answer.status);
            assert!(!answer.text().contains("willow") && !answer.text().contains("So we wait"));
        }));
    }
    cases
}
