//! Holding the place: what waits for moderators, what they decide, and that it can be traced.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    App,
    hold::Held,
    limits::Limits,
    queue::{AuditError, Decide, QueueError, Report, Taken},
    story::{Share, ShareError},
    testing::Stage,
    to_author::ToAuthorError,
};
use alongside_domain::{
    Millis, OpenAudience, Refusal, Viewer,
    cursor::Cursor,
    id::{AnswerId, MatterId, StoryId},
    member::Side,
    queue::{Appeal, Decided, Matter, Outcome, Pause, Thing, Why},
    rest::{Rest, Resting},
    shown::HeardWhat,
    story::{Note, Standing},
};
use alongside_store::{Store, on_both};
use open::{Person, answer, answered, moderating, once, person, shared, told};

/// A place in which the first answer of everybody new waits.
async fn careful(store: Store) -> Stage {
    Stage::with(store, Limits { first_answers: 1, ..Limits::default() }).await.unwrap()
}

async fn public(app: &App, by: &Person) -> StoryId {
    shared(app, by, OpenAudience::Everyone, told("I am waiting for the second scan.")).await
}

async fn seen(app: &App, viewer: Viewer, story: StoryId) -> Vec<String> {
    let read = app.story_with_answers(viewer, story, Cursor::OLDEST).await.unwrap();
    read.threads.items.into_iter().map(|thread| thread.answer.text.to_string()).collect()
}

/// Takes the next, and looks at it.
async fn next(app: &App, by: &Person) -> Option<Matter> {
    let Taken::This(id) = app.take_matter(by.viewer, false).await.unwrap() else { return None };
    Some(app.matter(by.viewer, id).await.unwrap())
}

fn words(matter: &Matter) -> String {
    match &matter.thing {
        Thing::Story(story) => story.text.to_string(),
        Thing::Answer(answer, _) => answer.text.to_string(),
    }
}

fn say(matter: MatterId, outcome: Outcome, reason: &str) -> Decide {
    let reason = (!reason.is_empty()).then(|| reason.parse().unwrap());
    Decide { matter, outcome, reason, notes: vec![], pause: None }
}

async fn decided(app: &App, by: &Person) -> Vec<Decided> {
    app.decided(by.id, Cursor::NEWEST).await.unwrap().items
}

fn about(what: Held, words: &str) -> Report {
    Report { what, words: (!words.is_empty()).then(|| words.parse().unwrap()), notes: vec![] }
}

on_both! {
    async fn the_first_answer_of_somebody_new_waits_for_a_moderator_and_the_next_does_not(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        answered(&app, story, &maeve, None, "In one's own story nothing waits.").await;
        clock.pass(1);
        let id = answered(&app, story, &tom, None, "I am here.").await;
        assert_eq!(seen(&app, maeve.viewer, story).await.len(), 1, "the author does not see it either");
        assert_eq!(app.replies(tom.viewer, id, Cursor::OLDEST).await.unwrap().answer.standing, Standing::Review);

        let matter = next(&app, &moderator).await.unwrap();
        assert_eq!((words(&matter), matter.raised[0].why), ("I am here.".to_owned(), Why::Newcomer));
        app.decide_matter(moderator.viewer, say(matter.id, Outcome::Show, "")).await.unwrap();
        assert!(next(&app, &moderator).await.is_none());
        clock.pass(1);
        answered(&app, story, &tom, None, "Still here.").await;
        assert_eq!(seen(&app, Viewer::Visitor, story).await[1..], ["I am here.", "Still here."]);
    }

    async fn words_that_are_looked_out_for_wait_whoever_says_them(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        answered(&app, story, &tom, None, "They said to me: BURN in hell!").await;
        assert!(seen(&app, Viewer::Visitor, story).await.is_empty());
        let matter = next(&app, &moderator).await.unwrap();
        assert_eq!(matter.raised[0].why, Why::Phrase);
        app.decide_matter(moderator.viewer, say(matter.id, Outcome::Show, "")).await.unwrap();
        assert_eq!(seen(&app, Viewer::Visitor, story).await.len(), 1);
        // A story with them is shown, and looked at.
        let hers = shared(&app, &maeve, OpenAudience::Community, told("He wrote: burn in hell.")).await;
        assert!(app.story(tom.viewer, hers).await.is_ok());
        assert!(matches!(next(&app, &moderator).await.unwrap().thing, Thing::Story(_)));
    }

    async fn a_report_hides_nothing_names_nobody_and_is_looked_at_once(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        let id = answered(&app, story, &tom, None, "Hard words.").await;
        for by in [&ann, &maeve, &ann] {
            app.report(by.viewer, about(Held::Answer(id), "Please look.")).await.unwrap();
        }
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["Hard words."]);
        let matter = next(&app, &moderator).await.unwrap();
        assert_eq!(matter.raised.len(), 2, "each member once");
        let everything = format!("{:?}", matter.raised);
        assert!(!everything.contains(&ann.id.to_string()) && !everything.contains("linnet"));
        app.decide_matter(moderator.viewer, say(matter.id, Outcome::Remove, "It hurts her.")).await.unwrap();
        assert!(seen(&app, Viewer::Visitor, story).await.is_empty() && next(&app, &moderator).await.is_none());
        let his = decided(&app, &tom).await;
        assert_eq!((&*his[0].what, &*his[0].reason, his[0].appeal), ("remove", "It hurts her.", Appeal::Open));
        assert!(decided(&app, &ann).await.is_empty() && decided(&app, &maeve).await.is_empty());
        // One's own words, and what one cannot see, are not reported.
        let own = app.report(tom.viewer, about(Held::Answer(id), "")).await;
        assert_eq!(own, Err(QueueError::Refusal(Refusal::Own)));
        let gone = app.report(ann.viewer, about(Held::Answer(id), "")).await;
        assert_eq!(gone, Err(QueueError::Refusal(Refusal::NotHere)));
        assert_eq!(app.report(Viewer::Visitor, about(Held::Story(story), "")).await, Err(QueueError::Refusal(Refusal::SignIn)));
    }

    async fn one_member_cannot_fill_the_queue_with_reports(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (maeve, ann) = (person(&app, "willow").await, person(&app, "linnet").await);
        let mut last = None;
        for n in 0..21 {
            clock.pass(1);
            let story = shared(&app, &maeve, OpenAudience::Community, told(&format!("Story {n}."))).await;
            last = Some(app.report(ann.viewer, about(Held::Story(story), "")).await);
        }
        assert_eq!(last, Some(Err(QueueError::TooMany)));
        clock.pass(Millis::DAY);
        let story = public(&app, &maeve).await;
        assert_eq!(app.report(ann.viewer, about(Held::Story(story), "")).await, Ok(()));
    }

    async fn what_somebody_took_is_not_handed_to_another_until_their_time_is_over(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let (maeve, tom, ann) =
            (person(&app, "willow").await, person(&app, "heron").await, person(&app, "linnet").await);
        let one = moderating(&person(&app, "rowan").await);
        let two = moderating(&person(&app, "kestrel").await);
        let story = public(&app, &maeve).await;
        answered(&app, story, &tom, None, "First.").await;
        clock.pass(1);
        answered(&app, story, &ann, None, "Second.").await;
        let first = next(&app, &one).await.unwrap();
        assert_eq!(words(&first), "First.");
        assert_eq!(words(&next(&app, &one).await.unwrap()), "First.", "one at a time");
        let second = next(&app, &two).await.unwrap();
        assert_eq!(words(&second), "Second.");
        assert_eq!(app.decide_matter(two.viewer, say(first.id, Outcome::Show, "")).await, Err(QueueError::NotYours));
        clock.pass(16 * Millis::MINUTE);
        assert_eq!(app.decide_matter(one.viewer, say(first.id, Outcome::Show, "")).await, Err(QueueError::NotYours));
        assert_eq!(words(&next(&app, &two).await.unwrap()), "First.");
    }

    async fn a_moderator_rests_when_they_chose_to_and_can_take_something_all_the_same(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let (writer, tom) = (person(&app, "rowan").await, person(&app, "heron").await);
        let (kestrel, other) = (moderating(&person(&app, "kestrel").await), moderating(&person(&app, "wren").await));
        let story = public(&app, &writer).await;
        let first = answered(&app, story, &tom, None, "One.").await;
        let hour = u8::try_from(app.now().0.rem_euclid(Millis::DAY) / Millis::HOUR).unwrap();
        let quiet = Rest::new(Some((hour, (hour + 1) % 24)), 0, None).unwrap();
        app.choose_rest(kestrel.viewer, quiet).await.unwrap();
        assert_eq!(app.take_matter(kestrel.viewer, false).await, Ok(Taken::Resting));
        let Ok(Taken::This(_)) = app.take_matter(kestrel.viewer, true).await else { panic!("taken all the same") };
        clock.pass(Millis::HOUR);
        let matter = next(&app, &kestrel).await.unwrap();
        assert!(matches!(&matter.thing, Thing::Answer(answer, _) if answer.id == first));

        app.choose_rest(kestrel.viewer, Rest::new(None, 0, Some(1)).unwrap()).await.unwrap();
        app.decide_matter(kestrel.viewer, say(matter.id, Outcome::Show, "")).await.unwrap();
        let now = app.rest(kestrel.viewer).await.unwrap();
        assert_eq!((now.decided, now.resting), (1, Some(Resting::Enough(1))));
        assert_eq!(app.take_matter(kestrel.viewer, false).await, Ok(Taken::Resting));
        assert_eq!(app.take_matter(other.viewer, false).await, Ok(Taken::Nothing), "others choose for themselves");
        clock.pass(Millis::DAY);
        assert_eq!(app.take_matter(kestrel.viewer, false).await, Ok(Taken::Nothing));
        for by in [tom.viewer, Viewer::Visitor] {
            assert_eq!(app.choose_rest(by, Rest::default()).await, Err(QueueError::Refusal(Refusal::NotHere)));
            assert_eq!(app.rest(by).await, Err(QueueError::Refusal(Refusal::NotHere)));
        }
    }

    async fn nobody_decides_about_their_own_words_nor_about_answers_to_them(store) {
        let Stage { app, .. } = careful(store).await;
        let (writer, tom) = (moderating(&person(&app, "rowan").await), person(&app, "heron").await);
        let other = moderating(&person(&app, "kestrel").await);
        let story = public(&app, &writer).await;
        answered(&app, story, &tom, None, "To a moderator's story.").await;
        app.report(tom.viewer, about(Held::Story(story), "")).await.unwrap();
        assert!(next(&app, &writer).await.is_none());
        assert!(next(&app, &other).await.is_some());
        for by in [tom.viewer, Viewer::Visitor] {
            assert_eq!(app.take_matter(by, true).await, Err(QueueError::Refusal(Refusal::NotHere)));
        }
    }

    async fn what_takes_something_away_needs_a_reason_and_a_note_needs_notes(store) {
        let Stage { app, .. } = careful(store).await;
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        let id = answered(&app, story, &tom, None, "There was so much blood.").await;
        let matter = next(&app, &moderator).await.unwrap().id;
        for outcome in [Outcome::Return, Outcome::Remove, Outcome::Second] {
            assert_eq!(app.decide_matter(moderator.viewer, say(matter, outcome, "")).await, Err(QueueError::NoReason));
        }
        let paused = Decide { pause: Some(Pause::Day), ..say(matter, Outcome::Show, "") };
        assert_eq!(app.decide_matter(moderator.viewer, paused).await, Err(QueueError::NoReason));
        let noted = say(matter, Outcome::WithNote, "");
        assert_eq!(app.decide_matter(moderator.viewer, noted.clone()).await, Err(QueueError::NoNotes));
        app.decide_matter(moderator.viewer, Decide { notes: vec![Note::Blood], ..noted }).await.unwrap();
        let shown = app.replies(Viewer::Visitor, id, Cursor::OLDEST).await.unwrap().answer;
        assert_eq!(shown.notes, [Note::Blood]);
    }

    async fn a_second_opinion_and_an_appeal_go_to_somebody_else(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let one = moderating(&person(&app, "rowan").await);
        let two = moderating(&person(&app, "kestrel").await);
        let story = public(&app, &maeve).await;
        answered(&app, story, &tom, None, "I do not know.").await;
        let matter = next(&app, &one).await.unwrap();
        app.decide_matter(one.viewer, say(matter.id, Outcome::Second, "I am not sure.")).await.unwrap();
        assert!(next(&app, &one).await.is_none());
        let matter = next(&app, &two).await.unwrap();
        assert_eq!(matter.raised[1].words.as_ref().unwrap().as_str(), "I am not sure.");
        assert!(decided(&app, &tom).await.is_empty(), "that one asked another is not told");
        app.decide_matter(two.viewer, say(matter.id, Outcome::Return, "Please say it differently.")).await.unwrap();

        let his = decided(&app, &tom).await;
        assert_eq!(his[0].appeal, Appeal::Open);
        let asking = || "I meant it kindly.".parse().unwrap();
        assert_eq!(app.appeal(maeve.id, his[0].id, asking()).await, Err(QueueError::Refusal(Refusal::NotHere)));
        app.appeal(tom.id, his[0].id, asking()).await.unwrap();
        assert!(app.appeal(tom.id, his[0].id, asking()).await.is_err(), "once");
        assert!(next(&app, &two).await.is_none(), "not to whoever decided");
        let matter = next(&app, &one).await.unwrap();
        assert_eq!(matter.before.len(), 2);
        clock.pass(1);
        app.decide_matter(one.viewer, say(matter.id, Outcome::Show, "")).await.unwrap();
        assert_eq!(seen(&app, Viewer::Visitor, story).await, ["I do not know."]);
        assert_eq!(decided(&app, &tom).await[1].appeal, Appeal::Asked);
    }

    async fn who_is_paused_reads_and_says_nothing_until_it_is_over(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let maeve = person(&app, "willow").await;
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        let started = app.sign_up(common::sign_up("tom", 244)).await.unwrap();
        let pen = app.create_pen(started.member.id, "heron".parse().unwrap()).await.unwrap();
        let tom = Person { id: started.member.id, viewer: (&started.member).into(), pen };
        answered(&app, story, &tom, None, "You had it coming.").await;
        let matter = next(&app, &moderator).await.unwrap();
        let pause = Decide { pause: Some(Pause::Week), ..say(matter.id, Outcome::Remove, "Nobody has that coming.") };
        app.decide_matter(moderator.viewer, pause).await.unwrap();

        let session = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        let now = Person { viewer: (&session.member).into(), ..tom.clone() };
        let refused = app.give_answer(now.viewer, answer(story, &now, None, "Again."), once()).await;
        assert_eq!(refused, Err(ToAuthorError::Refusal(Refusal::Paused)));
        let cmd = Share { pen: now.pen.id, audience: OpenAudience::Community, content: told("Mine.") };
        assert_eq!(app.share_story(now.id, cmd, once()).await, Err(ShareError::Refusal(Refusal::Paused)));
        assert!(app.story(now.viewer, story).await.is_ok());
        let his = decided(&app, &now).await;
        assert!(his.iter().any(|one| one.what == "pause" && one.until.is_some()));
        clock.pass(8 * Millis::DAY);
        let session = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        let cmd = answer(story, &now, None, "I am sorry.");
        assert!(app.give_answer((&session.member).into(), cmd, once()).await.is_ok());
    }

    async fn what_was_removed_is_erased_after_thirty_days(store) {
        let stage = careful(store).await;
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "heron").await);
        let moderator = moderating(&person(app, "rowan").await);
        let story = public(app, &maeve).await;
        let id = answered(app, story, &tom, None, "Gone words.").await;
        let matter = next(app, &moderator).await.unwrap();
        app.decide_matter(moderator.viewer, say(matter.id, Outcome::Remove, "No.")).await.unwrap();
        app.start_sweeping().await.unwrap();
        stage.clock.pass(29 * Millis::DAY);
        stage.do_jobs().await.unwrap();
        assert!(app.replies(tom.viewer, id, Cursor::OLDEST).await.is_ok(), "until then it can be looked at once more");
        stage.clock.pass(2 * Millis::DAY);
        stage.do_jobs().await.unwrap();
        assert!(app.replies(tom.viewer, id, Cursor::OLDEST).await.is_err());
    }

    async fn every_decision_is_in_a_log_that_cannot_be_changed(store) {
        let keep = store.clone();
        let Stage { app, .. } = careful(store).await;
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "heron").await);
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        answered(&app, story, &tom, None, "One.").await;
        let matter = next(&app, &moderator).await.unwrap();
        let pause = Decide { pause: Some(Pause::Day), ..say(matter.id, Outcome::Return, "A reason.") };
        app.decide_matter(moderator.viewer, pause).await.unwrap();
        app.hold(moderator.viewer, Held::Story(story), "Another.".parse().unwrap()).await.unwrap();
        let log = app.audit().await.unwrap();
        let whats: Vec<_> = log.iter().map(|line| &*line.what).collect();
        assert_eq!(whats, ["return", "pause", "hold"]);
        assert!(log.iter().all(|line| line.moderator == moderator.id));
        assert_eq!(log[2].thing, story.to_string());
        for sql in ["UPDATE audit SET what = 'show'", "DELETE FROM audit"] {
            let tried = keep.write(move |tx| Box::pin(alongside_store::testing::run_raw(tx, sql))).await;
            assert!(tried.is_err(), "{sql}");
        }
        assert_eq!(app.audit().await.unwrap(), log);
        // Whoever takes the guard away changes a line, and is found out.
        alongside_store::testing::without_audit_guard(&keep).await;
        let sql = "UPDATE audit SET what = 'show' WHERE n = 2";
        keep.write(move |tx| Box::pin(alongside_store::testing::run_raw(tx, sql))).await.unwrap();
        assert_eq!(app.audit().await, Err(AuditError::Broken(2)));
        let sql = "DELETE FROM audit WHERE n = 2";
        keep.write(move |tx| Box::pin(alongside_store::testing::run_raw(tx, sql))).await.unwrap();
        assert_eq!(app.audit().await, Err(AuditError::Broken(2)));
    }

    async fn on_a_bad_evening_the_author_sees_the_two_kind_answers_and_nothing_else(store) {
        let Stage { app, clock, .. } = careful(store).await;
        let maeve = person(&app, "willow").await;
        let moderator = moderating(&person(&app, "rowan").await);
        let story = public(&app, &maeve).await;
        let mut writers = Vec::new();
        for n in 0..42 {
            clock.pass(1000);
            let somebody = person(&app, &format!("stranger {n}")).await;
            let kind = n == 7 || n == 30;
            let text = if kind { format!("I am so sorry. {n}") } else { format!("You deserved it. {n}") };
            let id = answered(&app, story, &somebody, None, &text).await;
            writers.push((somebody, id, kind));
        }
        let hers = async || -> (Vec<String>, Vec<AnswerId>, usize) {
            let heard = app.heard(maeve.id, Cursor::NEWEST).await.unwrap().items;
            let heard = heard.into_iter().filter_map(|one| match one.what {
                HeardWhat::Answer { id, .. } => Some(id),
                HeardWhat::With(_) => None,
            });
            let kept = app.own_story(maeve.viewer, story, Cursor::OLDEST).await.unwrap().answers.items.len();
            (seen(&app, maeve.viewer, story).await, heard.collect(), kept)
        };
        assert_eq!(hers().await, (vec![], vec![], 0), "before anybody looked");
        let mut looked = 0;
        while let Some(matter) = next(&app, &moderator).await {
            looked += 1;
            let cmd = if words(&matter).starts_with("I am so sorry") {
                say(matter.id, Outcome::Show, "")
            } else {
                say(matter.id, Outcome::Remove, "Nobody deserves this.")
            };
            app.decide_matter(moderator.viewer, cmd).await.unwrap();
            clock.pass(20_000);
            let (shown, _, _) = hers().await;
            assert!(shown.iter().all(|text| text.starts_with("I am so sorry")), "at no time anything else");
        }
        assert_eq!(looked, 42);
        let (shown, heard, kept) = hers().await;
        assert_eq!((shown.len(), heard.len(), kept), (2, 2, 2));
        assert_eq!(app.audit().await.unwrap().len(), 42);
        for (writer, id, kind) in writers {
            let decided = decided(&app, &writer).await;
            assert_eq!((decided.len(), decided[0].answer), (1, Some(id)), "each reads what was decided");
            assert_eq!(&*decided[0].what, if kind { "show" } else { "remove" });
        }
    }
}
