//! Whom somebody trusts in a circle: telling for them, and reading answers first.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use alongside_app::{
    circle_entry::{PutCircleEntry, PutCircleEntryError, PutCircleMedia},
    refused::Refused,
    testing::{Stage, smallest_sealed},
};
use alongside_domain::{Refusal, cursor::Cursor, id::UserId};
use alongside_seal::header::Kind;
use alongside_store::{counted, on_both};
use common::circle::{
    Person, append, circle, entry, fresh, listed, made, media, person, put, renewing, taken_in, taken_out,
    wish,
};

const GONE: Refused = Refused::Refusal(Refusal::NotHere);
const NOT_YOURS: Refused = Refused::Refusal(Refusal::NotYours);

fn told_for(whom: &Person, n: u8) -> PutCircleEntry {
    PutCircleEntry { told_for: Some(whom.user), ..put(entry(n), 0, n) }
}

fn seen_first_by(whom: &Person, n: u8) -> PutCircleEntry {
    PutCircleEntry { first: Some(whom.user), ..put(entry(n), 0, n) }
}

on_both! {
    async fn whom_something_was_told_for_can_take_it_back(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let keeper = made(app).await;
        let (maeve, tom, ann) = (person(app, "maeve.w", 20).await, person(app, "tom", 30).await, person(app, "ann", 40).await);
        for one in [&maeve, &tom, &ann] {
            taken_in(app, &keeper, one).await;
        }
        let (kept, queries) = counted(app.put_circle_entry(tom.id, told_for(&maeve, 1))).await;
        assert_eq!(kept, Ok(1));
        assert!(queries <= 8, "{queries}");
        let photo = PutCircleMedia { circle: circle(), id: media(1), entry: entry(1), bytes: smallest_sealed(Kind::Media, 1) };
        app.put_circle_media(tom.id, photo).await.unwrap();
        let page = app.circle_entries(ann.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!((page.entries[0].user, page.entries[0].told_for), (tom.user, Some(maeve.user)));
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(1)).await, Err(NOT_YOURS));
        let changed = app.put_circle_entry(maeve.id, put(entry(1), 1, 9)).await;
        assert_eq!(changed, Err(PutCircleEntryError::Refusal(Refusal::NotYours)), "taking back is not changing");
        let (gone, queries) = counted(app.erase_circle_entry(maeve.id, circle(), entry(1))).await;
        assert_eq!(gone, Ok(true));
        assert!(queries <= 8, "{queries}");
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 0, "its photos with it");
        assert_eq!(listed(app, &tom).await, []);
    }

    async fn for_whom_it_is_told_is_said_once_and_only_of_somebody_who_is_there(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(tom.id, told_for(&ann, 1)).await.unwrap();
        app.put_circle_entry(tom.id, PutCircleEntry { told_for: None, ..put(entry(1), 1, 8) }).await.unwrap();
        let page = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!(page.entries[0].told_for, Some(ann.user), "a change takes nothing from her");
        app.put_circle_entry(tom.id, put(entry(2), 0, 2)).await.unwrap();
        app.put_circle_entry(tom.id, PutCircleEntry { seen: 1, ..told_for(&ann, 2) }).await.unwrap();
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(2)).await, Err(NOT_YOURS), "nor gives it later");
        app.put_circle_entry(tom.id, told_for(&tom, 3)).await.unwrap();
        let page = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!(page.entries[2].told_for, None, "for oneself is for nobody else");
        taken_out(&app, &maeve, &ann).await;
        for gone in [ann.user, UserId::from_bytes([1; 16])] {
            let new = PutCircleEntry { told_for: Some(gone), epoch: 2, ..put(entry(4), 0, 4) };
            assert_eq!(app.put_circle_entry(tom.id, new).await, Err(PutCircleEntryError::NotThem));
        }
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(1)).await, Err(GONE), "who is out takes nothing back");
    }

    async fn what_was_told_for_somebody_is_theirs_with_new_keys(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(tom.id, told_for(&ann, 1)).await.unwrap();
        let new = fresh(&ann, 50);
        app.ask_renewal(ann.id, circle(), wish(&ann, &new)).await.unwrap();
        let line = renewing(&app, &maeve, &maeve, &ann, &new).await;
        app.append_to_circle(maeve.id, append(line)).await.unwrap();
        let page = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!(page.entries[0].told_for, Some(new.user));
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(1)).await, Ok(true));
    }

    async fn with_new_keys_ones_own_answer_that_waits_is_still_there_for_oneself(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(ann.id, seen_first_by(&tom, 1)).await.unwrap();
        let new = fresh(&ann, 50);
        app.ask_renewal(ann.id, circle(), wish(&ann, &new)).await.unwrap();
        let line = renewing(&app, &maeve, &maeve, &ann, &new).await;
        app.append_to_circle(maeve.id, append(line)).await.unwrap();
        let bundled = async |who: &Person| app.circle_bundle(who.id, circle(), vec![entry(1)]).await.unwrap().len();
        assert_eq!((listed(&app, &ann).await, bundled(&ann).await), (vec![entry(1)], 1));
        assert_eq!((listed(&app, &tom).await, bundled(&tom).await), (vec![entry(1)], 1));
        assert_eq!((listed(&app, &maeve).await, bundled(&maeve).await), (vec![], 0), "and for nobody else");
    }

    async fn whoever_wrote_what_waits_can_let_it_through_too(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(ann.id, seen_first_by(&tom, 1)).await.unwrap();
        let (through, queries) = counted(app.let_through(ann.id, circle(), entry(1))).await;
        assert_eq!(through, Ok(()));
        assert!(queries <= 4, "{queries}");
        assert_eq!(listed(&app, &maeve).await, [entry(1)]);
        for one in [&maeve, &tom, &ann] {
            assert_eq!(app.let_through(one.id, circle(), entry(1)).await, Err(GONE), "nothing waits any more");
        }
    }

    async fn what_waited_with_somebody_is_there_for_everybody_when_they_leave(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(ann.id, seen_first_by(&tom, 1)).await.unwrap();
        app.put_circle_entry(tom.id, seen_first_by(&ann, 2)).await.unwrap();
        clock.pass(10);
        app.put_circle_entry(ann.id, put(entry(3), 0, 3)).await.unwrap();
        let seen = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!(seen.count, 1);
        clock.pass(10);
        app.leave_circle(tom.id, circle()).await.unwrap();
        let since = Cursor::after(seen.entries[0].at, entry(3));
        let newer = app.circle_entries(maeve.id, circle(), since).await.unwrap();
        assert_eq!(newer.entries.iter().map(|one| (one.id, one.first)).collect::<Vec<_>>(), [(entry(1), None)]);
        assert_eq!(newer.count, 2, "what waits with somebody else goes on waiting");
    }

    async fn what_waited_with_somebody_is_there_for_everybody_when_they_are_taken_out(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(ann.id, seen_first_by(&tom, 1)).await.unwrap();
        assert_eq!(listed(&app, &maeve).await, []);
        clock.pass(10);
        taken_out(&app, &maeve, &tom).await;
        assert_eq!(listed(&app, &maeve).await, [entry(1)]);
        let late = PutCircleEntry { epoch: 2, ..seen_first_by(&tom, 2) };
        assert_eq!(app.put_circle_entry(ann.id, late).await, Err(PutCircleEntryError::NotThem));
    }
}
