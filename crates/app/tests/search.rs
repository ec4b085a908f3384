//! Finding stories by their words.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    App,
    hold::Held,
    story::{Order, Replace},
    testing::Stage,
};
use alongside_domain::{
    OpenAudience::{Community, Everyone},
    Viewer,
    cursor::Cursor,
};
use alongside_store::{counted, on_both};
use open::{moderating, moment, person, shared, told};

async fn find(app: &App, viewer: Viewer, query: &str) -> Vec<String> {
    let query = Some(query.parse().unwrap());
    let page = app.stories(viewer, Order::Answered, Cursor::NEWEST, query).await.unwrap();
    page.items.into_iter().map(|line| line.opening).collect()
}

on_both! {
    async fn a_story_is_found_by_words_of_its_title_text_and_moments(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        let mut content = told("They found a heartbeat, but it is slow.");
        content.title = Some("The second scan".parse().unwrap());
        content.moments = vec![moment("a", 0, "In the car park with Zoë.")];
        shared(app, &maeve, Community, content).await;
        stage.clock.pass(1);
        shared(app, &maeve, Community, told("Years on. It is slow, too.")).await;
        let first = "They found a heartbeat, but it is slow.";
        for query in ["heartbeat", "HEARTBEATS?", "hear", "second scan", "scan heart", "zoe", "Zoë park", "car-park"] {
            let expected: &[&str] = if query == "HEARTBEATS?" { &[] } else { &[first] };
            assert_eq!(find(app, maeve.viewer, query).await, expected, "{query}");
        }
        assert_eq!(find(app, maeve.viewer, "slow").await, ["Years on. It is slow, too.", first], "newest first");
        assert!(find(app, maeve.viewer, "he").await.is_empty(), "two letters are a word, not a beginning");
        assert!(find(app, maeve.viewer, "heartbeat tomorrow").await.is_empty(), "all words");
    }

    async fn no_query_is_anything_but_words(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        shared(&app, &maeve, Community, told("So we wait. And, or, not, near.")).await;
        for query in [
            "\"", "*", "wait*", "a* OR b", "NEAR(so we)", "so NOT wait", "words:wait", "^so", "-wait", "'", "wait'", "wait | x",
            "wait & !x", "so <-> we", "(", ":*", "\\", "so:*", "{wait}", "+", "💔", "…", "%", "_", "wait; DROP TABLE story",
        ] {
            find(&app, maeve.viewer, query).await;
        }
        assert_eq!(find(&app, maeve.viewer, "NOT near").await.len(), 1, "they are words like others");
    }

    async fn only_what_one_may_read_is_found(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let near = shared(&app, &maeve, Community, told("Canary for members.")).await;
        shared(&app, &maeve, Everyone, told("Canary for everyone.")).await;
        assert_eq!(find(&app, Viewer::Visitor, "canary").await, ["Canary for everyone."]);
        assert_eq!(find(&app, tom.viewer, "canary").await.len(), 2);
        app.hold(moderating(&tom).viewer, Held::Story(near), "A reason.".parse().unwrap()).await.unwrap();
        assert_eq!(find(&app, tom.viewer, "canary").await.len(), 1);
        assert_eq!(find(&app, maeve.viewer, "canary").await.len(), 2);
        app.take_back_story(maeve.viewer, near, None).await.unwrap();
        assert_eq!(find(&app, maeve.viewer, "canary").await.len(), 1);
    }

    async fn words_that_were_taken_out_are_not_found(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let story = shared(&app, &maeve, Community, told("Her name was Canary.")).await;
        let cmd = Replace { story, audience: Community, content: told("Her name is mine.") };
        app.replace_story(maeve.viewer, cmd).await.unwrap();
        assert!(find(&app, maeve.viewer, "canary").await.is_empty());
        assert_eq!(find(&app, maeve.viewer, "mine").await.len(), 1);
    }

    async fn what_is_found_goes_on_page_by_page(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        for n in 0..45 {
            stage.clock.pass(i64::from(n % 3 == 0));
            shared(app, &maeve, Community, told(&format!("Waiting {n}."))).await;
        }
        let (mut cursor, mut seen) = (Cursor::NEWEST, Vec::new());
        loop {
            let query = Some("waiting".parse().unwrap());
            let (page, queries) = counted(app.stories(maeve.viewer, Order::Newest, cursor, query)).await;
            let page = page.unwrap();
            assert_eq!(queries, 1);
            seen.extend(page.items.into_iter().map(|line| (line.shared_at, line.id)));
            let Some(next) = page.next else { break };
            cursor = next;
        }
        assert_eq!(seen.len(), 45);
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
    }

    async fn a_very_long_story_can_be_let_go_and_found(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let mut content = told("x");
        content.moments = (0..200)
            .map(|n| {
                let words = (0..1_400).map(|m| format!("w{n}x{m}")).collect::<Vec<_>>().join(" ");
                moment(&n.to_string(), 0, &words[..9_990.min(words.len())])
            })
            .collect();
        shared(&app, &maeve, Community, content).await;
        assert_eq!(find(&app, maeve.viewer, "w0x17").await.len(), 1);
    }
}
