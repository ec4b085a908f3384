//! Being let in where signing up is not open to everybody.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use alongside_app::{admission::AdmissionError, member::SignUpError, secret::Secret, testing::Stage};
use alongside_domain::{
    Millis, Refusal, Viewer,
    admission::{ASKING_MAX, AdmissionState, GOOD_FOR, INVITATIONS_MAX, SignUpRule, WAITS_FOR},
    cursor::Cursor,
    member::Standing,
};
use alongside_store::{Store, on_both};
use common::{secret, sign_up};

async fn by_request(store: Store) -> Stage {
    Stage::joined(store, SignUpRule::ByRequest).await.unwrap()
}

/// Signing up with `token`, each time somebody else.
async fn comes(stage: &Stage, name: &str, words: u8, token: Option<Secret>) -> Result<Viewer, SignUpError> {
    let mut cmd = sign_up(name, words);
    cmd.admission = token;
    let member = stage.app.sign_up(cmd).await?.member;
    Ok(Viewer::Member { id: member.id, standing: member.standing })
}

/// A moderator, let in by the operator.
async fn moderator(stage: &Stage) -> Viewer {
    let token = stage.app.invite_as_operator().await.unwrap();
    let viewer = comes(stage, "ines", 40, Some(token)).await.unwrap();
    stage.app.set_standing("ines".parse().unwrap(), Standing::Moderator).await.unwrap();
    Viewer::Member { id: viewer.member().unwrap(), standing: Standing::Moderator }
}

on_both! {
    async fn a_right_is_used_once(store) {
        let stage = by_request(store).await;
        assert_eq!(comes(&stage, "maeve", 10, None).await, Err(SignUpError::NotAdmitted));
        assert_eq!(comes(&stage, "maeve", 10, Some(secret(9))).await, Err(SignUpError::NotAdmitted));
        let token = stage.app.invite_as_operator().await.unwrap();
        comes(&stage, "maeve", 10, Some(token)).await.unwrap();
        assert_eq!(comes(&stage, "tom", 20, Some(token)).await, Err(SignUpError::NotAdmitted));
        // A browser that lost the answer to its first try finds that the name is taken, by itself.
        assert_eq!(comes(&stage, "maeve", 10, Some(token)).await, Err(SignUpError::Taken));
        // A name that is taken costs nobody their invitation.
        let token = stage.app.invite_as_operator().await.unwrap();
        assert_eq!(comes(&stage, "maeve", 30, Some(token)).await, Err(SignUpError::Taken));
        comes(&stage, "tom", 20, Some(token)).await.unwrap();
    }

    async fn who_asks_is_let_in_by_a_moderator(store) {
        let stage = by_request(store).await;
        let ines = moderator(&stage).await;
        let token = stage.app.ask_to_be_let_in("  Two losses,\nand nobody to say it to. ".into()).await.unwrap();
        assert_eq!(stage.app.look_at_admission(token).await.unwrap(), (AdmissionState::Asked, None));
        assert_eq!(comes(&stage, "maeve", 10, Some(token)).await, Err(SignUpError::NotAdmitted));

        let waiting = stage.app.asking_to_be_let_in(ines, Cursor::OLDEST).await.unwrap();
        let [one] = &*waiting.items else { panic!("one asks: {waiting:?}") };
        assert_eq!(one.answer, "Two losses,\nand nobody to say it to.");
        stage.app.decide_admission(ines, one.id, true, "").await.unwrap();
        assert_eq!(stage.app.look_at_admission(token).await.unwrap(), (AdmissionState::Granted, None));
        assert!(stage.app.asking_to_be_let_in(ines, Cursor::OLDEST).await.unwrap().items.is_empty());
        let again = stage.app.decide_admission(ines, one.id, false, "").await;
        assert_eq!(again, Err(Refusal::NotHere.into()), "a decision stands");

        comes(&stage, "maeve", 10, Some(token)).await.unwrap();
        assert_eq!(stage.app.look_at_admission(token).await, Err(Refusal::NotHere.into()), "nothing is left of it");
    }

    async fn a_no_comes_with_words_and_opens_nothing(store) {
        let stage = by_request(store).await;
        let ines = moderator(&stage).await;
        let token = stage.app.ask_to_be_let_in("I sell prams.".into()).await.unwrap();
        let one = stage.app.asking_to_be_let_in(ines, Cursor::OLDEST).await.unwrap().items.remove(0);
        stage.app.decide_admission(ines, one.id, false, "This place is for other things.").await.unwrap();
        let said = Some(String::from("This place is for other things."));
        assert_eq!(stage.app.look_at_admission(token).await.unwrap(), (AdmissionState::Declined, said));
        assert_eq!(comes(&stage, "pram", 10, Some(token)).await, Err(SignUpError::NotAdmitted));
    }

    async fn only_moderators_read_who_asks(store) {
        let stage = by_request(store).await;
        let ines = moderator(&stage).await;
        let token = stage.app.invite_as_operator().await.unwrap();
        let maeve = comes(&stage, "maeve", 10, Some(token)).await.unwrap();
        stage.app.ask_to_be_let_in("Me, too.".into()).await.unwrap();
        let one = stage.app.asking_to_be_let_in(ines, Cursor::OLDEST).await.unwrap().items.remove(0);
        for other in [maeve, Viewer::Visitor] {
            assert_eq!(stage.app.asking_to_be_let_in(other, Cursor::OLDEST).await, Err(Refusal::NotHere.into()));
            assert_eq!(stage.app.decide_admission(other, one.id, true, "").await, Err(Refusal::NotHere.into()));
        }
    }

    async fn an_invitation_is_a_members_to_give_and_to_take_back(store) {
        let stage = Stage::joined(store, SignUpRule::ByInvitation).await.unwrap();
        let app = &stage.app;
        assert_eq!(app.ask_to_be_let_in("Please.".into()).await.err(), Some(Refusal::NotHere.into()));
        let first = app.invite_as_operator().await.unwrap();
        let maeve = comes(&stage, "maeve", 10, Some(first)).await.unwrap();
        let mut given = Vec::new();
        for _ in 0..INVITATIONS_MAX {
            given.push(app.invite_somebody(maeve).await.unwrap());
        }
        assert_eq!(app.invite_somebody(maeve).await.err(), Some(AdmissionError::AllGiven));
        comes(&stage, "tom", 20, given.pop()).await.unwrap();
        assert_eq!(app.invitations_out(maeve).await.unwrap(), INVITATIONS_MAX - 1);
        app.withdraw_invitations(maeve).await.unwrap();
        assert_eq!(app.invitations_out(maeve).await.unwrap(), 0);
        assert_eq!(comes(&stage, "ada", 30, given.pop()).await, Err(SignUpError::NotAdmitted));
        assert_eq!(app.invite_somebody(Viewer::Visitor).await.err(), Some(Refusal::SignIn.into()));
        let paused = Viewer::Member { id: maeve.member().unwrap(), standing: Standing::Paused };
        assert_eq!(app.invite_somebody(paused).await.err(), Some(Refusal::Paused.into()));
    }

    async fn where_anybody_can_sign_up_nobody_is_invited(store) {
        let stage = Stage::joined(store, SignUpRule::Open).await.unwrap();
        let maeve = comes(&stage, "maeve", 10, None).await.unwrap();
        assert_eq!(stage.app.invite_somebody(maeve).await.err(), Some(Refusal::NotHere.into()));
    }

    async fn everything_about_it_has_an_end(store) {
        let stage = by_request(store).await;
        let ines = moderator(&stage).await;
        let invited = stage.app.invite_as_operator().await.unwrap();
        let asked = stage.app.ask_to_be_let_in("Hello.".into()).await.unwrap();
        stage.clock.pass(GOOD_FOR);
        assert_eq!(comes(&stage, "maeve", 10, Some(invited)).await, Err(SignUpError::NotAdmitted));
        stage.clock.pass(WAITS_FOR - GOOD_FOR);
        assert!(stage.app.asking_to_be_let_in(ines, Cursor::OLDEST).await.unwrap().items.is_empty());
        assert_eq!(stage.app.look_at_admission(asked).await, Err(Refusal::NotHere.into()));
    }

    async fn nobody_fills_the_place_with_questions(store) {
        let stage = by_request(store).await;
        assert_eq!(stage.app.ask_to_be_let_in(" \n ".into()).await.err(), Some(AdmissionError::NoAnswer));
        let long = stage.app.ask_to_be_let_in("x".repeat(1001)).await.err();
        assert!(matches!(long, Some(AdmissionError::Text(_))), "{long:?}");
        for n in 0..ASKING_MAX {
            stage.app.ask_to_be_let_in(n.to_string()).await.unwrap();
        }
        assert_eq!(stage.app.ask_to_be_let_in("One more.".into()).await.err(), Some(AdmissionError::Crowded));
        stage.clock.pass(WAITS_FOR + Millis::HOUR);
        stage.app.ask_to_be_let_in("One more.".into()).await.unwrap();
    }
}
