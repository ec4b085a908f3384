//! Circles over HTTP.

use alongside_app::testing::smallest_sealed;
use alongside_seal::{encoding::b64url, header::Kind, keyring::Keyring, pq::Identity, signed};
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;

use super::{Ask, Place, Reply, ask, id};

fn keys(n: u8) -> Keyring {
    Keyring::generate("somebody", &mut ChaCha20Rng::from_seed([n; 32])).unwrap().0
}

fn first_line(by: &Keyring, circle: &str) -> String {
    let recipient = Identity::generate(&mut ChaCha20Rng::from_seed([9; 32])).recipient().to_string();
    let first = json!({
        "circle": circle, "seq": 0, "prev": "", "op": "genesis", "epoch": 1, "recipient": recipient,
        "member": by.public_keys()
    });
    signed::sign(&by.signing, "circle", &first).unwrap()
}

async fn made(place: &Place, cookie: &str) -> String {
    let circle = id(7);
    let body = json!({ "id": circle, "line": first_line(&keys(1), &circle), "grant": b64url(&smallest_sealed(Kind::Keyring, 4)) });
    assert_eq!(place.post("/api/circles", Some(cookie), &body).await.status, StatusCode::CREATED);
    circle
}

async fn put(
    place: &Place,
    cookie: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Reply {
    place.ask(Ask { method: Method::PUT, path, cookie: Some(cookie), headers, body: body.into() }).await
}

#[tokio::test]
async fn for_whoever_is_not_in_it_every_address_of_a_circle_says_what_one_says_that_never_was() {
    let place = Place::new().await;
    let (maeve, tom) = (place.member("maeve").await, place.member("tom").await);
    let circle = made(&place, &maeve).await;
    let entry = format!("/api/circles/{circle}/entries/{}", id(1));
    let sealed = smallest_sealed(Kind::Entry, 1);
    let kept = put(&place, &maeve, &entry, &[("if-rev", "0"), ("x-epoch", "1")], sealed.clone()).await;
    assert_eq!((kept.status, kept.json()), (StatusCode::OK, json!({ "rev": 1 })));
    let mut said = Vec::new();
    for which in [circle.clone(), id(8)] {
        let at = |rest: &str| format!("/api/circles/{which}{rest}");
        let mut all = Vec::new();
        for path in [
            at(""),
            at("/entries"),
            at(&format!("/entries/bundle?ids={}", id(1))),
            at(&format!("/media/{}", id(1))),
        ] {
            all.push(place.get(&path, &tom).await);
        }
        for path in [at("/leave"), at(&format!("/entries/{}/let-through", id(1)))] {
            all.push(place.post(&path, Some(&tom), &json!({})).await);
        }
        let invite = json!({ "id": b64url(&[1; 9]), "uses": 1, "ends_at": 1_772_420_500_000_i64 });
        all.push(place.post(&at("/invites"), Some(&tom), &invite).await);
        let line = json!({ "line": "{}\nx" });
        all.push(place.post(&at("/lines"), Some(&tom), &line).await);
        for path in [at(""), at(&format!("/entries/{}", id(1))), at(&format!("/media/{}", id(1)))] {
            all.push(place.ask(ask(Method::DELETE, &path, Some(&tom), "")).await);
        }
        let headers = [("if-rev", "0"), ("x-epoch", "1")];
        all.push(put(&place, &tom, &at(&format!("/entries/{}", id(1))), &headers, sealed.clone()).await);
        let photo = smallest_sealed(Kind::Media, 1);
        let path = at(&format!("/media/{}?entry={}", id(1), id(1)));
        all.push(put(&place, &tom, &path, &[], photo).await);
        let grant = smallest_sealed(Kind::Keyring, 1);
        all.push(put(&place, &tom, &at(&format!("/grants/{}", id(1))), &[], grant).await);
        for reply in &all {
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{:?}", reply.bytes);
        }
        said.push(all.iter().map(|reply| reply.bytes.clone()).collect::<Vec<_>>());
    }
    assert_eq!(said[0], said[1], "a circle that is there and one that is not are told apart by nothing");
}

#[tokio::test]
async fn what_has_moved_on_says_where_it_is_now() {
    let place = Place::new().await;
    let maeve = place.member("maeve").await;
    let circle = made(&place, &maeve).await;
    let path = format!("/api/circles/{circle}/entries/{}", id(1));
    let sealed = |filler| smallest_sealed(Kind::Entry, filler);
    let unsaid = put(&place, &maeve, &path, &[("if-rev", "0")], sealed(1)).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = put(&place, &maeve, &path, &[("if-rev", "0"), ("x-epoch", "4")], sealed(1)).await;
    assert_eq!((old.status, &old.json()["epoch"]), (StatusCode::CONFLICT, &json!(1)));
    assert_eq!(old.json()["error"]["code"], "epoch-over");
    put(&place, &maeve, &path, &[("if-rev", "0"), ("x-epoch", "1")], sealed(1)).await;
    let clash = put(&place, &maeve, &path, &[("if-rev", "0"), ("x-epoch", "1")], sealed(2)).await;
    assert_eq!((clash.status, &clash.json()["rev"]), (StatusCode::CONFLICT, &json!(1)));
    let fields = json!({ "circle": circle, "seq": 3, "prev": "x", "op": "keep", "user": id(3) });
    let line = signed::sign(&keys(1).signing, "circle", &fields).unwrap();
    let moved =
        place.post(&format!("/api/circles/{circle}/lines"), Some(&maeve), &json!({ "line": line })).await;
    assert_eq!((moved.status, &moved.json()["count"]), (StatusCode::CONFLICT, &json!(1)));
}

#[tokio::test]
async fn a_circle_lists_what_is_in_it_and_only_its_keeper_sees_who_asks() {
    let place = Place::new().await;
    let (maeve, tom) = (place.member("maeve").await, place.member("tom").await);
    let circle = made(&place, &maeve).await;
    let list = place.get("/api/circles", &maeve).await.json();
    assert_eq!(
        (&list[0]["id"], &list[0]["keeper"], &list[0]["lines"]),
        (&json!(circle), &json!(true), &json!(1))
    );
    let link = b64url(&[1; 9]);
    let invite = json!({ "id": link, "uses": 1, "ends_at": 1_772_420_500_000_i64 });
    let invited = place.post(&format!("/api/circles/{circle}/invites"), Some(&maeve), &invite).await;
    assert_eq!(invited.status, StatusCode::CREATED);
    let shown = place.get(&format!("/api/invites/{link}"), &tom).await.json();
    assert_eq!(shown["circle"], json!(circle));
    let name = b64url(&smallest_sealed(Kind::Entry, 1));
    let p = serde_json::to_string(&keys(2).public_keys()).unwrap();
    let wish = json!({ "p": p, "name": name, "mac": b64url(&[1; 32]) });
    let asked = place.post(&format!("/api/invites/{link}/request"), Some(&tom), &wish).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT);
    let view = place.get(&format!("/api/circles/{circle}"), &maeve).await.json();
    assert_eq!((&view["requests"][0]["p"], view["requests"].as_array().map(Vec::len)), (&json!(p), Some(1)));
    assert_eq!(view["grant"], json!(b64url(&smallest_sealed(Kind::Keyring, 4))));
    let over = place.get(&format!("/api/invites/{}", b64url(&[2; 9])), &tom).await;
    let never = place.get("/api/invites/nonsense", &tom).await;
    assert_eq!((over.status, over.bytes), (StatusCode::NOT_FOUND, never.bytes));
    let nobody = place.ask(ask(Method::GET, &format!("/api/invites/{link}"), None, "")).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn for_whom_an_entry_is_told_must_be_somebody_in_the_circle() {
    let place = Place::new().await;
    let maeve = place.member("maeve").await;
    let circle = made(&place, &maeve).await;
    let path = format!("/api/circles/{circle}/entries/{}", id(1));
    let put = async |whom: &str| {
        let headers = [("if-rev", "0"), ("x-epoch", "1"), ("x-for", whom)];
        put(&place, &maeve, &path, &headers, smallest_sealed(Kind::Entry, 1)).await
    };
    let nobody = put(&id(3)).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nobody.json()["error"]["code"], "not-them");
    assert!(put("nonsense").await.status.is_client_error());
    assert_eq!(put(&keys(1).public_keys().user).await.status, StatusCode::OK);
    let list = place.get(&format!("/api/circles/{circle}/entries"), &maeve).await.json();
    assert_eq!(list["entries"][0]["for"], json!(null), "for oneself is for nobody else");
}

#[tokio::test]
async fn a_line_or_a_body_that_is_too_long_is_refused_in_a_sentence() {
    let place = Place::new().await;
    let maeve = place.member("maeve").await;
    let circle = made(&place, &maeve).await;
    let line = json!({ "line": "x".repeat(9 * 1024) });
    for path in ["/api/circles".to_owned(), format!("/api/circles/{circle}/lines")] {
        let mut body = line.clone();
        body["id"] = json!(id(3));
        body["grant"] = json!("");
        let refused = place.post(&path, Some(&maeve), &body).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("line"))
        );
    }
}
