//! Changing all keys: staged beside what is there, swapped at once, or not at all.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::{HashMap, HashSet};

use alongside_app::{
    App,
    limits::Limits,
    media::{GetMediaError, PutMedia},
    member::{By, Started},
    page::PutPage,
    rotation::{Finish, LASTS, RotationError, StageMedia},
    secret::Secret,
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::{
    cursor::Cursor,
    id::{EntryId, MediaId, MemberId, PageId, SessionId},
    member::Side,
};
use alongside_seal::{
    header::{HeaderError, Kind},
    keyring::Keyring,
};
use alongside_store::on_both;
use bytes::Bytes;
use common::{circle, kdf, maeve, secret, sign_in, tom};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

/// What the new keys seal differs from what the old ones sealed by this.
const NEW: u8 = 100;

const fn entry(n: u8) -> EntryId {
    EntryId::from_bytes([n; 16])
}

const fn media(n: u8) -> MediaId {
    MediaId::from_bytes([n; 16])
}

const PAGE: PageId = PageId::from_bytes([9; 16]);

fn sealed(n: u8) -> Bytes {
    smallest_sealed(Kind::Entry, n)
}

fn photo(n: u8) -> Bytes {
    smallest_sealed(Kind::Media, n)
}

/// Maeve with two entries, a photo of the first, and a page for them.
async fn furnished(app: &App) -> (Started, MemberId, SessionId) {
    let started = maeve(app).await;
    let me = started.member.id;
    for n in [1, 2] {
        app.put_entry(me, entry(n), 0, sealed(n)).await.unwrap();
    }
    app.put_entry(me, entry(2), 1, sealed(3)).await.unwrap();
    app.put_media(me, PutMedia { id: media(5), entry: entry(1), bytes: photo(5) }).await.unwrap();
    app.put_page(me, PutPage { id: PAGE, seen: 0, ends_at: None, bytes: sealed(9) }).await.unwrap();
    let here = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap().id;
    (started, me, here)
}

async fn begun(app: &App, me: MemberId, here: SessionId) -> Secret {
    app.begin_rotation(me, here, By::Words, secret(10)).await.unwrap()
}

/// Stages everything of [`furnished`].
async fn staged(app: &App, me: MemberId, rotation: Secret) {
    for n in [1, 2] {
        app.stage_entry(me, rotation, entry(n), sealed(NEW + n)).await.unwrap();
    }
    let cmd = StageMedia { id: media(5), entry: entry(1), bytes: photo(NEW + 5) };
    app.stage_media(me, rotation, cmd).await.unwrap();
    app.stage_page(me, rotation, PAGE, sealed(NEW + 9)).await.unwrap();
}

/// New words that give the secret 60, a new sheet that gives 61, and everything of [`furnished`].
fn finishing(rotation: Secret) -> Finish {
    Finish {
        rotation,
        kdf: kdf(60),
        login: secret(60),
        recovery: secret(61),
        keyring_pass: smallest_sealed(Kind::Keyring, 60),
        keyring_recovery: smallest_sealed(Kind::Keyring, 61),
        entries: HashMap::from([(entry(1), 1), (entry(2), 2)]),
        leave: HashMap::new(),
        media: HashSet::from([media(5)]),
        pages: HashMap::from([(PAGE, 1)]),
    }
}

/// They keep a circle, with nobody else in it yet.
async fn in_a_circle(app: &App, me: MemberId) {
    let (keys, _) = Keyring::generate("maeve", &mut ChaCha20Rng::from_seed([1; 32])).unwrap();
    let user = keys.public_keys().user.parse().unwrap();
    let line = circle::first_line(&circle::Person { id: me, keys, user });
    app.create_circle(me, circle::circle(), line, circle::keys()).await.unwrap();
}

/// Everything of [`furnished`] is as it was, and the old words open it.
async fn nothing_changed(app: &App, me: MemberId) {
    assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_ok());
    assert!(app.sign_in(sign_in("maeve", By::Words, 60)).await.is_err());
    assert_eq!(app.entry(me, entry(1)).await.unwrap().unwrap().bytes, sealed(1));
    assert_eq!(app.media(me, media(5)).await.unwrap(), photo(5));
    assert_eq!(app.read_page(PAGE).await.unwrap(), sealed(9));
}

on_both! {
    async fn everything_is_swapped_at_once_and_what_opened_it_opens_nothing_more(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (started, me, here) = furnished(app).await;
        let elsewhere = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        let before = app.entries(me, Cursor::NEWEST).await.unwrap().entries;
        let rotation = begun(app, me, here).await;
        staged(app, me, rotation).await;
        nothing_changed(app, me).await;
        stage.clock.pass(1000);
        let half = app.finish_rotation(me, here, finishing(rotation)).await.unwrap();

        for (n, rev, bytes) in [(1, 2, sealed(NEW + 1)), (2, 3, sealed(NEW + 2))] {
            let now = app.entry(me, entry(n)).await.unwrap().unwrap();
            assert_eq!((now.rev, Bytes::from(now.bytes)), (rev, bytes));
        }
        assert_eq!(app.media(me, media(5)).await.unwrap(), photo(NEW + 5));
        assert_eq!(app.read_page(PAGE).await.unwrap(), sealed(NEW + 9));
        let order = |list: &[alongside_domain::entry::EntryHead]| -> Vec<_> {
            list.iter().map(|head| (head.id, head.at)).collect()
        };
        let after = app.entries(me, Cursor::NEWEST).await.unwrap().entries;
        assert_eq!(order(&after), order(&before), "the journey keeps its order");

        assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_err());
        assert!(app.sign_in(sign_in("maeve", By::Sheet, 11)).await.is_err());
        let words = app.sign_in(sign_in("maeve", By::Words, 60)).await.unwrap();
        assert_eq!(words.keyring, smallest_sealed(Kind::Keyring, 60));
        let sheet = app.sign_in(sign_in("maeve", By::Sheet, 61)).await.unwrap();
        assert_eq!(sheet.keyring, smallest_sealed(Kind::Keyring, 61));
        assert!(app.resolve(Side::Room, elsewhere.room_secret).await.unwrap().is_none());
        let now = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        assert_eq!(now.half, Some(half));
        assert_ne!(now.half, Some(started.half), "what this browser kept of the old keyring opens no more");

        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 1, "the old photo's file is gone");
        assert_eq!(app.media(me, media(5)).await.unwrap(), photo(NEW + 5));
    }

    async fn what_changed_meanwhile_refuses_the_whole_and_can_be_gone_on_with(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        let rotation = begun(&app, me, here).await;
        staged(&app, me, rotation).await;
        // Another device writes, and begins another story.
        app.put_entry(me, entry(2), 2, sealed(4)).await.unwrap();
        app.put_entry(me, entry(7), 0, sealed(7)).await.unwrap();
        let refused = app.finish_rotation(me, here, finishing(rotation)).await;
        assert_eq!(refused.unwrap_err(), RotationError::Changed);
        nothing_changed(&app, me).await;
        app.stage_entry(me, rotation, entry(2), sealed(NEW + 4)).await.unwrap();
        app.stage_entry(me, rotation, entry(7), sealed(NEW + 7)).await.unwrap();
        let entries = HashMap::from([(entry(1), 1), (entry(2), 3), (entry(7), 1)]);
        app.finish_rotation(me, here, Finish { entries, ..finishing(rotation) }).await.unwrap();
        assert_eq!(app.entry(me, entry(2)).await.unwrap().unwrap().bytes, sealed(NEW + 4));
        assert_eq!(app.entry(me, entry(7)).await.unwrap().unwrap().rev, 2);
    }

    async fn what_is_listed_and_not_staged_or_there_and_not_listed_refuses_the_whole(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        let rotation = begun(&app, me, here).await;
        let bare = app.finish_rotation(me, here, finishing(rotation)).await.unwrap_err();
        assert_eq!(bare, RotationError::Changed, "nothing is staged");
        staged(&app, me, rotation).await;
        let whole = finishing(rotation);
        let other = |change: &dyn Fn(&mut Finish)| {
            let mut cmd = whole.clone();
            change(&mut cmd);
            cmd
        };
        for cmd in [
            other(&|cmd| _ = cmd.entries.remove(&entry(1))),
            other(&|cmd| _ = cmd.entries.insert(entry(1), 2)),
            other(&|cmd| _ = cmd.entries.insert(entry(8), 1)),
            other(&|cmd| _ = cmd.leave.insert(entry(1), 1)),
            other(&|cmd| _ = cmd.media.insert(media(8))),
            other(&|cmd| _ = cmd.pages.insert(PAGE, 2)),
            other(&|cmd| _ = cmd.pages.insert(PageId::from_bytes([8; 16]), 1)),
        ] {
            assert_eq!(app.finish_rotation(me, here, cmd).await.unwrap_err(), RotationError::Changed);
            nothing_changed(&app, me).await;
        }
        app.finish_rotation(me, here, whole).await.unwrap();
    }

    async fn what_could_not_be_opened_is_left_behind_with_its_photos(store) {
        let stage = Stage::over(store).await.unwrap();
        let (_, me, here) = furnished(&stage.app).await;
        let rotation = begun(&stage.app, me, here).await;
        staged(&stage.app, me, rotation).await;
        let cmd = Finish {
            entries: HashMap::from([(entry(2), 2)]),
            leave: HashMap::from([(entry(1), 1)]),
            media: HashSet::new(),
            ..finishing(rotation)
        };
        stage.app.finish_rotation(me, here, cmd).await.unwrap();
        assert!(stage.app.entry(me, entry(1)).await.unwrap().is_none());
        assert_eq!(stage.app.media(me, media(5)).await.unwrap_err(), GetMediaError::NotHere);
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 0, "neither the old file nor the staged one");
    }

    async fn only_whoever_has_the_words_or_the_sheet_may_begin_and_go_on(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        let wrong = app.begin_rotation(me, here, By::Words, secret(11)).await.unwrap_err();
        assert_eq!(wrong, RotationError::OpensNothing);
        let first = app.begin_rotation(me, here, By::Sheet, secret(11)).await.unwrap();
        staged(&app, me, first).await;
        let second = begun(&app, me, here).await;
        for stale in [first, secret(1)] {
            let put = app.stage_entry(me, stale, entry(1), sealed(1)).await.unwrap_err();
            assert_eq!(put, RotationError::NoneUnderWay);
            let end = app.finish_rotation(me, here, finishing(stale)).await.unwrap_err();
            assert_eq!(end, RotationError::NoneUnderWay);
        }
        let left = app.finish_rotation(me, here, finishing(second)).await.unwrap_err();
        assert_eq!(left, RotationError::Changed, "what the first had staged was thrown away");
        app.give_up_rotation(me).await.unwrap();
        app.give_up_rotation(me).await.unwrap();
        let gone = app.finish_rotation(me, here, finishing(second)).await.unwrap_err();
        assert_eq!(gone, RotationError::NoneUnderWay);
        nothing_changed(&app, me).await;
    }

    async fn whoever_did_not_hear_the_yes_may_ask_once_more(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (started, me, here) = furnished(&app).await;
        let rotation = begun(&app, me, here).await;
        staged(&app, me, rotation).await;
        app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
        let half = app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
        let now = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        assert_eq!(now.half, Some(half));
        assert_eq!(app.entry(me, entry(1)).await.unwrap().unwrap().rev, 2, "it was done once");
    }

    async fn everything_may_be_there_a_second_time_and_no_more(store) {
        let (a, b) = (sealed(1).len(), photo(1).len());
        let room = i64::try_from(3 * a + b).unwrap();
        let stage = Stage::with(store, Limits { sealed_bytes: room, ..Limits::default() }).await.unwrap();
        let app = &stage.app;
        let (_, me, here) = furnished(app).await;
        let rotation = begun(app, me, here).await;
        staged(app, me, rotation).await;
        staged(app, me, rotation).await;
        let more = app.stage_entry(me, rotation, entry(7), sealed(7)).await.unwrap_err();
        assert_eq!(more, RotationError::NoRoom);
        let cmd = StageMedia { id: media(7), entry: entry(1), bytes: photo(7) };
        assert_eq!(app.stage_media(me, rotation, cmd).await.unwrap_err(), RotationError::NoRoom);
        let full = app.put_entry(me, entry(7), 0, sealed(7)).await;
        assert!(full.is_err(), "what is staged makes no room either");
        app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 1, "the photo that was staged first is gone too");
    }

    async fn what_is_said_in_a_circle_leaves_so_much_less_to_stage(store) {
        let (a, b) = (i64::try_from(sealed(1).len()).unwrap(), i64::try_from(photo(1).len()).unwrap());
        let Stage { app, .. } = Stage::with(store, Limits { sealed_bytes: 4 * a + b, ..Limits::default() }).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        in_a_circle(&app, me).await;
        app.put_circle_entry(me, circle::put(entry(1), 0, 1)).await.unwrap();
        let rotation = begun(&app, me, here).await;
        staged(&app, me, rotation).await;
        let more = app.stage_entry(me, rotation, entry(7), sealed(7)).await;
        assert_eq!(more.unwrap_err(), RotationError::NoRoom);
        app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
    }

    async fn what_was_staged_larger_does_not_come_in_once_the_room_is_taken(store) {
        let (a, b) = (i64::try_from(sealed(1).len()).unwrap(), i64::try_from(photo(1).len()).unwrap());
        let Stage { app, .. } = Stage::with(store, Limits { sealed_bytes: 4 * a + b, ..Limits::default() }).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        in_a_circle(&app, me).await;
        let rotation = begun(&app, me, here).await;
        staged(&app, me, rotation).await;
        app.stage_entry(me, rotation, entry(1), sealed_looking(8192, NEW + 1)).await.unwrap();
        app.put_circle_entry(me, circle::put(entry(1), 0, 1)).await.unwrap();
        let refused = app.finish_rotation(me, here, finishing(rotation)).await;
        assert_eq!(refused.unwrap_err(), RotationError::NoRoom);
        nothing_changed(&app, me).await;
        app.stage_entry(me, rotation, entry(1), sealed(NEW + 1)).await.unwrap();
        app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
    }

    async fn only_sealed_files_are_staged_and_nobody_elses_are_touched(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (_, me, here) = furnished(&app).await;
        let other = tom(&app).await.member.id;
        app.put_entry(other, entry(1), 0, sealed(21)).await.unwrap();
        app.put_media(other, PutMedia { id: media(5), entry: entry(1), bytes: photo(22) }).await.unwrap();
        let rotation = begun(&app, me, here).await;
        let plain = app.stage_entry(me, rotation, entry(1), Bytes::from_static(b"words")).await.unwrap_err();
        assert_eq!(plain, RotationError::NotSealed(HeaderError::NotAge));
        let theirs = app.stage_entry(other, rotation, entry(1), sealed(1)).await.unwrap_err();
        assert_eq!(theirs, RotationError::NoneUnderWay);
        staged(&app, me, rotation).await;
        app.finish_rotation(me, here, finishing(rotation)).await.unwrap();
        assert_eq!(app.entry(other, entry(1)).await.unwrap().unwrap().bytes, sealed(21));
        assert_eq!(app.media(other, media(5)).await.unwrap(), photo(22));
        assert!(app.sign_in(sign_in("tom", By::Words, 20)).await.is_ok());
    }

    async fn what_nobody_finished_is_swept_after_a_day(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (_, me, here) = furnished(app).await;
        app.start_sweeping().await.unwrap();
        let rotation = begun(app, me, here).await;
        staged(app, me, rotation).await;
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 2);
        stage.clock.pass(LASTS + 1);
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 1);
        let late = app.finish_rotation(me, here, finishing(rotation)).await.unwrap_err();
        assert_eq!(late, RotationError::NoneUnderWay);
        nothing_changed(app, me).await;
    }
}
