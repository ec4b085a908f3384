//! The room's API over HTTP: what a browser, or somebody with `curl`, gets.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod circles;
mod letters;

use std::sync::Arc;

use alongside_app::{
    App, Ports,
    files::Files,
    limits::Limits,
    testing::{Authenticator, SameChance, StillClock, sealed_looking, sealed_to_passkey, smallest_sealed},
};
use alongside_domain::admission::SignUpRule;
use alongside_seal::{encoding::b64url, header::Kind};
use alongside_store::testing::Fresh;
use alongside_web::{Face, Origins, Pages, Settings, Web};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode},
};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

const ROOM: &str = "http://room.alongside.localhost:8080";
const COMMONS: &str = "http://alongside.localhost:8080";

struct Place {
    face: Face,
    /// Dropped last: the folder goes with it.
    _fresh: Fresh,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The cookie that was set, as it is sent back.
    fn cookie(&self) -> String {
        let set = self.headers.get("set-cookie").unwrap().to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }
}

/// A request from the room itself, with or without its cookie.
struct Ask<'a> {
    method: Method,
    path: &'a str,
    cookie: Option<&'a str>,
    headers: &'a [(&'a str, &'a str)],
    body: Bytes,
}

fn ask<'a>(method: Method, path: &'a str, cookie: Option<&'a str>, body: impl Into<Bytes>) -> Ask<'a> {
    Ask { method, path, cookie, headers: &[], body: body.into() }
}

impl Place {
    async fn with(limits: bool) -> Self {
        let fresh = Fresh::sqlite().await;
        let pages = Arc::<Pages>::default();
        let app = App::open(Ports {
            store: fresh.store.clone(),
            files: Files::in_memory(),
            clock: Arc::<StillClock>::default(),
            chance: Arc::<SameChance>::default(),
            stirred: pages.clone(),
            limits: Limits::default(),
            sign_up: SignUpRule::Open,
            watched: [].into(),
        });
        let origins = Origins { commons: COMMONS.to_owned(), room: ROOM.to_owned() };
        let settings = Settings {
            origins,
            leave_to: "https://example.org/".to_owned(),
            limits,
            behind_proxy: false,
            sign_up_question: "What brings you here?".into(),
            backups_kept_days: Some(30),
        };
        Self { face: Face::new(Web::new(app.await.unwrap(), settings, pages)), _fresh: fresh }
    }

    async fn new() -> Self {
        Self::with(false).await
    }

    async fn ask(&self, ask: Ask<'_>) -> Reply {
        let kind = if ask.method == Method::POST { "application/json" } else { "application/age" };
        let mut request = Request::builder().method(ask.method).uri(ask.path);
        request = request.header("host", "room.alongside.localhost:8080").header("origin", ROOM);
        request = request.header("content-type", kind);
        if let Some(cookie) = ask.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        self.raw(request.body(Body::from(ask.body)).unwrap()).await
    }

    async fn raw(&self, request: Request<Body>) -> Reply {
        let response = self.face.answer(request).await;
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes: body.collect().await.unwrap().to_bytes(),
        }
    }

    async fn get(&self, path: &str, cookie: &str) -> Reply {
        self.ask(ask(Method::GET, path, Some(cookie), "")).await
    }

    async fn post(&self, path: &str, cookie: Option<&str>, body: &Value) -> Reply {
        self.ask(ask(Method::POST, path, cookie, body.to_string())).await
    }

    /// Signs up and gives the cookie.
    async fn member(&self, name: &str) -> String {
        let reply = self.post("/api/sign-up", None, &sign_up(name)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{:?}", reply.bytes);
        reply.cookie()
    }

    async fn keep(&self, cookie: &str, rev: &str, bytes: Bytes) -> Reply {
        let (path, headers) = (format!("/api/entries/{}", id(1)), [("if-rev", rev)]);
        self.ask(Ask {
            method: Method::PUT,
            path: &path,
            cookie: Some(cookie),
            headers: &headers,
            body: bytes,
        })
        .await
    }
}

fn id(n: u8) -> String {
    b64url(&[n; 16])
}

fn kdf() -> Value {
    json!({ "alg": "argon2id", "v": 19, "m": 65_536, "t": 3, "p": 1, "salt": b64url(&[1; 16]) })
}

fn keyring(n: u8) -> String {
    b64url(&smallest_sealed(Kind::Keyring, n))
}

fn sign_up(name: &str) -> Value {
    json!({
        "name": name, "kdf": kdf(), "login": b64url(&[1; 32]), "recovery": b64url(&[2; 32]),
        "keyring_pass": keyring(1), "keyring_recovery": keyring(2), "device": "Firefox on Windows",
    })
}

fn sign_in(name: &str, secret: u8) -> Value {
    json!({ "name": name, "secret": b64url(&[secret; 32]), "by": "words", "device": "" })
}

#[tokio::test]
async fn signing_up_sets_a_cookie_that_no_script_and_no_other_host_can_read() {
    let place = Place::new().await;
    let reply = place.post("/api/sign-up", None, &sign_up("maeve")).await;
    let cookie = reply.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.starts_with("__Host-room="));
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert!(!cookie.contains("Domain"));
    let now = place.get("/api/session", &reply.cookie()).await.json();
    assert_eq!(now["half"], reply.json()["half"]);
    assert_eq!((now["signed_in"].as_bool(), now["name"].as_str()), (Some(true), Some("maeve")));
    assert_eq!(now["commons"], COMMONS);
    let nobody = place.ask(ask(Method::GET, "/api/session", None, "")).await;
    assert_eq!(nobody.json(), json!({ "signed_in": false }));
}

#[tokio::test]
async fn a_taken_name_is_told_at_its_field() {
    let place = Place::new().await;
    place.member("maeve").await;
    let taken = place.post("/api/sign-up", None, &sign_up("Maeve")).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert_eq!(
        (&taken.json()["error"]["code"], &taken.json()["error"]["field"]),
        (&json!("name-taken"), &json!("name"))
    );
    let odd = place.post("/api/sign-up", None, &sign_up("ma eve")).await;
    assert_eq!(
        (odd.status, &odd.json()["error"]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("name"))
    );
    assert!(odd.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn whatever_does_not_open_is_answered_with_the_same_bytes() {
    let place = Place::new().await;
    place.member("maeve").await;
    let mut replies = Vec::new();
    for body in [sign_in("maeve", 9), sign_in("nobody", 9), sign_in("not a name", 9), sign_in("", 9)] {
        replies.push(place.post("/api/sign-in", None, &body).await);
    }
    let short = json!({ "name": "maeve", "secret": "short", "by": "words" });
    replies.push(place.post("/api/sign-in", None, &short).await);
    for reply in &replies {
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.bytes, replies[0].bytes);
        assert!(reply.headers.get("set-cookie").is_none());
    }
    assert_eq!(place.post("/api/sign-in", None, &sign_in("maeve", 1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_salt_tells_nothing_about_who_is_here() {
    let place = Place::new().await;
    place.member("maeve").await;
    let salt = async |name: &str| place.post("/api/salt", None, &json!({ "name": name })).await.json();
    let (hers, nobodys) = (salt("maeve").await, salt("nobody").await);
    assert_eq!(hers["kdf"], kdf());
    let without_salt = |mut value: Value| {
        let salt = value["kdf"]["salt"].take();
        (value, salt.as_str().unwrap().len())
    };
    assert_eq!(salt("nobody").await, nobodys);
    assert_eq!(without_salt(hers), without_salt(nobodys));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let out = place.post("/api/sign-out", Some(&cookie), &json!({})).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(out.headers["clear-site-data"], r#""cookies", "storage""#);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(place.get("/api/session", &cookie).await.json(), json!({ "signed_in": false }));
    assert_eq!(place.get("/api/entries", &cookie).await.status, StatusCode::UNAUTHORIZED);
    let again = place.post("/api/sign-out", Some(&cookie), &json!({})).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT, "who is out already is out");
}

#[tokio::test]
async fn leaving_quickly_ends_the_session_and_keeps_what_lies_sealed_in_the_browser() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    for _ in 0..2 {
        let out = place.post("/api/leave-quickly", Some(&cookie), &json!({})).await;
        assert_eq!(out.status, StatusCode::NO_CONTENT);
        assert!(!out.headers.contains_key("clear-site-data"));
        assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(place.get("/api/session", &cookie).await.json(), json!({ "signed_in": false }));
    }
    let away = place.get("/away", &cookie).await;
    assert_eq!(
        (away.status, &away.headers["location"]),
        (StatusCode::SEE_OTHER, &"https://example.org/".parse().unwrap())
    );
}

#[tokio::test]
async fn ones_sessions_are_listed_in_words_and_can_be_ended() {
    let place = Place::new().await;
    let here = place.member("maeve").await;
    let there = place.post("/api/sign-in", None, &sign_in("maeve", 1)).await.cookie();
    let list = place.get("/api/sessions", &here).await.json();
    let lines = list.as_array().unwrap();
    assert_eq!(lines.len(), 2);
    let (mine, other): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["this"] == true);
    assert_eq!((&mine[0]["device"], &other[0]["device"]), (&json!("a computer"), &json!("a device")));
    let path = format!("/api/sessions/{}", other[0]["id"].as_str().unwrap());
    let end = place.ask(ask(Method::DELETE, &path, Some(&here), "")).await;
    assert_eq!(end.status, StatusCode::NO_CONTENT);
    assert_eq!(place.get("/api/sessions", &there).await.status, StatusCode::UNAUTHORIZED);
    let stranger = place.post("/api/sign-up", None, &sign_up("tom")).await.cookie();
    let path = format!("/api/sessions/{}", mine[0]["id"].as_str().unwrap());
    let end = place.ask(ask(Method::DELETE, &path, Some(&stranger), "")).await;
    assert_eq!(end.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_entry_comes_back_as_it_was_and_a_clash_tells_the_revision() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let (one, two) = (smallest_sealed(Kind::Entry, 1), smallest_sealed(Kind::Entry, 2));
    assert_eq!(place.keep(&cookie, "0", one.clone()).await.json(), json!({ "rev": 1 }));
    assert_eq!(place.keep(&cookie, "1", two.clone()).await.json(), json!({ "rev": 2 }));
    assert_eq!(place.keep(&cookie, "1", two.clone()).await.json(), json!({ "rev": 2 }), "a retry");
    let clash = place.keep(&cookie, "1", one).await;
    assert_eq!((clash.status, &clash.json()["rev"]), (StatusCode::CONFLICT, &json!(2)));
    assert_eq!(clash.json()["error"]["code"], "changed-elsewhere");
    let back = place.get(&format!("/api/entries/{}", id(1)), &cookie).await;
    assert_eq!(back.headers["content-type"], "application/age");
    assert_eq!(back.headers["x-rev"], "2");
    assert_eq!(back.headers["cache-control"], "private, no-store");
    assert_eq!(back.bytes, two);
    let list = place.get("/api/entries", &cookie).await.json();
    assert_eq!((&list["entries"][0]["rev"], &list["next"]), (&json!(2), &Value::Null));
    let bundle = place.get(&format!("/api/entries/bundle?ids={},{}", id(1), id(2)), &cookie).await.json();
    assert_eq!(bundle["entries"].as_array().unwrap().len(), 1);
    assert_eq!(bundle["entries"][0]["bytes"], b64url(&two));
}

#[tokio::test]
async fn what_is_not_right_with_an_entry_is_told_and_never_breaks_anything() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let good = smallest_sealed(Kind::Entry, 1);
    for rev in ["", "x", "-1", "1.5", "99999999999999999999"] {
        assert_eq!(
            place.keep(&cookie, rev, good.clone()).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{rev}"
        );
    }
    let words = place.keep(&cookie, "0", "plain words".into()).await;
    assert_eq!(
        (words.status, &words.json()["error"]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("not-age"))
    );
    let huge = place.keep(&cookie, "0", sealed_looking(3 << 20, 1)).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    for path in ["/api/entries/x", "/api/entries/AAAAAAAAAAAAAAAAAAAAAA", "/api/media/x", "/api/sessions/x/y"]
    {
        assert_eq!(place.get(path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/api/entries?cursor=x", "/api/entries/bundle?ids=", "/api/entries/bundle"] {
        assert!(place.get(path, &cookie).await.status.is_client_error(), "{path}");
    }
    let many = vec![id(1); 21].join(",");
    let bundle = place.get(&format!("/api/entries/bundle?ids={many}"), &cookie).await;
    assert_eq!(bundle.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_sealed_photo_goes_up_comes_back_and_goes() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let photo = smallest_sealed(Kind::Media, 5);
    let (path, put) = (format!("/api/media/{}", id(5)), format!("/api/media/{}?entry={}", id(5), id(1)));
    for _ in 0..2 {
        let reply = place.ask(ask(Method::PUT, &put, Some(&cookie), photo.clone())).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(place.get(&path, &cookie).await.bytes, photo);
    let other = place.post("/api/sign-up", None, &sign_up("tom")).await.cookie();
    assert_eq!(place.get(&path, &other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(place.ask(ask(Method::DELETE, &path, Some(&cookie), "")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(place.get(&path, &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_change_with_proof_and_only_with_proof() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let change = |proof: Value| {
        let mut body = json!({ "kdf": kdf(), "login": b64url(&[7; 32]), "keyring_pass": keyring(7) });
        body.as_object_mut().unwrap().extend(proof.as_object().unwrap().clone());
        body
    };
    let post = async |body: Value| place.post("/api/words", Some(&cookie), &body).await.status;
    assert_eq!(post(change(json!({}))).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(change(json!({ "login_now": b64url(&[9; 32]) }))).await, StatusCode::FORBIDDEN);
    assert_eq!(post(change(json!({ "login_now": b64url(&[1; 32]) }))).await, StatusCode::NO_CONTENT);
    assert_eq!(place.post("/api/sign-in", None, &sign_in("maeve", 1)).await.status, StatusCode::UNAUTHORIZED);
    let back = place.post("/api/sign-in", None, &sign_in("maeve", 7)).await;
    assert_eq!(back.json()["keyring"], keyring(7));
    assert_eq!(post(change(json!({ "recovery_now": b64url(&[2; 32]) }))).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn nothing_changes_from_another_site_or_without_a_session() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    for origin in [None, Some("null"), Some("https://elsewhere.example"), Some(COMMONS)] {
        for path in [
            "/api/sign-out",
            "/api/leave-quickly",
            "/api/sign-out-everywhere",
            "/api/words",
            "/api/handover",
            "/api/sign-in",
        ] {
            let mut request = Request::builder().method(Method::POST).uri(path);
            request = request.header("host", "room.alongside.localhost:8080").header("cookie", &cookie);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let reply = place.raw(request.body(Body::empty()).unwrap()).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
        }
    }
    for (method, path) in [
        (Method::GET, "/api/sessions"),
        (Method::GET, "/api/entries"),
        (Method::POST, "/api/words"),
        (Method::POST, "/api/handover"),
        (Method::POST, "/api/sign-out-everywhere"),
    ] {
        assert_eq!(place.ask(ask(method, path, None, "{}")).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(place.get("/api/session", &cookie).await.json()["signed_in"], true, "she is still there");
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let place = Place::with(true).await;
    place.member("maeve").await;
    let mut slowed = 0;
    for _ in 0..40 {
        let status = place.post("/api/sign-in", None, &sign_in("maeve", 9)).await.status;
        slowed += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!((5..=15).contains(&slowed), "{slowed}");
}

/// The moment at which these tests stand still.
const NOW: i64 = 1_772_420_400_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

impl Place {
    async fn put_page(&self, cookie: Option<&str>, n: u8, rev: &str, ends_at: &str, bytes: Bytes) -> Reply {
        let (path, headers) = (format!("/api/pages/{}", id(n)), [("if-rev", rev), ("x-ends-at", ends_at)]);
        self.ask(Ask { method: Method::PUT, path: &path, cookie, headers: &headers, body: bytes }).await
    }

    /// As somebody without an account, whose browser says nothing about where it comes from.
    async fn visit(&self, path: &str) -> Reply {
        let request = Request::builder().uri(path).header("host", "room.alongside.localhost:8080");
        self.raw(request.body(Body::empty()).unwrap()).await
    }
}

#[tokio::test]
async fn a_page_for_them_is_kept_listed_changed_and_taken_away() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let (one, two) = (smallest_sealed(Kind::Entry, 1), smallest_sealed(Kind::Entry, 2));
    let end = (NOW + 30 * DAY).to_string();
    assert_eq!(place.put_page(Some(&cookie), 1, "0", &end, one.clone()).await.json(), json!({ "rev": 1 }));
    let line = |rev: i64, ends_at: Value| json!([{ "id": id(1), "rev": rev, "ends_at": ends_at, "size": one.len() }]);
    assert_eq!(place.get("/api/pages", &cookie).await.json(), line(1, json!(NOW + 30 * DAY)));
    let clash = place.put_page(Some(&cookie), 1, "0", "", two.clone()).await;
    assert_eq!((clash.status, &clash.json()["rev"]), (StatusCode::CONFLICT, &json!(1)));
    assert_eq!(place.put_page(Some(&cookie), 1, "1", "", two.clone()).await.json(), json!({ "rev": 2 }));
    assert_eq!(place.get("/api/pages", &cookie).await.json(), line(2, Value::Null));
    let path = format!("/api/pages/{}", id(1));
    for _ in 0..2 {
        let gone = place.ask(ask(Method::DELETE, &path, Some(&cookie), "")).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(place.get("/api/pages", &cookie).await.json(), json!([]));
}

#[tokio::test]
async fn whoever_has_the_link_reads_a_page_and_leaves_nothing() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let page = smallest_sealed(Kind::Entry, 1);
    place.put_page(Some(&cookie), 1, "0", "", page.clone()).await;
    let before = place.get("/api/pages", &cookie).await.bytes;
    let read = place.visit(&format!("/api/for/{}", id(1))).await;
    assert_eq!((read.status, &read.bytes), (StatusCode::OK, &page));
    assert_eq!(read.headers["content-type"], "application/age");
    assert_eq!(read.headers["cache-control"], "no-store");
    for name in ["set-cookie", "etag", "x-rev", "last-modified"] {
        assert!(read.headers.get(name).is_none(), "{name}");
    }
    assert_eq!(place.get("/api/pages", &cookie).await.bytes, before);
}

#[tokio::test]
async fn taken_away_never_there_and_no_id_at_all_are_answered_with_the_same_bytes() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    place.put_page(Some(&cookie), 1, "0", "", smallest_sealed(Kind::Entry, 1)).await;
    let path = format!("/api/pages/{}", id(1));
    place.ask(ask(Method::DELETE, &path, Some(&cookie), "")).await;
    let never = place.visit(&format!("/api/for/{}", id(2))).await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
    for path in [format!("/api/for/{}", id(1)), "/api/for/x".to_owned(), "/api/for/%00".to_owned()] {
        let gone = place.visit(&path).await;
        assert_eq!(
            (gone.status, &gone.bytes, &gone.headers),
            (never.status, &never.bytes, &never.headers),
            "{path}"
        );
    }
    assert!(never.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn what_is_not_right_with_a_page_is_told_at_its_field() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let good = smallest_sealed(Kind::Entry, 1);
    let past = (NOW - 1).to_string();
    for end in ["x", "1.5", "-1", "99999999999999999999", "9999999999999999", &past] {
        let reply = place.put_page(Some(&cookie), 1, "0", end, good.clone()).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("ends_at")),
            "{end}"
        );
    }
    let words = place.put_page(Some(&cookie), 1, "0", "", "plain words".into()).await;
    assert_eq!(
        (words.status, &words.json()["error"]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("not-age"))
    );
    assert_eq!(
        place.put_page(Some(&cookie), 1, "", "", good.clone()).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let huge = place.put_page(Some(&cookie), 1, "0", "", sealed_looking(3 << 20, 1)).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    for n in 0..20 {
        assert_eq!(place.put_page(Some(&cookie), n, "0", "", good.clone()).await.status, StatusCode::OK);
    }
    let more = place.put_page(Some(&cookie), 20, "0", "", good.clone()).await;
    assert_eq!(
        (more.status, &more.json()["error"]["code"]),
        (StatusCode::FORBIDDEN, &json!("too-many-pages"))
    );
    assert_eq!(place.put_page(None, 1, "1", "", good.clone()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.visit("/api/pages").await.status, StatusCode::UNAUTHORIZED);
    let other = place.post("/api/sign-up", None, &sign_up("tom")).await.cookie();
    assert_eq!(place.put_page(Some(&other), 1, "0", "", good).await.status, StatusCode::CONFLICT);
    let path = format!("/api/pages/{}", id(1));
    assert_eq!(place.ask(ask(Method::DELETE, &path, Some(&other), "")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(place.visit(&format!("/api/for/{}", id(1))).await.status, StatusCode::OK, "it is still hers");
}

#[tokio::test]
async fn looking_for_pages_is_slowed_down_behind_a_door_of_its_own() {
    let place = Place::with(true).await;
    let mut slowed = 0;
    for _ in 0..80 {
        let status = place.visit(&format!("/api/for/{}", id(9))).await.status;
        slowed += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!((10..=30).contains(&slowed), "{slowed}");
    place.member("maeve").await;
}

#[tokio::test]
async fn the_reader_is_the_same_for_every_link_and_stays_nowhere() {
    let place = Place::new().await;
    let (one, other) = (place.visit(&format!("/for/{}", id(1))).await, place.visit("/for/x").await);
    assert_eq!((one.status, &one.bytes), (StatusCode::OK, &other.bytes));
    assert_eq!(one.headers["cache-control"], "no-store");
    assert_eq!(one.headers["x-robots-tag"], "noindex, nofollow, noarchive");
    assert!(one.headers.get("set-cookie").is_none());
    let text = std::str::from_utf8(&one.bytes).unwrap();
    assert!(text.contains("noindex") && text.contains("<noscript>"));
    assert!(!text.contains("id=\"room\""), "it is not the room");
}

#[tokio::test]
async fn all_keys_are_changed_in_steps_that_only_their_beginner_can_take() {
    let place = Place::new().await;
    let cookie = place.member("maeve").await;
    let elsewhere = place.post("/api/sign-in", None, &sign_in("maeve", 1)).await.cookie();
    assert_eq!(place.keep(&cookie, "0", smallest_sealed(Kind::Entry, 1)).await.status, StatusCode::OK);
    let wrong = place.post("/api/rotation", Some(&cookie), &json!({ "login_now": b64url(&[9; 32]) })).await;
    assert_eq!(
        (wrong.status, &wrong.json()["error"]["code"]),
        (StatusCode::FORBIDDEN, &json!("opens-nothing"))
    );
    let begun = place.post("/api/rotation", Some(&cookie), &json!({ "login_now": b64url(&[1; 32]) })).await;
    let rotation = begun.json()["rotation"].as_str().unwrap().to_owned();
    let stage = async |path: &str, rotation: &str, bytes: Bytes| {
        let headers = [("x-rotation", rotation)];
        let cookie = Some(&*cookie);
        place.ask(Ask { method: Method::PUT, path, cookie, headers: &headers, body: bytes }).await.status
    };
    let (entry, photo) = (
        format!("/api/rotation/entries/{}", id(1)),
        format!("/api/rotation/media/{}?entry={}", id(5), id(1)),
    );
    let sealed = smallest_sealed(Kind::Entry, 101);
    assert_eq!(stage(&entry, &b64url(&[7; 32]), sealed.clone()).await, StatusCode::CONFLICT);
    assert_eq!(stage(&entry, "", sealed.clone()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage(&entry, &rotation, "words".into()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage(&entry, &rotation, sealed.clone()).await, StatusCode::NO_CONTENT);
    assert_eq!(stage(&photo, &rotation, smallest_sealed(Kind::Media, 105)).await, StatusCode::NO_CONTENT);

    let finish = |rev: i64| {
        json!({
            "rotation": rotation, "kdf": kdf(), "login": b64url(&[11; 32]), "recovery": b64url(&[12; 32]),
            "keyring_pass": keyring(11), "keyring_recovery": keyring(12),
            "entries": { id(1): rev }, "leave": {}, "media": [id(5)], "pages": {},
        })
    };
    let early = place.post("/api/rotation/finish", Some(&cookie), &finish(2)).await;
    assert_eq!(
        (early.status, &early.json()["error"]["code"]),
        (StatusCode::CONFLICT, &json!("changed-elsewhere"))
    );
    let done = place.post("/api/rotation/finish", Some(&cookie), &finish(1)).await;
    assert_eq!(done.status, StatusCode::OK, "{:?}", done.bytes);
    assert_eq!(place.get("/api/session", &cookie).await.json()["half"], done.json()["half"]);
    assert_eq!(place.get(&format!("/api/entries/{}", id(1)), &cookie).await.bytes, sealed);
    assert_eq!(place.get("/api/sessions", &elsewhere).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.post("/api/sign-in", None, &sign_in("maeve", 1)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.post("/api/sign-in", None, &sign_in("maeve", 11)).await.status, StatusCode::OK);
    let none = place.ask(ask(Method::DELETE, "/api/rotation", Some(&cookie), "")).await;
    assert_eq!(none.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_passkey_is_added_signs_in_without_a_name_and_is_removed() {
    let place = Place::new().await;
    let maeve = place.member("maeve").await;
    let begun = place.post("/api/passkeys/begin", Some(&maeve), &json!({})).await.json();
    let (mut one, answer) = Authenticator::make(&begun["options"], ROOM, 1).unwrap();
    let body = json!({
        "try": begun["try"], "credential": answer, "name": "my phone", "keyring": b64url(&sealed_to_passkey(1)),
    });
    let added = place.post("/api/passkeys", Some(&maeve), &body).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.bytes);
    let listed = place.get("/api/passkeys", &maeve).await.json();
    assert_eq!(listed, json!([added.json()]));
    assert_eq!((&listed[0]["name"], &listed[0]["opens"]), (&json!("my phone"), &json!(true)));

    let begun = place.post("/api/passkeys/sign-in/begin", None, &json!({})).await.json();
    let body = json!({ "try": begun["try"], "credential": one.sign(&begun["options"]), "device": "Mac" });
    let entered = place.post("/api/passkeys/sign-in", None, &body).await;
    assert_eq!(entered.status, StatusCode::OK, "{:?}", entered.bytes);
    assert_eq!(entered.json()["name"], "maeve");
    assert_eq!(entered.json()["keyring"], b64url(&sealed_to_passkey(1)));
    assert_eq!(place.get("/api/session", &entered.cookie()).await.json()["name"], "maeve");

    let path = format!("/api/passkeys/{}", listed[0]["id"].as_str().unwrap());
    let tom = place.member("tom").await;
    assert_eq!(place.ask(ask(Method::DELETE, &path, Some(&tom), "")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(place.ask(ask(Method::DELETE, &path, Some(&maeve), "")).await.status, StatusCode::NO_CONTENT);
    let begun = place.post("/api/passkeys/sign-in/begin", None, &json!({})).await.json();
    let signed = one.sign(&begun["options"]);
    let mut said = Vec::new();
    for (id, credential) in [
        (begun["try"].clone(), signed.clone()),
        (begun["try"].clone(), signed.clone()),
        (json!("no id"), signed),
        (json!(b64url(&[9; 16])), json!({ "clientExtensionResults": {} })),
    ] {
        let body = json!({ "try": id, "credential": credential });
        let refused = place.post("/api/passkeys/sign-in", None, &body).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        said.push(refused.bytes);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "removed, replayed, unreadable: one sentence");
}

#[tokio::test]
async fn what_a_prf_gave_is_refused_wherever_it_is_sent() {
    let place = Place::new().await;
    let maeve = place.member("maeve").await;
    let given = json!({ "prf": { "results": { "first": "AAAA" } } });
    for (path, cookie) in [("/api/passkeys", Some(&*maeve)), ("/api/passkeys/sign-in", None)] {
        for field in ["clientExtensionResults", "extensions"] {
            let body = json!({ "try": id(1), "name": "my phone", "credential": { field: given } });
            let refused = place.post(path, cookie, &body).await;
            assert_eq!(refused.json()["error"]["code"], "says-more", "{path} {field}");
        }
    }
    for path in ["/api/passkeys/begin", "/api/passkeys"] {
        let body = json!({ "try": id(1), "name": "x", "credential": {} });
        assert_eq!(place.post(path, None, &body).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
