//! Who answers, and when it shows, on the pages.

use alongside_domain::{
    OpenAudience::{Community, Everyone},
    id::{AnswerId, StoryId},
    story::AnswersPolicy,
};
use axum::http::StatusCode;

use crate::place::{Person, Place, told};

async fn waiting_story(place: &Place, by: &Person, answers: AnswersPolicy) -> StoryId {
    let mut content = told("So we wait.");
    content.around.answers = answers;
    place.story_with(by, Community, content).await
}

/// Gives an answer and returns where it is decided about.
async fn answered(place: &Place, story: StoryId, by: &Person, text: &str) -> String {
    let reply = place.answer(story, by, text, "").await;
    let id: AnswerId = reply.header("location").split_once("#answer-").unwrap().1.parse().unwrap();
    format!("/story/{story}/answer/{id}")
}

#[tokio::test]
async fn an_author_lets_an_answer_show_without_script() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let story = waiting_story(&place, &maeve, AnswersPolicy::AuthorFirst).await;
    let path = format!("/story/{story}");
    assert!(
        place
            .get(&path, Some(&tom))
            .await
            .words()
            .contains("once the author, or somebody they trust, has read it")
    );
    let at = answered(&place, story, &tom, "I+am+here.").await;
    assert!(place.get(&path, Some(&tom)).await.words().contains("Not shown yet."));
    let hers = place.get(&path, Some(&maeve)).await;
    assert!(!hers.text.contains("I am here.") && hers.words().contains("Answers show once you let them."));
    assert!(place.get("/answers", Some(&maeve)).await.words().contains("I am here."));
    assert!(
        !place.get("/answers", Some(&tom)).await.words().contains("I am here."),
        "not the writer's to decide"
    );
    let done = place.form(&format!("{at}/let-through"), &maeve, "from=waiting").await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/answers"));
    assert!(place.get(&path, Some(&maeve)).await.text.contains("I am here."));
    assert!(!place.get(&path, Some(&tom)).await.words().contains("Not shown yet."));
}

#[tokio::test]
async fn whose_answer_is_set_aside_sees_the_page_as_before() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let story = waiting_story(&place, &maeve, AnswersPolicy::AtOnce).await;
    let at = answered(&place, story, &tom, "At+least+it+was+early.").await;
    let path = format!("/story/{story}");
    let strip = |text: &str| {
        let at = text.find("<article>").unwrap();
        // What keeps a form from being done twice is new each time.
        text[at..]
            .split("name=\"once\"")
            .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest))
            .collect::<String>()
    };
    let before = strip(&place.get(&path, Some(&tom)).await.text);
    for act in ["set-aside", "restrict"] {
        place.form(&format!("{at}/{act}"), &maeve, "").await;
        assert_eq!(strip(&place.get(&path, Some(&tom)).await.text), before, "{act}");
    }
    for by in [&maeve, &place.person(Some("linnet")).await] {
        assert!(!place.get(&path, Some(by)).await.text.contains("At least"));
    }
    let aside = place.get("/answers/aside", Some(&maeve)).await;
    assert!(aside.text.contains("At least") && aside.text.contains("<details class=\"folded\">"));
    assert!(
        place
            .get("/answers/choices", Some(&maeve))
            .await
            .words()
            .contains("heron is restricted from stories of willow")
    );
}

#[tokio::test]
async fn nobody_decides_about_answers_that_are_not_theirs_to_decide_about() {
    let place = Place::new().await;
    let (maeve, tom, ann) = (
        place.person(Some("willow")).await,
        place.person(Some("heron")).await,
        place.person(Some("linnet")).await,
    );
    let moderator = place.moderator().await;
    let story = waiting_story(&place, &maeve, AnswersPolicy::AtOnce).await;
    let at = answered(&place, story, &tom, "Here.").await;
    for act in ["let-through", "set-aside", "restrict", "block"] {
        for by in [&tom, &ann, &moderator] {
            let reply = place.form(&format!("{at}/{act}"), by, "").await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{act}: {}", reply.words());
        }
        let visitor = place.form_from(Some(crate::place::COMMONS), &format!("{at}/{act}"), None, "").await;
        assert_eq!(visitor.status, StatusCode::UNAUTHORIZED, "{act}");
        let elsewhere =
            place.form_from(Some("https://evil.example"), &format!("{at}/{act}"), Some(&maeve), "").await;
        assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "{act}");
        assert!(place.get(&format!("/story/{story}"), Some(&ann)).await.text.contains("Here."));
    }
}

#[tokio::test]
async fn who_is_blocked_reads_what_everybody_reads_when_answers_are_closed() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let open = waiting_story(&place, &maeve, AnswersPolicy::AtOnce).await;
    let closed = waiting_story(&place, &maeve, AnswersPolicy::Closed).await;
    let at = answered(&place, open, &tom, "Here.").await;
    place.form(&format!("{at}/block"), &maeve, "").await;
    let say = "The author does not take answers to this story.";
    for story in [open, closed] {
        let page = place.get(&format!("/story/{story}"), Some(&tom)).await;
        assert!(page.words().contains(say) && !page.text.contains("id=\"answer-text\""));
        let pen = tom.pen.as_ref().unwrap().id;
        let body = format!("text=Kept+words&pen={pen}&once=0123456789abcdef");
        let reply = place.form(&format!("/story/{story}/answer"), &tom, &body).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert!(
            reply.words().contains(say) && reply.text.contains("Kept words"),
            "what was typed is not lost"
        );
    }
}

#[tokio::test]
async fn choices_are_changed_without_script_and_a_mistake_is_told_at_its_field() {
    let place = Place::new().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    place.story(&tom, Everyone, "Mine.").await;
    let pen = maeve.pen.as_ref().unwrap().id;
    let path = "/answers/choices";
    for (form, say) in [
        ("what=hide-word&word=%E2%80%A6", "There is nothing here yet."),
        (&*format!("what=ask&pen={pen}&reader=nobody+here"), "There is nobody with that pen name"),
        (&*format!("what=ask&pen={pen}&reader=x"), "say whom to ask"),
        ("what=ask&pen=&reader=heron", "say whom to ask"),
    ] {
        let reply = place.form(path, &maeve, form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(
            reply.words().contains(say) && reply.text.contains("aria-invalid=\"true\""),
            "{form}: {}",
            reply.words()
        );
    }
    for form in
        ["what=hide-word&word=Stupid", &*format!("what=ask&pen={pen}&reader=heron"), "what=mute&other=heron"]
    {
        assert_eq!(place.form(path, &maeve, form).await.status, StatusCode::SEE_OTHER, "{form}");
    }
    let words = place.get(path, Some(&maeve)).await.words();
    assert!(words.contains("Stupid") && words.contains("is asked to read first for willow"));
    assert!(
        place
            .get("/pen/heron", Some(&maeve))
            .await
            .words()
            .contains("You chose not to be shown what heron writes")
    );
    let asked = place.get(path, Some(&tom)).await.words();
    assert!(asked.contains("willow asks heron to read answers first"), "{asked}");
    place.form(path, &tom, "what=read-first&other=willow").await;
    assert!(place.get(path, Some(&maeve)).await.words().contains("heron reads first for willow"));
    for form in ["what=anything", "what=mute&other=x", "what=let-near&pen=x&other=heron"] {
        assert_eq!(place.form(path, &maeve, form).await.status, StatusCode::NOT_FOUND, "{form}");
    }
    assert_eq!(place.get(path, None).await.status, StatusCode::UNAUTHORIZED);
}
