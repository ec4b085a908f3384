//! Answering without script.

use alongside_domain::{
    OpenAudience::Community,
    story::{AnswersPolicy, Note, Wish},
};
use axum::http::StatusCode;

use crate::place::{Place, told};

#[tokio::test]
async fn somebody_without_a_pen_name_chooses_one_while_answering() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(None).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    let path = format!("/story/{story}/answer");
    assert!(place.get(&format!("/story/{story}"), Some(&ines)).await.text.contains("name=\"new_pen\""));
    let form = "text=I+am+*here*.&new_pen=marguerite&once=0123456789abcdef";
    let reply = place.form(&path, &ines, form).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.words());
    let to = reply.header("location");
    assert!(to.starts_with(&format!("/story/{story}#answer-")), "{to}");
    let again = place.form(&path, &ines, form).await;
    assert_eq!(again.header("location"), to, "sent twice, given once");
    let page = place.get(&format!("/story/{story}"), Some(&maeve)).await;
    assert_eq!(page.text.matches("<em>here</em>").count(), 1);
    assert!(page.text.contains(&format!("id=\"{}\"", to.split_once('#').unwrap().1)));
    let other = place.form(&path, &ines, &form.replace("here", "there")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("I am *there*."), "what was typed is not lost");
}

#[tokio::test]
async fn what_cannot_be_taken_comes_back_with_a_sentence_at_the_field() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(None).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    let path = format!("/story/{story}/answer");
    for (form, status, say) in [
        ("text=&new_pen=fern", 422, "There is nothing here yet."),
        ("text=Typed&new_pen=x", 422, "2 to 30 characters"),
        ("text=Typed&new_pen=w%D1%96llow", 409, "in use here"),
        ("text=Typed&pen=AAAAAAAAAAAAAAAAAAAAAA", 422, "Please choose one of your pen names."),
        ("text=Typed", 422, "Please choose one of your pen names."),
        ("text=Typed%01&new_pen=fern", 422, "cannot be shown"),
    ] {
        let reply = place.form(&path, &ines, &format!("{form}&once=0123456789abcdef")).await;
        assert_eq!(reply.status.as_u16(), status, "{form}");
        assert!(reply.words().contains(say), "{form}: {}", reply.words());
        assert!(reply.text.contains("aria-invalid=\"true\" aria-describedby="), "{form}");
        if form.contains("Typed") {
            assert!(reply.text.contains(">Typed"), "{form}");
        }
    }
    let page = place.get(&format!("/story/{story}"), Some(&maeve)).await;
    assert!(!page.text.contains("Typed") && !place.get("/pen/fern", Some(&ines)).await.status.is_success());
}

#[tokio::test]
async fn with_several_pen_names_none_is_chosen_until_one_was_used_here() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    place.app.create_pen(ines.id, "small hours".parse().unwrap()).await.unwrap();
    let story = place.story(&maeve, Community, "So we wait.").await;
    let path = format!("/story/{story}");
    let before = place.get(&path, Some(&ines)).await.text;
    assert!(before.contains("Choose a pen name") && !before.contains(" selected"));
    place.answer(story, &ines, "I am here.", "").await;
    let after = place.get(&path, Some(&ines)).await.text;
    assert!(!after.contains("Choose a pen name"));
    assert_eq!(after.matches(" selected>marguerite").count(), 2, "in both forms");
}

#[tokio::test]
async fn an_answer_to_an_answer_stands_in_its_thread_and_can_be_taken_back() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    let first = place.answer(story, &ines, "I am here.", "").await;
    let top = first.header("location").split_once("#answer-").unwrap().1.to_owned();
    let reply = place.answer(story, &maeve, "Thank you.", &top).await;
    let (thread, id) = reply.header("location").split_once("#answer-").unwrap();
    assert_eq!(thread, format!("/story/{story}/answer/{top}"));
    let page = place.get(thread, Some(&ines)).await;
    assert!(
        page.text.contains("I am here.")
            && page.text.contains("Thank you.")
            && page.text.contains("wrote this")
    );
    let by_reply = place.get(&format!("/story/{story}/answer/{id}"), Some(&ines)).await;
    assert_eq!(
        by_reply.header("location"),
        reply.header("location"),
        "the id of a reply leads to its thread"
    );
    let elsewhere = place.story(&maeve, Community, "Another.").await;
    let wrong = place.get(&format!("/story/{elsewhere}/answer/{top}"), Some(&ines)).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let not_mine = place.form(&format!("/story/{story}/answer/{top}/withdraw"), &maeve, "").await;
    assert_eq!(not_mine.status, StatusCode::FORBIDDEN);
    let wrong = place.form(&format!("/story/{elsewhere}/answer/{top}/withdraw"), &ines, "").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let back = place.form(&format!("/story/{story}/answer/{top}/withdraw"), &ines, "").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = place.get(&format!("/story/{story}"), Some(&maeve)).await;
    assert!(!page.text.contains("I am here.") && !page.text.contains("Thank you."));
}

#[tokio::test]
async fn a_moderator_holds_with_a_reason_and_releases() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let moderator = place.moderator().await;
    let story = place.story(&maeve, Community, "So we wait.").await;
    let given = place.answer(story, &ines, "Something unkind.", "").await;
    let id = given.header("location").split_once("#answer-").unwrap().1.to_owned();
    let path = format!("/story/{story}/answer/{id}");
    assert_eq!(
        place.form(&format!("{path}/hold"), &maeve, "reason=Mine").await.status,
        StatusCode::FORBIDDEN
    );
    let no_reason = place.form(&format!("{path}/hold"), &moderator, "reason=").await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    place.form(&format!("{path}/hold"), &moderator, "reason=It compares losses.").await;
    let read = async |by| place.get(&format!("/story/{story}"), Some(by)).await.words();
    assert!(!read(&maeve).await.contains("Something unkind."));
    let hers = read(&ines).await;
    assert!(hers.contains("Something unkind.") && hers.contains("It compares losses."));
    assert!(read(&moderator).await.contains("Let it be shown again"));
    place.form(&format!("{path}/release"), &moderator, "").await;
    assert!(read(&maeve).await.contains("Something unkind."));
    assert!(!read(&maeve).await.contains("Hold it"), "only moderators are offered it");
}

#[tokio::test]
async fn the_form_says_what_was_asked_for_and_closed_stories_have_none() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let mut content = told("So we wait.");
    content.around.wish = vec![Wish::Company, Wish::Practical];
    content.around.words = Some("she; the baby".parse().unwrap());
    content.around.notes = vec![Note::Scan, Note::Heartbeat, Note::Blood];
    let open = place.story_with(&maeve, Community, content.clone()).await;
    let page = place.get(&format!("/story/{open}"), Some(&ines)).await.words();
    assert!(page.contains("willow asked for company and practical help.") && page.contains("she; the baby"));
    assert!(page.contains("Mentions a scan, a heartbeat and blood."));
    let list = place.get("/community", Some(&ines)).await;
    assert!(
        list.text.contains("Mentions a scan") && !list.text.contains("So we wait"),
        "folded in lists too"
    );
    content.around.answers = AnswersPolicy::Closed;
    let closed = place.story_with(&maeve, Community, content).await;
    let page = place.get(&format!("/story/{closed}"), Some(&ines)).await;
    assert!(page.words().contains("does not take answers") && !page.text.contains("name=\"text\""));
    let form = "text=Still&new_pen=fern&once=0123456789abcdef";
    let reply = place.form(&format!("/story/{closed}/answer"), &ines, form).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(reply.text.contains("Still"), "what was typed is not lost");
}

#[tokio::test]
async fn after_answering_one_comes_to_where_the_answer_can_be_seen() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("fern")).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    let mut last = String::new();
    for n in 10..31 {
        let form = format!("text=Answer+{n}.&pen={}&once=0123456789abcd{n}", ines.pen.as_ref().unwrap().id);
        last =
            place.form(&format!("/story/{story}/answer"), &ines, &form).await.header("location").to_owned();
        let (path, _) = last.split_once('#').unwrap();
        let page = place.get(path, Some(&ines)).await;
        assert!(page.text.contains(&format!("Answer {n}.")), "{n}: {last}");
    }
    assert!(last.starts_with(&format!("/story/{story}/answer/")), "the first page holds twenty: {last}");
}

#[tokio::test]
async fn standing_with_an_author_without_a_pen_name_comes_back_with_a_sentence_at_it() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("fern")).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    let path = format!("/story/{story}/with");
    for (form, status, say) in [
        ("pen=&new_pen=", 422, "Please choose one of your pen names."),
        ("pen=&new_pen=w%D1%96llow", 409, "in use here"),
        ("pen=&new_pen=Moderator", 422, "looks after this place"),
    ] {
        let reply = place.form(&path, &ines, &format!("kind=with-you&{form}&once=0123456789abcdef")).await;
        assert_eq!(reply.status.as_u16(), status, "{form}");
        assert!(
            reply.words().contains(say) && reply.words().contains("So we wait."),
            "{form}: {}",
            reply.words()
        );
        assert!(reply.text.contains("aria-describedby=\"with-wrong\""), "{form}");
    }
}

#[tokio::test]
async fn whoever_answers_very_fast_is_asked_to_wait_and_keeps_what_they_typed() {
    let place = Place::limited().await;
    let (maeve, tom) = (place.person(Some("willow")).await, place.person(Some("heron")).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    for n in 0..20 {
        place.answer(story, &tom, &format!("Answer+{n}."), "").await;
    }
    let (pen, once) = (tom.pen.as_ref().unwrap().id, "A".repeat(43));
    let body = format!("text=The+last+one.&pen={pen}&parent=&once={once}");
    let reply = place.form(&format!("/story/{story}/answer"), &tom, &body).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.words().contains("Very much was said here in a short time"));
    assert!(reply.words().contains("The last one."), "what was typed is not lost");
    place.answer(story, &maeve, "Somebody+else.", "").await;
}
