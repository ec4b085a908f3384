//! Circles: who is in, who keeps them, what is given to whom.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use alongside_app::{
    circle::{Append, Ask, CircleError, GrantFor, JoinError, NewInvite},
    circle_entry::{PutCircleEntry, PutCircleEntryError, PutCircleMedia},
    limits::Limits,
    media::GetMediaError,
    refused::Refused,
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::{
    Millis, Refusal,
    circle::{ENTRIES_MOST, INVITE_LASTS, Role},
    cursor::Cursor,
    id::{CircleId, EntryId, RequestId, UserId},
};
use alongside_seal::{
    circle::{Known, LogError, read_log},
    header::{HeaderError, Kind},
    signed,
};
use alongside_store::{counted, on_both};
use common::circle::{
    Person, append, ask, circle, entry, first_line, fresh, grant, invited, keys, link, listed, made, media,
    next_line, person, put, recipient, renewing, taken_in, taken_out, wish,
};
use serde_json::json;

const GONE: Refused = Refused::Refusal(Refusal::NotHere);
const NOT_HERE: CircleError = CircleError::Refusal(Refusal::NotHere);

on_both! {
    async fn who_makes_a_circle_keeps_it_and_the_same_again_does_no_harm(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = person(&app, "maeve", 10).await;
        let line = first_line(&maeve);
        let (made, queries) = counted(app.create_circle(maeve.id, circle(), line.clone(), keys())).await;
        assert_eq!(made, Ok(()));
        assert!(queries <= 6, "{queries}");
        assert_eq!(app.create_circle(maeve.id, circle(), line.clone(), keys()).await, Ok(()));
        let (list, queries) = counted(app.circles(maeve.id)).await;
        let list = list.unwrap();
        assert_eq!((list.len(), queries), (1, 1));
        assert_eq!((list[0].id, list[0].user, list[0].role, list[0].lines), (circle(), maeve.user, Role::Keeper, 1));
        let (view, queries) = counted(app.circle(maeve.id, circle(), 0)).await;
        assert!(queries <= 7, "{queries}");
        let view = view.unwrap();
        assert_eq!((view.lines, view.grant), (vec![line], Some(keys().to_vec())), "there is a key from the start");
    }

    async fn a_first_line_that_is_not_ones_own_makes_nothing(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "maeve", 10).await, person(&app, "tom", 20).await);
        let other = CircleId::from_bytes([8; 16]);
        let refused = async |id, line: String| app.create_circle(maeve.id, id, line, keys()).await.unwrap_err();
        assert_eq!(refused(other, first_line(&maeve)).await, CircleError::Line(LogError::OtherCircle));
        assert_eq!(refused(circle(), "x".to_owned()).await, CircleError::Line(LogError::Malformed));
        let changed = first_line(&maeve).replace("\"epoch\":1", "\"epoch\":2");
        assert_eq!(refused(circle(), changed).await, CircleError::Line(LogError::BadSignature));
        app.create_circle(tom.id, circle(), first_line(&tom), keys()).await.unwrap();
        assert_eq!(refused(circle(), first_line(&maeve)).await, CircleError::Taken);
        assert_eq!(app.circles(maeve.id).await.unwrap(), []);
    }

    async fn for_whoever_is_not_in_it_a_circle_is_not_there(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        app.put_circle_entry(maeve.id, put(entry(1), 0, 1)).await.unwrap();
        let nowhere = CircleId::from_bytes([1; 16]);
        for id in [circle(), nowhere] {
            assert_eq!(app.circle(tom.id, id, 0).await, Err(GONE));
            assert_eq!(app.circle_entries(tom.id, id, Cursor::OLDEST).await, Err(GONE));
            assert_eq!(app.circle_bundle(tom.id, id, vec![entry(1)]).await, Err(GONE));
            assert_eq!(app.circle_media(tom.id, id, media(1)).await, Err(GetMediaError::NotHere));
            assert_eq!(app.erase_circle_entry(tom.id, id, entry(1)).await, Err(GONE));
            assert_eq!(app.let_through(tom.id, id, entry(1)).await, Err(GONE));
            assert_eq!(app.leave_circle(tom.id, id).await, Err(NOT_HERE));
            assert_eq!(app.end_circle(tom.id, id).await, Err(NOT_HERE));
            assert_eq!(app.put_grant(tom.id, id, grant(tom.user, 1)).await, Err(NOT_HERE));
            let written = app.put_circle_entry(tom.id, PutCircleEntry { circle: id, ..put(entry(2), 0, 1) }).await;
            assert_eq!(written, Err(PutCircleEntryError::Refusal(Refusal::NotHere)));
            let invite = NewInvite { id: link(1), uses: 1, ends_at: app.now().plus(1) };
            assert_eq!(app.invite(tom.id, id, invite).await, Err(NOT_HERE));
        }
        assert_eq!(app.circles(tom.id).await.unwrap(), []);
    }

    async fn somebody_asks_with_the_link_and_is_in_when_the_keeper_has_written_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        invited(&app, &maeve, 1, 1).await;
        let (shown, queries) = counted(app.invitation(tom.id, link(1), 0)).await;
        assert_eq!((shown.unwrap(), queries), ((circle(), vec![first_line(&maeve)]), 2));
        let (asked, queries) = counted(app.ask_to_join(tom.id, ask(&tom, link(1)))).await;
        assert_eq!(asked, Ok(()));
        assert!(queries <= 8, "{queries}");
        assert_eq!(app.ask_to_join(tom.id, ask(&tom, link(1))).await, Ok(()), "once more does no harm");
        assert_eq!(app.circle(tom.id, circle(), 0).await, Err(GONE), "asking is not being in");
        let keeping = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap();
        assert_eq!((keeping.requests.len(), keeping.invites.len()), (1, 0), "its one use is used");
        let line = next_line(&app, &maeve, &maeve, json!({ "op": "add", "member": tom.keys.public_keys() })).await;
        let new = Append { request: Some(keeping.requests[0].id), grants: vec![grant(tom.user, 5)], ..append(line) };
        assert_eq!(app.append_to_circle(maeve.id, new.clone()).await, Ok(2));
        assert_eq!(app.append_to_circle(maeve.id, new).await, Ok(2), "the last line once more does no harm");
        let view = app.circle(tom.id, circle(), 1).await.unwrap();
        assert_eq!((view.user, view.lines.len(), view.count), (tom.user, 1, 2));
        assert_eq!(view.grant, Some(smallest_sealed(Kind::Keyring, 5).to_vec()));
        assert_eq!(view.keeping, None);
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().requests, []);
        invited(&app, &maeve, 2, 1).await;
        assert_eq!(app.ask_to_join(tom.id, ask(&tom, link(2))).await, Err(JoinError::IsIn));
    }

    async fn nobody_is_taken_in_who_did_not_ask_with_these_keys(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ghost) = (person(&app, "tom", 20).await, person(&app, "ghost", 30).await);
        invited(&app, &maeve, 1, 2).await;
        app.ask_to_join(tom.id, ask(&tom, link(1))).await.unwrap();
        let request = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().requests[0].id;
        let line = next_line(&app, &maeve, &maeve, json!({ "op": "add", "member": ghost.keys.public_keys() })).await;
        for request in [Some(request), None, Some(RequestId::from_bytes([7; 16]))] {
            let new = Append { request, ..append(line.clone()) };
            assert_eq!(app.append_to_circle(maeve.id, new).await, Err(CircleError::NotThem));
        }
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().count, 1);
        app.decline_request(maeve.id, circle(), request).await.unwrap();
        let keeping = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap();
        assert_eq!((keeping.requests.len(), keeping.invites[0].uses_left), (0, 1));
    }

    async fn an_invitation_ends_is_used_up_or_is_withdrawn_and_then_says_one_thing(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        let now = app.now();
        for (uses, ends_at) in [(0, now.plus(1)), (151, now.plus(1)), (1, now), (1, now.plus(INVITE_LASTS + 1))] {
            let refused = app.invite(maeve.id, circle(), NewInvite { id: link(1), uses, ends_at }).await;
            assert_eq!(refused, Err(CircleError::Ends));
        }
        invited(&app, &maeve, 1, 1).await;
        app.ask_to_join(tom.id, ask(&tom, link(1))).await.unwrap();
        assert_eq!(app.ask_to_join(ann.id, ask(&ann, link(1))).await, Err(JoinError::Over), "used up");
        assert_eq!(app.invitation(ann.id, link(1), 0).await, Err(JoinError::Over));
        assert!(app.invitation(tom.id, link(1), 0).await.is_ok(), "not for whoever used it");
        invited(&app, &maeve, 2, 5).await;
        app.ask_to_join(ann.id, ask(&ann, link(2))).await.unwrap();
        assert_eq!(app.withdraw_invite(maeve.id, circle(), link(2)).await, Ok(true));
        assert_eq!(app.withdraw_invite(maeve.id, circle(), link(2)).await, Ok(false));
        let waiting = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().requests;
        assert_eq!(waiting.len(), 1, "whoever asked with a withdrawn one asks no more");
        assert_eq!(app.ask_to_join(ann.id, ask(&ann, link(2))).await, Err(JoinError::Over), "withdrawn");
        assert_eq!(app.ask_to_join(ann.id, ask(&ann, link(9))).await, Err(JoinError::Over), "never there");
        invited(&app, &maeve, 3, 5).await;
        clock.pass(Millis::DAY);
        assert_eq!(app.ask_to_join(ann.id, ask(&ann, link(3))).await, Err(JoinError::Over), "ended");
        assert_eq!(app.invitation(ann.id, link(3), 0).await, Err(JoinError::Over));
    }

    async fn only_the_keeper_writes_the_log_and_only_the_next_line(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        taken_in(&app, &maeve, &tom).await;
        let by_tom = next_line(&app, &maeve, &tom, json!({ "op": "keep", "user": tom.user })).await;
        let for_keeper = Err(CircleError::Refusal(Refusal::ForKeeper));
        assert_eq!(app.append_to_circle(tom.id, append(by_tom.clone())).await, for_keeper);
        assert_eq!(app.append_to_circle(maeve.id, append(by_tom)).await, for_keeper, "whoever sends it");
        assert_eq!(app.put_grant(tom.id, circle(), grant(tom.user, 1)).await, Err(CircleError::Refusal(Refusal::ForKeeper)));
        assert_eq!(app.end_circle(tom.id, circle()).await, Err(CircleError::Refusal(Refusal::ForKeeper)));
        let stale = next_line(&app, &maeve, &maeve, json!({ "op": "keep", "user": tom.user })).await;
        taken_out(&app, &maeve, &tom).await;
        assert_eq!(app.append_to_circle(maeve.id, append(stale)).await, Err(CircleError::Moved { lines: 3 }));
        let gone = next_line(&app, &maeve, &maeve, json!({ "op": "keep", "user": tom.user })).await;
        assert_eq!(app.append_to_circle(maeve.id, append(gone)).await, Err(CircleError::NotThem));
        let herself = json!({ "op": "remove", "user": maeve.user, "recipient": recipient(3) });
        let herself = next_line(&app, &maeve, &maeve, herself).await;
        assert_eq!(app.append_to_circle(maeve.id, append(herself)).await, Err(CircleError::Line(LogError::RemovedKeeper)));
    }

    async fn whoever_is_taken_out_or_leaves_is_given_nothing_any_more(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await.unwrap();
        assert_eq!(app.leave_circle(maeve.id, circle()).await, Err(CircleError::Refusal(Refusal::StillKeeping)));
        app.leave_circle(tom.id, circle()).await.unwrap();
        assert_eq!(app.circle_entries(tom.id, circle(), Cursor::OLDEST).await, Err(GONE));
        assert_eq!(app.circles(tom.id).await.unwrap(), []);
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().left, [tom.user]);
        assert_eq!(app.put_grant(maeve.id, circle(), grant(tom.user, 9)).await, Err(CircleError::NotThem));
        invited(&app, &maeve, 9, 3).await;
        assert_eq!(app.ask_to_join(tom.id, ask(&tom, link(9))).await, Err(JoinError::JustLeft));
        taken_out(&app, &maeve, &tom).await;
        assert_eq!(app.invitation(tom.id, link(9), 0).await, Err(JoinError::Over), "nor is the log by a link of before");
        assert_eq!(app.ask_to_join(tom.id, ask(&tom, link(9))).await, Err(JoinError::Over));
        assert_eq!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().left, []);
        assert_eq!(listed(&app, &ann).await, [entry(1)], "what was said stays with those who were told");
        assert_eq!(
            app.put_circle_entry(ann.id, put(entry(2), 0, 1)).await,
            Err(PutCircleEntryError::EpochOver { epoch: 2 }),
            "nothing more is sealed with keys that somebody outside has"
        );
        assert_eq!(app.put_circle_entry(ann.id, PutCircleEntry { epoch: 2, ..put(entry(2), 0, 1) }).await, Ok(1));
        invited(&app, &maeve, 10, 3).await;
        assert_eq!(app.ask_to_join(tom.id, ask(&tom, link(10))).await, Ok(()), "they can ask again");
    }

    async fn the_keeping_is_handed_over(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let tom = person(&app, "tom", 20).await;
        taken_in(&app, &maeve, &tom).await;
        let line = next_line(&app, &maeve, &maeve, json!({ "op": "keep", "user": tom.user })).await;
        assert_eq!(app.append_to_circle(maeve.id, append(line.clone())).await, Ok(3));
        assert_eq!(app.append_to_circle(maeve.id, append(line)).await, Ok(3), "also when the answer was lost");
        assert!(app.circle(tom.id, circle(), 0).await.unwrap().keeping.is_some());
        assert!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.is_none());
        app.leave_circle(maeve.id, circle()).await.unwrap();
        taken_out(&app, &tom, &maeve).await;
    }

    async fn an_entry_is_changed_by_its_author_and_erased_by_them_or_the_keeper(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        let (rev, queries) = counted(app.put_circle_entry(tom.id, put(entry(1), 0, 1))).await;
        assert_eq!(rev, Ok(1));
        assert!(queries <= 7, "{queries}");
        assert_eq!(app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await, Ok(1), "a retry");
        assert_eq!(app.put_circle_entry(tom.id, put(entry(1), 0, 2)).await, Err(PutCircleEntryError::Changed { rev: 1 }));
        for other in [&ann, &maeve] {
            let refused = app.put_circle_entry(other.id, put(entry(1), 1, 3)).await;
            assert_eq!(refused, Err(PutCircleEntryError::Refusal(Refusal::NotYours)));
        }
        clock.pass(10);
        app.put_circle_entry(ann.id, put(entry(2), 0, 1)).await.unwrap();
        clock.pass(10);
        assert_eq!(app.put_circle_entry(tom.id, put(entry(1), 1, 4)).await, Ok(2));
        let (page, queries) = counted(app.circle_entries(ann.id, circle(), Cursor::OLDEST)).await;
        let page = page.unwrap();
        assert_eq!(queries, 3);
        assert_eq!(page.entries.iter().map(|one| (one.id, one.rev, one.user)).collect::<Vec<_>>(), [(entry(2), 1, ann.user), (entry(1), 2, tom.user)]);
        let newer = app.circle_entries(ann.id, circle(), Cursor::after(page.entries[0].at, entry(2))).await.unwrap();
        assert_eq!((newer.entries.len(), newer.count), (1, 2));
        let (bundle, queries) = counted(app.circle_bundle(maeve.id, circle(), vec![entry(1), entry(2), entry(3)])).await;
        assert_eq!((bundle.unwrap().len(), queries), (2, 2));
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(1)).await, Err(Refused::Refusal(Refusal::NotYours)));
        assert_eq!(app.erase_circle_entry(ann.id, circle(), entry(2)).await, Ok(true));
        assert_eq!(app.erase_circle_entry(maeve.id, circle(), entry(1)).await, Ok(true));
        assert_eq!(app.erase_circle_entry(maeve.id, circle(), entry(1)).await, Ok(false));
        assert_eq!(listed(&app, &tom).await, []);
    }

    async fn what_one_sees_first_is_not_there_for_the_others_until_it_is_let_through(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        let (tom, ann) = (person(&app, "tom", 20).await, person(&app, "ann", 30).await);
        taken_in(&app, &maeve, &tom).await;
        taken_in(&app, &maeve, &ann).await;
        let held = PutCircleEntry { first: Some(tom.user), ..put(entry(1), 0, 1) };
        app.put_circle_entry(ann.id, held).await.unwrap();
        assert_eq!(listed(&app, &maeve).await, []);
        assert_eq!(app.circle_bundle(maeve.id, circle(), vec![entry(1)]).await.unwrap(), []);
        assert_eq!(listed(&app, &tom).await, [entry(1)]);
        assert_eq!(listed(&app, &ann).await, [entry(1)]);
        app.put_circle_entry(ann.id, put(entry(1), 1, 2)).await.unwrap();
        assert_eq!(listed(&app, &maeve).await, [], "changing it does not let it through");
        assert_eq!(app.let_through(maeve.id, circle(), entry(1)).await, Err(GONE));
        let seen = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
        assert_eq!(seen.entries, []);
        clock.pass(50);
        app.put_circle_entry(tom.id, put(entry(2), 0, 1)).await.unwrap();
        clock.pass(50);
        app.let_through(tom.id, circle(), entry(1)).await.unwrap();
        assert_eq!(listed(&app, &maeve).await, [entry(2), entry(1)], "as what changed last");
        let nobody = PutCircleEntry { first: Some(UserId::from_bytes([1; 16])), ..put(entry(3), 0, 1) };
        assert_eq!(app.put_circle_entry(ann.id, nobody).await, Err(PutCircleEntryError::NotThem));
    }

    async fn new_keys_take_the_place_of_the_old_when_the_keeper_has_written_them(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let app = &app;
        let maeve = made(app).await;
        let tom = person(app, "tom", 11).await;
        taken_in(app, &maeve, &tom).await;
        app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await.unwrap();
        let new = fresh(&tom, 21);
        let unasked = renewing(app, &maeve, &maeve, &tom, &new).await;
        assert_eq!(app.append_to_circle(maeve.id, append(unasked.clone())).await, Err(CircleError::NotThem));

        app.ask_renewal(tom.id, circle(), wish(&tom, &new)).await.unwrap();
        assert!(app.circle(tom.id, circle(), 0).await.unwrap().keeping.is_none());
        let asked = app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().renewals;
        assert_eq!(asked.iter().map(|one| one.user).collect::<Vec<_>>(), [tom.user]);
        let other = renewing(app, &maeve, &maeve, &tom, &fresh(&tom, 22)).await;
        assert_eq!(app.append_to_circle(maeve.id, append(other)).await, Err(CircleError::NotThem));
        let grants = vec![grant(new.user, 5)];
        app.append_to_circle(maeve.id, Append { grants, ..append(unasked) }).await.unwrap();

        let view = app.circle(tom.id, circle(), 0).await.unwrap();
        assert_eq!((view.user, view.grant.is_some()), (new.user, true));
        let state = read_log(&circle().to_string(), &view.lines, Known::default()).unwrap();
        assert_eq!((state.epoch, state.renewed[&tom.user.to_string()].clone()), (2, new.user.to_string()));
        assert!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().renewals.is_empty());
        let again = PutCircleEntry { epoch: 2, ..put(entry(1), 1, 9) };
        assert_eq!(app.put_circle_entry(tom.id, again).await, Ok(2), "what he wrote with the old keys is his");
        assert_eq!(app.erase_circle_entry(tom.id, circle(), entry(1)).await, Ok(true));
    }

    async fn whoever_keeps_a_circle_writes_their_own_new_keys_and_keeps_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let app = &app;
        let maeve = made(app).await;
        let new = fresh(&maeve, 21);
        let line = renewing(app, &maeve, &maeve, &maeve, &new).await;
        app.append_to_circle(maeve.id, append(line)).await.unwrap();
        let [list] = app.circles(maeve.id).await.unwrap()[..] else { panic!("one circle") };
        assert_eq!((list.user, list.role), (new.user, Role::Keeper));
        let tom = person(app, "tom", 11).await;
        let old = Person { id: maeve.id, ..maeve };
        let line = next_line(app, &old, &old, json!({ "op": "keep", "user": new.user })).await;
        assert_eq!(
            app.append_to_circle(old.id, append(line)).await,
            Err(CircleError::Refusal(Refusal::ForKeeper)),
            "the old keys keep nothing any more"
        );
        taken_in(app, &new, &tom).await;
    }

    async fn a_wish_for_new_keys_is_ones_own_of_this_circle_and_signed_with_the_old_ones(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let app = &app;
        let maeve = made(app).await;
        let tom = person(app, "tom", 11).await;
        taken_in(app, &maeve, &tom).await;
        let new = fresh(&tom, 21);
        let good = wish(&tom, &new);
        assert_eq!(app.ask_renewal(maeve.id, circle(), good.clone()).await, Err(CircleError::NotThem));
        let stranger = person(app, "vera", 12).await;
        assert_eq!(app.ask_renewal(stranger.id, circle(), good.clone()).await, Err(NOT_HERE));
        let bent = good.replacen(&new.user.to_string(), &maeve.user.to_string(), 1);
        let elsewhere = json!({ "circle": "x", "user": tom.user, "member": new.keys.public_keys() });
        let elsewhere = signed::sign(&tom.keys.signing, "renewal", &elsewhere).unwrap();
        for (line, why) in [
            (bent, LogError::BadSignature),
            (wish(&Person { user: tom.user, ..fresh(&tom, 21) }, &new), LogError::Malformed),
            (elsewhere, LogError::OtherCircle),
            ("words".to_owned(), LogError::Malformed),
            ("x".repeat(9000), LogError::Malformed),
        ] {
            let said = app.ask_renewal(tom.id, circle(), line).await;
            if why == LogError::Malformed {
                assert!(said.is_err());
            } else {
                assert_eq!(said, Err(CircleError::Line(why)));
            }
        }
        assert!(app.circle(maeve.id, circle(), 0).await.unwrap().keeping.unwrap().renewals.is_empty());
    }

    async fn what_changes_after_the_clock_was_put_back_is_still_newer_for_those_who_ask(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let maeve = made(&app).await;
        app.put_circle_entry(maeve.id, put(entry(2), 0, 1)).await.unwrap();
        app.put_circle_entry(maeve.id, put(entry(1), 0, 1)).await.unwrap();
        assert_eq!(listed(&app, &maeve).await, [entry(2), entry(1)], "in one millisecond, one after the other");
        clock.pass(-Millis::DAY);
        let last = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap().entries[1];
        app.put_circle_entry(maeve.id, put(entry(2), 1, 2)).await.unwrap();
        let newer = app.circle_entries(maeve.id, circle(), Cursor::after(last.at, last.id)).await.unwrap();
        assert_eq!(newer.entries.iter().map(|head| (head.id, head.rev)).collect::<Vec<_>>(), [(entry(2), 2)]);
    }

    async fn photos_of_a_circle_are_for_those_who_are_in_it(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = made(app).await;
        let (tom, ann) = (person(app, "tom", 20).await, person(app, "ann", 30).await);
        taken_in(app, &maeve, &tom).await;
        let photo = |n| PutCircleMedia { circle: circle(), id: media(1), entry: entry(1), bytes: smallest_sealed(Kind::Media, n) };
        app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await.unwrap();
        app.put_circle_media(tom.id, photo(1)).await.unwrap();
        app.put_circle_media(tom.id, photo(1)).await.unwrap();
        assert!(app.put_circle_media(tom.id, photo(2)).await.is_err(), "another photo is not written over it");
        assert!(app.put_circle_media(ann.id, photo(1)).await.is_err());
        assert_eq!(app.circle_media(maeve.id, circle(), media(1)).await.unwrap(), photo(1).bytes);
        assert_eq!(app.circle_media(ann.id, circle(), media(1)).await, Err(GetMediaError::NotHere));
        assert_eq!(stage.files.count().await.unwrap(), 1);
        assert_eq!(app.erase_circle_entry(tom.id, circle(), entry(1)).await, Ok(true));
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 0);
    }

    async fn a_photo_whose_entry_never_came_is_swept(store) {
        let stage = Stage::over(store).await.unwrap();
        let maeve = made(&stage.app).await;
        let photo = PutCircleMedia { circle: circle(), id: media(1), entry: entry(1), bytes: smallest_sealed(Kind::Media, 1) };
        stage.app.put_circle_media(maeve.id, photo).await.unwrap();
        stage.clock.pass(31 * Millis::DAY);
        stage.app.start_sweeping().await.unwrap();
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 0);
    }

    async fn ending_a_circle_leaves_nothing_of_it(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let maeve = made(app).await;
        let tom = person(app, "tom", 20).await;
        taken_in(app, &maeve, &tom).await;
        app.put_circle_entry(tom.id, put(entry(1), 0, 1)).await.unwrap();
        let photo = PutCircleMedia { circle: circle(), id: media(1), entry: entry(1), bytes: smallest_sealed(Kind::Media, 1) };
        app.put_circle_media(tom.id, photo).await.unwrap();
        app.end_circle(maeve.id, circle()).await.unwrap();
        stage.do_jobs().await.unwrap();
        assert_eq!(stage.files.count().await.unwrap(), 0);
        assert_eq!(app.circle(maeve.id, circle(), 0).await, Err(GONE));
        assert_eq!(app.circles(tom.id).await.unwrap(), []);
        assert_eq!(app.end_circle(maeve.id, circle()).await, Err(NOT_HERE));
    }

    async fn only_sealed_files_of_the_one_form_are_kept_and_they_count(store) {
        let size = i64::try_from(smallest_sealed(Kind::Entry, 1).len()).unwrap();
        let Stage { app, .. } = Stage::with(store, Limits { sealed_bytes: 2 * size, ..Limits::default() }).await.unwrap();
        let maeve = made(&app).await;
        let refused = async |bytes: bytes::Bytes| {
            app.put_circle_entry(maeve.id, PutCircleEntry { bytes, ..put(entry(1), 0, 1) }).await.unwrap_err()
        };
        assert_eq!(refused("plain".into()).await, PutCircleEntryError::NotSealed(HeaderError::NotAge));
        assert_eq!(refused(sealed_looking(4097, 1)).await, PutCircleEntryError::NotSealed(HeaderError::Unpadded));
        assert_eq!(refused(sealed_looking(2 << 20, 1)).await, PutCircleEntryError::TooLarge);
        app.put_circle_entry(maeve.id, put(entry(1), 0, 1)).await.unwrap();
        app.put_entry(maeve.id, entry(7), 0, smallest_sealed(Kind::Entry, 1)).await.unwrap();
        assert_eq!(app.put_circle_entry(maeve.id, put(entry(2), 0, 1)).await, Err(PutCircleEntryError::NoRoom));
        let unsealed = app.create_circle(maeve.id, CircleId::from_bytes([5; 16]), "x".to_owned(), "plain".into()).await;
        assert!(unsealed.is_err());
        let bad = GrantFor { user: maeve.user, file: "plain".into() };
        assert_eq!(app.put_grant(maeve.id, circle(), bad).await, Err(CircleError::NotSealed(HeaderError::NotAge)));
        let bad = Ask { name_file: "plain".into(), ..ask(&maeve, link(1)) };
        assert_eq!(app.ask_to_join(maeve.id, bad).await, Err(JoinError::NotSealed(HeaderError::NotAge)));
    }
}

#[tokio::test]
async fn a_circle_has_five_thousand_entries_at_most() {
    let fresh = alongside_store::testing::Fresh::sqlite().await;
    let Stage { app, .. } = Stage::over(fresh.store.clone()).await.unwrap();
    let maeve = made(&app).await;
    let numbered = |n: i64| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        put(EntryId::from_bytes(id), 0, 1)
    };
    for n in 0..ENTRIES_MOST {
        app.put_circle_entry(maeve.id, numbered(n)).await.unwrap();
    }
    assert_eq!(app.put_circle_entry(maeve.id, numbered(ENTRIES_MOST)).await, Err(PutCircleEntryError::Full));
    assert_eq!(
        app.put_circle_entry(maeve.id, PutCircleEntry { seen: 1, ..put(numbered(7).id, 1, 2) }).await,
        Ok(2)
    );
    let page = app.circle_entries(maeve.id, circle(), Cursor::OLDEST).await.unwrap();
    assert_eq!((page.entries.len(), page.more, page.count), (200, true, ENTRIES_MOST));
    fresh.close().await;
}
