//! What somebody reads: folded, shown or left out by what it mentions, photos behind a veil, a gentle mode.

use alongside_domain::{
    OpenAudience::{Community, Everyone},
    about::Path,
    reading::{How, Reading},
    story::Note,
};
use axum::http::StatusCode;

use crate::place::{COMMONS, Person, Place, Reply, told};

/// Chooses by the form, and returns the cookie that keeps it.
async fn chosen(place: &Place, form: &str) -> String {
    let reply = place.form_from(Some(COMMONS), "/reading", None, form).await;
    assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, "/reading?q=kept"));
    let cookie = reply.header("set-cookie");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

async fn read(place: &Place, path: &str, by: Option<&Person>, reading: &str) -> Reply {
    let session = by.map(|person| format!("{}; ", person.cookie)).unwrap_or_default();
    place.get_with(path, &[("cookie", &format!("{session}{reading}"))]).await
}

#[tokio::test]
async fn each_kind_of_note_is_shown_folded_or_left_out_on_every_list_and_page() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let mut content = told("The heartbeat was slow.");
    content.around.notes = vec![Note::Heartbeat];
    let story = place.story_with(&maeve, Everyone, content).await;
    let plain = place.story(&maeve, Everyone, "Beans for supper.").await;
    let page = format!("/story/{story}");
    let lists = ["/", "/community", "/community?q=slow", "/community?order=answered", "/pen/willow"];

    let nothing = place.get("/community", Some(&tom)).await;
    assert!(nothing.words().contains("Mentions a heartbeat. It is folded until you open it."));

    let show = chosen(&place, "heartbeat=show").await;
    let hide = chosen(&place, "heartbeat=hide&scan=show").await;
    for list in lists {
        assert!(
            read(&place, list, Some(&tom), &show).await.words().contains("The heartbeat was slow."),
            "{list}"
        );
        let without = read(&place, list, Some(&tom), &hide).await;
        assert!(!without.text.contains(&story.to_string()), "{list}");
        assert!(without.words().contains("One story is left out here, as you chose."), "{list}");
        assert_eq!(without.text.contains(&plain.to_string()), list != "/community?q=slow", "{list}");
    }
    let open = read(&place, &page, None, &show).await;
    assert!(!open.text.contains("class=\"folded\"") && open.words().contains("Mentions a heartbeat."));
    let folded = read(&place, &page, None, &hide).await;
    assert!(folded.words().contains("You chose to leave this out."), "who comes by a link is asked");
    let visitors = place.get(&page, None).await;
    assert!(
        visitors.words().contains("It is folded."),
        "and the page that is kept for visitors is nobody's choice"
    );
    let hers = read(&place, "/community", Some(&maeve), &hide).await;
    assert!(hers.text.contains(&story.to_string()), "one's own is always there");
}

#[tokio::test]
async fn photos_wait_behind_a_veil_until_somebody_chooses_them() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let story = place.story_with_photo(&maeve, Community).await;
    let page = format!("/story/{story}");
    assert!(place.get(&page, Some(&tom)).await.words().contains("It is veiled."));
    assert!(!place.get(&page, Some(&maeve)).await.words().contains("It is veiled."), "not one's own");
    let shown = read(&place, &page, Some(&tom), &chosen(&place, "photos=true").await).await;
    assert!(!shown.words().contains("It is veiled.") && shown.text.contains("<img src=\"/photo/"));
    let gentle = read(&place, &page, Some(&tom), &chosen(&place, "photos=true&gentle=true").await).await;
    assert!(gentle.words().contains("A photo is left out") && !gentle.text.contains("/photo/"));
}

#[tokio::test]
async fn gentle_mode_has_no_numbers_and_no_children_unless_they_are_asked_for() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let mut content = told("My daughter asked.");
    content.around.about.path = vec![Path::LivingChildren];
    let story = place.story_with(&maeve, Community, content).await;
    let gentle = chosen(&place, "gentle=true").await;
    let list = read(&place, "/community", Some(&tom), &gentle).await;
    assert!(!list.text.contains(&story.to_string()) && !list.text.contains("href=\"/numbers\""));
    let asked_for = chosen(&place, "gentle=true&living-children=show").await;
    assert!(read(&place, "/community", Some(&tom), &asked_for).await.words().contains("My daughter asked."));
}

#[tokio::test]
async fn the_form_shows_what_was_chosen_and_refuses_what_it_does_not_offer() {
    let place = Place::new().await;
    let cookie = chosen(&place, "blood=hide&gentle=true").await;
    let page = read(&place, "/reading", None, &cookie).await.text;
    assert!(page.contains("name=\"blood\" value=\"hide\" checked"));
    assert!(
        page.contains("name=\"scan\" value=\"fold\" checked")
            && page.contains("name=\"gentle\" value=\"true\" checked")
    );
    for wrong in ["blood=sometimes", "colour=hide", "%ff=1"] {
        let reply = place.form_from(Some(COMMONS), "/reading", None, wrong).await;
        assert!(reply.status.is_client_error() && reply.header("set-cookie").is_empty(), "{wrong}");
    }
    let elsewhere = place.form_from(Some("https://evil.example"), "/reading", None, "gentle=true").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    let mut made_up = Reading::default();
    made_up.choose(Note::Blood, How::Hide);
    for broken in ["__Host-reading=", "__Host-reading=zzzz", &format!("__Host-reading={made_up}x")] {
        assert_eq!(read(&place, "/", None, broken).await.status, StatusCode::OK, "{broken}");
    }
}
