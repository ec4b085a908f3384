//! Pages for visitors that are kept, and what pages cost.

use alongside_domain::{
    Millis,
    OpenAudience::{Community, Everyone},
};
use alongside_store::{counted, testing::Fresh};
use axum::http::StatusCode;

use crate::place::{COMMONS, Place, moment, told};

async fn a_kept_page_changes_with_its_story(fresh: Fresh) {
    let place = Place::on(fresh).await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let moderator = place.moderator().await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let path = format!("/story/{story}");
    let first = place.get(&path, None).await;
    assert!(first.text.contains("So we wait.") && first.header("cache-control") == "no-cache");
    assert!(first.header("vary").contains("Cookie") && first.header("vary").contains("Accept-Encoding"));
    let again = place.get(&path, None).await;
    assert_eq!((again.status, &again.text), (StatusCode::OK, &first.text));
    let etag = first.header("etag").to_owned();
    let known = [("if-none-match", &*etag)];
    let unchanged = place.get_with(&path, &known).await;
    assert_eq!((unchanged.status, &*unchanged.text), (StatusCode::NOT_MODIFIED, ""));
    place.answer(story, &ines, "I am here.", "").await;
    let changed = place.get_with(&path, &known).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.text.contains("I am here."));
    let hold = place.form(&format!("{path}/hold"), &moderator, "reason=For now.").await;
    assert_eq!(hold.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get_with(&path, &known).await.status, StatusCode::NOT_FOUND);
    place.form(&format!("{path}/release"), &moderator, "").await;
    assert_eq!(place.get(&path, None).await.status, StatusCode::OK);
    place.app.narrow_story(maeve.viewer, story).await.unwrap();
    assert_eq!(place.get(&path, None).await.status, StatusCode::NOT_FOUND);
    place.app.widen_story(maeve.viewer, story, Everyone).await.unwrap();
    assert_eq!(place.get(&path, None).await.status, StatusCode::OK);
    place.app.take_back_story(maeve.viewer, story, None).await.unwrap();
    assert_eq!(place.get_with(&path, &known).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_kept_page_changes_with_its_story_on_sqlite() {
    a_kept_page_changes_with_its_story(Fresh::sqlite().await).await;
}

#[tokio::test]
async fn a_kept_page_changes_with_its_story_on_postgres() {
    a_kept_page_changes_with_its_story(Fresh::postgres().await).await;
}

#[tokio::test]
async fn a_member_never_gets_the_page_that_is_kept_for_visitors() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let path = format!("/story/{}", place.story(&maeve, Everyone, "So we wait.").await);
    assert!(!place.get(&path, None).await.text.contains("name=\"text\""));
    for by in [&maeve, &ines] {
        let page = place.get(&path, Some(by)).await;
        assert!(page.text.contains("name=\"text\"") && page.header("cache-control").contains("no-store"));
    }
    assert!(!place.get(&path, None).await.text.contains("name=\"text\""), "nor the other way round");
    // A cookie that opens nothing: a visitor, but not by the quick way.
    assert_eq!(place.get_with(&path, &[("cookie", "__Host-commons=x")]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_kept_page_says_nothing_that_time_makes_untrue() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    place.answer(story, &maeve, "Still waiting.", "").await;
    let page = place.get(&format!("/story/{story}"), None).await.words();
    assert!(page.contains("2 March 2026") && !page.contains("ago") && !page.contains("just now"));
}

#[tokio::test]
async fn a_page_costs_the_same_however_much_is_on_it() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let small = place.story(&maeve, Community, "So we wait.").await;
    place.answer(small, &ines, "I am here.", "").await;
    let mut content = told("So we wait.");
    let day = place.app.now().plus(-Millis::DAY).0;
    content.moments = (0..30).map(|n| moment(day + n, "Still waiting.")).collect();
    let large = place.story_with(&maeve, Community, content).await;
    for n in 0..25 {
        let reply = place.answer(large, &ines, &format!("Number {n}."), "").await;
        let top = reply.header("location").split_once("#answer-").unwrap().1.to_owned();
        for _ in 0..5 {
            place.answer(large, &maeve, "Thank you.", &top).await;
        }
    }
    let cost = async |path: String, most: u32| {
        // Once before, so that noting the use of the session is not counted.
        place.get(&path, Some(&ines)).await;
        let (page, queries) = counted(place.get(&path, Some(&ines))).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(queries <= most, "{path} took {queries}");
        queries
    };
    // The session, the story with everything on its page, one's own pen names.
    assert_eq!(cost(format!("/story/{small}"), 9).await, cost(format!("/story/{large}"), 9).await);
    cost("/community".into(), 2).await;
    cost("/community?order=answered".into(), 2).await;
    cost("/community?q=wait".into(), 2).await;
    // The session, the name, its stories, whether it takes letters.
    cost("/pen/willow".into(), 4).await;
    cost("/".into(), 2).await;
    cost("/help".into(), 1).await;
    let page = place.get(&format!("/story/{large}"), Some(&ines)).await;
    let next = page.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('#').next().unwrap();
    let later = place.get(next, Some(&ines)).await;
    assert!(page.text.contains("Number 0.") && !page.text.contains("Number 24."));
    assert!(later.text.contains("Number 24.") && !later.text.contains("Number 0."));
}

#[tokio::test]
async fn tabs_go_by_another_name_for_whoever_chose_it_and_for_nobody_else() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let mut content = told("So we wait.");
    (content.title, content.around.findable) = (Some("The second scan".parse().unwrap()), true);
    let story = place.story_with(&maeve, Everyone, content).await;
    let path = format!("/story/{story}");
    let chosen = place.form_from(Some(COMMONS), "/plain", None, "plain=true").await;
    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-plain=1;") && cookie.contains("Secure; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    assert_eq!(
        place.form_from(Some("https://evil.example"), "/plain", None, "plain=true").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        place.form_from(Some(COMMONS), "/plain", None, "plain=perhaps").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let ours =
        |text: &str| text.contains("<title>The second scan · Alongside</title>") && text.contains("svg+xml");
    let plain = |text: &str| text.contains("<title>Notes</title>") && text.contains("href=\"data:,\"");
    // In every order: what is kept for one is never given to the other.
    for _ in 0..2 {
        assert!(plain(&place.get_with(&path, &[("cookie", "__Host-plain=1")]).await.text));
        assert!(ours(&place.get(&path, None).await.text));
        assert!(ours(&place.get_with(&path, &[("cookie", "__Host-plain=0")]).await.text));
    }
    for path in ["/", "/help", "/sealed", "/pen/willow", "/not/here", "/community"] {
        assert!(plain(&place.get_with(path, &[("cookie", "__Host-plain=1")]).await.text), "{path}");
    }
}
