//! Nothing here leads a browser to another site, whatever `next`, `back` or a path says.

use url::Url;

use crate::{
    Case, case,
    place::{COMMONS, COMMONS_HOST, Place, ROOM, ROOM_HOST},
    wire::{Answer, Ask},
};

/// Where somebody may want `next` to lead, as it stands in a form.
const ELSEWHERE: [(&str, &str); 30] = [
    ("two slashes", "//elsewhere.example"),
    ("three slashes", "///elsewhere.example"),
    ("four slashes", "////elsewhere.example/a"),
    ("a slash and a backslash", "/%5Celsewhere.example"),
    ("a backslash and a slash", "%5C/elsewhere.example"),
    ("two backslashes", "%5C%5Celsewhere.example"),
    ("a backslash further on", "/a/%5C..%5C..%5C%5Celsewhere.example"),
    ("a whole address", "https://elsewhere.example/"),
    ("an address without slashes", "https:elsewhere.example"),
    ("an address with one slash", "https:/elsewhere.example"),
    ("a scheme in mixed letters", "hTTps://elsewhere.example"),
    ("a script", "javascript:alert(1)"),
    ("data", "data:text/html,<p>x"),
    ("a user before another host", "@elsewhere.example"),
    ("a dot before another host", ".elsewhere.example"),
    ("a tab between the slashes", "/%09/elsewhere.example"),
    ("a line end between the slashes", "/%0A/elsewhere.example"),
    ("a return between the slashes", "/%0D/elsewhere.example"),
    ("a tab before it", "%09//elsewhere.example"),
    ("a space before it", "%20//elsewhere.example"),
    ("a zero byte before it", "%00//elsewhere.example"),
    ("a zero byte between the slashes", "/%00/elsewhere.example"),
    ("a line end and a header", "/a%0D%0ALocation:%20https://elsewhere.example"),
    ("a line end and a cookie", "/a%0D%0ASet-Cookie:%20__Host-commons=x"),
    ("a line end of another kind", "/a%E5%98%8A%E5%98%8DLocation:%20x"),
    ("a mark of order in Unicode", "/%E2%80%AE//elsewhere.example"),
    ("a wide slash", "/%EF%BC%8Felsewhere.example"),
    ("bytes that are no text", "/%FF%FE//elsewhere.example"),
    ("nothing", ""),
    ("a path without its slash", "elsewhere.example/a"),
];

/// What looks like it would lead elsewhere, and is a path here.
const HERE: [(&str, &str); 6] = [
    ("an encoded slash", "/%252Felsewhere.example"),
    ("an encoded backslash", "/%255Celsewhere.example"),
    ("a dot and two slashes", "/.//elsewhere.example"),
    ("two dots and two slashes", "/..//elsewhere.example"),
    ("two slashes in the query", "/help?x=//elsewhere.example"),
    ("two slashes after the mark", "/help%23//elsewhere.example"),
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, next) in ELSEWHERE {
        cases.push(case(format!("redirect: coming over with {what}"), move |place| {
            let answer = place.enter(&place.code(&place.rowan), next);
            // Bytes that are no text make no form; everything else leads to where one comes without a wish.
            if answer.status != 422 {
                assert_eq!((answer.status, answer.header("location")), (303, "/community"));
            }
            assert!(!answer.headers.iter().any(|(_, value)| value.contains("elsewhere")));
        }));
    }
    for (what, next) in HERE {
        cases.push(case(format!("redirect: coming over with {what} stays here"), move |place| {
            let answer = place.enter(&place.code(&place.rowan), next);
            assert_eq!((answer.status, stays(&answer)), (303, true), "{}", answer.header("location"));
        }));
    }
    cases.extend(long_and_twice());
    cases.extend(asked_for_in_the_address());
    cases.extend(links_on_pages());
    cases
}

/// Whether a browser that follows it is still on one of the two hosts.
fn stays(answer: &Answer) -> bool {
    leads(COMMONS, answer.header("location"))
}

fn leads(from: &str, to: &str) -> bool {
    let to = Url::parse(from).unwrap().join(to).unwrap().origin().ascii_serialization();
    to == COMMONS || to == ROOM
}

fn long_and_twice() -> Vec<Case> {
    vec![
        case("redirect: coming over to a path that is too long", |place| {
            let next = format!("/{}", "x".repeat(2000));
            assert_eq!(place.enter(&place.code(&place.rowan), &next).header("location"), "/community");
        }),
        case("redirect: coming over with two wishes", |place| {
            let answer = place.enter(&place.code(&place.rowan), "/help&next=//elsewhere.example");
            assert!(matches!(answer.status, 303 | 422) && !answer.header("location").contains("elsewhere"));
        }),
        case("redirect: a refused code leads nowhere, whatever next says", |place| {
            let answer = place.enter("wrong", "//elsewhere.example");
            assert_eq!((answer.status, answer.header("location")), (401, ""));
            assert!(!answer.text().contains("elsewhere"));
        }),
        case("redirect: a good wish is followed", |place| {
            let answer = place.enter(&place.code(&place.rowan), "/story/x%3Fafter=y%23answers");
            assert_eq!(answer.header("location"), "/story/x?after=y#answers");
        }),
    ]
}

/// Parameters that other places have, on every page that could look at them.
fn asked_for_in_the_address() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["next", "back", "to", "url", "return", "redirect", "leave_to"] {
        cases.push(case(
            format!("redirect: {name}= in an address of the commons or the room is not followed"),
            move |place| {
                for path in ["/", "/help", "/community", "/away", "/leave", "/nowhere"] {
                    let to = format!("{path}?{name}=https://elsewhere.example");
                    for answer in [place.page(&to, &place.maeve), place.api(&to, &place.maeve)] {
                        assert!(stays(&answer), "{to}: {}", answer.header("location"));
                        assert!(!answer.text().contains("elsewhere.example"), "{to} is on the page");
                    }
                }
            },
        ));
        cases.push(case(format!("redirect: {name} in a form that leaves is not followed"), move |place| {
            for path in ["/leave", "/leave-quickly"] {
                let ask = Place::from_commons(&format!("{path}?{name}=//elsewhere.example"), None);
                let answer = place.ask(&ask.form(&format!("{name}=//elsewhere.example")));
                assert!(answer.status == 303 && stays(&answer), "{}", answer.header("location"));
            }
        }));
    }
    for header in
        ["x-forwarded-host", "x-forwarded-proto", "x-original-url", "x-rewrite-url", "forwarded", "referer"]
    {
        cases.push(case(format!("redirect: {header} changes nothing of where one is led"), move |place| {
            let value = if header == "forwarded" {
                "host=elsewhere.example;proto=https"
            } else {
                "//elsewhere.example/"
            };
            for (host, path) in [(ROOM_HOST, "/away"), (COMMONS_HOST, "/nowhere"), (COMMONS_HOST, "/")] {
                let answer = place.ask(&Ask::new("GET", host, path).with(header, value));
                assert!(stays(&answer) && !answer.text().contains("elsewhere"), "{host}{path}");
            }
        }));
    }
    cases
}

/// A path that was asked for stands in the links to sign in.
fn links_on_pages() -> Vec<Case> {
    let paths = [
        ("two slashes", "//elsewhere.example/a"),
        ("a quotation mark", "/x\"onmouseover=alert(1)//"),
        ("a bracket", "/x><script>alert(1)</script>"),
        ("another next", "/x&next=//elsewhere.example"),
        ("a script", "/javascript:alert(1)"),
        ("encoded marks", "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
    ];
    let mut cases = Vec::new();
    for (what, path) in paths {
        cases.push(case(
            format!("redirect: the links of a page that was asked for with {what}"),
            move |place| {
                let raw = format!("GET {path} HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nConnection: close\r\n\r\n");
                let came = place.raw(raw, &["GET"]);
                assert_eq!(came.answers.len(), 1);
                if came.answers[0].status == 400 {
                    return;
                }
                let html = came.answers[0].text();
                assert!(!html.contains("<script>") && !html.contains("\"onmouseover"), "{html}");
                for attribute in ["href=\"", "action=\"", "src=\""] {
                    for part in html.split(attribute).skip(1) {
                        let link = part.split('"').next().unwrap().replace("&#38;", "&");
                        // A number to call, or a picture that is in the page: neither is a place.
                        if link.starts_with("tel:") {
                            continue;
                        }
                        assert!(link.starts_with("data:image/") || leads(COMMONS, &link), "{link}");
                        let asked = Url::parse(COMMONS).unwrap().join(&link).unwrap();
                        let next = asked.query_pairs().find(|(name, _)| name == "next");
                        let next = next.map(|(_, next)| next.into_owned()).unwrap_or_default();
                        let after = place.enter(&place.code(&place.rowan), &next.replace('&', "%26"));
                        assert!(after.status == 422 || stays(&after), "{next}: {}", after.header("location"));
                    }
                }
            },
        ));
    }
    cases
}
