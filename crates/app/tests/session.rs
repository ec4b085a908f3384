//! Sessions of both sides.

mod common;

use std::time::Duration;

use alongside_app::{
    member::By,
    session::{EnterError, HANDOVER_LASTS, LASTS},
    testing::Stage,
};
use alongside_domain::{
    Millis,
    member::{Device, Side},
};
use alongside_store::{counted, on_both};
use common::{maeve, secret, sign_in, tom};

on_both! {
    async fn a_session_is_found_with_one_query_and_on_its_own_side_only(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (found, queries) = counted(app.resolve(Side::Room, here.room_secret)).await;
        assert!(found.unwrap().is_some());
        assert_eq!(queries, 1);
        assert!(app.resolve(Side::Commons, here.room_secret).await.unwrap().is_none());
        assert!(app.resolve(Side::Room, secret(77)).await.unwrap().is_none());
    }

    async fn a_session_ends_by_itself(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        clock.pass(LASTS - 1);
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_some());
        clock.pass(1);
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_none());
        assert_eq!(app.sessions(here.member.id).await.unwrap(), []);
    }

    async fn the_list_tells_ones_own_devices_to_the_hour(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        clock.pass(17 * Millis::MINUTE);
        let here = maeve(&app).await;
        tom(&app).await;
        clock.pass(2 * Millis::HOUR);
        app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        let list = app.sessions(here.member.id).await.unwrap();
        let devices: Vec<_> = list.iter().map(|line| line.device).collect();
        assert_eq!(devices, [Device::Computer, Device::Phone]);
        assert!(list.iter().all(|line| line.started_at == line.started_at.hour() && line.used_at == line.used_at.hour()));
    }

    async fn use_is_noted_once_an_hour_and_nobody_waits_for_it(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        clock.pass(3 * Millis::HOUR);
        let (_, queries) = counted(app.resolve(Side::Room, here.room_secret)).await;
        assert_eq!(queries, 1);
        let mut noted = None;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            noted = app.resolve(Side::Room, here.room_secret).await.unwrap().map(|info| info.used_at);
            if noted == Some(app.now().hour()) {
                break;
            }
        }
        assert_eq!(noted, Some(app.now().hour()));
    }

    async fn leaving_quickly_ends_both_sides_of_this_browser_and_no_other(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let me = here.member.id;
        let stranger = tom(&app).await.member.id;
        let other = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        for from in [Side::Commons, Side::Room] {
            let room = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap().room_secret;
            let in_room = app.resolve(Side::Room, room).await.unwrap().unwrap().id;
            let (commons, _) = app.enter(app.handover(in_room).await.unwrap()).await.unwrap();
            let in_commons = app.resolve(Side::Commons, commons).await.unwrap().unwrap().id;
            let left = if from == Side::Room { in_room } else { in_commons };
            app.leave_quickly(stranger, left).await.unwrap();
            assert!(app.resolve(Side::Commons, commons).await.unwrap().is_some(), "nobody else can");
            let (done, queries) = counted(app.leave_quickly(me, left)).await;
            done.unwrap();
            assert_eq!(queries, 1);
            assert!(app.resolve(Side::Commons, commons).await.unwrap().is_none());
            assert!(app.resolve(Side::Room, room).await.unwrap().is_none(), "from the {from:?}");
        }
        assert!(app.resolve(Side::Room, other.room_secret).await.unwrap().is_some());
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_some());
    }

    async fn ending_one_session_leaves_the_others(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (here, toms) = (maeve(&app).await, tom(&app).await);
        let elsewhere = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        let other = app.resolve(Side::Room, elsewhere.room_secret).await.unwrap().unwrap();
        assert!(!app.end_session(toms.member.id, other.id).await.unwrap(), "somebody else's");
        assert!(app.end_session(here.member.id, other.id).await.unwrap());
        assert!(app.resolve(Side::Room, elsewhere.room_secret).await.unwrap().is_none());
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_some());
    }

    async fn a_code_carries_a_session_over_once(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let code = app.handover(session.id).await.unwrap();
        let (commons, member) = app.enter(code).await.unwrap();
        assert_eq!(member, here.member);
        let info = app.resolve(Side::Commons, commons).await.unwrap().unwrap();
        assert_eq!((info.member, info.half), (here.member, None), "it opens nothing sealed");
        assert!(app.resolve(Side::Room, commons).await.unwrap().is_none());
        assert_eq!(app.enter(code).await.unwrap_err(), EnterError::Spent);
        assert!(app.resolve(Side::Commons, commons).await.unwrap().is_some());
    }

    async fn two_with_one_code_do_not_both_enter(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let code = app.handover(session.id).await.unwrap();
        let (one, two) = tokio::join!(app.enter(code), app.enter(code));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    }

    async fn a_code_is_good_for_a_minute(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let code = app.handover(session.id).await.unwrap();
        clock.pass(HANDOVER_LASTS);
        assert_eq!(app.enter(code).await.unwrap_err(), EnterError::Spent);
        assert_eq!(app.enter(secret(5)).await.unwrap_err(), EnterError::Spent);
    }

    async fn the_commons_end_with_the_room(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let (commons, _) = app.enter(app.handover(session.id).await.unwrap()).await.unwrap();
        let unused = app.handover(session.id).await.unwrap();
        app.end_session(here.member.id, session.id).await.unwrap();
        assert!(app.resolve(Side::Commons, commons).await.unwrap().is_none());
        assert_eq!(app.enter(unused).await.unwrap_err(), EnterError::Spent);
    }

    async fn leaving_the_commons_leaves_the_room_open(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let (commons, _) = app.enter(app.handover(session.id).await.unwrap()).await.unwrap();
        let there = app.resolve(Side::Commons, commons).await.unwrap().unwrap();
        assert!(app.end_session(here.member.id, there.id).await.unwrap());
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_some());
    }

    async fn ending_everywhere_ends_both_sides_of_one_member(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (here, toms) = (maeve(&app).await, tom(&app).await);
        let elsewhere = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let (commons, _) = app.enter(app.handover(session.id).await.unwrap()).await.unwrap();
        app.end_everywhere(here.member.id).await.unwrap();
        for gone in [here.room_secret, elsewhere.room_secret] {
            assert!(app.resolve(Side::Room, gone).await.unwrap().is_none());
        }
        assert!(app.resolve(Side::Commons, commons).await.unwrap().is_none());
        assert!(app.resolve(Side::Room, toms.room_secret).await.unwrap().is_some());
    }
}
