//! Erasing a pen name, and the whole account: what goes, what stays, and what others see of it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use std::{path::Path, sync::Arc};

use alongside_app::{
    App, Ports,
    circle::CircleError,
    files::Files,
    limits::Limits,
    member::{By, EraseAccount, EraseAccountError, SignInError},
    page::{PutPage, PutPageError},
    refused::Refused,
    testing::{SameChance, Stage, StillClock, smallest_sealed},
};
use alongside_domain::{
    Millis,
    OpenAudience::{Community, Everyone},
    Refusal, Viewer,
    admission::SignUpRule,
    cursor::Cursor,
    id::{CircleId, PageId},
    member::{Member, Side, Standing},
    story::{KeepAway, With},
};
use alongside_seal::header::Kind;
use alongside_store::{on_both, testing::Fresh};
use common::circle;
use open::{Person, answered, once, person, shared, stand, told};

const GONE: Refused = Refused::Refusal(Refusal::NotHere);

fn by_words(words: u8) -> EraseAccount {
    EraseAccount { by: By::Words, proof: common::secret(words), end_circles: false }
}

/// Somebody whose words are known, with a pen name.
async fn member(app: &App, name: &str, words: u8, pen: &str) -> Person {
    let Member { id, .. } = app.sign_up(common::sign_up(name, words)).await.unwrap().member;
    let pen = app.create_pen(id, pen.parse().unwrap()).await.unwrap();
    Person { id, viewer: Viewer::Member { id, standing: Standing::Member }, pen }
}

async fn another_pen(app: &App, who: &Person, name: &str) -> Person {
    let pen = app.create_pen(who.id, name.parse().unwrap()).await.unwrap();
    Person { pen, ..*who }
}

on_both! {
    async fn an_account_goes_with_all_that_was_open_and_nobody_elses_words(store) {
        let Stage { app, heard, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (member(&app, "maeve", 10, "willow").await, person(&app, "rowan").await);
        let hers = shared(&app, &maeve, Everyone, told("So we wait.")).await;
        let his = shared(&app, &tom, Community, told("Beans.")).await;
        let top = answered(&app, his, &maeve, None, "With you.").await;
        answered(&app, his, &tom, Some(top), "Thank you.").await;
        let kept = answered(&app, his, &tom, None, "Day two.").await;
        answered(&app, hers, &tom, None, "With you too.").await;
        app.stand(maeve.viewer, stand(his, &maeve, With::MeToo), once()).await.unwrap();
        heard.take();
        assert_eq!(app.erase_account(maeve.id, by_words(10)).await, Ok(()));
        let mut stirred = heard.take();
        stirred.sort();
        let mut both = [hers, his];
        both.sort();
        assert_eq!(stirred, both, "whoever keeps pages hears of both stories");
        assert_eq!(app.story_with_answers(tom.viewer, hers, Cursor::OLDEST).await, Err(GONE));
        let left = app.own_story(tom.viewer, his, Cursor::OLDEST).await.unwrap();
        assert_eq!(left.answers.items.iter().map(|one| one.id).collect::<Vec<_>>(), [kept], "the reply goes with what it answers");
        assert_eq!(left.with.items, []);
        assert_eq!(left.story.stirred_at, left.answers.items[0].at, "and the list knows");
    }

    async fn nothing_is_left_to_sign_in_with_and_the_name_is_free(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let started = app.sign_up(common::sign_up("maeve", 10)).await.unwrap();
        let elsewhere = app.sign_in(common::sign_in("maeve", By::Words, 10)).await.unwrap();
        let (me, here) = (started.member.id, started.room_secret);
        assert!(app.resolve(Side::Room, here).await.unwrap().is_some());
        app.erase_account(me, EraseAccount { by: By::Sheet, proof: common::secret(11), end_circles: false }).await.unwrap();
        for secret in [here, elsewhere.room_secret] {
            assert_eq!(app.resolve(Side::Room, secret).await.unwrap().map(|session| session.id), None, "signed out everywhere");
        }
        for by in [By::Words, By::Sheet] {
            let words = if by == By::Words { 10 } else { 11 };
            let tried = app.sign_in(common::sign_in("maeve", by, words)).await;
            assert_eq!(tried.map(drop), Err(SignInError::OpensNothing));
        }
        assert!(app.sign_up(common::sign_up("maeve", 30)).await.is_ok(), "anybody can have the name");
    }

    async fn without_the_words_nothing_is_erased(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = member(&app, "maeve", 10, "willow").await;
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        assert_eq!(app.erase_account(maeve.id, by_words(12)).await, Err(EraseAccountError::OpensNothing));
        let by_sheet = EraseAccount { by: By::Sheet, ..by_words(10) };
        assert_eq!(app.erase_account(maeve.id, by_sheet).await, Err(EraseAccountError::OpensNothing));
        assert!(app.story_with_answers(maeve.viewer, story, Cursor::OLDEST).await.is_ok());
        assert!(app.sign_in(common::sign_in("maeve", By::Words, 10)).await.is_ok());
    }

    async fn a_block_outlasts_the_pen_name_it_was_for(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let story = shared(&app, &maeve, Community, told("So we wait.")).await;
        let cruel = answered(&app, story, &tom, None, "Cruel.").await;
        app.keep_away(maeve.viewer, cruel, KeepAway::Block).await.unwrap();
        app.erase_pen(tom.id, tom.pen.id).await.unwrap();
        let tom = another_pen(&app, &tom, "sorrel").await;
        assert!(app.give_answer(tom.viewer, open::answer(story, &tom, None, "Again."), once()).await.is_err(), "under no other name");
        let kept = app.choices(maeve.id).await.unwrap().kept_away;
        assert!(matches!(&kept[..], [one] if one.pen.is_none()), "it is in her list, without a name");
        app.let_near(maeve.id, maeve.pen.id, kept[0].other).await.unwrap();
        answered(&app, story, &tom, None, "Sorry.").await;
        assert_eq!(app.choices(maeve.id).await.unwrap().kept_away, []);
    }

    async fn a_link_of_hers_never_opens_a_page_of_somebody_else(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (common::maeve(&app).await.member.id, common::tom(&app).await.member.id);
        let page = |filler| PutPage {
            id: PageId::from_bytes([7; 16]),
            seen: 0,
            ends_at: None,
            bytes: smallest_sealed(Kind::Entry, filler),
        };
        app.put_page(maeve, page(1)).await.unwrap();
        app.erase_account(maeve, by_words(10)).await.unwrap();
        assert!(app.read_page(PageId::from_bytes([7; 16])).await.is_err());
        assert!(matches!(app.put_page(tom, page(2)).await, Err(PutPageError::Changed { .. })), "the number is spent");
    }

    async fn whoever_keeps_a_circle_with_others_in_it_hands_it_over_or_ends_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = circle::made(&app).await;
        let tom = circle::person(&app, "tom", 20).await;
        circle::taken_in(&app, &maeve, &tom).await;
        assert_eq!(app.what_goes(maeve.id).await.unwrap().kept, [circle::circle()]);
        assert_eq!(app.erase_account(maeve.id, by_words(10)).await, Err(EraseAccountError::StillKeeping));
        assert_eq!(app.circle(tom.id, circle::circle(), 0).await.unwrap().count, 2, "nothing was erased");
        app.erase_account(maeve.id, EraseAccount { end_circles: true, ..by_words(10) }).await.unwrap();
        assert_eq!(app.circle(tom.id, circle::circle(), 0).await, Err(GONE));
        assert_eq!(app.circles(tom.id).await.unwrap(), []);
    }

    async fn a_circle_that_nobody_else_is_in_goes_without_being_asked_about(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = circle::made(&app).await;
        assert_eq!(app.what_goes(maeve.id).await.unwrap().kept, Vec::<CircleId>::new());
        assert_eq!(app.erase_account(maeve.id, by_words(10)).await, Ok(()));
    }

    async fn a_circle_goes_on_without_whoever_erased_their_account(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = circle::made(&app).await;
        let (tom, ann) = (circle::person(&app, "tom", 20).await, circle::person(&app, "ann", 30).await);
        circle::taken_in(&app, &maeve, &tom).await;
        circle::taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(tom.id, circle::put(circle::entry(1), 0, 1)).await.unwrap();
        app.put_circle_entry(maeve.id, circle::put(circle::entry(2), 0, 2)).await.unwrap();
        let waits = alongside_app::circle_entry::PutCircleEntry { first: Some(tom.user), ..circle::put(circle::entry(3), 0, 3) };
        app.put_circle_entry(maeve.id, waits).await.unwrap();
        app.erase_account(tom.id, by_words(20)).await.unwrap();
        let there = app.circle_entries(ann.id, circle::circle(), Cursor::OLDEST).await.unwrap();
        let ids: Vec<_> = there.entries.iter().map(|head| head.id).collect();
        assert_eq!(ids, [circle::entry(2), circle::entry(3)], "his are gone, and nothing waits for him");
        let keeping = app.circle(maeve.id, circle::circle(), 0).await.unwrap().keeping.unwrap();
        assert_eq!(keeping.left, [tom.user], "the keeper is told");
        circle::taken_out(&app, &maeve, &tom).await;
        let keeping = app.circle(maeve.id, circle::circle(), 0).await.unwrap().keeping.unwrap();
        assert_eq!(keeping.left, []);
        let again = circle::next_line(&app, &maeve, &maeve, serde_json::json!({ "op": "remove", "user": tom.user, "recipient": circle::recipient(3) })).await;
        assert_eq!(app.append_to_circle(maeve.id, circle::append(again)).await, Err(CircleError::NotThem), "once");
    }

    async fn the_last_lines_of_a_circle_hold_for_whoever_is_gone(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = circle::made(&app).await;
        let (tom, ann) = (circle::person(&app, "tom", 20).await, circle::person(&app, "ann", 30).await);
        circle::taken_in(&app, &maeve, &tom).await;
        circle::taken_in(&app, &maeve, &ann).await;
        app.erase_account(tom.id, by_words(20)).await.unwrap();
        // The keeper's browser takes somebody else out, and has keys for him too: it has not heard yet.
        let fields = serde_json::json!({ "op": "remove", "user": ann.user, "recipient": circle::recipient(2) });
        let line = circle::next_line(&app, &maeve, &maeve, fields).await;
        let new = alongside_app::circle::Append { grants: vec![circle::grant(tom.user, 4)], ..circle::append(line) };
        assert_eq!(app.append_to_circle(maeve.id, new).await, Ok(4));
    }

    async fn a_pen_name_goes_with_what_is_under_it_and_the_others_stay(store) {
        let Stage { app, heard, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (member(&app, "maeve", 10, "willow").await, person(&app, "rowan").await);
        let also = another_pen(&app, &maeve, "heron").await;
        let (under, beside) = (shared(&app, &maeve, Everyone, told("One.")).await, shared(&app, &also, Community, told("Two.")).await);
        let his = shared(&app, &tom, Community, told("Beans.")).await;
        let top = answered(&app, his, &maeve, None, "With you.").await;
        answered(&app, his, &tom, Some(top), "Thank you.").await;
        let stays = answered(&app, his, &also, None, "So am I.").await;
        // An answer of hers to a story of hers, under the other name.
        answered(&app, beside, &maeve, None, "And this.").await;
        let [one, two] = &app.what_goes(maeve.id).await.unwrap().pens[..] else { panic!("two") };
        assert_eq!((one.stories, one.answers, two.stories, two.answers), (1, 2, 1, 1));
        heard.take();
        assert_eq!(app.erase_pen(maeve.id, maeve.pen.id).await, Ok(()));
        let mut stirred = heard.take();
        stirred.sort();
        let mut all = [under, beside, his];
        all.sort();
        assert_eq!(stirred, all);
        assert_eq!(app.story_with_answers(maeve.viewer, under, Cursor::OLDEST).await, Err(GONE));
        let answers = app.own_story(tom.viewer, his, Cursor::OLDEST).await.unwrap().answers.items;
        assert_eq!(answers.iter().map(|one| one.id).collect::<Vec<_>>(), [stays]);
        assert_eq!(app.own_story(maeve.viewer, beside, Cursor::OLDEST).await.unwrap().answers.items, []);
        assert_eq!(app.pens(maeve.id).await.unwrap(), [also.pen]);
        assert_eq!(app.erase_pen(maeve.id, maeve.pen.id).await, Err(GONE), "once");
        assert!(app.create_pen(tom.id, "willow".parse().unwrap()).await.is_ok(), "anybody can have the name");
    }

    async fn nobody_erases_the_pen_name_of_another(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        assert_eq!(app.erase_pen(tom.id, maeve.pen.id).await, Err(GONE));
        assert_eq!(app.pens(maeve.id).await.unwrap(), [maeve.pen]);
    }
}

fn files_with(folder: &Path, canary: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, canary));
        } else if std::fs::read(&path).unwrap().windows(canary.len()).any(|window| window == canary) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn an_erased_pen_name_is_in_no_byte_of_any_file() {
    const NAME: &str = "Quarzfink";
    let fresh = Fresh::sqlite().await;
    let clock = Arc::<StillClock>::default();
    let app = App::open(Ports {
        store: fresh.store.clone(),
        files: Files::in_folder(&fresh.folder().unwrap().join("files")).unwrap(),
        clock: Arc::<StillClock>::clone(&clock),
        chance: Arc::<SameChance>::default(),
        stirred: Arc::new(alongside_app::stirred::Unheard),
        limits: Limits::default(),
        sign_up: SignUpRule::Open,
        watched: [].into(),
    })
    .await
    .unwrap();
    let (maeve, tom) = (member(&app, "maeve", 10, "willow").await, person(&app, "rowan").await);
    let pen = app.create_pen_once(maeve.id, NAME.parse().unwrap(), once()).await.unwrap();
    let maeve = Person { pen, ..maeve };
    let his = shared(&app, &tom, Community, told("Beans.")).await;
    for n in 0..30 {
        shared(&app, &tom, Community, told(&format!("Story {n}. {}", "So we wait. ".repeat(20)))).await;
        shared(&app, &maeve, Community, told(&format!("{NAME} {n}. {}", "So we wait. ".repeat(20)))).await;
        let top = answered(&app, his, &maeve, None, &format!("{NAME}, {n}.")).await;
        answered(&app, his, &tom, Some(top), "Thank you.").await;
    }
    let folder = fresh.folder().unwrap();
    let canaries = [
        NAME.as_bytes().to_vec(),
        NAME.to_lowercase().into_bytes(),
        maeve.pen.id.as_bytes().to_vec(),
        maeve.pen.id.to_string().into_bytes(),
    ];
    for canary in &canaries {
        assert_ne!(files_with(folder, canary), Vec::<String>::new(), "the test looks where it is");
    }
    app.erase_pen(maeve.id, maeve.pen.id).await.unwrap();
    while app.do_due_jobs().await.unwrap() > 0 {}
    clock.pass(Millis::DAY);
    while app.do_due_jobs().await.unwrap() > 0 {}
    for canary in &canaries {
        assert_eq!(files_with(folder, canary), Vec::<String>::new(), "{}", String::from_utf8_lossy(canary));
    }
    fresh.close().await;
}
