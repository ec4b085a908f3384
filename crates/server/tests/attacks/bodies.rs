//! Bodies: too large, too deep, packed, torn, or something else than they say.

use std::io::Write as _;

use alongside_seal::encoding::b64url;
use serde_json::{Value, json};

use crate::{
    Case, case,
    place::{COMMONS, COMMONS_HOST, NOBODY, Place, ROOM, ROOM_HOST, json_of, sealed, sign_up},
    routes::that_change,
};

pub fn cases() -> Vec<Case> {
    let mut cases = every_route();
    cases.extend(forms());
    cases.extend(jsons());
    cases.extend(files());
    cases
}

/// The same odd body at every route that takes one, sent by a moderator from the right page: never a 500, and the
/// place goes on.
fn every_route() -> Vec<Case> {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let odd: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("a zero byte", vec![0]),
        ("broken UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec()),
        ("half a surrogate", br#"{"name":"\ud800"}"#.to_vec()),
        ("null", b"null".to_vec()),
        ("a number", b"1e999".to_vec()),
        ("a list", b"[]".to_vec()),
        ("100 000 brackets", deep(30_000).into_bytes()),
        ("deep objects", format!("{}1{}", "{\"a\":".repeat(8000), "}".repeat(8000)).into_bytes()),
        ("the same key twice", br#"{"name":"a","name":"b"}"#.to_vec()),
        ("keys of the insides of a language", br#"{"__proto__":{"x":1},"constructor":{}}"#.to_vec()),
        ("fields of a form", b"text=x&text=y&%%%&=&&".to_vec()),
        ("very many fields", "a=b&".repeat(15_000).into_bytes()),
        ("gzip", gzip(b"{\"name\":\"x\"}")),
    ];
    let mut cases = Vec::new();
    for (what, body) in odd {
        cases.push(case(format!("body: {what}, sent to every route"), move |place| {
            for route in that_change().iter().filter(|route| !ends(&route.pattern)) {
                let by = &place.rowan;
                let cookie = if route.is_commons() { &by.commons } else { &by.room };
                for kind in ["application/json", "application/x-www-form-urlencoded", "application/age"] {
                    let ask = crate::wire::Ask::new(route.method, route.host, route.path(&place.story));
                    let ask = ask.with("cookie", cookie).with("origin", route.from).with("if-rev", "0");
                    let answer =
                        place.ask(&ask.with("idempotency-key", "0123456789abcdef").body(kind, &body));
                    let fine = (400..500).contains(&answer.status)
                        || matches!(answer.status, 204 | 303)
                        || harmless(&route.pattern);
                    assert!(
                        fine,
                        "{} {} as {kind}: {} {}",
                        route.method,
                        route.pattern,
                        answer.status,
                        answer.text()
                    );
                }
            }
            assert!(place.is_in(&place.rowan));
        }));
    }
    cases
}

/// Those end the session of whoever sends them, whatever the body.
fn ends(pattern: &str) -> bool {
    ["leave", "sign-out", "/release", "/hold"].iter().any(|end| pattern.contains(end))
}

/// Those need no body, and answer with something to go on with.
fn harmless(pattern: &str) -> bool {
    ["/begin", "/handover", "/rotation", "/report"].iter().any(|end| pattern.contains(end))
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    // One stored block: a gzip file needs no compression to be one.
    let length = u16::try_from(plain.len()).unwrap();
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.write_all(plain).unwrap();
    out.extend([0; 8]);
    out
}

fn forms() -> Vec<Case> {
    let answer = |place: &Place| format!("/story/{}/answer", place.story);
    let said = |place: &Place, words: &str| {
        place.page(&format!("/story/{}", place.story), &place.maeve).text().contains(words)
    };
    let mut cases = vec![
        case(
            "body: a form that is a little too large is refused, and what it said is not there",
            move |place| {
                let form = format!("text=Toolarge{}&new_pen=fern", "x".repeat(64 * 1024));
                let got = place.ask(&Place::from_commons(&answer(place), Some(&place.tom)).form(&form));
                assert!(got.status == 413 && got.text().contains("64 KB") && !said(place, "Toolarge"));
            },
        ),
        case("body: a form that says a length it does not have is waited for, not taken", move |place| {
            let head = format!(
                "POST {} HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nOrigin: {COMMONS}\r\nCookie: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntext=Torn&pen={}&once=0123456789abcdef",
                answer(place),
                place.tom.commons,
                place.tom.pen
            );
            let came = place.raw(head, &["POST"]);
            assert!(came.answers.iter().all(|one| one.status >= 400) && !said(place, "Torn"));
        }),
        case("body: chunks without end are cut off at what fits", move |place| {
            let chunk = format!("4000\r\n{}\r\n", "x".repeat(0x4000));
            let raw = format!(
                "POST {} HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nOrigin: {COMMONS}\r\nCookie: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
                answer(place),
                place.tom.commons,
                chunk.repeat(20)
            );
            assert_eq!(place.raw(raw, &["POST"]).statuses(), [413]);
        }),
        case("body: a coding of the content is not undone", move |place| {
            let ask = Place::from_commons(&answer(place), Some(&place.tom)).with("content-encoding", "gzip");
            let form = format!("text=Unpacked&pen={}&once=0123456789abcdef", place.tom.pen);
            let got = place.ask(&ask.body("application/x-www-form-urlencoded", gzip(form.as_bytes())));
            assert!((400..500).contains(&got.status) && !said(place, "Unpacked"));
        }),
    ];
    for kind in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "text/html",
        "x",
        "application/x-www-form",
    ] {
        cases.push(case(format!("body: a form as {kind} is not read"), move |place| {
            let form = format!("text=Otherwise&pen={}&once=0123456789abcdef", place.tom.pen);
            let got = place.ask(&Place::from_commons(&answer(place), Some(&place.tom)).body(kind, form));
            assert!(got.status == 415 && !said(place, "Otherwise"));
        }));
    }
    for (what, text) in [
        ("markup", "%3Cscript%3Ealert(1)%3C/script%3E"),
        ("a link that is a script", "[x](javascript:alert(1))"),
        ("a picture from elsewhere", "![x](https://elsewhere.example/x.png)"),
        ("markup in a link", "[x](https://a.example/%22onclick=%22alert(1))"),
    ] {
        cases.push(case(format!("body: an answer with {what} is shown as words"), move |place| {
            let once = b64url(text.as_bytes()) + "0123456789abcdef";
            let form = format!("text={text}&pen={}&once={}", place.tom.pen, &once[..22]);
            let got = place.ask(&Place::from_commons(&answer(place), Some(&place.tom)).form(&form));
            assert_eq!(got.status, 303, "{}", got.text());
            let html = place.get(COMMONS_HOST, &format!("/story/{}", place.story)).text();
            for bad in ["<script>alert", "\"javascript:", "<img src=\"https", "onclick=\"alert"] {
                assert!(!html.contains(bad), "{bad}");
            }
        }));
    }
    cases
}

fn jsons() -> Vec<Case> {
    let send = |place: &Place, path: &str, kind: &str, body: &[u8]| {
        place.ask(&Place::from_room("POST", path, Some(&place.maeve)).body(kind, body))
    };
    let mut cases = Vec::new();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/json",
        "",
        "multipart/form-data",
        "application/xml",
    ] {
        let what = if kind.is_empty() { "nothing" } else { kind };
        cases.push(case(format!("body: JSON as {what} is not read"), move |place| {
            assert_eq!(send(place, "/api/pens", kind, b"{\"name\":\"somebody new\"}").status, 415);
            assert!(!place.api("/api/pens", &place.maeve).text().contains("somebody new"));
        }));
    }
    for (what, name) in [
        ("an array", json!([])),
        ("an object", json!({})),
        ("a number", json!(1)),
        ("true", json!(true)),
        ("null", Value::Null),
    ] {
        cases.push(case(format!("body: {what} in the place of a name"), move |place| {
            for path in ["/api/salt", "/api/pens", "/api/sign-in", "/api/sign-up"] {
                let answer =
                    send(place, path, "application/json", json!({ "name": name }).to_string().as_bytes());
                assert_eq!(answer.status, 422, "{path}");
                assert!(json_of(&answer)["error"]["say"].is_string());
            }
        }));
    }
    cases.push(case(
        "body: a story of five megabytes is refused, and one from nobody is not even read",
        move |place| {
            let big = json!({ "text": "x".repeat(5 << 20) }).to_string();
            assert_eq!(send(place, "/api/stories", "application/json", big.as_bytes()).status, 413);
            let nobody =
                Place::from_room("POST", "/api/stories", None).body("application/json", &big[..4000]);
            assert_eq!(place.ask(&nobody).status, 401);
        },
    ));
    cases.push(case("body: two stories in one are refused", move |place| {
        assert_eq!(
            send(place, "/api/pens", "application/json", b"{\"name\":\"a\"}{\"name\":\"b\"}").status,
            400
        );
    }));
    cases.push(case("body: what a refusal says never repeats what was sent", move |place| {
        for body in [&br#"{"name":"canary-in-a-name "}"#[..], br#"{"canary-field":1}"#, br#"{"name":"canary"#]
        {
            assert!(!send(place, "/api/salt", "application/json", body).text().contains("canary"));
        }
    }));
    for (what, change) in [
        ("of nothing", json!(0)),
        ("that would stall a phone", json!(u32::MAX)),
        ("below nothing", json!(-1)),
        ("of words", json!("a lot")),
    ] {
        cases.push(case(format!("body: signing up with a memory {what} is refused"), move |place| {
            let mut body = sign_up("somebody-who-signs-in", 50);
            body["kdf"]["m"] = change.clone();
            let ask = Place::from_room("POST", "/api/sign-up", None).json(&body);
            assert_eq!(place.ask(&ask).status, 422);
        }));
    }
    cases
}

fn files() -> Vec<Case> {
    let put = |place: &Place, path: &str, body: &[u8]| {
        let ask = Place::from_room("PUT", path, Some(&place.maeve)).with("if-rev", "0");
        place.ask(&ask.body("application/age", body)).status
    };
    let entry = format!("/api/entries/{NOBODY}");
    let mut cases = Vec::new();
    let mut odd: Vec<(&str, Vec<u8>)> = vec![
        ("plain words", b"Dear diary".to_vec()),
        ("nothing", vec![]),
        ("a head without a body", sealed(4096)[..200].to_vec()),
        ("a length that is not padded", sealed(4097)),
        ("another version", String::from_utf8_lossy(&sealed(4096)).replace("/v1", "/v2").into_bytes()),
        (
            "a stanza of another kind",
            String::from_utf8_lossy(&sealed(4096)).replace("mlkem768x25519", "X25519").into_bytes(),
        ),
        ("gzip", gzip(b"x")),
    ];
    let mut two = b"age-encryption.org/v1\n".to_vec();
    two.extend(sealed(4096));
    odd.push(("two heads", two));
    for (what, body) in odd {
        let entry = entry.clone();
        cases.push(case(format!("body: {what} is not kept as something sealed"), move |place| {
            assert_eq!(put(place, &entry, &body), 422);
            assert_eq!(place.api(&entry, &place.maeve).status, 404);
        }));
    }
    cases.push(case("body: a sealed file that is too large is refused", move |place| {
        assert_eq!(put(place, &entry, &sealed(3 << 20)), 413);
    }));
    for (what, photo) in [
        ("a page", &b"<html><script>alert(1)</script>"[..]),
        ("a drawing with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("half a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        (
            "a PNG of four milliards of pixels",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02\0\0\0",
        ),
        ("an archive", b"PK\x03\x04"),
        ("a JPEG that is a page too", b"\xff\xd8\xff<script>alert(1)</script>\xff\xd9"),
        ("nothing", b""),
    ] {
        cases.push(case(format!("body: {what} is not taken as a photo"), move |place| {
            let ask = Place::from_room("POST", "/api/photos", Some(&place.maeve)).body("image/jpeg", photo);
            let answer = place.ask(&ask);
            assert!(matches!(answer.status, 413 | 415 | 422), "{}", answer.status);
            assert!(!answer.text().contains("<script>"));
        }));
    }
    cases.push(case("body: a photo from nobody is not read", move |place| {
        let raw = format!("POST /api/photos HTTP/1.1\r\nHost: {ROOM_HOST}\r\nOrigin: {ROOM}\r\nContent-Length: 10000000\r\n\r\n");
        assert_eq!(place.raw(raw, &["POST"]).statuses(), [401], "answered before anything of it came");
    }));
    cases
}
