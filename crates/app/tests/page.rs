//! Pages for them.

mod common;

use alongside_app::{
    limits::Limits,
    page::{PutPage, PutPageError},
    refused::Refused,
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::{
    Millis, Refusal,
    id::{EntryId, PageId},
    page::{PAGE_LASTS, PAGES_MOST},
};
use alongside_seal::header::{HeaderError, Kind};
use alongside_store::{counted, on_both};
use common::{maeve, tom};

const GONE: Refused = Refused::Refusal(Refusal::NotHere);

fn id(n: u8) -> PageId {
    PageId::from_bytes([n; 16])
}

fn page(n: u8, seen: i64, filler: u8) -> PutPage {
    PutPage { id: id(n), seen, ends_at: None, bytes: smallest_sealed(Kind::Entry, filler) }
}

fn until(page: PutPage, end: Millis) -> PutPage {
    PutPage { ends_at: Some(end), ..page }
}

on_both! {
    async fn whoever_has_the_link_reads_the_newest_revision_and_nothing_is_written(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        assert_eq!(app.put_page(me, page(1, 0, 1)).await, Ok(1));
        let (rev, queries) = counted(app.put_page(me, page(1, 1, 2))).await;
        assert_eq!(rev, Ok(2));
        assert!(queries <= 5, "{queries}");
        let before = app.pages(me).await.unwrap();
        clock.pass(3 * Millis::HOUR);
        let (read, queries) = counted(app.read_page(id(1))).await;
        assert_eq!((read, queries), (Ok(page(1, 0, 2).bytes.to_vec()), 1));
        assert_eq!(app.pages(me).await.unwrap(), before, "having been read changes nothing");
        assert_eq!(before[0].rev, 2);
        assert_eq!(app.do_due_jobs().await.unwrap(), 0);
    }

    async fn a_retry_does_no_harm_and_another_device_is_not_written_over(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        assert_eq!(app.put_page(me, page(1, 0, 1)).await, Ok(1));
        assert_eq!(app.put_page(me, page(1, 0, 1)).await, Ok(1));
        assert_eq!(app.put_page(me, page(1, 0, 2)).await, Err(PutPageError::Changed { rev: 1 }));
        assert_eq!(app.put_page(me, page(1, 2, 2)).await, Err(PutPageError::Changed { rev: 1 }));
        assert_eq!(app.put_page(me, page(2, 1, 2)).await, Err(PutPageError::Changed { rev: 0 }), "it was taken away");
        let end = app.now().plus(Millis::DAY);
        assert_eq!(app.put_page(me, until(page(1, 1, 1), end)).await, Ok(2), "another end is a change");
        assert_eq!(app.pages(me).await.unwrap()[0].ends_at, Some(end));
    }

    async fn a_page_that_ended_or_was_taken_away_is_as_one_that_never_was(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let end = app.now().plus(Millis::DAY);
        app.put_page(me, until(page(1, 0, 1), end)).await.unwrap();
        app.put_page(me, page(2, 0, 1)).await.unwrap();
        clock.pass(Millis::DAY - 1);
        assert!(app.read_page(id(1)).await.is_ok());
        clock.pass(1);
        assert_eq!(app.read_page(id(1)).await, Err(GONE));
        assert!(app.erase_page(me, id(2)).await.unwrap());
        assert!(!app.erase_page(me, id(2)).await.unwrap());
        let other = tom(&app).await.member.id;
        for who in [me, other] {
            let spent = app.put_page(who, page(2, 0, 1)).await;
            assert_eq!(spent, Err(PutPageError::Changed { rev: 0 }), "the link is never anybody's again");
        }
        assert_eq!(app.read_page(id(2)).await, Err(GONE));
        assert_eq!(app.read_page(id(3)).await, Err(GONE));
        assert_eq!(app.pages(me).await.unwrap(), []);
    }

    async fn a_page_that_ended_can_begin_again(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        app.put_page(me, until(page(1, 0, 1), app.now().plus(Millis::DAY))).await.unwrap();
        clock.pass(Millis::DAY);
        assert_eq!(app.put_page(me, page(1, 1, 2)).await, Err(PutPageError::Changed { rev: 0 }));
        assert_eq!(app.put_page(me, page(1, 0, 2)).await, Ok(1));
        assert_eq!(app.read_page(id(1)).await, Ok(page(1, 0, 2).bytes.to_vec()));
    }

    async fn the_sweep_takes_what_has_ended_off_the_disk(store) {
        let stage = Stage::over(store).await.unwrap();
        let me = maeve(&stage.app).await.member.id;
        stage.app.put_page(me, until(page(1, 0, 1), stage.app.now().plus(Millis::DAY))).await.unwrap();
        stage.app.put_page(me, page(2, 0, 1)).await.unwrap();
        stage.app.start_sweeping().await.unwrap();
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 1, "the sweep, which finds nothing");
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 0);
        stage.clock.pass(2 * Millis::DAY);
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 1, "the sweep");
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 1, "the scrub");
        let small = Limits { sealed_bytes: 2 * i64::try_from(page(1, 0, 1).bytes.len()).unwrap(), ..Limits::default() };
        let app = Stage::with(stage.app.store().clone(), small).await.unwrap().app;
        assert_eq!(app.put_page(me, page(3, 0, 1)).await, Ok(1), "its room is free again");
        assert_eq!(app.put_page(me, page(4, 0, 1)).await, Err(PutPageError::NoRoom));
    }

    async fn nobody_else_changes_or_erases_a_page_or_has_it_in_a_list(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (me, other) = (maeve(&app).await.member.id, tom(&app).await.member.id);
        app.put_page(me, page(1, 0, 1)).await.unwrap();
        assert_eq!(app.pages(other).await.unwrap(), []);
        assert!(!app.erase_page(other, id(1)).await.unwrap());
        for seen in [0, 1, 2] {
            assert_eq!(app.put_page(other, page(1, seen, 5)).await, Err(PutPageError::Changed { rev: 0 }));
        }
        assert_eq!(app.put_page(other, page(1, 0, 1)).await, Err(PutPageError::Changed { rev: 0 }), "not even the same bytes");
        assert_eq!(app.read_page(id(1)).await, Ok(page(1, 0, 1).bytes.to_vec()));
    }

    async fn an_end_is_to_come_and_within_two_years(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let now = app.now();
        for end in [Millis(i64::MIN), Millis(0), now, now.plus(PAGE_LASTS + 1), Millis(i64::MAX)] {
            assert_eq!(app.put_page(me, until(page(1, 0, 1), end)).await, Err(PutPageError::Ends), "{end:?}");
        }
        assert_eq!(app.put_page(me, until(page(1, 0, 1), now.plus(PAGE_LASTS))).await, Ok(1));
    }

    async fn there_are_twenty_at_most_and_taking_one_away_makes_room(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (me, other) = (maeve(&app).await.member.id, tom(&app).await.member.id);
        let most = u8::try_from(PAGES_MOST).unwrap();
        for n in 0..most {
            app.put_page(me, page(n, 0, n)).await.unwrap();
        }
        assert_eq!(app.put_page(me, page(most, 0, 1)).await, Err(PutPageError::TooMany));
        assert_eq!(app.put_page(me, page(3, 1, 77)).await, Ok(2), "one that is there can be changed");
        assert_eq!(app.put_page(other, page(99, 0, 1)).await, Ok(1), "each member has their own number");
        app.erase_page(me, id(0)).await.unwrap();
        assert_eq!(app.put_page(me, page(most, 0, 1)).await, Ok(1));
        let (list, queries) = counted(app.pages(me)).await;
        assert_eq!((list.unwrap().len(), queries), (usize::from(most), 1));
    }

    async fn only_sealed_files_of_the_one_form_are_kept_and_they_count(store) {
        let size = i64::try_from(page(1, 0, 1).bytes.len()).unwrap();
        let Stage { app, .. } = Stage::with(store, Limits { sealed_bytes: 2 * size, ..Limits::default() }).await.unwrap();
        let me = maeve(&app).await.member.id;
        let refused = async |bytes: bytes::Bytes| app.put_page(me, PutPage { bytes, ..page(1, 0, 1) }).await.unwrap_err();
        assert_eq!(refused("{\"what\":\"plain\"}".into()).await, PutPageError::NotSealed(HeaderError::NotAge));
        assert_eq!(refused(sealed_looking(4097, 1)).await, PutPageError::NotSealed(HeaderError::Unpadded));
        assert_eq!(refused(sealed_looking(2 << 20, 1)).await, PutPageError::TooLarge);
        app.put_page(me, page(1, 0, 1)).await.unwrap();
        let entry = |n: u8| app.put_entry(me, EntryId::from_bytes([n; 16]), 0, smallest_sealed(Kind::Entry, n));
        assert!(entry(1).await.is_ok());
        assert!(entry(2).await.is_err(), "pages and entries share the room");
        assert_eq!(app.put_page(me, page(2, 0, 1)).await, Err(PutPageError::NoRoom));
        assert_eq!(app.put_page(me, page(1, 1, 2)).await, Ok(2), "what does not grow always fits");
    }
}
