//! What is taken back is in no byte of any file.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use std::{path::Path, sync::Arc};

use alongside_app::{
    App, Ports,
    files::Files,
    hold::Held,
    limits::Limits,
    once::Once,
    story::{Placed, Replace, Share},
    testing::{SameChance, Stage, StillClock},
};
use alongside_domain::{
    OpenAudience::{Community, Everyone},
    Refusal, Viewer,
    admission::SignUpRule,
    cursor::Cursor,
    id::StoryId,
    photo::Size,
    story::With,
};
use alongside_store::{on_both, testing::Fresh};
use open::{
    Person, answer, answered, moderating, moment, once, person, placed, shared, stand, told, uploaded,
};

const CANARY: &str = "Quarzfink";

/// An application whose rows and files are all in one folder.
async fn in_folder(fresh: &Fresh) -> App {
    App::open(Ports {
        store: fresh.store.clone(),
        files: Files::in_folder(&fresh.folder().unwrap().join("files")).unwrap(),
        clock: Arc::<StillClock>::default(),
        chance: Arc::<SameChance>::default(),
        stirred: Arc::new(alongside_app::stirred::Unheard),
        limits: Limits::default(),
        sign_up: SignUpRule::Open,
        watched: [].into(),
    })
    .await
    .unwrap()
}

/// Every file under `folder` in which one of `canaries` is.
fn files_with(folder: &Path, canaries: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, canaries));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for canary in canaries {
            if bytes.windows(canary.len()).any(|window| window == canary) {
                found.push(format!("{} in {}", String::from_utf8_lossy(canary), path.display()));
            }
        }
    }
    found
}

/// The canary as people wrote it and as the index folds it.
fn words() -> Vec<Vec<u8>> {
    vec![CANARY.as_bytes().to_vec(), CANARY.to_lowercase().into_bytes()]
}

async fn do_jobs(app: &App) {
    while app.do_due_jobs().await.unwrap() > 0 {}
}

/// A story that says the canary everywhere it can, with answers that do, and the key it was sent with.
async fn full_story(app: &App, maeve: &Person, tom: &Person) -> StoryId {
    let mut content = told(&format!("Text {CANARY}."));
    content.title = Some(format!("Title {CANARY}").parse().unwrap());
    content.around.words = Some(format!("Words {CANARY}").parse().unwrap());
    content.moments = vec![moment(CANARY, 1, &format!("Moment {CANARY}."))];
    let alt = format!("Alt {CANARY}").parse().unwrap();
    content.photos = vec![Placed { photo: uploaded(app, maeve).await, alt }];
    content.moments[0].photos = vec![placed(uploaded(app, maeve).await)];
    let key = Once::new("the-key-of-the-form", &[b"share"]).unwrap();
    let share = Share { pen: maeve.pen.id, audience: Everyone, content };
    let story = app.share_story(maeve.id, share, key).await.unwrap().story;
    let top = answered(app, story, tom, None, &format!("Answer {CANARY}.")).await;
    answered(app, story, maeve, Some(top), &format!("Reply {CANARY}.")).await;
    app.stand(tom.viewer, stand(story, tom, With::MeToo), once()).await.unwrap();
    let reason = format!("Reason {CANARY}.").parse().unwrap();
    app.hold(moderating(tom).viewer, Held::Answer(top), reason).await.unwrap();
    story
}

/// Others' stories around it, so that pages and indexes are as they would be.
async fn others(app: &App, by: &Person, count: usize) {
    for n in 0..count {
        let text = format!("Quartz and quarry, query {n}. {}", "So we wait, and this is hard. ".repeat(20));
        shared(app, by, Community, told(&text)).await;
    }
}

#[tokio::test]
async fn a_story_that_was_taken_back_is_in_no_byte_of_any_file() {
    let fresh = Fresh::sqlite().await;
    let app = in_folder(&fresh).await;
    let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
    others(&app, &tom, 30).await;
    let story = full_story(&app, &maeve, &tom).await;
    others(&app, &tom, 30).await;
    let folder = fresh.folder().unwrap();
    let mut canaries = words();
    // Neither does anything go on naming it: no remembered outcome, no job, no list of files.
    canaries.push(story.to_string().into_bytes());
    canaries.push(story.as_bytes().to_vec());
    assert!(files_with(folder, &canaries).len() >= 3, "the test looks where it is");
    assert_eq!(std::fs::read_dir(folder.join("files/open")).unwrap().count(), 2);
    assert_eq!(app.take_back_story(maeve.viewer, story, None).await, Ok(()));
    do_jobs(&app).await;
    assert_eq!(files_with(folder, &canaries), Vec::<String>::new());
    let left = std::fs::read_dir(folder.join("files/open")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nor folders of its photos");
    fresh.close().await;
}

#[tokio::test]
async fn words_and_photos_that_were_taken_out_of_a_story_are_in_no_byte_of_any_file() {
    let fresh = Fresh::sqlite().await;
    let app = in_folder(&fresh).await;
    let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
    others(&app, &tom, 10).await;
    let mut content = told(&format!("Text {CANARY}."));
    content.moments = vec![moment("a", 1, &format!("Moment {CANARY}."))];
    content.moments[0].photos = vec![placed(uploaded(&app, &maeve).await)];
    let story = shared(&app, &maeve, Community, content).await;
    assert!(!files_with(fresh.folder().unwrap(), &words()).is_empty(), "the test looks where it is");
    let cmd = Replace { story, audience: Community, content: told("Other words.") };
    app.replace_story(maeve.viewer, cmd).await.unwrap();
    do_jobs(&app).await;
    assert_eq!(files_with(fresh.folder().unwrap(), &words()), Vec::<String>::new());
    fresh.close().await;
}

#[tokio::test]
async fn an_answer_that_was_taken_back_is_in_no_byte_of_any_file() {
    let fresh = Fresh::sqlite().await;
    let app = in_folder(&fresh).await;
    let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
    let story = shared(&app, &maeve, Community, told("So we wait.")).await;
    let given = app.give_answer(tom.viewer, answer(story, &tom, None, CANARY), once()).await.unwrap().answer;
    let mut canaries = words();
    canaries.push(given.to_string().into_bytes());
    canaries.push(given.as_bytes().to_vec());
    assert!(files_with(fresh.folder().unwrap(), &canaries).len() >= 3, "the test looks where it is");
    app.withdraw_answer(tom.viewer, story, given).await.unwrap();
    do_jobs(&app).await;
    assert_eq!(files_with(fresh.folder().unwrap(), &canaries), Vec::<String>::new());
    fresh.close().await;
}

on_both! {
    async fn a_story_that_was_taken_back_leaves_nothing_to_anybody(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let story = full_story(app, &maeve, &tom).await;
        let page = app.story(maeve.viewer, story).await.unwrap();
        let photos = [page.photos[0].id, page.moments[0].photos[0].id];
        app.take_back_story(maeve.viewer, story, None).await.unwrap();
        for viewer in [maeve.viewer, tom.viewer, moderating(&tom).viewer, Viewer::Visitor] {
            assert_eq!(app.story_with_answers(viewer, story, Cursor::OLDEST).await, Err(Refusal::NotHere.into()));
            for photo in photos {
                assert!(app.photo(viewer, photo, Size::Large).await.is_err());
            }
        }
        assert!(app.heard(maeve.id, Cursor::NEWEST).await.unwrap().items.is_empty());
        assert!(app.own_stories(maeve.id).await.unwrap().is_empty());
        stage.do_jobs().await.unwrap();
        for photo in photos {
            for size in Size::ALL {
                assert!(stage.files.get(&format!("open/{photo}/{}.jpg", size.slug())).await.is_err());
            }
        }
    }
}
