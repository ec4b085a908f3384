//! Methods: each does what it is for, and nothing else.

use crate::{
    Case, case,
    place::{COMMONS_HOST, ROOM_HOST},
    wire::Ask,
};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for method in
        ["TRACE", "TRACK", "PATCH", "OPTIONS", "PROPFIND", "DEBUG", "PURGE", "get", "X-Y", "PUT", "DELETE"]
    {
        cases.push(case(format!("method: {method} on what can only be read does nothing"), move |place| {
            let story = format!("/story/{}", place.story);
            for (host, path) in [
                (COMMONS_HOST, "/"),
                (COMMONS_HOST, "/community"),
                (COMMONS_HOST, &*story),
                (COMMONS_HOST, "/assets/x"),
                (ROOM_HOST, "/"),
                (ROOM_HOST, "/api/session"),
                (ROOM_HOST, "/api/heard"),
            ] {
                let line = format!("{}; {}", place.maeve.room, place.maeve.commons);
                let ask = Ask::new(method, host, path).with("cookie", line).with("x-canary", "echo-me");
                let own = if host == ROOM_HOST { crate::place::ROOM } else { crate::place::COMMONS };
                for ask in [ask.clone(), ask.with("origin", own)] {
                    let answer = place.ask(&ask);
                    assert!((400..500).contains(&answer.status), "{method} {host}{path}: {}", answer.status);
                    assert!(!answer.text().contains("echo-me"), "it repeats what it was sent");
                    assert!(!answer.text().contains("__Host-"), "it repeats a cookie");
                }
            }
            assert!(place.is_in(&place.maeve));
        }));
    }
    cases.push(case("method: CONNECT opens no way to anywhere", |place| {
        for target in ["elsewhere.example:443", COMMONS_HOST, "127.0.0.1:22"] {
            let came = place.raw(
                format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\nSSH-2.0-x\r\n"),
                &["CONNECT"],
            );
            assert!(
                came.statuses().iter().all(|status| (400..500).contains(status)),
                "{:?}",
                came.statuses()
            );
            assert!(came.answers.len() <= 1 || came.closed);
        }
    }));
    cases.push(case("method: OPTIONS on everything says nothing", |place| {
        let came = place.raw(
            format!("OPTIONS * HTTP/1.1\r\nHost: {COMMONS_HOST}\r\nConnection: close\r\n\r\n"),
            &["OPTIONS"],
        );
        assert!(came.statuses().iter().all(|status| (400..500).contains(status)), "{:?}", came.statuses());
    }));
    cases.push(case("method: HEAD says what GET says, without the body", |place| {
        for (host, path) in [
            (COMMONS_HOST, "/help"),
            (COMMONS_HOST, "/nowhere"),
            (ROOM_HOST, "/"),
            (ROOM_HOST, "/api/session"),
        ] {
            let (get, head) = (place.get(host, path), place.ask(&Ask::new("HEAD", host, path)));
            assert_eq!((head.status, head.body.len()), (get.status, 0), "{host}{path}");
            assert_eq!(head.header("content-type"), get.header("content-type"));
        }
    }));
    for (what, path) in
        [("leaving", "/leave"), ("leaving quickly", "/leave-quickly"), ("coming over", "/enter")]
    {
        cases.push(case(format!("method: {what} is not done by reading"), move |place| {
            for method in ["GET", "HEAD"] {
                let answer =
                    place.ask(&Ask::new(method, COMMONS_HOST, path).with("cookie", &place.maeve.commons));
                assert!(answer.status == 405 && !answer.has("set-cookie"), "{method} {path}");
            }
            assert!(place.is_in(&place.maeve));
        }));
    }
    cases.extend(by_reading());
    cases
}

fn by_reading() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.push(case("method: nothing of the API that changes something is done by reading", |place| {
        for route in crate::routes::that_change().iter().filter(|route| !route.is_commons()) {
            let path = route.path(&place.story);
            for method in ["GET", "HEAD"] {
                let answer = place.ask(&Ask::new(method, ROOM_HOST, &path).with("cookie", &place.maeve.room));
                assert!(!answer.has("set-cookie") && answer.status < 500, "{method} {path}");
            }
        }
        assert!(place.is_in(&place.maeve));
    }));
    cases.push(case("method: one that is very long is refused", |place| {
        let came = place
            .raw(format!("{} / HTTP/1.1\r\nHost: {COMMONS_HOST}\r\n\r\n", "X".repeat(300_000)), &["GET"]);
        assert!(came.statuses().iter().all(|status| (400..500).contains(status)) && came.closed);
    }));
    cases
}
