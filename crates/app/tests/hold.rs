//! Holding the place.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{hold::Held, story::Order, testing::Stage, to_author::ToAuthorError};
use alongside_domain::{
    OpenAudience::{Community, Everyone},
    Refusal, Viewer,
    cursor::Cursor,
    photo::Size,
    story::{Standing, With},
    text::Reason,
};
use alongside_store::on_both;
use open::{answer, answered, moderating, once, person, placed, shared, stand, told, uploaded};

fn reason() -> Reason {
    "It gives somebody's full name.".parse().unwrap()
}

on_both! {
    async fn a_held_story_shows_to_its_writer_with_the_reason_and_to_nobody_else(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let moderator = moderating(&person(app, "heron").await);
        let mut content = told("So we wait.");
        let photo = uploaded(app, &maeve).await;
        content.photos = vec![placed(photo)];
        let story = shared(app, &maeve, Everyone, content).await;
        let version = app.story(tom.viewer, story).await.unwrap().version;
        assert_eq!(app.hold(tom.viewer, Held::Story(story), reason()).await, Err(Refusal::ForModerators.into()));
        assert_eq!(app.hold(Viewer::Visitor, Held::Story(story), reason()).await, Err(Refusal::ForModerators.into()));
        stage.heard.take();
        assert_eq!(app.hold(moderator.viewer, Held::Story(story), reason()).await, Ok(story));
        assert_eq!(stage.heard.take(), [story]);
        for other in [tom.viewer, Viewer::Visitor] {
            assert_eq!(app.story(other, story).await, Err(Refusal::NotHere.into()));
            assert!(app.photo(other, photo, Size::Small).await.is_err(), "nor its photos");
            assert!(app.stories(other, Order::Newest, Cursor::NEWEST, None).await.unwrap().items.is_empty());
        }
        let page = app.story(maeve.viewer, story).await.unwrap();
        assert_eq!((page.standing, page.version), (Standing::Held(reason()), version + 1));
        assert!(!page.may.release, "nobody lets their own words through");
        assert_eq!(app.own_stories(maeve.id).await.unwrap()[0].standing, Standing::Held(reason()));
        assert!(app.story(moderator.viewer, story).await.unwrap().may.release);
        assert_eq!(app.hold(moderator.viewer, Held::Story(story), reason()).await, Err(Refusal::Held.into()));
        let give = app.give_answer(maeve.viewer, answer(story, &maeve, None, "x"), once()).await;
        assert_eq!(give, Err(ToAuthorError::Refusal(Refusal::Held)));
        let said = app.stand(tom.viewer, stand(story, &tom, With::WithYou), once()).await;
        assert_eq!(said, Err(ToAuthorError::Refusal(Refusal::NotHere)));
        app.release(moderator.viewer, Held::Story(story)).await.unwrap();
        assert_eq!(app.story(tom.viewer, story).await.unwrap().version, version + 2);
        assert_eq!(app.release(moderator.viewer, Held::Story(story)).await, Ok(story), "twice is as good");
        assert_eq!(app.story(tom.viewer, story).await.unwrap().version, version + 2);
    }

    async fn a_held_answer_shows_to_its_writer_with_the_reason(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let moderator = moderating(&person(app, "heron").await);
        let story = shared(app, &maeve, Community, told("So we wait.")).await;
        stage.clock.pass(5);
        let top = answered(app, story, &tom, None, "At least it was early.").await;
        answered(app, story, &maeve, Some(top), "Please do not.").await;
        app.hold(moderator.viewer, Held::Answer(top), reason()).await.unwrap();
        let seen = async |viewer| app.story_with_answers(viewer, story, Cursor::OLDEST).await.unwrap().threads.items;
        assert!(seen(maeve.viewer).await.is_empty(), "not even the author of the story");
        assert!(app.replies(maeve.viewer, top, Cursor::OLDEST).await.is_err());
        let own = seen(tom.viewer).await;
        assert_eq!(own[0].answer.standing, Standing::Held(reason()));
        assert!(own[0].answer.may.take_back && !own[0].answer.may.hold);
        assert!(seen(moderator.viewer).await[0].answer.may.release);
        let line = &app.stories(maeve.viewer, Order::Answered, Cursor::NEWEST, None).await.unwrap().items[0];
        assert_eq!(line.stirred_at, line.shared_at, "what is held stirs nothing");
        app.release(moderator.viewer, Held::Answer(top)).await.unwrap();
        assert_eq!(seen(maeve.viewer).await.len(), 1);
    }

    async fn a_moderator_does_not_let_their_own_words_through(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (one, two) = (moderating(&person(&app, "heron").await), moderating(&person(&app, "kestrel").await));
        let story = shared(&app, &one, Community, told("So we wait.")).await;
        app.hold(two.viewer, Held::Story(story), reason()).await.unwrap();
        assert_eq!(app.release(one.viewer, Held::Story(story)).await, Err(Refusal::Own.into()));
        assert!(app.release(two.viewer, Held::Story(story)).await.is_ok());
    }

    async fn changing_a_held_story_does_not_let_it_through(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        app.hold(moderating(&tom).viewer, Held::Story(story), reason()).await.unwrap();
        let cmd = alongside_app::story::Replace { story, audience: Community, content: told("Without the name.") };
        app.replace_story(maeve.viewer, cmd).await.unwrap();
        app.widen_story(maeve.viewer, story, Everyone).await.unwrap();
        assert_eq!(app.story(tom.viewer, story).await, Err(Refusal::NotHere.into()));
        assert_eq!(app.story(Viewer::Visitor, story).await, Err(Refusal::NotHere.into()));
    }
}
