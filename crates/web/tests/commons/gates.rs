//! Hosts, origins, headers, and whatever else may come in.

use alongside_domain::OpenAudience::{Community, Everyone};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::place::{COMMONS, COMMONS_HOST, Place, ROOM};

#[tokio::test]
async fn only_the_two_hosts_are_answered_and_health_on_any() {
    let place = Place::new().await;
    for host in
        ["127.0.0.1:8080", "elsewhere.example", "x.alongside.localhost:8080", "alongside.localhost", ""]
    {
        let ask = |path: &str| Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap();
        let reply = place.raw(ask("/")).await;
        assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(reply.text.ends_with(".\n"), "{host}");
        assert_eq!(place.raw(ask("/healthz")).await.text, "ok\n");
        assert_eq!(place.raw(ask("/readyz")).await.text, "ready\n");
    }
    let no_host = Request::builder().uri("/").body(Body::empty()).unwrap();
    assert_eq!(place.raw(no_host).await.status, StatusCode::MISDIRECTED_REQUEST);
    let shouted = Request::builder().uri("/help").header("host", COMMONS_HOST.to_uppercase());
    assert_eq!(place.raw(shouted.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_of_both_sides_has_its_policy() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let photo = "/photo/AAAAAAAAAAAAAAAAAAAAAA/small.jpg";
    let story = format!("/story/{story}");
    // Twice for the story: the second time it is one that was kept.
    let commons = [
        "/",
        "/help",
        "/sealed",
        "/away",
        "/community",
        "/robots.txt",
        "/pen/willow",
        "/x",
        photo,
        "/assets/x",
        &story,
        &story,
    ];
    let room = ["/", "/write", "/api/session", "/api/x", "/assets/x", "/x", "/api/entries"];
    let all = commons.iter().map(|path| (COMMONS_HOST, *path));
    for (host, path) in all.chain(room.iter().map(|path| ("room.alongside.localhost:8080", *path))) {
        let request = Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap();
        let reply = place.raw(request).await;
        let policy = reply.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{host}{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{host}{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{host}{path}");
        for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert_eq!(reply.header(name), "same-origin", "{host}{path}");
        }
        assert_eq!(policy.contains("require-trusted-types-for"), host.starts_with("room"), "{policy}");
        assert!(!reply.header("cache-control").is_empty(), "{host}{path}");
        assert!(reply.headers.get("set-cookie").is_none(), "no cookie for just looking");
    }
}

#[tokio::test]
async fn what_another_site_sends_is_not_done() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let pen = ines.pen.as_ref().unwrap().id;
    let fields = format!("text=Forged&pen={pen}&kind=with-you&reason=x&once=0123456789abcdef");
    let others = [
        "https://elsewhere.example",
        "null",
        ROOM,
        "http://alongside.localhost",
        "HTTP://ALONGSIDE.LOCALHOST:8080",
    ];
    for origin in others.into_iter().map(Some).chain([None]) {
        for path in ["answer", "with", "hold", "release"].map(|verb| format!("/story/{story}/{verb}")) {
            let reply = place.form_from(origin, &path, Some(&ines), &fields).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
        }
        for path in ["/leave", "/leave-quickly"] {
            assert_eq!(place.form_from(origin, path, Some(&ines), "").await.status, StatusCode::FORBIDDEN);
        }
    }
    let page = place.get(&format!("/story/{story}"), Some(&ines)).await;
    assert!(!page.text.contains("Forged"));
    assert_eq!(place.get("/community", Some(&ines)).await.status, StatusCode::OK, "still signed in");
    let enter = place.form_from(Some(COMMONS), "/enter", None, "code=x&next=/").await;
    assert_eq!(enter.status, StatusCode::FORBIDDEN, "one comes over from the room");
}

#[tokio::test]
async fn coming_over_works_once_and_leaving_ends_it() {
    let place = Place::new().await;
    let maeve = place.person(None).await;
    let room = place.app.sessions(maeve.id).await.unwrap();
    let code = place.app.handover(room[0].id).await.unwrap().to_text();
    let form = format!("code={code}&next=/story/x");
    let reply = place.form_from(Some(ROOM), "/enter", None, &form).await;
    assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/story/x"));
    let set = reply.header("set-cookie");
    for part in ["__Host-commons=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(set.contains(part), "{set}");
    }
    let cookie = set.split(';').next().unwrap();
    let again = place.form_from(Some(ROOM), "/enter", None, &form).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.get_with("/community", &[("cookie", cookie)]).await.status, StatusCode::OK);
    let there = crate::place::Person { cookie: cookie.to_owned(), ..maeve };
    assert_eq!(place.form("/leave", &there, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get("/community", Some(&there)).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn leaving_quickly_leads_away_for_whoever_asks_and_signs_a_member_out() {
    let place = Place::new().await;
    let maeve = place.person(None).await;
    for by in [Some(&maeve), Some(&maeve), None] {
        let reply = place.form_from(Some(COMMONS), "/leave-quickly", by, "").await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/away"));
        assert!(
            reply.header("set-cookie").contains("__Host-commons=; ")
                && reply.header("set-cookie").contains("Max-Age=0")
        );
    }
    assert_eq!(place.get("/community", Some(&maeve)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.app.sessions(maeve.id).await.unwrap(), [], "and out of the room");
}

#[tokio::test]
async fn nothing_that_is_sent_is_a_fault_of_ours() {
    let place = Place::new().await;
    let maeve = place.moderator().await;
    let story = place.story(&maeve, Community, "So we wait.").await;
    let long = "x".repeat(6000);
    let paths = [
        "%00",
        "%ff%fe",
        "%c0%ae",
        "..",
        "1",
        "-1",
        "%F0%9F%95%AF",
        "%3Cscript%3E",
        &long,
        "AAAAAAAAAAAAAAAAAAAAAB",
    ];
    for bad in paths {
        for path in [
            format!("/story/{bad}"),
            format!("/story/{story}/answer/{bad}"),
            format!("/pen/{bad}"),
            format!("/photo/{bad}/small.jpg"),
            format!("/photo/AAAAAAAAAAAAAAAAAAAAAA/{bad}"),
            format!("/assets/{bad}"),
            format!("/{bad}"),
        ] {
            let reply = place.get(&path, Some(&maeve)).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
        for verb in
            ["answer", "with", "hold", "release", "answer/x/withdraw", "answer/x/hold", "answer/x/release"]
        {
            let reply =
                place.form(&format!("/story/{bad}/{verb}"), &maeve, "reason=x&text=x&kind=with-you").await;
            assert!(reply.status.is_client_error(), "{verb} {bad}: {}", reply.status);
        }
    }
    for after in ["x", "%ff", "________________________________", "-1", &long] {
        for path in
            ["/community?after=".to_owned(), format!("/story/{story}?after="), "/pen/rowan?after=".to_owned()]
        {
            let reply = place.get(&format!("{path}{after}"), Some(&maeve)).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}{after}");
        }
    }
    for query in
        ["q=%22", "q=*", "q=NEAR(", "q=%00", "q=%ff", "q=AND", "order=x", "q=a&q=b", "after", "&&&=", "q=%"]
    {
        let reply = place.get(&format!("/community?{query}"), Some(&maeve)).await;
        assert!(!reply.status.is_server_error(), "{query}: {}", reply.status);
    }
    for body in ["", "text", "%%%=&&", "text=%ff&pen=%ff", "text=x&text=y", "text=x&pen=x&once=x"] {
        let reply = place.form(&format!("/story/{story}/answer"), &maeve, body).await;
        assert!(reply.status.is_client_error(), "{body}: {}", reply.status);
    }
    let large = format!("text={}", "x".repeat(70_000));
    let reply = place.form(&format!("/story/{story}/answer"), &maeve, &large).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(reply.words().contains("64 KB"));
    assert_eq!(place.form("/community", &maeve, "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}
