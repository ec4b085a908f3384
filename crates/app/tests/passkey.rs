//! Passkeys: adding, signing in, removing, and what they leave alone.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::{HashMap, HashSet};

use alongside_app::{
    App,
    member::{By, ChangeWords, NewSheet, Started},
    passkey::{
        AddPasskey, AddPasskeyError, Begun, ByPasskey, PASSKEYS_MOST, PasskeyIn, PasskeyInError, PasskeyLine,
        RelyingParty, TRIES_MOST, TRY_LASTS,
    },
    rotation::Finish,
    testing::{Authenticator, Stage, sealed_looking, sealed_to_passkey, smallest_sealed},
};
use alongside_domain::{
    Millis,
    id::PasskeyTryId,
    member::{Device, Side},
};
use alongside_seal::header::Kind;
use alongside_store::{Store, StoreError, counted, on_both};
use bytes::Bytes;
use common::{kdf, maeve, secret, sign_in, tom};
use serde_json::Value;

const ROOM: &str = "http://room.alongside.localhost:8080";

fn party() -> RelyingParty {
    RelyingParty::of(ROOM).unwrap()
}

fn answering(begun: &Begun, answer: Value, keyring: Option<Bytes>) -> AddPasskey {
    let answer = serde_json::from_value(answer).unwrap();
    AddPasskey { id: begun.id, answer, name: "my phone".parse().unwrap(), keyring }
}

/// Adds the passkey that `seed` makes.
async fn add(app: &App, who: &Started, seed: u8, keyring: Option<Bytes>) -> (Authenticator, PasskeyLine) {
    let begun = app.begin_adding_passkey(&party(), who.member.clone()).await.unwrap();
    let (one, answer) = Authenticator::make(&begun.options, ROOM, seed).unwrap();
    let line = app.add_passkey(&party(), who.member.id, answering(&begun, answer, keyring)).await.unwrap();
    (one, line)
}

async fn enter(app: &App, one: &mut Authenticator) -> Result<PasskeyIn, PasskeyInError> {
    let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
    let answer = one.sign(&begun.options);
    give(app, &begun, answer).await
}

async fn give(app: &App, begun: &Begun, answer: Value) -> Result<PasskeyIn, PasskeyInError> {
    let answer = serde_json::from_value(answer).unwrap();
    let cmd = ByPasskey { id: Some(begun.id), answer, device: Device::Phone };
    app.sign_in_by_passkey(&party(), cmd).await
}

/// So many challenges for signing in that nobody answers, all until `ends`.
async fn crowd(store: &Store, count: i64, ends: Millis) {
    let crowd = store.write(move |tx| {
        Box::pin(async move {
            for n in 0..count {
                let id = PasskeyTryId::from_bytes(i128::from(n).to_be_bytes());
                alongside_store::passkey::put_try(tx, id, None, "{}", ends).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    crowd.await.unwrap();
}

on_both! {
    async fn a_passkey_signs_in_without_a_name_and_hands_out_what_was_sealed_to_it(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, line) = add(&app, &here, 1, Some(sealed_to_passkey(5))).await;
        assert!(line.opens);
        clock.pass(3 * Millis::DAY);
        let back = enter(&app, &mut one).await.unwrap();
        assert_eq!(back.member, here.member);
        assert_eq!(back.keyring, Some(sealed_to_passkey(5)));
        assert_eq!(back.sheet_note, None, "there was one sheet only");
        let session = app.resolve(Side::Room, back.room_secret).await.unwrap().unwrap();
        assert_eq!(session.half, Some(back.half));
        let listed = app.passkeys(here.member.id).await.unwrap();
        assert_eq!(listed[0].used_at.0 - listed[0].at.0, 3 * Millis::DAY);
        assert_eq!(listed[0].used_at.0 % Millis::DAY, 0, "days, not hours");
        assert!(enter(&app, &mut one).await.is_ok(), "as often as she likes");
    }

    async fn without_prf_it_signs_in_and_hands_out_no_keyring(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, line) = add(&app, &here, 1, None).await;
        assert!(!line.opens);
        let back = enter(&app, &mut one).await.unwrap();
        assert_eq!(back.keyring, None);
    }

    async fn whatever_does_not_fit_is_told_the_same(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, line) = add(&app, &here, 1, None).await;
        let (mut stranger, _) = add(&app, &tom(&app).await, 2, None).await;

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        let answer = one.sign(&begun.options);
        give(&app, &begun, answer.clone()).await.unwrap();
        let replayed = give(&app, &begun, answer.clone()).await;

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        let of_another_challenge = give(&app, &begun, answer).await;
        let fitting = one.sign(&begun.options);
        let spent_by_a_wrong_one = give(&app, &begun, fitting).await;

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        let mut crossed = one.sign(&begun.options);
        crossed["response"]["userHandle"] = stranger.sign(&begun.options)["response"]["userHandle"].clone();
        let with_a_strange_handle = give(&app, &begun, crossed).await;

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        let mut crossed = one.sign(&begun.options);
        crossed["rawId"] = stranger.sign(&begun.options)["rawId"].clone();
        crossed["response"]["userHandle"] = stranger.sign(&begun.options)["response"]["userHandle"].clone();
        let as_somebody_else = give(&app, &begun, crossed).await;

        let mut unverified = one.clone();
        unverified.verified = false;
        let unverified = enter(&app, &mut unverified).await;
        let mut elsewhere = one.clone();
        "http://room.example.org".clone_into(&mut elsewhere.origin);
        let from_elsewhere = enter(&app, &mut elsewhere).await;
        let mut copied = one.clone();
        copied.counter = 0;
        let with_an_old_counter = enter(&app, &mut copied).await;

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        clock.pass(TRY_LASTS);
        let answer = one.sign(&begun.options);
        let too_late = give(&app, &begun, answer).await;

        assert!(app.remove_passkey(here.member.id, line.id).await.unwrap());
        let removed = enter(&app, &mut one).await;
        for refused in [
            replayed, of_another_challenge, spent_by_a_wrong_one, with_a_strange_handle, as_somebody_else,
            unverified, from_elsewhere, with_an_old_counter, too_late, removed,
        ] {
            assert_eq!(refused.unwrap_err(), PasskeyInError::OpensNothing);
        }
        assert!(enter(&app, &mut stranger).await.is_ok());
    }

    async fn a_challenge_for_adding_is_its_members_and_spent_once(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (here, other) = (maeve(&app).await, tom(&app).await);
        let refused = AddPasskeyError::DoesNotFit;

        let begun = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        let (mut one, answer) = Authenticator::make(&begun.options, ROOM, 1).unwrap();
        let taken = app.add_passkey(&party(), other.member.id, answering(&begun, answer, None)).await;
        assert_eq!(taken.unwrap_err(), refused, "somebody else's challenge");

        let first = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        let second = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        let answer = one.answer_with_key(&first.options).unwrap();
        let old = app.add_passkey(&party(), here.member.id, answering(&first, answer, None)).await;
        assert_eq!(old.unwrap_err(), refused, "only the newest counts");
        let answer = one.answer_with_key(&second.options).unwrap();
        app.add_passkey(&party(), here.member.id, answering(&second, answer.clone(), None)).await.unwrap();
        let again = app.add_passkey(&party(), here.member.id, answering(&second, answer, None)).await;
        assert_eq!(again.unwrap_err(), refused, "once");

        let begun = app.begin_adding_passkey(&party(), other.member.clone()).await.unwrap();
        let answer = one.answer_with_key(&begun.options).unwrap();
        let known = app.add_passkey(&party(), other.member.id, answering(&begun, answer, None)).await;
        assert_eq!(known.unwrap_err(), AddPasskeyError::Known, "a credential has one member");

        let begun = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        clock.pass(TRY_LASTS);
        let (_, answer) = Authenticator::make(&begun.options, ROOM, 3).unwrap();
        let late = app.add_passkey(&party(), here.member.id, answering(&begun, answer, None)).await;
        assert_eq!(late.unwrap_err(), refused);

        let begun = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        let answer = one.answer_with_key(&begun.options).unwrap();
        let crossed = app.add_passkey(&party(), here.member.id, answering(&begun, answer, None)).await;
        assert_eq!(crossed.unwrap_err(), refused, "a challenge for signing in adds nothing");
    }

    async fn only_a_keyring_sealed_to_a_passkey_is_kept(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let doubled = {
            let file = sealed_to_passkey(1);
            let text = String::from_utf8_lossy(&file).replacen("--- ", "-> X25519 AAAA\nAAAA\n--- ", 1);
            Bytes::from(text.into_bytes())
        };
        let long = Bytes::from([&sealed_to_passkey(1)[..], &vec![0; 17_000]].concat());
        let open = Bytes::from_static(b"AGE-SECRET-KEY-PQ-1");
        for bad in [open, Bytes::new(), smallest_sealed(Kind::Keyring, 1), sealed_looking(16, 1), doubled, long] {
            let begun = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
            let (_, answer) = Authenticator::make(&begun.options, ROOM, 1).unwrap();
            let refused = app.add_passkey(&party(), here.member.id, answering(&begun, answer, Some(bad))).await;
            assert_eq!(refused.unwrap_err(), AddPasskeyError::Keyring);
        }
        assert_eq!(app.passkeys(here.member.id).await.unwrap(), []);
    }

    async fn there_are_ten_and_removing_one_makes_room(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let mut lines = Vec::new();
        let begun = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        let handle = begun.options["user"]["id"].clone();
        for seed in 1..=u8::try_from(PASSKEYS_MOST).unwrap() {
            lines.push(add(&app, &here, seed, None).await.1.id);
        }
        let full = app.begin_adding_passkey(&party(), here.member.clone()).await;
        assert_eq!(full.unwrap_err(), AddPasskeyError::TooMany);
        assert!(!app.remove_passkey(tom(&app).await.member.id, lines[0]).await.unwrap(), "not anybody's");
        assert!(app.remove_passkey(here.member.id, lines[0]).await.unwrap());
        assert!(!app.remove_passkey(here.member.id, lines[0]).await.unwrap(), "it is gone");
        let begun = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        assert_eq!(begun.options["excludeCredentials"].as_array().map(Vec::len), Some(9));
        assert_ne!(begun.options["user"]["id"], handle, "the handle is chance until there is a passkey");
    }

    async fn removing_one_ends_nothing_else(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, line) = add(&app, &here, 1, Some(sealed_to_passkey(1))).await;
        let (mut two, _) = add(&app, &here, 2, Some(sealed_to_passkey(2))).await;
        let by_it = enter(&app, &mut one).await.unwrap();
        app.remove_passkey(here.member.id, line.id).await.unwrap();
        for secret in [here.room_secret, by_it.room_secret] {
            assert!(app.resolve(Side::Room, secret).await.unwrap().is_some());
        }
        assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_ok());
        assert!(app.sign_in(sign_in("maeve", By::Sheet, 11)).await.is_ok());
        assert_eq!(enter(&app, &mut two).await.unwrap().keyring, Some(sealed_to_passkey(2)));
    }

    async fn new_words_and_a_new_sheet_leave_passkeys_as_they_are(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, _) = add(&app, &here, 1, Some(sealed_to_passkey(1))).await;
        let (mut bare, _) = add(&app, &here, 2, None).await;
        let before = app.passkeys(here.member.id).await.unwrap();
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let new = ChangeWords {
            by: By::Words,
            proof: secret(10),
            kdf: kdf(50),
            login: secret(50),
            keyring_pass: smallest_sealed(Kind::Keyring, 50),
            sheet: Some(NewSheet {
                secret: secret(51),
                keyring: smallest_sealed(Kind::Keyring, 51),
                note: Some(smallest_sealed(Kind::Keyring, 52)),
            }),
        };
        let by_it = enter(&app, &mut one).await.unwrap();
        app.change_words(here.member.id, session.id, new).await.unwrap();
        assert!(app.resolve(Side::Room, by_it.room_secret).await.unwrap().is_none(), "it was elsewhere");
        assert_eq!(app.passkeys(here.member.id).await.unwrap(), before);
        let back = enter(&app, &mut one).await.unwrap();
        assert_eq!(back.keyring, Some(sealed_to_passkey(1)));
        assert_eq!(back.sheet_note, Some(smallest_sealed(Kind::Keyring, 52)), "the copy knows the old sheet only");
        assert_eq!(enter(&app, &mut bare).await.unwrap().sheet_note, None, "it opens nothing sealed");
    }

    async fn a_change_of_all_keys_removes_every_passkey(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, _) = add(&app, &here, 1, Some(sealed_to_passkey(1))).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let rotation = app.begin_rotation(here.member.id, session.id, By::Words, secret(10)).await.unwrap();
        let finish = Finish {
            rotation,
            kdf: kdf(50),
            login: secret(50),
            recovery: secret(51),
            keyring_pass: smallest_sealed(Kind::Keyring, 50),
            keyring_recovery: smallest_sealed(Kind::Keyring, 51),
            entries: HashMap::new(),
            leave: HashMap::new(),
            media: HashSet::new(),
            pages: HashMap::new(),
        };
        app.finish_rotation(here.member.id, session.id, finish).await.unwrap();
        assert!(app.passkeys(here.member.id).await.unwrap().is_empty());
        assert!(enter(&app, &mut one).await.is_err(), "it opened the old keyring");
    }

    async fn challenges_that_nobody_answers_are_swept_away(store) {
        let stage = Stage::over(store.clone()).await.unwrap();
        stage.app.start_sweeping().await.unwrap();
        let waiting =
            async || store.read(move |tx| Box::pin(alongside_store::passkey::count_tries(tx))).await.unwrap();
        for _ in 0..3 {
            stage.app.begin_signing_in_by_passkey(&party()).await.unwrap();
        }
        assert_eq!(waiting().await, 3);
        stage.clock.pass(2 * Millis::HOUR);
        stage.do_jobs().await.unwrap();
        assert_eq!(waiting().await, 0);
    }

    async fn a_full_house_of_challenges_drops_the_oldest_and_shuts_nobody_out(store) {
        let Stage { app, clock, .. } = Stage::over(store.clone()).await.unwrap();
        let waiting =
            async || store.read(move |tx| Box::pin(alongside_store::passkey::count_tries(tx))).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, _) = add(&app, &here, 1, None).await;
        let oldest = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        clock.pass(1);
        let next = app.begin_signing_in_by_passkey(&party()).await.unwrap();
        clock.pass(1);
        crowd(&store, TRIES_MOST - 2, app.now().plus(TRY_LASTS)).await;
        assert_eq!(waiting().await, TRIES_MOST);

        let adding = app.begin_adding_passkey(&party(), here.member.clone()).await.unwrap();
        assert_eq!(waiting().await, TRIES_MOST, "whoever is signed in takes nobody's place");
        let (newest, cost) = counted(app.begin_signing_in_by_passkey(&party())).await;
        let newest = newest.unwrap();
        assert_eq!((waiting().await, cost), (TRIES_MOST, 4));
        let answer = one.sign(&oldest.options);
        assert_eq!(give(&app, &oldest, answer).await.unwrap_err(), PasskeyInError::OpensNothing);
        for begun in [newest, next] {
            let answer = one.sign(&begun.options);
            assert!(give(&app, &begun, answer).await.is_ok());
        }
        let (_, answer) = Authenticator::make(&adding.options, ROOM, 2).unwrap();
        assert!(app.add_passkey(&party(), here.member.id, answering(&adding, answer, None)).await.is_ok());
    }

    async fn each_step_costs_a_constant_number_of_queries(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let (mut one, _) = add(&app, &here, 1, None).await;
        add(&app, &here, 2, None).await;
        let (party, member) = (party(), here.member.clone());
        assert_eq!(counted(app.begin_adding_passkey(&party, member)).await.1, 4);
        let (begun, cost) = counted(app.begin_signing_in_by_passkey(&party)).await;
        assert_eq!(cost, 3);
        let begun = begun.unwrap();
        let answer = one.sign(&begun.options);
        assert_eq!(counted(give(&app, &begun, answer)).await.1, 4);
        assert_eq!(counted(app.passkeys(here.member.id)).await.1, 1);
    }
}
