//! Sealed photos.

mod common;

use alongside_app::{
    limits::Limits,
    media::{GetMediaError, PutMedia, PutMediaError, WAITS},
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::{
    Millis,
    id::{EntryId, MediaId},
};
use alongside_seal::header::{HeaderError, Kind};
use alongside_store::on_both;
use common::{maeve, tom};

fn photo(n: u8, entry: u8) -> PutMedia {
    let bytes = smallest_sealed(Kind::Media, n);
    PutMedia { id: MediaId::from_bytes([n; 16]), entry: EntryId::from_bytes([entry; 16]), bytes }
}

const ENTRY: EntryId = EntryId::from_bytes([1; 16]);

on_both! {
    async fn a_sealed_photo_is_kept_for_its_member_alone(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (me, other) = (maeve(&app).await.member.id, tom(&app).await.member.id);
        app.put_media(me, photo(5, 1)).await.unwrap();
        app.put_media(me, photo(5, 1)).await.unwrap();
        assert_eq!(app.media(me, photo(5, 1).id).await.unwrap(), photo(5, 1).bytes);
        assert_eq!(app.media(other, photo(5, 1).id).await.unwrap_err(), GetMediaError::NotHere);
        assert!(!app.erase_media(other, photo(5, 1).id).await.unwrap());
        let another = PutMedia { bytes: smallest_sealed(Kind::Media, 6), ..photo(5, 1) };
        assert_eq!(app.put_media(me, another).await.unwrap_err(), PutMediaError::Another);
    }

    async fn only_sealed_files_are_kept(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let jpeg = PutMedia { bytes: b"\xff\xd8\xff\xe0 a photo".as_slice().into(), ..photo(5, 1) };
        assert_eq!(app.put_media(me, jpeg).await.unwrap_err(), PutMediaError::NotSealed(HeaderError::NotAge));
        let large = PutMedia { bytes: sealed_looking(13 << 20, 1), ..photo(5, 1) };
        assert_eq!(app.put_media(me, large).await.unwrap_err(), PutMediaError::TooLarge);
    }

    async fn photos_and_entries_share_one_room(store) {
        let size = i64::try_from(photo(1, 1).bytes.len()).unwrap();
        let stage = Stage::with(store, Limits { sealed_bytes: 2 * size, ..Limits::default() }).await.unwrap();
        let me = maeve(&stage.app).await.member.id;
        stage.app.put_entry(me, ENTRY, 0, smallest_sealed(Kind::Entry, 1)).await.unwrap();
        stage.app.put_media(me, photo(5, 1)).await.unwrap();
        assert_eq!(stage.app.put_media(me, photo(6, 1)).await.unwrap_err(), PutMediaError::NoRoom);
        stage.app.erase_media(me, photo(5, 1).id).await.unwrap();
        stage.app.put_media(me, photo(6, 1)).await.unwrap();
    }

    async fn two_uploads_of_one_id_at_once_keep_one(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let me = maeve(&app).await.member.id;
        let another = PutMedia { bytes: smallest_sealed(Kind::Media, 6), ..photo(5, 1) };
        let (one, two) = tokio::join!(app.put_media(me, photo(5, 1)), app.put_media(me, another.clone()));
        let won = match (one, two) {
            (Ok(()), Err(PutMediaError::Another)) => photo(5, 1).bytes,
            (Err(PutMediaError::Another), Ok(())) => another.bytes,
            other => panic!("{other:?}"),
        };
        assert_eq!(app.media(me, photo(5, 1).id).await.unwrap(), won);
    }

    async fn an_entry_takes_its_photos_with_it(store) {
        let stage = Stage::over(store).await.unwrap();
        let me = maeve(&stage.app).await.member.id;
        stage.app.put_entry(me, ENTRY, 0, smallest_sealed(Kind::Entry, 1)).await.unwrap();
        for photo in [photo(5, 1), photo(6, 1), photo(7, 2)] {
            stage.app.put_media(me, photo).await.unwrap();
        }
        assert_eq!(stage.files.count().await.unwrap(), 3);
        stage.app.erase_entry(me, ENTRY).await.unwrap();
        assert_eq!(stage.app.media(me, photo(5, 1).id).await.unwrap_err(), GetMediaError::NotHere);
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 1, "the files follow");
        assert!(stage.app.media(me, photo(7, 2).id).await.is_ok(), "another entry's stays");
    }

    async fn an_upload_that_nobody_needs_leaves_no_file_behind(store) {
        let stage = Stage::over(store).await.unwrap();
        let me = maeve(&stage.app).await.member.id;
        stage.app.start_sweeping().await.unwrap();
        stage.app.put_entry(me, ENTRY, 0, smallest_sealed(Kind::Entry, 1)).await.unwrap();
        // One with its entry, one whose entry never comes, and two for one id, of which one loses.
        stage.app.put_media(me, photo(5, 1)).await.unwrap();
        stage.app.put_media(me, photo(6, 2)).await.unwrap();
        let another = PutMedia { bytes: smallest_sealed(Kind::Media, 9), ..photo(7, 1) };
        let _ = tokio::join!(stage.app.put_media(me, photo(7, 1)), stage.app.put_media(me, another));
        stage.do_jobs().await.unwrap();
        stage.clock.pass(Millis::DAY);
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 3, "the one that lost is gone");
        stage.clock.pass(WAITS);
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 2);
        assert!(stage.app.media(me, photo(5, 1).id).await.is_ok());
        assert!(stage.app.media(me, photo(6, 2).id).await.is_err());
    }
}
