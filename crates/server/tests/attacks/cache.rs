//! What is kept, by us, by a proxy or by a browser, is never somebody else's, and nobody can put anything into it.

use crate::{
    Case, case,
    place::{COMMONS_HOST, NOBODY, Place, ROOM_HOST},
    wire::{Answer, Ask},
};

pub fn cases() -> Vec<Case> {
    let mut cases = unkeyed();
    cases.extend(noise());
    cases.extend(members_and_visitors());
    cases.extend(what_may_be_kept());
    cases
}

fn story(place: &Place) -> Ask {
    Ask::new("GET", COMMONS_HOST, format!("/story/{}", place.story))
}

/// The page for visitors, as it is asked for the first time or from what is kept.
fn clean(place: &Place) -> Answer {
    place.ask(&story(place))
}

/// Headers that no cache has in its key, and that some programs believe.
fn unkeyed() -> Vec<Case> {
    let headers: [(&str, &str); 20] = [
        ("x-forwarded-host", "poison.example"),
        ("x-forwarded-server", "poison.example"),
        ("x-forwarded-proto", "poison"),
        ("x-forwarded-scheme", "poison"),
        ("x-forwarded-port", "1337"),
        ("x-forwarded-prefix", "/poison"),
        ("x-forwarded-for", "203.0.113.9"),
        ("x-host", "poison.example"),
        ("x-original-host", "poison.example"),
        ("x-original-url", "/poison"),
        ("x-rewrite-url", "/poison"),
        ("forwarded", "host=poison.example;proto=poison"),
        ("x-http-method-override", "DELETE"),
        ("x-wap-profile", "http://poison.example/"),
        ("accept-language", "poison"),
        ("accept", "application/poison"),
        ("user-agent", "poison"),
        ("referer", "http://poison.example/"),
        ("origin", "http://poison.example"),
        ("range", "bytes=0-9"),
    ];
    let mut cases = Vec::new();
    for (name, value) in headers {
        cases.push(case(
            format!("cache: {name} changes nothing of a page, nor of the next one"),
            move |place| {
                for ask in [story(place), Ask::new("GET", COMMONS_HOST, "/"), Ask::new("GET", ROOM_HOST, "/")]
                {
                    let before = place.ask(&ask).without_date();
                    let during = place.ask(&ask.clone().with(name, value)).without_date();
                    assert_eq!((during.0, &during.1), (before.0, &before.1));
                    assert!(without_keys(&during.2) == without_keys(&before.2), "the page differs");
                    assert!(without_keys(&place.ask(&ask).without_date().2) == without_keys(&before.2));
                }
            },
        ));
    }
    cases
}

/// Forms have a new key against doing things twice each time they are shown.
fn without_keys(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body).into_owned();
    let mut parts = text.split("name=\"once\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.get(22..).unwrap_or_default())
}

/// Addresses that mean the same page.
fn noise() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, noise) in [
        ("a mark of a campaign", "?utm_source=poison"),
        ("a script", "?%3Cscript%3Ealert(1)%3C/script%3E"),
        ("a name of a function", "?callback=poison"),
        ("a semicolon", "?;poison=1"),
        ("a question mark alone", "?"),
        ("ten thousand bytes", LONG),
    ] {
        cases.push(case(format!("cache: {what} in the query is nowhere on the page"), move |place| {
            let noise = if noise == LONG { format!("?{}", "x".repeat(10_000)) } else { noise.to_owned() };
            let before = clean(place);
            let with = place.get(COMMONS_HOST, &format!("/story/{}{noise}", place.story));
            assert_eq!(with.status, 200);
            assert!(without_keys(&with.body) == without_keys(&before.body), "{}", with.text());
            assert_eq!(clean(place).body, before.body);
        }));
    }
    for end in ["/x.css", "/x.js", ".css", ";x.css", "%2Fx.css", "%23x.css", "%3Fx.css", "/..%2Fx.css"] {
        cases.push(case(
            format!("cache: what is a member's is not given as a file with {end}"),
            move |place| {
                for answer in [
                    place.page(&format!("/community{end}"), &place.maeve),
                    place.page(&format!("/story/{}{end}", place.inside), &place.maeve),
                    place.api(&format!("/api/session{end}"), &place.maeve),
                ] {
                    assert!(
                        !answer.text().contains("among ourselves") && !answer.text().contains("who-signs-in")
                    );
                    assert!(!answer.header("cache-control").contains("public"), "{end}");
                }
            },
        ));
    }
    cases
}

const LONG: &str = "long";

fn members_and_visitors() -> Vec<Case> {
    vec![
        case("cache: a member never gets the page that is kept for visitors", |place| {
            clean(place);
            let page = place.ask(&story(place).with("cookie", &place.tom.commons));
            assert!(
                page.text().contains("name=\"text\"") && page.header("cache-control").contains("no-store")
            );
        }),
        case("cache: a visitor never gets a page that a member saw", |place| {
            let before = clean(place);
            for by in [&place.maeve, &place.tom, &place.rowan] {
                let theirs = place.ask(&story(place).with("cookie", &by.commons));
                assert!(theirs.header("etag").is_empty());
                assert_eq!(clean(place).body, before.body);
            }
        }),
        case("cache: a member who has the page for visitors is not told that nothing changed", |place| {
            let etag = clean(place).header("etag").to_owned();
            let page = story(place).with("cookie", &place.tom.commons).with("if-none-match", etag);
            assert_eq!(place.ask(&page).status, 200);
        }),
        case(
            "cache: a cookie among many others, in a second line or in odd letters still makes a member",
            |place| {
                for line in [format!("a=b; {}; c=d", place.tom.commons), format!("  {}", place.tom.commons)] {
                    assert!(place.ask(&story(place).with("cookie", line)).text().contains("name=\"text\""));
                }
                let two = story(place).with("cookie", "a=b").with("cookie", &place.tom.commons);
                assert!(place.ask(&two).text().contains("name=\"text\""));
            },
        ),
        case(
            "cache: a cookie that opens nothing gets what a visitor gets, and leaves nothing behind",
            |place| {
                let before = clean(place);
                for line in ["x=__Host-commons", "__Host-commons", "__Host-commons=", "__Host-commons=wrong"]
                {
                    let page = place.ask(&story(place).with("cookie", line));
                    assert_eq!((page.status, page.body), (200, before.body.clone()), "{line}");
                    assert_eq!(clean(place).body, before.body);
                }
            },
        ),
        case(
            "cache: a story among members is for nobody else, also when a member has just read it",
            |place| {
                let path = format!("/story/{}", place.inside);
                assert!(place.page(&path, &place.tom).text().contains("among ourselves"));
                for ask in [Ask::new("GET", COMMONS_HOST, &path), Ask::new("HEAD", COMMONS_HOST, &path)] {
                    let answer = place.ask(&ask.with("if-none-match", "*"));
                    assert!(answer.status == 404 && !answer.text().contains("among ourselves"));
                }
            },
        ),
        case("cache: a list of strange If-None-Match never gives what is not for everyone", |place| {
            for known in ["*", "\"\"", "W/\"x\"", "W/\"x\", *", "\u{ff}"] {
                let path = format!("/story/{}", place.inside);
                assert_eq!(
                    place.ask(&Ask::new("GET", COMMONS_HOST, path).with("if-none-match", known)).status,
                    404
                );
            }
        }),
    ]
}

fn what_may_be_kept() -> Vec<Case> {
    let varies = |answer: &Answer, by: &str| answer.header("vary").to_lowercase().contains(by);
    vec![
        case(
            "cache: a page for visitors differs by cookie and by encoding, and is asked about each time",
            move |place| {
                let page = clean(place);
                assert!(varies(&page, "cookie") && varies(&page, "accept-encoding"));
                assert_eq!(page.header("cache-control"), "no-cache");
            },
        ),
        case("cache: every page of a member is kept nowhere", |place| {
            let paths = ["/", "/help", "/community", "/community?q=wait", "/pen/willow", "/nowhere"];
            let story = format!("/story/{}", place.story);
            for path in paths.into_iter().chain([&*story]) {
                let page = place.page(path, &place.maeve);
                assert!(page.header("cache-control").contains("no-store"), "{path}");
            }
        }),
        case("cache: nothing of the API is kept anywhere", |place| {
            for path in [
                "session", "sessions", "entries", "pens", "stories", "heard", "circles", "letters", "pages",
                "place",
            ] {
                let answer = place.api(&format!("/api/{path}"), &place.maeve);
                assert!(answer.header("cache-control").contains("no-store"), "{path}");
            }
        }),
        case("cache: only files with a name of their content are kept for long", |place| {
            for (host, path) in [
                (COMMONS_HOST, "/assets/x.css"),
                (ROOM_HOST, "/assets/x.js"),
                (ROOM_HOST, "/"),
                (ROOM_HOST, "/assets/../index.html"),
                (ROOM_HOST, "/assets//index.html"),
                (ROOM_HOST, "/assets/index.html"),
                (ROOM_HOST, "/assets/for.html"),
                (COMMONS_HOST, "/"),
                (COMMONS_HOST, "/robots.txt"),
            ] {
                let answer = place.get(host, path);
                assert!(!answer.header("cache-control").contains("max-age"), "{host}{path}");
            }
        }),
        case("cache: no refusal can be kept in the place of a page", |place| {
            let none = format!("/story/{NOBODY}");
            for path in ["/community", "/nowhere", &none, "/%ff", "/community?after=x"] {
                let answer = place.get(COMMONS_HOST, path);
                assert!(
                    answer.status >= 400 && answer.header("cache-control").contains("no-store"),
                    "{path}"
                );
            }
        }),
        case("cache: a head alone makes nothing that is kept for those who want the page", |place| {
            let head = place.ask(&Ask::new("HEAD", COMMONS_HOST, format!("/story/{}", place.story)));
            assert!(head.status == 200 && head.body.is_empty());
            assert!(clean(place).text().contains("everyone may know"));
        }),
        case("cache: a body that comes with asking for a page changes nothing of it", |place| {
            let before = clean(place);
            let fat = story(place).form("text=poison&pen=poison");
            assert_eq!(place.ask(&fat).body, before.body);
            assert_eq!(clean(place).body, before.body);
        }),
        case("cache: encodings that do not exist give the plain page", |place| {
            for odd in ["poison", "br;q=0, gzip;q=0.000", "*;q=0", ",,,", ";;q=", "\u{ff}br"] {
                let page = place.ask(&story(place).with("accept-encoding", odd));
                assert!(page.header("content-encoding").is_empty(), "{odd}");
                assert!(page.text().contains("everyone may know"), "{odd}");
            }
        }),
        case("cache: a page for visitors comes packed only to those who can unpack it", |place| {
            for (takes, name) in [("br", "br"), ("gzip", "gzip"), ("identity", "")] {
                let page = place.ask(&story(place).with("accept-encoding", takes));
                assert_eq!(page.header("content-encoding"), name);
            }
        }),
    ]
}
