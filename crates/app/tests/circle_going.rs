//! Coming into circles and going out of them: what is refused, what goes on, and what is counted.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use alongside_app::{
    App,
    circle::{Append, Ask, CircleError, JoinError},
    circle_entry::{PutCircleEntry, PutCircleEntryError, PutCircleMedia},
    testing::{Stage, smallest_sealed},
};
use alongside_domain::{
    circle::{CIRCLES_MOST, WAITING_MOST},
    id::{CircleId, EntryId, UserId},
};
use alongside_seal::{encoding::b64url, header::Kind};
use alongside_store::on_both;
use common::circle::{
    Person, append, ask, circle, entry, first_line_of, grant, invited, keys, link, made, media, next_line,
    person, put, recipient, taken_in, taken_out,
};
use serde_json::json;

/// Bytes of everything sealed that counts against somebody's room.
async fn kept(app: &App, who: &Person) -> i64 {
    let id = who.id;
    app.store().ask(move |tx| Box::pin(alongside_store::entry::kept(tx, id))).await.unwrap()
}

fn photo(n: u8) -> PutCircleMedia {
    PutCircleMedia { circle: circle(), id: media(n), entry: entry(n), bytes: smallest_sealed(Kind::Media, n) }
}

/// The keeper's line that takes `who` out, with keys for `others`.
async fn without(app: &App, keeper: &Person, who: &Person, others: &[&Person]) -> Append {
    let fields = json!({ "op": "remove", "user": who.user, "recipient": recipient(2) });
    let grants = others.iter().map(|one| grant(one.user, 50)).collect();
    Append { grants, ..append(next_line(app, keeper, keeper, fields).await) }
}

on_both! {
    async fn nobody_is_taken_into_more_circles_than_their_list_has_room_for(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        invited(&app, &maeve, 1, 2).await;
        app.ask_to_join(tom.id, ask(&tom, link(1))).await.unwrap();
        let own = |n: i64| CircleId::from_bytes(u128::to_be_bytes(1000 + u128::try_from(n).unwrap()));
        for n in 0..CIRCLES_MOST {
            app.create_circle(tom.id, own(n), first_line_of(&tom, own(n)), keys()).await.unwrap();
        }
        let one_more = app.create_circle(tom.id, own(60), first_line_of(&tom, own(60)), keys()).await;
        assert_eq!(one_more, Err(CircleError::TooMany));
        let request = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().requests[0].id;
        let line = next_line(&app, &maeve, &maeve, json!({ "op": "add", "member": tom.keys.public_keys() })).await;
        let yes = Append { request: Some(request), grants: vec![grant(tom.user, 5)], ..append(line) };
        assert_eq!(app.append_to_circle(maeve.id, yes.clone()).await, Err(CircleError::TheyHaveMany));
        assert_eq!(app.circles(tom.id).await.unwrap().len(), 50);
        let view = app.circle(maeve.id, circle(), 0).await.unwrap();
        assert_eq!((view.count, view.keeping.unwrap().requests.len()), (1, 1), "he goes on asking");
        app.end_circle(tom.id, own(7)).await.unwrap();
        assert_eq!(app.append_to_circle(maeve.id, yes).await, Ok(2));
        let list = app.circles(tom.id).await.unwrap();
        assert!(list.len() == 50 && list.iter().any(|one| one.id == circle()), "each is in the list");
    }

    async fn what_is_no_wish_to_join_is_told_so_by_either_database(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        invited(&app, &maeve, 1, 1).await;
        let good = ask(&tom, link(1));
        let other = person(&app, "ann", 30).await.keys.public_keys();
        let strange = good.p.replace(&tom.user.to_string(), &other.user);
        let p = ["", "\0", "words", "{}", "[]", "\"\\u0000\"", &format!("{}\0", good.p), &strange, &"x".repeat(9000)];
        let mac = ["", "\0", "words", &"A".repeat(42), &"\0".repeat(43), &b64url(&[1; 31]), &b64url(&[1; 33])];
        let wrong = p.iter().map(|p| Ask { p: (*p).to_owned(), ..good.clone() });
        for new in wrong.chain(mac.iter().map(|mac| Ask { mac: (*mac).to_owned(), ..good.clone() })) {
            assert_eq!(app.ask_to_join(tom.id, new.clone()).await, Err(JoinError::Unreadable), "{new:?}");
        }
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().requests, []);
        assert_eq!(app.ask_to_join(tom.id, good).await, Ok(()), "the one use is still there");
    }

    async fn two_who_leave_before_the_keeper_comes_shut_the_circle_for_nobody(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann, dora) =
            (person(&app, "tom", 20).await, person(&app, "ann", 30).await, person(&app, "dora", 40).await);
        for one in [&tom, &ann, &dora] {
            taken_in(&app, &maeve, one).await;
        }
        app.leave_circle(tom.id, circle()).await.unwrap();
        app.leave_circle(ann.id, circle()).await.unwrap();
        // The log still has Ann in it, so the keeper's room sends keys for her as well.
        let first = without(&app, &maeve, &tom, &[&maeve, &ann, &dora]).await;
        assert_eq!(app.append_to_circle(maeve.id, first).await, Ok(5));
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().left, [ann.user]);
        let second = without(&app, &maeve, &ann, &[&maeve, &dora]).await;
        assert_eq!(app.append_to_circle(maeve.id, second).await, Ok(6));
        let view = app.circle(dora.id, circle(), 0).await.unwrap();
        assert_eq!(view.grant, Some(grant(dora.user, 50).file.to_vec()));
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().left, []);
    }

    async fn whoever_leaves_while_somebody_else_is_taken_out_holds_nothing_up(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, dora) = (person(&app, "tom", 20).await, person(&app, "dora", 40).await);
        for one in [&tom, &dora] {
            taken_in(&app, &maeve, one).await;
        }
        let line = without(&app, &maeve, &dora, &[&maeve, &tom]).await;
        app.leave_circle(tom.id, circle()).await.unwrap();
        assert_eq!(app.append_to_circle(maeve.id, line).await, Ok(4));
        assert!(app.circle(dora.id, circle(), 0).await.is_err());
        let stranger = Append { grants: vec![grant(UserId::from_bytes([1; 16]), 5)], ..without(&app, &maeve, &tom, &[]).await };
        assert_eq!(app.append_to_circle(maeve.id, stranger).await, Err(CircleError::NotThem), "keys are for nobody else");
    }

    async fn what_was_said_in_a_circle_takes_ones_room_until_it_is_erased(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        taken_in(&app, &maeve, &tom).await;
        app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await.unwrap();
        app.put_circle_media(tom.id, photo(1)).await.unwrap();
        let all = kept(&app, &tom).await;
        app.leave_circle(tom.id, circle()).await.unwrap();
        assert_eq!(kept(&app, &tom).await, all, "whoever leaves has not made room for more");
        taken_out(&app, &maeve, &tom).await;
        assert_eq!((kept(&app, &tom).await, kept(&app, &maeve).await), (all, 0), "and it is nobody else's to pay for");
        assert_eq!(app.erase_circle_entry(maeve.id, circle(), entry(1)).await, Ok(true));
        assert_eq!(kept(&app, &tom).await, 0, "its keeper can erase it");
    }

    async fn one_person_cannot_fill_a_circle_where_nobody_sees_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        let id = |n: i64| EntryId::from_bytes(u128::to_be_bytes(7000 + u128::try_from(n).unwrap()));
        let held = |n| PutCircleEntry { first: Some(ann.user), ..put(id(n), 0, 1) };
        for n in 0..WAITING_MOST {
            app.put_circle_entry(tom.id, held(n)).await.unwrap();
        }
        assert_eq!(app.put_circle_entry(tom.id, held(WAITING_MOST)).await, Err(PutCircleEntryError::Full));
        app.let_through(ann.id, circle(), id(0)).await.unwrap();
        app.put_circle_entry(tom.id, held(WAITING_MOST)).await.unwrap();
        app.put_circle_entry(tom.id, put(id(WAITING_MOST + 1), 0, 1)).await.unwrap();
    }
}
