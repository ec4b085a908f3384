//! Letting a story go, changing it, and how far it goes.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    Reason as _, Sort,
    once::{Once, OnceError},
    pen::{A_DAY, PenError},
    refused::Refused,
    story::{ContentError, MOMENTS_MAX, Order, Replace, ReplaceError, Share, ShareError, TakeBackError},
    testing::Stage,
};
use alongside_domain::{
    Millis, OpenAudience, Refusal, Viewer,
    cursor::Cursor,
    id::{PenId, PhotoId},
    photo::{PER_STORY, Size},
    story::{Note, Wish},
};
use alongside_store::{counted, on_both};
use open::{Person, answered, moment, once, person, placed, shared, told, uploaded};

use OpenAudience::{Community, Everyone};

fn replace(story: alongside_domain::id::StoryId, content: alongside_app::story::Content) -> Replace {
    Replace { story, audience: Community, content }
}

async fn lines(app: &alongside_app::App, viewer: Viewer) -> Vec<String> {
    let page = app.stories(viewer, Order::Newest, Cursor::NEWEST, None).await.unwrap();
    page.items.into_iter().map(|line| line.opening).collect()
}

on_both! {
    async fn a_story_reads_as_it_was_told(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        let (a, b, c) = (uploaded(app, &maeve).await, uploaded(app, &maeve).await, uploaded(app, &maeve).await);
        let mut content = told("So we wait.");
        content.title = Some("The second scan".parse().unwrap());
        content.around.notes = vec![Note::Scan, Note::Blood];
        content.around.wish = vec![Wish::Company];
        content.around.findable = true;
        content.photos = vec![placed(b), placed(a)];
        content.moments = vec![moment("later", 2_000, "Still waiting."), moment("first", -1_000, "We are in the car.")];
        content.moments[0].photos = vec![placed(c)];
        let story = shared(app, &maeve, Community, content.clone()).await;
        assert_eq!(stage.heard.take(), [story]);
        let (page, queries) = counted(app.story(maeve.viewer, story)).await;
        let page = page.unwrap();
        assert!(queries <= 4, "{queries}");
        assert_eq!((page.pen.name.as_str(), page.pen.key.as_str()), ("willow", maeve.pen.name.key().as_str()));
        assert_eq!(page.title, content.title);
        assert_eq!(page.around.notes, content.around.notes);
        assert!(!page.around.findable, "what is for members is never for search engines");
        assert_eq!(page.photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [b, a]);
        let texts: Vec<_> = page.moments.iter().map(|moment| moment.text.as_str()).collect();
        assert_eq!(texts, ["We are in the car.", "Still waiting."], "oldest first");
        assert_eq!(page.moments[1].photos[0].id, c);
        assert!(page.yours && page.may.change && page.may.take_back && page.may.see_who_is_with);
        let line = &app.stories(maeve.viewer, Order::Newest, Cursor::NEWEST, None).await.unwrap().items[0];
        assert_eq!((line.moments, line.last_moment), (2, Some(Millis(2_000))));
        assert_eq!(line.photo.as_ref().map(|photo| photo.id), Some(b));
    }

    async fn the_community_is_for_members_and_everyone_is_for_everyone(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let near = shared(&app, &maeve, Community, told("For members.")).await;
        let far = shared(&app, &maeve, Everyone, told("For everyone.")).await;
        assert!(app.story(tom.viewer, near).await.is_ok());
        assert_eq!(app.story(Viewer::Visitor, near).await, Err(Refusal::NotHere.into()));
        let page = app.story(Viewer::Visitor, far).await.unwrap();
        assert_eq!(page.may.answer.granted(), Err(Refusal::SignIn));
        assert_eq!(lines(&app, Viewer::Visitor).await, ["For everyone."]);
        assert_eq!(lines(&app, tom.viewer).await.len(), 2);
        assert_eq!(app.replace_story(tom.viewer, replace(near, told("Mine."))).await, Err(ReplaceError::Refusal(Refusal::NotYours)));
    }

    async fn a_story_that_is_sent_twice_is_let_go_once(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let share = |text| Share { pen: maeve.pen.id, audience: Community, content: told(text) };
        let once = |text: &str| Once::new("the-key-of-the-form", &[b"share", text.as_bytes()]).unwrap();
        let first = app.share_story(maeve.id, share("A story."), once("A story.")).await.unwrap();
        let second = app.share_story(maeve.id, share("A story."), once("A story.")).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(lines(&app, maeve.viewer).await, ["A story."]);
        let other = app.share_story(maeve.id, share("Another."), once("Another.")).await.unwrap_err();
        assert_eq!(other, ShareError::Once(OnceError::Another));
        app.take_back_story(maeve.viewer, first.story, None).await.unwrap();
        let again = app.share_story(maeve.id, share("A story."), once("A story.")).await.unwrap();
        assert_ne!(again.story, first.story, "what was taken back is not remembered either");
    }

    async fn many_devices_that_send_the_same_at_once_make_one_story(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let send = || {
            let (app, by) = (app.clone(), maeve.clone());
            tokio::spawn(async move {
                let share = Share { pen: by.pen.id, audience: Community, content: told("A story.") };
                app.share_story(by.id, share, Once::new("the-key-of-the-form", &[]).unwrap()).await
            })
        };
        let tasks: Vec<_> = (0..8).map(|_| send()).collect();
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await.unwrap().unwrap().story);
        }
        done.dedup();
        assert_eq!(done.len(), 1);
        assert_eq!(lines(&app, maeve.viewer).await.len(), 1);
    }

    async fn changing_a_story_keeps_its_moments_and_says_when_words_changed(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        let mut content = told("So we wait.");
        content.moments = vec![moment("a", 1_000, "First."), moment("b", 2_000, "Second.")];
        let story = shared(app, &maeve, Community, content.clone()).await;
        let before = app.story(maeve.viewer, story).await.unwrap();
        stage.clock.pass(Millis::HOUR);
        assert_eq!(app.replace_story(maeve.viewer, replace(story, content.clone())).await, Ok(1), "nothing is new");
        content.moments.push(moment("c", 3_000, "Third."));
        content.master_rev = 2;
        assert_eq!(app.replace_story(maeve.viewer, replace(story, content.clone())).await, Ok(2));
        let added = app.story(maeve.viewer, story).await.unwrap();
        assert_eq!(added.edited_at, None, "a new moment changes no words");
        assert_eq!(added.moments[..2], before.moments[..], "they are the same moments");
        content.moments.remove(0);
        content.moments[0].text = "Second, and what I forgot.".parse().unwrap();
        assert_eq!(app.replace_story(maeve.viewer, replace(story, content.clone())).await, Ok(3));
        let changed = app.story(maeve.viewer, story).await.unwrap();
        assert_eq!(changed.edited_at, Some(app.now()));
        assert_eq!(changed.moments.len(), 2);
        assert_eq!(changed.moments[0].id, before.moments[1].id);
        content.master_rev = 1;
        let behind = app.replace_story(maeve.viewer, replace(story, content)).await;
        assert_eq!(behind, Err(ReplaceError::Changed), "a device that is behind undoes nothing");
    }

    async fn photos_move_within_a_story_and_go_when_they_are_taken_out(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        let (a, b) = (uploaded(app, &maeve).await, uploaded(app, &maeve).await);
        let mut content = told("So we wait.");
        content.moments = vec![moment("a", 1_000, "First.")];
        content.moments[0].photos = vec![placed(a), placed(b)];
        let story = shared(app, &maeve, Community, content.clone()).await;
        // The moment goes, and one of its photos stays with the story.
        content.moments.clear();
        content.photos = vec![placed(b)];
        app.replace_story(maeve.viewer, replace(story, content)).await.unwrap();
        let page = app.story(maeve.viewer, story).await.unwrap();
        assert_eq!(page.photos.iter().map(|photo| photo.id).collect::<Vec<_>>(), [b]);
        stage.do_jobs().await.unwrap();
        assert!(app.photo(maeve.viewer, b, Size::Small).await.is_ok());
        assert_eq!(app.photo(maeve.viewer, a, Size::Small).await.unwrap_err().sort(), Sort::NotHere);
        for size in Size::ALL {
            assert!(stage.files.get(&format!("open/{a}/{}.jpg", size.slug())).await.is_err());
        }
    }

    async fn a_photo_is_in_one_story_of_its_own_member(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let photo = uploaded(&app, &maeve).await;
        let with = |photo: PhotoId| {
            let mut content = told("With a photo.");
            content.photos = vec![placed(photo)];
            content
        };
        let send = |by: &Person, content| {
            let (app, by) = (app.clone(), by.clone());
            async move { app.share_story(by.id, Share { pen: by.pen.id, audience: Everyone, content }, once()).await }
        };
        let gone = Err(ShareError::Content(ContentError::PhotoGone));
        assert_eq!(send(&tom, with(photo)).await, gone, "another member's");
        assert_eq!(send(&maeve, with(PhotoId::from_bytes([9; 16]))).await, gone, "none");
        assert!(app.stories(Viewer::Visitor, Order::Newest, Cursor::NEWEST, None).await.unwrap().items.is_empty());
        assert!(send(&maeve, with(photo)).await.is_ok());
        assert_eq!(send(&maeve, with(photo)).await, gone, "in another story already");
        assert!(app.photo(Viewer::Visitor, photo, Size::Large).await.is_ok());
    }

    async fn a_story_has_bounds_and_says_them_kindly(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let send = async |content| {
            app.share_story(maeve.id, Share { pen: maeve.pen.id, audience: Community, content }, once()).await.unwrap_err()
        };
        let mut content = told("x");
        content.photos = (0..=PER_STORY).map(|n| placed(PhotoId::from_bytes([u8::try_from(n).unwrap(); 16]))).collect();
        let error = send(content).await;
        assert_eq!((error.sort(), error.field()), (Sort::Mistaken, Some("photos")));
        assert_eq!(error.to_string(), "A story has room for 24 photos. This one has 25; please take some out.");
        let mut content = told("x");
        content.moments = (0..=MOMENTS_MAX).map(|n| moment(&n.to_string(), 0, "m")).collect();
        assert_eq!(send(content).await, ShareError::Content(ContentError::TooManyMoments));
        let mut content = told("x");
        content.moments = vec![moment("a", 0, "m"), moment("a", 1, "m")];
        assert_eq!(send(content).await, ShareError::Content(ContentError::Twice));
        let mut content = told("x");
        content.moments = vec![moment("a", i64::MIN, "m")];
        assert_eq!(send(content).await, ShareError::Content(ContentError::FarAway));
        let of_nobody = Share { pen: PenId::from_bytes([7; 16]), audience: Community, content: told("x") };
        assert_eq!(app.share_story(maeve.id, of_nobody, once()).await, Err(ShareError::Pen(PenError::Unknown)));
    }

    async fn widening_and_narrowing_have_doors_of_their_own(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let story = shared(app, &maeve, Community, told("So we wait.")).await;
        let wide = Replace { story, audience: Everyone, content: told("So we wait.") };
        assert_eq!(app.replace_story(maeve.viewer, wide).await, Err(ReplaceError::Changed));
        assert_eq!(app.widen_story(tom.viewer, story, Everyone).await, Err(Refusal::NotYours.into()));
        assert_eq!(app.widen_story(maeve.viewer, story, Everyone).await, Ok(2));
        assert_eq!(app.widen_story(maeve.viewer, story, Community).await, Ok(2), "that is narrowing");
        assert!(app.story(Viewer::Visitor, story).await.is_ok());
        stage.heard.take();
        assert_eq!(app.narrow_story(maeve.viewer, story).await, Ok(3));
        assert_eq!(stage.heard.take(), [story], "pages that are kept hear of it");
        assert_eq!(app.story(Viewer::Visitor, story).await, Err(Refusal::NotHere.into()));
        assert_eq!(app.take_back_story(tom.viewer, story, None).await, Err(Refusal::NotYours.into()));
        let seen = app.story(maeve.viewer, story).await.unwrap().version;
        answered(app, story, &tom, None, "I only read this now.").await;
        let blindly = app.take_back_story(maeve.viewer, story, Some(seen)).await;
        assert_eq!(blindly, Err(TakeBackError::Stirred), "an answer that came since is not lost");
        app.take_back_story(maeve.viewer, story, Some(seen + 1)).await.unwrap();
        assert_eq!(app.story(maeve.viewer, story).await, Err(Refusal::NotHere.into()));
        assert_eq!(app.take_back_story(maeve.viewer, story, None).await, Err(Refusal::NotHere.into()));
    }

    async fn pages_of_the_list_go_on_where_they_ended(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = person(app, "willow").await;
        for n in 0..45 {
            // Some at the same time, so that the id has to tell them apart.
            stage.clock.pass(i64::from(n % 3 == 0));
            let audience = if n % 2 == 0 { Community } else { Everyone };
            shared(app, &maeve, audience, told(&format!("Story {n}."))).await;
        }
        for order in [Order::Newest, Order::Answered] {
            let (mut cursor, mut seen, mut sizes) = (Cursor::NEWEST, Vec::new(), Vec::new());
            loop {
                let (page, queries) = counted(app.stories(maeve.viewer, order, cursor, None)).await;
                let page = page.unwrap();
                assert_eq!(queries, 1);
                sizes.push(page.items.len());
                seen.extend(page.items.into_iter().map(|line| (line.shared_at, line.id)));
                let Some(next) = page.next else { break };
                cursor = next;
            }
            assert_eq!(sizes, [20, 20, 5]);
            assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
        }
    }

    async fn the_newest_answer_brings_a_story_to_the_front(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let first = shared(app, &maeve, Community, told("First.")).await;
        stage.clock.pass(10);
        shared(app, &maeve, Community, told("Second.")).await;
        stage.clock.pass(10);
        let answer = answered(app, first, &tom, None, "I am here.").await;
        let order = async || {
            let page = app.stories(tom.viewer, Order::Answered, Cursor::NEWEST, None).await.unwrap();
            page.items.into_iter().map(|line| line.opening).collect::<Vec<_>>()
        };
        assert_eq!(order().await, ["First.", "Second."]);
        assert_eq!(lines(app, tom.viewer).await, ["Second.", "First."]);
        app.withdraw_answer(tom.viewer, first, answer).await.unwrap();
        assert_eq!(order().await, ["Second.", "First."], "and taking it back does not leave it there");
    }

    async fn ones_own_open_copies_are_listed_with_what_others_gave(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        let answer = answered(&app, story, &tom, None, "I am here.").await;
        answered(&app, story, &maeve, Some(answer), "Thank you.").await;
        let own = app.own_stories(maeve.id).await.unwrap();
        assert_eq!((own.len(), own[0].id, own[0].pen), (1, story, maeve.pen.id));
        let copy = app.own_story(maeve.viewer, story, Cursor::OLDEST).await.unwrap();
        let texts: Vec<_> = copy.answers.items.iter().map(|answer| (answer.text.as_str(), answer.parent)).collect();
        assert_eq!(texts, [("I am here.", None), ("Thank you.", Some(answer))]);
        assert_eq!(app.own_story(tom.viewer, story, Cursor::OLDEST).await, Err(Refusal::NotHere.into()));
    }

    async fn a_pen_name_is_one_persons_and_twenty_a_day_are_enough(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        assert_eq!(app.create_pen(tom.id, "Wi11ow".parse().unwrap()).await, Err(PenError::Taken), "it looks the same");
        assert_eq!(app.create_pen(maeve.id, "Willow".parse().unwrap()).await.map(|pen| pen.id), Ok(maeve.pen.id));
        let own = app.sign_up(common::sign_up("nightowl2", 251)).await.unwrap().member.id;
        for name in ["nightowl2", "Night-Owl 2", "nightow12"] {
            assert_eq!(app.create_pen(own, name.parse().unwrap()).await, Err(PenError::SignInName), "{name}");
        }
        let official = app.create_pen(own, "Moderator".parse().unwrap()).await;
        assert_eq!(official, Err(PenError::Official));
        for n in 1..A_DAY {
            app.create_pen(maeve.id, format!("name {n} of many").parse().unwrap()).await.unwrap();
        }
        let more = app.create_pen(maeve.id, "one more".parse().unwrap()).await;
        assert_eq!(more, Err(PenError::TooMany));
        assert_eq!(app.pens(maeve.id).await.unwrap().len(), 20);
        stage.clock.pass(Millis::DAY + 1);
        assert!(app.create_pen(maeve.id, "one more".parse().unwrap()).await.is_ok());
    }

    async fn a_pen_name_that_is_asked_for_twice_is_made_once(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "willow").await;
        let ask = async |name: &str| {
            let once = Once::new("the-key-of-the-form", &[b"pen", name.as_bytes()]).unwrap();
            app.create_pen_once(maeve.id, name.parse().unwrap(), once).await
        };
        let first = ask("small hours").await.unwrap();
        assert_eq!(ask("small hours").await, Ok(first));
        assert_eq!(ask("linnet").await, Err(PenError::Once(OnceError::Another)));
        assert_eq!(app.pens(maeve.id).await.unwrap().len(), 2);
    }

    async fn the_page_of_a_pen_name_is_there_for_those_who_can_read_something_on_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let page = async |viewer, key: &str| app.pen_page(viewer, key.to_owned(), Cursor::NEWEST).await;
        let not_here: Result<(), Refused> = Err(Refusal::NotHere.into());
        assert_eq!(page(tom.viewer, &maeve.pen.name.key()).await.map(drop), not_here, "nothing yet");
        assert!(page(maeve.viewer, &maeve.pen.name.key()).await.is_ok());
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        assert_eq!(page(tom.viewer, &maeve.pen.name.key()).await.unwrap().stories.items.len(), 1);
        assert_eq!(page(Viewer::Visitor, &maeve.pen.name.key()).await.map(drop), not_here);
        app.widen_story(maeve.viewer, story, Everyone).await.unwrap();
        assert_eq!(page(Viewer::Visitor, &maeve.pen.name.key()).await.unwrap().stories.items.len(), 1);
        answered(&app, story, &tom, None, "I am here.").await;
        let rowan = page(Viewer::Visitor, &tom.pen.name.key()).await.unwrap();
        assert_eq!((rowan.pen.name.as_str(), rowan.stories.items.len()), ("rowan", 0), "an answer is enough");
        assert_eq!(page(maeve.viewer, "nobody").await.map(drop), not_here);
    }

    async fn two_pen_names_of_one_member_share_nothing_that_others_see(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let other = Person { pen: app.create_pen(maeve.id, "small hours".parse().unwrap()).await.unwrap(), ..maeve.clone() };
        let mut content = told("So we wait.");
        content.moments = vec![moment("one", 1_000, "First.")];
        let one = shared(app, &maeve, Community, content.clone()).await;
        let two = shared(app, &other, Community, content).await;
        answered(app, one, &other, None, "I know this.").await;
        let (one, two) = (
            app.story_with_answers(tom.viewer, one, Cursor::OLDEST).await.unwrap(),
            app.story_with_answers(tom.viewer, two, Cursor::OLDEST).await.unwrap(),
        );
        assert_ne!(one.story.moments[0].id, two.story.moments[0].id);
        assert!(!one.threads.items[0].answer.by_author, "the author under another name did not `write this`");
        let all = format!("{one:?}{two:?}");
        assert!(!all.contains(&maeve.id.to_string()), "no member id");
        for pen in [&maeve.pen, &other.pen] {
            assert!(!all.contains(&pen.id.to_string()), "no id of a pen name");
            let page = app.pen_page(tom.viewer, pen.name.key(), Cursor::NEWEST).await.unwrap();
            assert_eq!(page.stories.items.len(), 1, "each has its own page");
        }
    }
}
