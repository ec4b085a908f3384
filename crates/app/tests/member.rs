//! Signing up, signing in, changing words.

mod common;

use alongside_app::{
    member::{By, ChangeWords, ChangeWordsError, NewSheet, SignInError, SignUpError},
    testing::{Stage, sealed_looking, smallest_sealed},
};
use alongside_domain::member::{Side, Standing};
use alongside_seal::header::Kind;
use alongside_store::{counted, on_both};
use common::{kdf, maeve, secret, sign_in, sign_up, tom};

on_both! {
    async fn who_signs_up_is_signed_in_and_can_come_back(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let started = maeve(&app).await;
        let here = app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        assert_eq!(here.member, started.member);
        assert_eq!(here.half, Some(started.half));

        let back = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        assert_eq!(back.member, started.member);
        assert_eq!(back.keyring, smallest_sealed(Kind::Keyring, 10));
        assert_ne!(back.half, started.half, "each session has its own half");
    }

    async fn the_sheet_opens_the_door_with_its_own_keyring(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        maeve(&app).await;
        let back = app.sign_in(sign_in("maeve", By::Sheet, 11)).await.unwrap();
        assert_eq!(back.keyring, smallest_sealed(Kind::Keyring, 11));
        let crossed = app.sign_in(sign_in("maeve", By::Sheet, 10)).await.unwrap_err();
        assert_eq!(crossed, SignInError::OpensNothing, "words are no sheet");
    }

    async fn a_name_is_given_once_whatever_its_case(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        maeve(&app).await;
        assert_eq!(app.sign_up(sign_up("MAEVE", 30)).await.unwrap_err(), SignUpError::Taken);
        assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_ok(), "the first one's words still open");
        assert!(app.sign_in(sign_in("maeve", By::Words, 30)).await.is_err());
    }

    async fn two_who_want_one_name_at_once_do_not_both_get_it(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (one, two) = tokio::join!(app.sign_up(sign_up("rue", 1)), app.sign_up(sign_up("rue", 2)));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    }

    async fn a_wrong_secret_and_a_name_nobody_has_are_told_the_same_at_the_same_cost(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        maeve(&app).await;
        let (wrong, wrong_cost) = counted(app.sign_in(sign_in("maeve", By::Words, 99))).await;
        let (nobody, nobody_cost) = counted(app.sign_in(sign_in("nobody", By::Words, 99))).await;
        assert_eq!(wrong.unwrap_err().to_string(), nobody.unwrap_err().to_string());
        assert_eq!((wrong_cost, nobody_cost), (1, 1));
    }

    async fn salts_of_names_nobody_has_look_like_anybodys_and_stay(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        maeve(&app).await;
        let (hers, her_cost) = counted(app.kdf_for("maeve".parse().unwrap())).await;
        let (nobodys, nobodys_cost) = counted(app.kdf_for("nobody".parse().unwrap())).await;
        let (hers, nobodys) = (hers.unwrap(), nobodys.unwrap());
        assert_eq!(hers, kdf(10));
        assert_eq!((nobodys.m, nobodys.t, nobodys.p, nobodys.salt.len()), (hers.m, hers.t, hers.p, hers.salt.len()));
        assert_eq!(her_cost, nobodys_cost);
        assert_eq!(app.kdf_for("nobody".parse().unwrap()).await.unwrap(), nobodys);
        assert_ne!(app.kdf_for("nobody2".parse().unwrap()).await.unwrap(), nobodys);
    }

    async fn words_prepared_too_weakly_are_refused(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let mut weak = sign_up("maeve", 10);
        weak.kdf.m = 1024;
        assert_eq!(app.sign_up(weak).await.unwrap_err(), SignUpError::Kdf);
        let mut long_salt = sign_up("maeve", 10);
        long_salt.kdf.salt = alongside_seal::encoding::b64url(&[1; 32]);
        assert_eq!(app.sign_up(long_salt).await.unwrap_err(), SignUpError::Kdf, "it would tell that the name exists");
    }

    async fn only_sealed_keyrings_are_kept(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let with_an_extra_stanza = {
            let file = smallest_sealed(Kind::Keyring, 1);
            let text = String::from_utf8_lossy(&file).replacen("--- ", "-> X25519 AAAA\nAAAA\n--- ", 1);
            text.into_bytes()
        };
        for bad in [b"AGE-SECRET-KEY-PQ-1".to_vec(), vec![], with_an_extra_stanza, sealed_looking(17_000, 1).to_vec()] {
            let mut cmd = sign_up("maeve", 10);
            cmd.keyring_recovery = bad.into();
            assert_eq!(app.sign_up(cmd).await.unwrap_err(), SignUpError::Keyring);
        }
    }

    async fn new_words_open_and_old_ones_do_not_and_others_are_signed_out(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let elsewhere = app.sign_in(sign_in("maeve", By::Words, 10)).await.unwrap();
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let code = app.handover(session.id).await.unwrap();
        let (commons, _) = app.enter(code).await.unwrap();
        let new = ChangeWords {
            by: By::Words,
            proof: secret(10),
            kdf: kdf(50),
            login: secret(50),
            keyring_pass: smallest_sealed(Kind::Keyring, 50),
            sheet: None,
        };
        app.change_words(here.member.id, session.id, new).await.unwrap();
        assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_err());
        assert!(app.sign_in(sign_in("maeve", By::Words, 50)).await.is_ok());
        assert!(app.sign_in(sign_in("maeve", By::Sheet, 11)).await.is_ok(), "the sheet was not asked to change");
        assert!(app.resolve(Side::Room, elsewhere.room_secret).await.unwrap().is_none());
        assert!(app.resolve(Side::Room, here.room_secret).await.unwrap().is_some());
        assert!(app.resolve(Side::Commons, commons).await.unwrap().is_some(), "what came from here stays");
    }

    async fn words_change_by_the_sheet_and_the_sheet_with_them(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        let new = ChangeWords {
            by: By::Sheet,
            proof: secret(11),
            kdf: kdf(50),
            login: secret(50),
            keyring_pass: smallest_sealed(Kind::Keyring, 50),
            sheet: Some(NewSheet { secret: secret(51), keyring: smallest_sealed(Kind::Keyring, 51), note: None }),
        };
        app.change_words(here.member.id, session.id, new).await.unwrap();
        assert!(app.sign_in(sign_in("maeve", By::Sheet, 11)).await.is_err());
        let by_new_sheet = app.sign_in(sign_in("maeve", By::Sheet, 51)).await.unwrap();
        assert_eq!(by_new_sheet.keyring, smallest_sealed(Kind::Keyring, 51));
    }

    async fn words_do_not_change_without_proof(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (here, other) = (maeve(&app).await, tom(&app).await);
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        for (by, proof) in [(By::Words, 99), (By::Words, 11), (By::Sheet, 10), (By::Words, 20)] {
            let new = ChangeWords {
                by,
                proof: secret(proof),
                kdf: kdf(50),
                login: secret(50),
                keyring_pass: smallest_sealed(Kind::Keyring, 50),
                sheet: None,
            };
            let refused = app.change_words(here.member.id, session.id, new).await.unwrap_err();
            assert_eq!(refused, ChangeWordsError::OpensNothing);
        }
        assert!(app.sign_in(sign_in("maeve", By::Words, 10)).await.is_ok());
        assert!(app.resolve(Side::Room, other.room_secret).await.unwrap().is_some());
    }

    async fn a_moderator_is_made_by_name(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let here = maeve(&app).await;
        assert!(app.set_standing("maeve".parse().unwrap(), Standing::Moderator).await.unwrap());
        assert!(!app.set_standing("nobody".parse().unwrap(), Standing::Moderator).await.unwrap());
        let session = app.resolve(Side::Room, here.room_secret).await.unwrap().unwrap();
        assert_eq!(session.member.standing, Standing::Moderator);
    }
}
