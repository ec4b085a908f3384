//! Answers, those who stand with an author, and being heard.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    answer::{Give, Given},
    once::{Once, OnceError},
    pen::{PenChoice, PenError},
    testing::Stage,
    to_author::ToAuthorError,
    with_author::Stood,
};
use alongside_domain::{
    OpenAudience::{Community, Everyone},
    Refusal, Viewer,
    cursor::Cursor,
    id::{AnswerId, StoryId},
    shown::HeardWhat,
    story::{AnswersPolicy, With},
};
use alongside_store::{counted, on_both};
use open::{Person, answer, answered, moderating, once, person, shared, stand, told};

on_both! {
    async fn answers_stand_in_threads_oldest_first(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let story = shared(app, &maeve, Community, told("So we wait.")).await;
        let first = answered(app, story, &tom, None, "I am here.").await;
        let mut last = first;
        for n in 0..4 {
            stage.clock.pass(10);
            last = answered(app, story, &maeve, Some(last), &format!("Reply {n}.")).await;
        }
        stage.clock.pass(10);
        answered(app, story, &tom, None, "And tomorrow too.").await;
        let page = app.story_with_answers(tom.viewer, story, Cursor::OLDEST).await.unwrap().threads;
        let texts: Vec<_> = page.items.iter().map(|thread| thread.answer.text.as_str()).collect();
        assert_eq!(texts, ["I am here.", "And tomorrow too."]);
        let thread = &page.items[0];
        assert!(thread.answer.yours && thread.answer.may.take_back && !thread.answer.by_author);
        let replies: Vec<_> = thread.replies.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!((replies, thread.more), (vec!["Reply 0.", "Reply 1.", "Reply 2."], true));
        assert!(thread.replies.iter().all(|reply| reply.by_author && reply.parent == Some(first)), "two levels, no more");
        let whole = app.replies(tom.viewer, last, Cursor::OLDEST).await.unwrap();
        assert_eq!((whole.answer.id, whole.replies.items.len(), whole.story), (first, 4, story));
    }

    async fn the_cost_of_a_page_does_not_grow_with_the_answers(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let mut costs = Vec::new();
        for count in [1, 60] {
            let story = shared(app, &maeve, Community, told("So we wait.")).await;
            for n in 0..count {
                stage.clock.pass(1);
                let top = answered(app, story, &tom, None, &format!("Answer {n}.")).await;
                for m in 0..n % 6 {
                    answered(app, story, &maeve, Some(top), &format!("Reply {m}.")).await;
                }
            }
            let (page, queries) = counted(Box::pin(app.story_with_answers(tom.viewer, story, Cursor::OLDEST))).await;
            let mut page = page.unwrap().threads;
            costs.push(queries);
            let (mut seen, mut pages) = (0, 1);
            loop {
                for thread in &page.items {
                    let n: usize = thread.answer.text.as_str()[7..].trim_end_matches('.').parse().unwrap();
                    assert_eq!((n, thread.replies.len(), thread.more), (seen, (n % 6).min(3), n % 6 > 3));
                    seen += 1;
                }
                let Some(next) = page.next else { break };
                page = app.story_with_answers(tom.viewer, story, next).await.unwrap().threads;
                pages += 1;
            }
            assert_eq!((seen, pages), (count, usize::div_ceil(count, 20)));
        }
        assert_eq!(costs[0], costs[1]);
        assert!(costs[0] <= 6, "{costs:?}");
    }

    async fn an_answer_that_is_sent_twice_is_given_once(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        let key = |text: &str| Once::new("the-key-of-the-form", &[b"answer", text.as_bytes()]).unwrap();
        // With a new pen name in it, which must not be made twice either.
        let give = |text: &str| {
            let pen = PenChoice::New("at the window".parse().unwrap());
            Give { story, parent: None, pen, text: text.parse().unwrap() }
        };
        let first = app.give_answer(tom.viewer, give("I am here."), key("I am here.")).await.unwrap();
        let again = app.give_answer(tom.viewer, give("I am here."), key("I am here.")).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(app.pens(tom.id).await.unwrap().len(), 2);
        let other = app.give_answer(tom.viewer, give("Another."), key("Another.")).await;
        assert_eq!(other, Err(ToAuthorError::Once(OnceError::Another)));
        assert_eq!(app.story_with_answers(maeve.viewer, story, Cursor::OLDEST).await.unwrap().threads.items.len(), 1);
        app.withdraw_answer(tom.viewer, story, first.answer).await.unwrap();
        let anew = app.give_answer(tom.viewer, give("I am here."), key("I am here.")).await.unwrap();
        assert_ne!(anew, first, "what was taken back is not remembered");
    }

    async fn who_may_not_answer_is_told_why(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let mut content = told("Just to say it.");
        content.around.answers = AnswersPolicy::Closed;
        let closed = shared(&app, &maeve, Everyone, content).await;
        let open = shared(&app, &maeve, Everyone, told("So we wait.")).await;
        let give = async |by: Viewer, cmd: Give| app.give_answer(by, cmd, once()).await.unwrap_err();
        assert_eq!(give(tom.viewer, answer(closed, &tom, None, "x")).await, ToAuthorError::Refusal(Refusal::Closed));
        assert_eq!(give(Viewer::Visitor, answer(open, &tom, None, "x")).await, ToAuthorError::Refusal(Refusal::SignIn));
        let stolen = Give { pen: PenChoice::Own(maeve.pen.id), ..answer(open, &tom, None, "x") };
        assert_eq!(give(tom.viewer, stolen).await, ToAuthorError::Pen(PenError::Unknown));
        let taken = Give { pen: PenChoice::New("Willow".parse().unwrap()), ..answer(open, &tom, None, "x") };
        assert_eq!(give(tom.viewer, taken).await, ToAuthorError::Pen(PenError::Taken));
        let elsewhere = answered(&app, open, &tom, None, "I am here.").await;
        let other = shared(&app, &maeve, Community, told("Another.")).await;
        let crossed = answer(other, &tom, Some(elsewhere), "x");
        assert_eq!(give(tom.viewer, crossed).await, ToAuthorError::Refusal(Refusal::NotHere));
        assert_eq!(app.pens(tom.id).await.unwrap().len(), 1, "what failed left no pen name");
    }

    async fn an_author_may_answer_under_any_pen_name_and_one_of_them_wrote_this(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let pen = app.create_pen(maeve.id, "small hours".parse().unwrap()).await.unwrap();
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        answered(&app, story, &maeve, None, "As myself.").await;
        answered(&app, story, &Person { pen, ..maeve.clone() }, None, "As somebody.").await;
        let tom = person(&app, "rowan").await;
        let page = app.story_with_answers(tom.viewer, story, Cursor::OLDEST).await.unwrap().threads;
        let wrote: Vec<_> = page.items.iter().map(|thread| (thread.answer.text.as_str(), thread.answer.by_author)).collect();
        assert!(wrote.contains(&("As myself.", true)) && wrote.contains(&("As somebody.", false)));
    }

    async fn only_who_gave_an_answer_takes_it_back_with_what_was_said_to_it(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let story = shared(app, &maeve, Community, told("So we wait.")).await;
        let Given { answer, .. } = app.give_answer(tom.viewer, open::answer(story, &tom, None, "I am here."), once()).await.unwrap();
        answered(app, story, &maeve, Some(answer), "Thank you.").await;
        let before = app.story(maeve.viewer, story).await.unwrap().version;
        assert_eq!(app.withdraw_answer(maeve.viewer, story, answer).await, Err(Refusal::NotYours.into()));
        assert_eq!(app.withdraw_answer(Viewer::Visitor, story, answer).await, Err(Refusal::NotHere.into()));
        stage.heard.take();
        assert_eq!(app.withdraw_answer(tom.viewer, story, answer).await, Ok(()));
        assert_eq!(stage.heard.take(), [story]);
        assert_eq!(app.withdraw_answer(tom.viewer, story, answer).await, Err(Refusal::NotHere.into()));
        assert!(app.story_with_answers(maeve.viewer, story, Cursor::OLDEST).await.unwrap().threads.items.is_empty());
        assert_eq!(app.story(maeve.viewer, story).await.unwrap().version, before + 1);
        assert!(app.heard(maeve.id, Cursor::NEWEST).await.unwrap().items.is_empty());
    }

    async fn standing_with_an_author_reaches_the_author_and_nobody_else(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom, ines) = (person(app, "willow").await, person(app, "rowan").await, person(app, "linnet").await);
        let story = shared(app, &maeve, Everyone, told("So we wait.")).await;
        let version = app.story(tom.viewer, story).await.unwrap().version;
        let say = async |by: &Person, with| app.stand(by.viewer, stand(story, by, with), once()).await;
        assert_eq!(say(&tom, With::WithYou).await, Ok(Stood { said: true }));
        stage.clock.pass(5);
        assert_eq!(say(&tom, With::MeToo).await, Ok(Stood { said: true }));
        assert_eq!(say(&maeve, With::WithYou).await, Err(ToAuthorError::Refusal(Refusal::Own)));
        let who = app.who_is_with(maeve.viewer, story, Cursor::NEWEST).await.unwrap();
        let people: Vec<_> = who.items.iter().map(|one| (one.pen.name.as_str(), one.with)).collect();
        assert_eq!(people, [("rowan", With::MeToo), ("rowan", With::WithYou)], "newest first");
        for other in [tom.viewer, ines.viewer, moderating(&ines).viewer] {
            assert_eq!(app.who_is_with(other, story, Cursor::NEWEST).await, Err(Refusal::NotYours.into()));
            let page = app.story_with_answers(other, story, Cursor::OLDEST).await.unwrap();
            assert!(page.standby.items.is_empty());
            assert_eq!(page.story.version, version, "and no page tells by changing");
        }
        assert_eq!(app.story(tom.viewer, story).await.unwrap().stands.len(), 2);
        assert!(app.story(ines.viewer, story).await.unwrap().stands.is_empty());
        assert_eq!(say(&tom, With::MeToo).await, Ok(Stood { said: false }), "said again, it is taken back");
        assert_eq!(app.who_is_with(maeve.viewer, story, Cursor::NEWEST).await.unwrap().items.len(), 1);
    }

    async fn standing_that_is_sent_twice_is_not_taken_back(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        for _ in 0..2 {
            let key = Once::new("the-key-of-the-form", &[b"with"]).unwrap();
            let stood = app.stand(tom.viewer, stand(story, &tom, With::WithYou), key).await;
            assert_eq!(stood, Ok(Stood { said: true }));
        }
    }

    async fn an_author_hears_who_came_newest_first_and_not_herself(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom, ines) = (person(app, "willow").await, person(app, "rowan").await, person(app, "linnet").await);
        let story = shared(app, &maeve, Community, told("So we wait.")).await;
        let of_ines = shared(app, &ines, Community, told("Years on.")).await;
        let first = answered(app, story, &tom, None, "I am here.").await;
        stage.clock.pass(5);
        answered(app, story, &maeve, Some(first), "Thank you.").await;
        answered(app, of_ines, &tom, None, "Not for Maeve.").await;
        stage.clock.pass(5);
        app.stand(ines.viewer, stand(story, &ines, With::MeToo), once()).await.unwrap();
        stage.clock.pass(5);
        let held = answered(app, story, &ines, None, "At least it was early.").await;
        app.hold(moderating(&tom).viewer, alongside_app::hold::Held::Answer(held), "It compares.".parse().unwrap()).await.unwrap();
        let heard = app.heard(maeve.id, Cursor::NEWEST).await.unwrap();
        let said: Vec<_> = heard.items.iter().map(|one| (one.pen.name.as_str(), match &one.what {
            HeardWhat::Answer { text, .. } => text.as_str(),
            HeardWhat::With(with) => with.slug(),
        })).collect();
        assert_eq!(said, [("linnet", "me-too"), ("rowan", "I am here.")]);
        app.take_back_story(maeve.viewer, story, None).await.unwrap();
        assert!(app.heard(maeve.id, Cursor::NEWEST).await.unwrap().items.is_empty());
    }

    async fn what_was_heard_goes_on_page_by_page(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        for n in 0..13 {
            let story = shared(app, &maeve, Community, told(&format!("Story {n}."))).await;
            answered(app, story, &tom, None, "I am here.").await;
            app.stand(tom.viewer, stand(story, &tom, With::WithYou), once()).await.unwrap();
        }
        let (first, queries) = counted(app.heard(maeve.id, Cursor::NEWEST)).await;
        let first = first.unwrap();
        assert_eq!((queries, first.items.len()), (1, 20));
        let second = app.heard(maeve.id, first.next.unwrap()).await.unwrap();
        assert_eq!((second.items.len(), second.next), (6, None));
        let all: std::collections::HashSet<_> =
            first.items.iter().chain(&second.items).map(|one| (one.story, matches!(one.what, HeardWhat::With(_)))).collect();
        assert_eq!(all.len(), 26, "each once, all at one time");
    }

    async fn an_answer_that_is_not_there_is_not_there(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let tom = person(&app, "rowan").await;
        let nowhere = AnswerId::from_bytes([1; 16]);
        assert_eq!(app.replies(tom.viewer, nowhere, Cursor::OLDEST).await, Err(Refusal::NotHere.into()));
        let story = StoryId::from_bytes([1; 16]);
        assert_eq!(app.withdraw_answer(tom.viewer, story, nowhere).await, Err(Refusal::NotHere.into()));
    }
}
