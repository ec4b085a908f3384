//! Sealed entries.

mod common;

use alongside_app::{
    entry::{PAGE, PutEntryError},
    limits::Limits,
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::{cursor::Cursor, id::EntryId};
use alongside_seal::header::{HeaderError, Kind};
use alongside_store::{counted, on_both};
use common::{maeve, tom};

fn id(n: u8) -> EntryId {
    EntryId::from_bytes([n; 16])
}

fn entry(filler: u8) -> bytes::Bytes {
    smallest_sealed(Kind::Entry, filler)
}

on_both! {
    async fn an_entry_is_kept_revision_by_revision(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        assert_eq!(app.put_entry(me, id(1), 0, entry(1)).await, Ok(1));
        clock.pass(5);
        let (rev, queries) = counted(app.put_entry(me, id(1), 1, entry(2))).await;
        assert_eq!(rev, Ok(2));
        assert!(queries <= 3, "autosave is cheap: {queries}");
        let kept = app.entry(me, id(1)).await.unwrap().unwrap();
        assert_eq!((kept.rev, kept.at, kept.bytes), (2, app.now(), entry(2).to_vec()));
    }

    async fn a_retry_of_the_same_bytes_does_no_harm(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        assert_eq!(app.put_entry(me, id(1), 0, entry(1)).await, Ok(1));
        assert_eq!(app.put_entry(me, id(1), 0, entry(1)).await, Ok(1));
        assert_eq!(app.put_entry(me, id(1), 1, entry(2)).await, Ok(2));
        assert_eq!(app.put_entry(me, id(1), 1, entry(2)).await, Ok(2));
    }

    async fn what_was_changed_on_another_device_is_not_written_over(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        app.put_entry(me, id(1), 0, entry(1)).await.unwrap();
        app.put_entry(me, id(1), 1, entry(2)).await.unwrap();
        for seen in [0, 1, 3] {
            assert_eq!(app.put_entry(me, id(1), seen, entry(3)).await, Err(PutEntryError::Changed { rev: 2 }));
        }
        assert_eq!(app.put_entry(me, id(9), 4, entry(3)).await, Err(PutEntryError::Changed { rev: 0 }), "it was erased");
        assert_eq!(app.entry(me, id(1)).await.unwrap().unwrap().bytes, entry(2).to_vec());
    }

    async fn two_devices_at_once_do_not_both_win(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        app.put_entry(me, id(1), 0, entry(1)).await.unwrap();
        let (one, two) =
            tokio::join!(app.put_entry(me, id(1), 1, entry(2)), app.put_entry(me, id(1), 1, entry(3)));
        let mut both = [one, two];
        both.sort_by_key(Result::is_err);
        assert_eq!(both, [Ok(2), Err(PutEntryError::Changed { rev: 2 })]);
    }

    async fn nobody_else_sees_or_touches_an_entry(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (me, other) = (maeve(&app).await.member.id, tom(&app).await.member.id);
        app.put_entry(me, id(1), 0, entry(1)).await.unwrap();
        assert_eq!(app.entry(other, id(1)).await.unwrap(), None);
        assert_eq!(app.entries(other, Cursor::NEWEST).await.unwrap().entries, []);
        assert_eq!(app.entry_bundle(other, vec![id(1)]).await.unwrap(), []);
        assert!(!app.erase_entry(other, id(1)).await.unwrap());
        assert_eq!(app.put_entry(other, id(1), 0, entry(5)).await, Ok(1), "the same id is another entry for another member");
        assert_eq!(app.entry(me, id(1)).await.unwrap().unwrap().bytes, entry(1).to_vec());
    }

    async fn only_sealed_files_of_the_one_form_are_kept(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let refused = async |bytes: Vec<u8>| app.put_entry(me, id(1), 0, bytes.into()).await.unwrap_err();
        assert_eq!(refused(b"{\"text\":\"plain\"}".to_vec()).await, PutEntryError::NotSealed(HeaderError::NotAge));
        assert_eq!(refused(sealed_looking(4097, 1).to_vec()).await, PutEntryError::NotSealed(HeaderError::Unpadded));
        assert_eq!(refused(sealed_looking(2 << 20, 1).to_vec()).await, PutEntryError::TooLarge);
        assert_eq!(app.entries(me, Cursor::NEWEST).await.unwrap().entries, []);
    }

    async fn there_is_room_for_so_much_and_erasing_makes_some(store) {
        let size = i64::try_from(entry(1).len()).unwrap();
        let Stage { app, .. } = Stage::with(store, Limits { sealed_bytes: 2 * size, ..Limits::default() }).await.unwrap();
        let me = maeve(&app).await.member.id;
        app.put_entry(me, id(1), 0, entry(1)).await.unwrap();
        app.put_entry(me, id(2), 0, entry(1)).await.unwrap();
        assert_eq!(app.put_entry(me, id(3), 0, entry(1)).await, Err(PutEntryError::NoRoom));
        assert_eq!(app.put_entry(me, id(2), 1, entry(2)).await, Ok(2), "what does not grow always fits");
        app.erase_entry(me, id(1)).await.unwrap();
        assert_eq!(app.put_entry(me, id(3), 0, entry(1)).await, Ok(1));
    }

    async fn the_list_goes_on_where_it_ended_with_the_last_changed_first(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let count = u8::try_from(PAGE).unwrap() + 7;
        for n in 0..count {
            // Several at one moment, so that the id has to break the tie.
            clock.pass(i64::from(n % 3 == 0));
            app.put_entry(me, id(n), 0, entry(n)).await.unwrap();
        }
        let (first, queries) = counted(app.entries(me, Cursor::NEWEST)).await;
        let first = first.unwrap();
        assert_eq!((first.entries.len(), queries), (PAGE, 1));
        let second = app.entries(me, first.next.unwrap()).await.unwrap();
        assert_eq!((second.entries.len(), second.next), (7, None));
        let all: Vec<_> = first.entries.iter().chain(&second.entries).collect();
        assert!(all.is_sorted_by(|a, b| (a.at, a.id) > (b.at, b.id)));
    }

    async fn a_bundle_is_one_query(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        for n in 0..5 {
            app.put_entry(me, id(n), 0, entry(n)).await.unwrap();
        }
        let (bundle, queries) = counted(app.entry_bundle(me, vec![id(1), id(3), id(77)])).await;
        let mut ids: Vec<_> = bundle.unwrap().into_iter().map(|entry| entry.id).collect();
        ids.sort();
        assert_eq!((ids, queries), (vec![id(1), id(3)], 1));
    }

    async fn what_is_erased_is_gone(store) {
        let stage = Stage::over(store).await.unwrap();
        let me = maeve(&stage.app).await.member.id;
        stage.app.put_entry(me, id(1), 0, entry(1)).await.unwrap();
        assert!(stage.app.erase_entry(me, id(1)).await.unwrap());
        assert!(!stage.app.erase_entry(me, id(1)).await.unwrap());
        assert_eq!(stage.app.entry(me, id(1)).await.unwrap(), None);
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 1, "the scrub");
        assert_eq!(stage.app.do_due_jobs().await.unwrap(), 0);
    }
}
