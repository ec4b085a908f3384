//! The queue of moderators, reports, and what was decided, on the pages.

use alongside_domain::OpenAudience::Everyone;
use axum::http::StatusCode;

use crate::place::{COMMONS, Person, Place};

/// Takes the next, and where it is.
async fn taken(place: &Place, by: &Person) -> String {
    place.form("/queue/next", by, "").await.header("location").to_owned()
}

#[tokio::test]
async fn for_anybody_but_moderators_there_is_no_queue() {
    let place = Place::new().await;
    let (maeve, moderator) = (place.person(Some("willow")).await, place.moderator().await);
    for path in ["/queue", "/queue/AAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(place.get(path, Some(&maeve)).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(place.get(path, None).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/queue/next", "/queue/AAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(place.form(path, &maeve, "outcome=show").await.status, StatusCode::NOT_FOUND, "{path}");
        let elsewhere = place.form_from(Some("https://evil.example"), path, Some(&moderator), "").await;
        assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(place.get("/queue", Some(&moderator)).await.words().contains("one thing at a time"));
    assert_eq!(taken(&place, &moderator).await, "/queue?q=nothing");
}

#[tokio::test]
async fn a_moderator_decides_without_script_and_sees_pen_names_only() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let (ann, moderator) = (place.person(Some("linnet")).await, place.moderator().await);
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let at = place.answer(story, &tom, "Hard+words.", "").await.header("location").to_owned();
    let answer = at.split_once("#answer-").unwrap().1;
    let path = format!("/story/{story}/answer/{answer}");
    let reply = place.form(&format!("{path}/report"), &ann, "words=It+hurts+to+read.").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.words().contains("Moderators will look"));

    let matter = taken(&place, &moderator).await;
    let page = place.get(&matter, Some(&moderator)).await;
    let words = page.words();
    for part in ["An answer by heron", "somebody reported it", "It hurts to read.", "Hard words."] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("linnet"), "who told is not said");
    for person in [&maeve, &tom, &ann] {
        assert!(!page.text.contains(&person.id.to_string()));
    }
    assert!(!page.text.contains("member0") && !page.text.contains("member1"), "no sign-in names");

    for (form, say) in [
        ("", "Please choose what to do."),
        ("outcome=remove&reason=", "Please say why."),
        ("outcome=with-note", "Please choose what it mentions."),
        ("outcome=show&pause=year", "Please choose for how long."),
        ("outcome=show&notes=nonsense", "from the list"),
    ] {
        let reply = place.form(&matter, &moderator, form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(reply.words().contains(say), "{form}: {}", reply.words());
    }
    let kept = place.form(&matter, &moderator, "outcome=bad&reason=Kept+reason").await;
    assert!(kept.text.contains("Kept reason"), "what was typed is not lost");

    let done = place.form(&matter, &moderator, "outcome=return&reason=Please+say+it+kindly.&pause=day").await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/queue?q=nothing"));
    assert!(!place.get(&format!("/story/{story}"), None).await.text.contains("Hard words."));
    let again = place.form(&matter, &moderator, "outcome=show").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "decided once");

    let his = place.get("/decided", Some(&tom)).await.words();
    for part in ["given back to you", "Please say it kindly.", "paused for you", "Ask another moderator"] {
        assert!(his.contains(part), "{part}: {his}");
    }
    assert!(!place.get("/decided", Some(&maeve)).await.words().contains("kindly"));
    let pen = tom.pen.as_ref().unwrap().id;
    let body = format!("text=Not+lost&pen={pen}&once=0123456789abcdef");
    let paused = place.form(&format!("/story/{story}/answer"), &tom, &body).await;
    assert_eq!(paused.status, StatusCode::FORBIDDEN);
    assert!(paused.text.contains("Not lost") && paused.words().contains("paused"));
}

#[tokio::test]
async fn an_appeal_is_asked_from_the_page_of_what_was_decided() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let moderator = place.moderator().await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    place.form(&format!("/story/{story}/hold"), &moderator, "reason=It+names+somebody.").await;
    let page = place.get("/decided", Some(&maeve)).await;
    assert!(
        page.words().contains("Your story is held for now.") && page.words().contains("It names somebody.")
    );
    let form = page.text.split("action=\"/decided/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/decided/{form}");
    assert_eq!(place.form(&path, &tom, "words=Mine").await.status, StatusCode::NOT_FOUND, "not another's");
    assert_eq!(place.form(&path, &maeve, "words=").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.form(&path, &maeve, "words=It+is+my+own+name.").await.status, StatusCode::SEE_OTHER);
    assert!(place.get("/decided", Some(&maeve)).await.words().contains("Another moderator was asked"));
    assert_eq!(taken(&place, &moderator).await, "/queue?q=nothing", "not to whoever decided");
}

#[tokio::test]
async fn photos_are_veiled_and_not_loaded_in_the_queue() {
    let place = Place::new().await;
    let (maeve, ann) = (place.person(Some("willow")).await, place.person(Some("linnet")).await);
    let moderator = place.moderator().await;
    let story = place.story_with_photo(&maeve, Everyone).await;
    let body = "words=&notes=scan&notes=blood";
    assert_eq!(place.form(&format!("/story/{story}/report"), &ann, body).await.status, StatusCode::OK);
    let matter = taken(&place, &moderator).await;
    let page = place.get(&matter, Some(&moderator)).await;
    assert!(page.words().contains("and says it mentions a scan, blood"));
    let veil = page.text.find("It is veiled.").unwrap();
    let image = page.text.find("<img").unwrap();
    assert!(veil < image && page.text[image..].contains("loading=\"lazy\""));
    let noted = place.form(&matter, &moderator, "outcome=with-note&notes=scan").await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER);
    let shown = place.get(&format!("/story/{story}"), None).await;
    assert!(shown.words().contains("Mentions a scan."), "for visitors too, whose page is kept");
}

#[tokio::test]
async fn a_report_from_another_site_or_about_nothing_is_refused() {
    let place = Place::new().await;
    let (maeve, ann) = (place.person(Some("willow")).await, place.person(Some("linnet")).await);
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let path = format!("/story/{story}/report");
    assert_eq!(
        place.form_from(Some("https://evil.example"), &path, Some(&ann), "").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(place.form_from(Some(COMMONS), &path, None, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.form(&path, &maeve, "").await.status, StatusCode::FORBIDDEN, "one's own");
    let long = format!("words={}", "x".repeat(700));
    let reply = place.form(&path, &ann, &long).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("xxxx"), "what was typed is not lost");
    for bad in ["/story/AAAAAAAAAAAAAAAAAAAAAA/report", "/story/x/report", "/story/x/answer/y/report"] {
        assert_eq!(place.form(bad, &ann, "").await.status, StatusCode::NOT_FOUND, "{bad}");
    }
}

#[tokio::test]
async fn a_moderator_chooses_hours_of_rest_without_script_and_what_is_no_hour_is_told() {
    let place = Place::new().await;
    let moderator = place.moderator().await;
    let maeve = place.person(Some("willow")).await;
    assert_eq!(place.form("/queue/rest", &maeve, "most=3").await.status, StatusCode::NOT_FOUND);
    for bad in [
        "from=22",
        "from=7&until=7",
        "from=24&until=1",
        "from=x&until=1",
        "clock=7",
        "most=0",
        "most=201",
        "most=-1",
    ] {
        let reply = place.form("/queue/rest", &moderator, bad).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(reply.words().contains("Please choose two different hours"), "{bad}");
    }
    let quiet = "from=0&until=23&clock=0&most=3";
    assert_eq!(place.form("/queue/rest", &moderator, quiet).await.header("location"), "/queue?q=kept");
    let page = place.get("/queue?q=kept", Some(&moderator)).await;
    for part in ["It is kept", "You chose to be handed nothing until 23:00.", "Take one all the same"] {
        assert!(page.words().contains(part), "{part}");
    }
    assert!(page.text.contains(r#"value="3""#), "what was chosen is in the form");
    assert_eq!(taken(&place, &moderator).await, "/queue");
    let anyway = place.form("/queue/next", &moderator, "anyway=true").await;
    assert_eq!(anyway.header("location"), "/queue?q=nothing");
    assert_eq!(place.form("/queue/rest", &moderator, "").await.header("location"), "/queue?q=kept");
    assert_eq!(taken(&place, &moderator).await, "/queue?q=nothing");
}
