//! Who answers, and when it shows, as people meet it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    App,
    sift::{SiftError, Verdict},
    story::Replace,
    testing::Stage,
    to_author::ToAuthorError,
};
use alongside_domain::{
    OpenAudience, Refusal, Viewer,
    cursor::Cursor,
    id::{AnswerId, StoryId},
    shown::{HeardWhat, StoryPage},
    story::{AnswersPolicy, KeepAway, Shows, With},
};
use alongside_store::{counted, on_both};
use open::{Person, answer, answered, once, person, shared, stand, told};

/// A story of everyone's whose answers show like this.
async fn told_with(app: &App, by: &Person, answers: AnswersPolicy) -> StoryId {
    let mut content = told("I am waiting for the second scan.");
    content.around.answers = answers;
    shared(app, by, OpenAudience::Everyone, content).await
}

/// The same story, whose answers show like this from now on.
async fn now(app: &App, by: &Person, story: StoryId, answers: AnswersPolicy) {
    let mut content = told("I am waiting for the second scan.");
    content.around.answers = answers;
    let cmd = Replace { story, audience: OpenAudience::Everyone, content };
    app.replace_story(by.viewer, cmd).await.unwrap();
}

/// What a reader sees under a story, oldest first, replies after what they answer.
async fn seen(app: &App, viewer: Viewer, story: StoryId) -> Vec<String> {
    let read = app.story_with_answers(viewer, story, Cursor::OLDEST).await.unwrap();
    let mut all = Vec::new();
    for thread in read.threads.items {
        all.push(thread.answer.text.to_string());
        all.extend(thread.replies.into_iter().map(|reply| reply.text.to_string()));
    }
    all
}

async fn heard(app: &App, by: &Person) -> Vec<String> {
    let page = app.heard(by.id, Cursor::NEWEST).await.unwrap();
    page.items
        .into_iter()
        .map(|one| match one.what {
            HeardWhat::Answer { text, .. } => text.to_string(),
            HeardWhat::With(with) => with.say().to_owned(),
        })
        .collect()
}

async fn waiting(app: &App, by: &Person) -> Vec<String> {
    let page = app.waiting(by.id, Cursor::OLDEST).await.unwrap();
    page.items.into_iter().map(|one| one.text.to_string()).collect()
}

async fn aside(app: &App, by: &Person) -> Vec<String> {
    let page = app.set_aside(by.id, Cursor::OLDEST).await.unwrap();
    page.items.into_iter().map(|one| one.text.to_string()).collect()
}

/// A second pen name of the same person.
async fn also(app: &App, person: &Person, pen: &str) -> Person {
    let pen = app.create_pen(person.id, pen.parse().unwrap()).await.unwrap();
    Person { pen, ..person.clone() }
}

/// How far an answer has come, as its writer is told.
async fn told_to(app: &App, writer: &Person, id: AnswerId) -> Shows {
    app.replies(writer.viewer, id, Cursor::OLDEST).await.unwrap().answer.shows
}

async fn page(app: &App, viewer: Viewer, story: StoryId) -> StoryPage {
    app.story(viewer, story).await.unwrap()
}

on_both! {
    async fn an_answer_waits_until_the_author_lets_it_show(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AuthorFirst).await;
        let before = page(&app, Viewer::Visitor, story).await;
        let id = answered(&app, story, &tom, None, "I am sorry.").await;
        let nobody: [&str; 0] = [];
        assert_eq!(seen(&app, Viewer::Visitor, story).await, nobody);
        assert_eq!(seen(&app, maeve.viewer, story).await, nobody, "she meets it when she chooses to");
        assert_eq!(heard(&app, &maeve).await, nobody);
        assert_eq!(seen(&app, tom.viewer, story).await, ["I am sorry."]);
        assert_eq!(told_to(&app, &tom, id).await, Shows::Waiting);
        assert_eq!(page(&app, Viewer::Visitor, story).await, before, "the page does not tell by changing");
        assert_eq!(waiting(&app, &maeve).await, ["I am sorry."]);

        app.sift(maeve.viewer, id, Verdict::Through).await.unwrap();
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["I am sorry."]);
        assert_eq!(heard(&app, &maeve).await, ["I am sorry."]);
        assert_eq!(waiting(&app, &maeve).await, nobody);
    }

    async fn what_is_set_aside_is_seen_by_its_writer_who_is_not_told(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        for policy in [AnswersPolicy::AtOnce, AnswersPolicy::AuthorFirst] {
            let story = told_with(&app, &maeve, policy).await;
            let id = answered(&app, story, &tom, None, "At least it was early.").await;
            let was = told_to(&app, &tom, id).await;
            app.sift(maeve.viewer, id, Verdict::Aside).await.unwrap();
            assert_eq!(told_to(&app, &tom, id).await, was, "{policy:?}");
            assert_eq!(seen(&app, tom.viewer, story).await, ["At least it was early."]);
            assert!(seen(&app, ann.viewer, story).await.is_empty());
            assert!(seen(&app, maeve.viewer, story).await.is_empty());
            // He goes on under it, and nobody but him sees that either.
            answered(&app, story, &tom, Some(id), "Do you hear me?").await;
            assert_eq!(seen(&app, tom.viewer, story).await.len(), 2);
            assert!(seen(&app, ann.viewer, story).await.is_empty());
            assert!(heard(&app, &maeve).await.is_empty());
            let refused = app.give_answer(ann.viewer, answer(story, &ann, Some(id), "Who?"), once()).await;
            assert_eq!(refused, Err(ToAuthorError::Refusal(Refusal::NotHere)));
        }
    }

    async fn only_the_author_and_who_reads_first_decide(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        let id = answered(&app, story, &tom, None, "Here.").await;
        for other in [&tom, &ann] {
            assert!(app.sift(other.viewer, id, Verdict::Aside).await.is_err());
            assert!(app.keep_away(other.viewer, id, KeepAway::Block).await.is_err());
            assert!(app.let_all_through(other.viewer, story).await.is_err());
        }
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["Here."]);
    }

    async fn a_choice_made_later_holds_for_answers_that_are_there(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        let kind = answered(&app, story, &tom, None, "Kind.").await;
        clock.pass(1);
        answered(&app, story, &tom, None, "Not yet read.").await;
        clock.pass(1);
        answered(&app, story, &maeve, None, "My own.").await;
        app.sift(maeve.viewer, kind, Verdict::Aside).await.unwrap();
        app.sift(maeve.viewer, kind, Verdict::Through).await.unwrap();

        now(&app, &maeve, story, AnswersPolicy::AuthorFirst).await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["Kind.", "My own."], "by hand, and her own, stay");
        assert_eq!(waiting(&app, &maeve).await, ["Not yet read."]);
        now(&app, &maeve, story, AnswersPolicy::Closed).await;
        assert_eq!(waiting(&app, &maeve).await, ["Not yet read."], "closing lets nothing through");
        now(&app, &maeve, story, AnswersPolicy::AtOnce).await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await.len(), 3);
        now(&app, &maeve, story, AnswersPolicy::AuthorFirst).await;
        app.let_all_through(maeve.viewer, story).await.unwrap();
        assert_eq!(seen(&app, Viewer::Visitor, story).await.len(), 3);
    }

    async fn somebody_she_trusts_reads_first_once_they_said_yes(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let story = told_with(&app, &maeve, AnswersPolicy::ReaderFirst).await;
        let unknown = app.ask_to_read_first(maeve.viewer, maeve.pen.id, ann.pen.name.key()).await;
        assert_eq!(unknown, Err(SiftError::Nobody), "she has never read a word of linnet");
        told_with(&app, &ann, AnswersPolicy::AtOnce).await;
        app.ask_to_read_first(maeve.viewer, maeve.pen.id, ann.pen.name.key()).await.unwrap();
        let own = app.ask_to_read_first(maeve.viewer, maeve.pen.id, maeve.pen.name.key()).await;
        assert_eq!(own, Err(SiftError::Nobody));

        let id = answered(&app, story, &tom, None, "Hard words.").await;
        assert!(waiting(&app, &ann).await.is_empty(), "asked is not yet a yes");
        assert!(app.sift(ann.viewer, id, Verdict::Aside).await.is_err());
        app.read_first(ann.id, maeve.pen.name.key()).await.unwrap();
        assert_eq!(waiting(&app, &ann).await, ["Hard words."]);
        let hers = app.waiting(maeve.id, Cursor::OLDEST).await.unwrap().items;
        assert!(hers[0].with_reader, "folded for her");
        app.sift(ann.viewer, id, Verdict::Aside).await.unwrap();
        assert!(waiting(&app, &maeve).await.is_empty());
        assert_eq!(aside(&app, &maeve).await, ["Hard words."]);
        // What the reader says herself does not wait for herself.
        answered(&app, story, &ann, None, "I am here.").await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["I am here."]);

        app.end_reading_first(ann.id, maeve.pen.name.key()).await.unwrap();
        answered(&app, story, &tom, None, "Again.").await;
        assert!(waiting(&app, &ann).await.is_empty());
        assert_eq!(waiting(&app, &maeve).await, ["Again."]);
    }

    async fn a_stranger_cannot_say_yes_for_somebody_else(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, ann, eve) =
            (person(&app, "willow").await, person(&app, "linnet").await, person(&app, "magpie").await);
        told_with(&app, &ann, AnswersPolicy::AtOnce).await;
        app.ask_to_read_first(maeve.viewer, maeve.pen.id, ann.pen.name.key()).await.unwrap();
        app.read_first(eve.id, maeve.pen.name.key()).await.unwrap();
        app.end_reading_first(eve.id, maeve.pen.name.key()).await.unwrap();
        let readers = app.choices(maeve.id).await.unwrap().readers;
        assert_eq!((readers.len(), readers[0].accepted), (1, false));
        // Nor ask in another's name.
        let stolen = app.ask_to_read_first(eve.viewer, maeve.pen.id, ann.pen.name.key()).await;
        assert_eq!(stolen, Err(SiftError::Nobody));
    }

    async fn a_word_she_hides_sets_an_answer_aside(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        app.hide_word(maeve.id, "God’s plan".parse().unwrap()).await.unwrap();
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        answered(&app, story, &tom, None, "It is all GOD'S PLAN.").await;
        answered(&app, story, &tom, None, "God's planet is big.").await;
        answered(&app, story, &maeve, None, "They say god's plan.").await;
        let shown = seen(&app, Viewer::Visitor, story).await;
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert_eq!(aside(&app, &maeve).await, ["It is all GOD'S PLAN."]);
        app.show_word(maeve.id, "God’s plan".parse().unwrap()).await.unwrap();
        answered(&app, story, &tom, None, "God's plan again.").await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await.len(), 3);
    }

    async fn a_restriction_holds_for_the_pen_name_under_one_name_of_hers(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let elsewhere = also(&app, &maeve, "alder").await;
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        let other = told_with(&app, &elsewhere, AnswersPolicy::AtOnce).await;
        let id = answered(&app, story, &tom, None, "First.").await;
        app.keep_away(maeve.viewer, id, KeepAway::Restrict).await.unwrap();
        assert!(seen(&app, Viewer::Visitor, story).await.is_empty());
        clock.pass(1);
        let again = answered(&app, story, &tom, None, "Second.").await;
        assert_eq!(told_to(&app, &tom, again).await, Shows::Through, "he is not told");
        assert_eq!(aside(&app, &maeve).await, ["First.", "Second."]);
        // Under another name of hers it shows: else he could tell that both are hers.
        answered(&app, other, &tom, None, "Elsewhere.").await;
        assert_eq!(seen(&app, Viewer::Visitor, other).await, ["Elsewhere."]);
        app.let_near(maeve.id, maeve.pen.id, tom.pen.id).await.unwrap();
        answered(&app, story, &tom, None, "Third.").await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["Third."]);
    }

    async fn a_block_holds_for_every_pen_name_of_that_person_and_tells_nobody_which_they_are(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let (mask, elsewhere) = (also(&app, &tom, "jackdaw").await, also(&app, &maeve, "alder").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        let other = told_with(&app, &elsewhere, AnswersPolicy::AtOnce).await;
        let id = answered(&app, story, &tom, None, "As heron.").await;
        answered(&app, story, &mask, None, "As jackdaw.").await;
        app.stand(tom.viewer, stand(story, &tom, With::WithYou), once()).await.unwrap();
        app.stand(mask.viewer, stand(story, &mask, With::MeToo), once()).await.unwrap();

        app.keep_away(maeve.viewer, id, KeepAway::Block).await.unwrap();
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["As jackdaw."], "what was there under the other stays");
        let with = app.who_is_with(maeve.viewer, story, Cursor::NEWEST).await.unwrap().items;
        assert_eq!(with.iter().map(|one| one.pen.name.to_string()).collect::<Vec<_>>(), ["jackdaw"]);
        for by in [&tom, &mask] {
            let refused = app.give_answer(by.viewer, answer(story, by, None, "Again."), once()).await;
            assert_eq!(refused, Err(ToAuthorError::Refusal(Refusal::Closed)), "as when answers are closed");
            let refused = app.stand(by.viewer, stand(story, by, With::WithYou), once()).await;
            assert_eq!(refused, Err(ToAuthorError::Refusal(Refusal::Closed)));
            answered(&app, other, by, None, "Under her other name it goes on.").await;
        }
        answered(&app, story, &ann, None, "Others answer.").await;
        // Nothing she can list names the other pen name.
        let choices = app.choices(maeve.id).await.unwrap();
        assert_eq!(choices.kept_away.len(), 1);
        assert!(!format!("{choices:?}").contains("jackdaw"));
        assert!(aside(&app, &maeve).await.iter().all(|text| text == "As heron."));
    }

    async fn whom_a_member_mutes_is_left_out_of_what_they_read_and_of_nothing_else(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AtOnce).await;
        let his = told_with(&app, &tom, AnswersPolicy::AtOnce).await;
        answered(&app, story, &tom, None, "Here I am.").await;
        app.mute(maeve.id, tom.pen.name.key()).await.unwrap();
        let lists = async |by: &Person| {
            let page = app.stories(by.viewer, alongside_app::story::Order::Newest, Cursor::NEWEST, None);
            page.await.unwrap().items.iter().any(|line| line.id == his)
        };
        assert!(!lists(&maeve).await && lists(&ann).await);
        assert!(seen(&app, maeve.viewer, story).await.is_empty() && heard(&app, &maeve).await.is_empty());
        assert_eq!(seen(&app, ann.viewer, story).await, ["Here I am."]);
        let page = app.pen_page(maeve.viewer, tom.pen.name.key(), Cursor::NEWEST).await.unwrap();
        assert_eq!((page.muted, page.stories.items.len()), (Some(true), 1), "his page says so, and still opens");
        app.unmute(maeve.id, tom.pen.name.key()).await.unwrap();
        assert!(lists(&maeve).await);
        // Nobody mutes themselves.
        app.mute(tom.id, tom.pen.name.key()).await.unwrap();
        assert_eq!(app.choices(tom.id).await.unwrap().muted, []);
    }

    async fn what_waits_costs_one_query_however_much_it_is(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let story = told_with(&app, &maeve, AnswersPolicy::AuthorFirst).await;
        for n in 0..23 {
            clock.pass(1);
            answered(&app, story, &tom, None, &format!("Answer {n}.")).await;
        }
        let (first, queries) = counted(app.waiting(maeve.id, Cursor::OLDEST)).await;
        let first = first.unwrap();
        assert_eq!((first.items.len(), queries), (20, 1));
        let rest = app.waiting(maeve.id, first.next.unwrap()).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (3, None));
    }
}
