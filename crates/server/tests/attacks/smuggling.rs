//! One request as the program sees it and another as a proxy before it sees it. The bytes are raw; what must never
//! come back is an answer to what was hidden inside of a body.

use crate::{
    Case, case,
    place::{COMMONS, COMMONS_HOST, Place, ROOM_HOST},
};

/// What is hidden in bodies. Only robots are told about it, so that its answer is known by its words.
fn hidden() -> String {
    format!("GET /robots.txt HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nX: ")
}
const FOUND: &str = "Disallow: /community";

/// The head of a form that is sent without an origin, so that it is refused, with these lines.
fn post(lines: &str) -> String {
    format!("POST /leave HTTP/1.1\r\nHost: {COMMONS_HOST}\r\n{lines}\r\n")
}

pub fn cases() -> Vec<Case> {
    let mut cases = two_lengths();
    cases.extend(odd_codings());
    cases.extend(odd_lengths());
    cases.extend(odd_chunks());
    cases.extend(odd_lines());
    cases.extend(odd_starts());
    cases.extend(after_a_refusal());
    cases
}

/// A head that must be refused, or its body must be taken for a body and the connection end there.
fn never_two(
    name: impl Into<String>,
    head: impl Fn() -> String + 'static,
    body: impl Fn() -> String + 'static,
) -> Case {
    case(name, move |place| {
        let came = place.raw(format!("{}{}", head(), body()), &["POST"]);
        assert!(!came.says(FOUND), "what was hidden was answered: {:?}", came.statuses());
        assert!(came.answers.len() <= 1, "{:?}", came.statuses());
        let status = came.answers.first().map_or(400, |answer| answer.status);
        assert!((400..500).contains(&status), "{status}");
    })
}

/// `hidden` as one good chunk, and after the last one once more: for whoever goes by the length.
fn chunked() -> String {
    let inside = hidden();
    format!("{:x}\r\n{inside}\r\n0\r\n\r\n{inside}x\r\n\r\n", inside.len())
}

fn two_lengths() -> Vec<Case> {
    let (none, some) = ("Content-Length: 0\r\n", "Content-Length: 6\r\n");
    let te = "Transfer-Encoding: chunked\r\n";
    vec![
        never_two(
            "smuggling: a length, then chunks",
            move || post(&format!("{some}{te}")),
            || "0\r\n\r\n".to_owned() + &hidden() + "\r\n\r\n",
        ),
        never_two(
            "smuggling: chunks, then a length",
            move || post(&format!("{te}{some}")),
            || "0\r\n\r\n".to_owned() + &hidden() + "\r\n\r\n",
        ),
        never_two(
            "smuggling: a length of nothing, then chunks",
            move || post(&format!("{none}{te}")),
            chunked,
        ),
        never_two(
            "smuggling: chunks, then a length of nothing",
            move || post(&format!("{te}{none}")),
            chunked,
        ),
        never_two("smuggling: chunks alone end what is said on a connection", move || post(te), chunked),
        never_two(
            "smuggling: two lengths that differ",
            move || post(&format!("{none}{some}")),
            || hidden() + "\r\n\r\n",
        ),
        never_two(
            "smuggling: two lengths in one line",
            || post("Content-Length: 0, 6\r\n"),
            || hidden() + "\r\n\r\n",
        ),
        never_two(
            "smuggling: a length hidden behind a space",
            || post("Content-Length : 0\r\n"),
            || hidden() + "\r\n\r\n",
        ),
        never_two(
            "smuggling: a length behind a tab",
            || post("Content-Length\t: 0\r\n"),
            || hidden() + "\r\n\r\n",
        ),
    ]
}

/// Ways of writing `chunked` that one reader understands and another does not.
fn odd_codings() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, line) in [
        ("that does not exist", "Transfer-Encoding: xchunked"),
        ("after chunks", "Transfer-Encoding: chunked, identity"),
        ("before chunks", "Transfer-Encoding: identity, chunked"),
        ("in quotes", "Transfer-Encoding: \"chunked\""),
        ("with a parameter", "Transfer-Encoding: chunked;x=y"),
        ("twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        ("twice, the second another", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
        ("after a vertical tab", "Transfer-Encoding:\x0bchunked"),
        ("after a form feed", "Transfer-Encoding: \x0cchunked"),
        ("in capitals", "TRANSFER-ENCODING: CHUNKED"),
        ("in the next line", "Transfer-Encoding:\r\n chunked"),
        ("behind a space", "Transfer-Encoding : chunked"),
        ("behind a line of another", "X: y\r\n Transfer-Encoding: chunked"),
        ("with an underline", "Transfer_Encoding: chunked"),
        ("that is empty", "Transfer-Encoding:"),
        ("packed", "Transfer-Encoding: gzip, chunked"),
    ] {
        let name = format!("smuggling: a length and a coding {what}");
        // Whoever goes by the length takes all of it for the body, and says so by closing or by one answer.
        cases.push(case(name, move |place| {
            let body = chunked();
            let head = post(&format!("Content-Length: {}\r\n{line}\r\n", body.len()));
            let came = place.raw(head + &body, &["POST"]);
            assert!(!came.says(FOUND) && came.answers.len() <= 1, "{:?}", came.statuses());
        }));
    }
    cases.push(never_two(
        "smuggling: chunks in HTTP/1.0, which has none",
        || post("Transfer-Encoding: chunked\r\n").replace("HTTP/1.1", "HTTP/1.0"),
        chunked,
    ));
    cases
}

fn odd_lengths() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, length) in [
        ("with a plus", "+0"),
        ("below nothing", "-1"),
        ("in hexadecimal", "0x0"),
        ("with a point", "0.0"),
        ("with an exponent", "0e0"),
        ("with a space in it", "0 0"),
        ("that is empty", ""),
        ("in Arabic figures", "٠"),
        ("beyond all numbers", "99999999999999999999999"),
        ("just beyond 64 bits", "18446744073709551616"),
        ("with a comma", "0,"),
        ("with a zero byte", "0\0"),
    ] {
        let head = move || post(&format!("Content-Length: {length}\r\n"));
        cases.push(never_two(format!("smuggling: a length {what}"), head, || hidden() + "\r\n\r\n"));
    }
    cases
}

/// Chunks as they should not be. They go to where a body is read.
fn odd_chunks() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, chunks) in [
        ("whose size is no number", "xyz\r\n"),
        ("whose size is below nothing", "-1\r\n"),
        ("whose size has a plus", "+3\r\na=b\r\n0\r\n\r\n"),
        ("whose size has 0x before it", "0x3\r\na=b\r\n0\r\n\r\n"),
        ("whose size is empty", "\r\na=b\r\n0\r\n\r\n"),
        ("whose size is beyond all numbers", "fffffffffffffffff\r\na=b\r\n0\r\n\r\n"),
        ("whose size is just 64 bits", "ffffffffffffffff\r\na=b\r\n0\r\n\r\n"),
        ("that is longer than it says", "1\r\na=b\r\n0\r\n\r\n"),
        ("whose size ends with a bare line end", "3\na=b\n0\n\n"),
        ("whose size ends with a bare return", "3\ra=b\r0\r\r"),
        ("with a line end in its extension", "3;x\ny\r\na=b\r\n0\r\n\r\n"),
        ("with a length after the last", "3\r\na=b\r\n0\r\nContent-Length: 50\r\n\r\n"),
    ] {
        cases.push(case(format!("smuggling: a chunk {what}"), move |place| {
            let head = format!(
                "POST /leave HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nOrigin: {COMMONS}\r\nTransfer-Encoding: chunked\r\n\r\n"
            );
            let came = place.raw(format!("{head}{chunks}{}\r\n\r\n", hidden()), &["POST"]);
            assert!(!came.says(FOUND) && came.answers.len() <= 1, "{:?}", came.statuses());
        }));
        cases.push(case(format!("smuggling: a form that is read, with a chunk {what}"), move |place| {
            let head = format!(
                "POST /story/{}/answer HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nOrigin: {COMMONS}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n",
                place.story
            );
            let came = place.raw(format!("{head}{chunks}{}\r\n\r\n", hidden()), &["POST"]);
            assert!(!came.says(FOUND) && came.answers.len() <= 1, "{:?}", came.statuses());
            assert!(came.answers.iter().all(|answer| answer.status >= 400));
        }));
    }
    let extension = || format!("3;{}\r\na=b\r\n0\r\n\r\n", "x".repeat(100_000));
    cases.push(never_two(
        "smuggling: a chunk with an extension without end",
        || post("Transfer-Encoding: chunked\r\n"),
        extension,
    ));
    cases
}

/// Lines of a head that are no lines.
fn odd_lines() -> Vec<Case> {
    let get = |lines: &str| {
        format!("GET /help HTTP/1.1\r\nHost: {COMMONS_HOST}\r\n{lines}Connection: close\r\n\r\n")
    };
    let mut cases = Vec::new();
    for (what, line) in [
        ("that goes on in the next", "X: a\r\n b\r\n"),
        ("that goes on after a tab", "X: a\r\n\tb\r\n"),
        ("without a name", ": a\r\n"),
        ("without a colon", "X\r\n"),
        ("with a space before its colon", "X : a\r\n"),
        ("with a zero byte", "X: a\0b\r\n"),
        ("with a return in it", "X: a\rb\r\n"),
        ("with a zero byte in its name", "X\0: a\r\n"),
        ("with a bracket in its name", "X(y): a\r\n"),
        ("with a space before it", " X: a\r\n"),
    ] {
        cases.push(case(format!("smuggling: a line {what} is refused"), move |place| {
            let came = place.raw(get(line), &["GET"]);
            assert_eq!((came.statuses(), came.closed), (vec![400], true));
        }));
    }
    cases.push(case("smuggling: bare line ends hide no second request", move |place| {
        let raw =
            format!("POST /leave HTTP/1.1\nHost: {COMMONS_HOST}\nContent-Length: 50\n\n{}", &hidden()[..50]);
        let came = place.raw(raw, &["POST"]);
        assert!(!came.says(FOUND) && came.answers.len() <= 1);
    }));
    for (what, lines) in [
        ("of 300 KB", format!("X: {}\r\n", "x".repeat(300_000))),
        ("of a thousand lines", "X: y\r\n".repeat(1000)),
        ("with a name of 300 KB", format!("{}: y\r\n", "x".repeat(300_000))),
    ] {
        cases.push(case(
            format!("smuggling: a head {what} is refused and the connection ends"),
            move |place| {
                let came = place.raw(get(&lines), &["GET"]);
                assert!(
                    came.statuses().iter().all(|status| matches!(status, 400 | 431)),
                    "{:?}",
                    came.statuses()
                );
                assert!(came.closed);
            },
        ));
    }
    cases.push(case("smuggling: an address of 300 KB is refused and the connection ends", move |place| {
        let came = place.raw(get("").replace("/help", &format!("/{}", "x".repeat(300_000))), &["GET"]);
        assert!(
            came.statuses().iter().all(|status| matches!(status, 400 | 414 | 431)),
            "{:?}",
            came.statuses()
        );
        assert!(came.closed);
    }));
    cases
}

/// Request lines that are none, and other languages.
fn odd_starts() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, start) in [
        ("of HTTP/0.9", "GET /\r\n"),
        ("of HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("of a version that does not exist", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        ("with a space too many", "GET /  HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("with a tab", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("without a path", "GET HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("with a zero byte", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("of a handshake of TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0"),
        ("of mail", "EHLO elsewhere.example\r\n"),
        ("with a bracket for a method", "<GET> / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ] {
        cases.push(case(format!("smuggling: a start {what}"), move |place| {
            let came = place.raw(start, &["GET"]);
            assert!(
                came.answers.len() <= 1 && came.statuses().iter().all(|one| matches!(one, 400 | 421 | 505))
            );
        }));
    }
    for upgrade in ["h2c", "websocket", "TLS/1.0"] {
        cases.push(case(format!("smuggling: nothing is upgraded to {upgrade}"), move |place| {
            let raw = format!(
                "GET /help HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: {upgrade}\r\n\
                 HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
            );
            let came = place.raw(raw, &["GET"]);
            assert!(came.statuses() == [200] && !came.answers[0].has("upgrade"), "{:?}", came.statuses());
        }));
    }
    cases
}

fn after_a_refusal() -> Vec<Case> {
    let next = || format!("GET /help HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nConnection: close\r\n\r\n");
    let only_the_next = move |place: &Place, head: String, body: String| {
        let came = place.raw(format!("{head}{body}{}", next()), &["POST"]);
        assert!(!came.says(FOUND), "what was hidden was answered");
        assert!(came.answers.len() <= 2 && came.answers[0].status >= 400, "{:?}", came.statuses());
        if let Some(second) = came.answers.get(1) {
            assert!(
                second.status == 200 && second.text().contains("<h1>"),
                "the next request is the next one"
            );
        }
        assert!(came.closed);
    };
    vec![
        case("smuggling: the body of a form that is refused is no request", move |place| {
            let body = hidden() + "\r\n\r\n";
            only_the_next(place, post(&format!("Content-Length: {}\r\n", body.len())), body);
        }),
        case("smuggling: the body of a large form that is refused is no request", move |place| {
            let body = (hidden() + "\r\n\r\n").repeat(3000);
            only_the_next(place, post(&format!("Content-Length: {}\r\n", body.len())), body);
        }),
        case("smuggling: the body of what is sent to another host is no request", move |place| {
            let body = hidden() + "\r\n\r\n";
            let head = format!(
                "POST / HTTP/1.1\r\nHost: elsewhere.example\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            only_the_next(place, head, body);
        }),
        case("smuggling: a body that comes with asking for a kept page is no request", move |place| {
            let body = hidden() + "\r\n\r\n";
            let head = format!(
                "GET /story/{} HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nContent-Length: {}\r\n\r\n",
                place.story,
                body.len()
            );
            let came = place.raw(format!("{head}{body}{}", next()), &["GET"]);
            assert!(!came.says(FOUND) && came.answers.len() <= 2, "{:?}", came.statuses());
        }),
        case("smuggling: a body that comes with asking whether it lives is no request", move |place| {
            let body = hidden() + "\r\n\r\n";
            let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
            let came = place.raw(format!("{head}{body}{}", next()), &["GET"]);
            assert!(!came.says(FOUND) && came.answers.len() <= 2, "{:?}", came.statuses());
        }),
        case("smuggling: a wait for Continue that is refused leaves nothing behind", move |place| {
            let body = hidden() + "\r\n\r\n";
            only_the_next(
                place,
                post(&format!("Expect: 100-continue\r\nContent-Length: {}\r\n", body.len())),
                body,
            );
        }),
        case("smuggling: requests one after the other are answered each by its own", move |place| {
            let one = |host: &str, path: &str, more: &str| {
                format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n")
            };
            let mine = format!("Cookie: {}\r\n", place.maeve.room);
            let raw = [
                one(ROOM_HOST, "/api/session", &mine),
                one(ROOM_HOST, "/api/session", ""),
                one(COMMONS_HOST, "/robots.txt", ""),
                one("elsewhere.example", "/", "Connection: close\r\n"),
            ];
            let came = place.raw(raw.concat(), &["GET"; 4]);
            assert_eq!(came.statuses(), [200, 200, 200, 421]);
            assert!(came.answers[0].text().contains("\"signed_in\":true"));
            assert_eq!(came.answers[1].text(), "{\"signed_in\":false}", "a connection carries nobody over");
        }),
    ]
}
