//! Letters over HTTP.

use alongside_app::testing::smallest_sealed;
use alongside_seal::{encoding::b64url, header::Kind, keyring::Keyring, signed};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};

use super::{Place, ROOM, Reply, ask, id};

fn keys(n: u8) -> Keyring {
    Keyring::generate("letters", &mut ChaCha20Rng::from_seed([n; 32])).unwrap().0
}

/// The address of somebody in circles, with these keys.
fn address(n: u8, open: bool) -> (String, Value) {
    let keys = keys(n);
    let public = keys.public_keys();
    let fields = json!({ "user": public.user, "enc": public.enc, "sig": public.sig, "pen": null });
    let line = signed::sign(&keys.signing, "address", &fields).unwrap();
    (public.user, json!({ "pen": null, "line": line, "open": open }))
}

fn letter(n: u8, from: &str, to: &str) -> Value {
    let sealed = |n| b64url(&smallest_sealed(Kind::Entry, n));
    json!({ "id": id(n), "from": from, "to": to, "mine": sealed(n), "theirs": sealed(n + 1) })
}

async fn put(place: &Place, cookie: &str, path: &str, body: &Value) -> Reply {
    let request =
        Request::builder().method(Method::PUT).uri(path).header("host", "room.alongside.localhost:8080");
    let request =
        request.header("origin", ROOM).header("content-type", "application/json").header("cookie", cookie);
    place.raw(request.body(Body::from(body.to_string())).unwrap()).await
}

/// Somebody with an address of their own: the cookie, and the address.
async fn somebody(place: &Place, name: &str, n: u8) -> (String, String) {
    let cookie = place.member(name).await;
    let (user, body) = address(n, true);
    let reply = put(place, &cookie, &format!("/api/addresses/{user}"), &body).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{:?}", reply.bytes);
    (cookie, user)
}

#[tokio::test]
async fn a_letter_is_there_for_the_two_it_is_between_and_for_nobody_else() {
    let place = Place::new().await;
    let (maeve, her) = somebody(&place, "maeve", 1).await;
    let (tom, his) = somebody(&place, "tom", 2).await;
    let (ann, _) = somebody(&place, "ann", 3).await;
    let body = letter(5, &his, &her);
    for _ in 0..2 {
        let sent = place.post("/api/letters", Some(&tom), &body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "the same once more does no harm");
    }
    assert_eq!(place.get("/api/letters/waiting", &maeve).await.json(), json!({ "people": 1 }));
    let path = format!("/api/letters/{her}/{his}");
    let shown = place.get(&path, &maeve).await.json();
    let letters = shown["letters"].as_array().unwrap();
    assert_eq!(
        (letters.len(), &letters[0]["bytes"], &letters[0]["mine"]),
        (1, &body["theirs"], &json!(false))
    );
    let his_copy = place.get(&format!("/api/letters/{his}/{her}"), &tom).await.json();
    assert_eq!(his_copy["letters"][0]["bytes"], body["mine"]);

    let (there, never) = (path, format!("/api/letters/{}/{}", id(80), id(81)));
    for (there, never) in [
        (there.clone(), never.clone()),
        (format!("{there}?before=nonsense"), format!("{never}?before=nonsense")),
    ] {
        let (there, never) = (place.get(&there, &ann).await, place.get(&never, &ann).await);
        assert_eq!((there.status, there.bytes), (never.status, never.bytes));
    }
    for (path, body) in [("/stand", json!({ "stand": "taken" })), ("/block", json!({ "blocked": true }))] {
        let there = put(&place, &ann, &format!("{there}{path}"), &body).await;
        let never = put(&place, &ann, &format!("{never}{path}"), &body).await;
        assert_eq!((there.status, there.bytes), (StatusCode::NOT_FOUND, never.bytes), "{path}");
    }
    let report = json!({ "opened": "{}", "why": "" });
    let there = place.post(&format!("/api/letters/one/{}/report", id(5)), Some(&ann), &report).await;
    let never = place.post(&format!("/api/letters/one/{}/report", id(82)), Some(&ann), &report).await;
    assert_eq!((there.status, there.bytes), (StatusCode::NOT_FOUND, never.bytes));
    place.ask(ask(Method::DELETE, &format!("/api/letters/one/{}", id(5)), Some(&ann), "")).await;
    assert_eq!(place.get(&there_path(&her, &his), &maeve).await.json()["letters"], shown["letters"]);
}

fn there_path(of: &str, with: &str) -> String {
    format!("/api/letters/{of}/{with}")
}

#[tokio::test]
async fn every_no_to_a_letter_is_the_same_no() {
    let place = Place::new().await;
    let (maeve, her) = somebody(&place, "maeve", 1).await;
    let (tom, his) = somebody(&place, "tom", 2).await;
    let (ann, hers) = somebody(&place, "ann", 3).await;
    let never = place.post("/api/letters", Some(&tom), &letter(5, &his, &id(80))).await;
    assert_eq!(never.status, StatusCode::FORBIDDEN);
    let first = place.post("/api/letters", Some(&tom), &letter(5, &his, &her)).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let path = format!("{}/block", there_path(&her, &his));
    let block = put(&place, &maeve, &path, &json!({ "blocked": true })).await;
    assert_eq!(block.status, StatusCode::NO_CONTENT);
    let blocked = place.post("/api/letters", Some(&tom), &letter(6, &his, &her)).await;
    let close = put(&place, &maeve, &format!("/api/addresses/{her}"), &address(1, false).1).await;
    assert_eq!(close.status, StatusCode::NO_CONTENT);
    let closed = place.post("/api/letters", Some(&ann), &letter(7, &hers, &her)).await;
    for reply in [blocked, closed] {
        assert_eq!((reply.status, &reply.bytes), (never.status, &never.bytes));
    }
}

#[tokio::test]
async fn what_is_not_right_with_a_letter_is_told_and_never_breaks_anything() {
    let place = Place::new().await;
    let (tom, his) = somebody(&place, "tom", 2).await;
    let (_, her) = somebody(&place, "maeve", 1).await;
    let with = |field: &str, value: Value| {
        let mut body = letter(5, &his, &her);
        body[field] = value;
        body
    };
    for wrong in [
        json!({}),
        json!([]),
        with("id", json!("nonsense")),
        with("from", json!(7)),
        with("mine", json!("not base64 +/")),
        with("theirs", json!("")),
        with("theirs", json!(b64url(b"words in the clear"))),
        with("theirs", json!(b64url(&smallest_sealed(Kind::Keyring, 1)))),
        with("from", json!(her.clone())),
    ] {
        let reply = place.post("/api/letters", Some(&tom), &wrong).await;
        assert!(reply.status.is_client_error(), "{wrong} was answered with {}", reply.status);
        assert!(reply.json()["error"]["say"].as_str().is_some_and(|say| say.ends_with('.')), "{wrong}");
    }
    let path = there_path(&his, &her);
    assert_eq!(place.get(&path, &tom).await.json()["letters"], json!([]));
    for wrong in ["asked", "loved", ""] {
        let reply = put(&place, &tom, &format!("{path}/stand"), &json!({ "stand": wrong })).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let (_, mut foreign) = address(9, true);
    foreign["line"] = address(8, true).1["line"].clone();
    let reply = put(&place, &tom, &format!("/api/addresses/{}", address(9, true).0), &foreign).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "keys that did not sign the line");
    let stolen = put(&place, &tom, &format!("/api/addresses/{her}"), &address(1, false).1).await;
    assert!(stolen.status.is_client_error(), "an address of somebody else");
}

#[tokio::test]
async fn nobody_without_a_session_is_told_anything_of_letters() {
    let place = Place::new().await;
    let (_, her) = somebody(&place, "maeve", 1).await;
    let with = there_path(&her, &id(3));
    for path in ["/api/letters", "/api/letters/waiting", "/api/addresses", &with, "/api/addresses/of/willow"]
    {
        let nobody = place.ask(ask(Method::GET, path, None, "")).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
