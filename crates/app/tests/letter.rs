//! Letters: who may write to whom, who reads what, and what a report hands over.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use alongside_app::{
    App,
    letter::{LetterError, NewAddress, Report, WriteLetter},
    limits::Limits,
    testing::{Stage, smallest_sealed},
};
use alongside_domain::{
    Millis, OpenAudience, Refusal, Viewer,
    cursor::Cursor,
    id::{LetterId, PenId, UserId},
    letter::{LETTERS_A_DAY, NEW_A_DAY, NoLetter, Stand, WHY_MAX},
    text::TextError,
};
use alongside_seal::{
    entry::{self, Audience, Meta},
    envelope,
    header::{HeaderError, Kind},
    keyring::Keyring,
    pq::Identity,
    signed,
};
use alongside_store::{counted, member, on_both};
use open::{Person, moderating, person, shared, told};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;

const NO: LetterError = LetterError::No(NoLetter::NotThere);
const GONE: LetterError = LetterError::Refusal(Refusal::NotHere);

const fn letter(n: u8) -> LetterId {
    LetterId::from_bytes([n; 16])
}

/// A pair of keys that letters go to.
struct Address {
    keys: Keyring,
    user: UserId,
}

fn address(n: u8) -> Address {
    let (keys, _) = Keyring::generate("letters", &mut ChaCha20Rng::from_seed([n; 32])).unwrap();
    let user = keys.public_keys().user.parse().unwrap();
    Address { keys, user }
}

fn new_address(at: &Address, pen: Option<PenId>, open: bool) -> NewAddress {
    let keys = at.keys.public_keys();
    let fields = json!({ "user": keys.user, "enc": keys.enc, "sig": keys.sig, "pen": pen });
    let line = signed::sign(&at.keys.signing, "address", &fields).unwrap();
    NewAddress { user: at.user, pen, line, open }
}

/// Somebody with an address for their pen name, open or not.
async fn with_address(app: &App, who: &Person, n: u8, open: bool) -> Address {
    let at = address(n);
    app.put_address(who.id, new_address(&at, Some(who.pen.id), open)).await.unwrap();
    at
}

fn write(n: u8, from: &Address, to: &Address) -> WriteLetter {
    let (mine, theirs) = (smallest_sealed(Kind::Entry, n), smallest_sealed(Kind::Entry, n.wrapping_add(1)));
    WriteLetter { id: letter(n), from: from.user, to: to.user, mine, theirs }
}

/// What the receiver of a letter has when it is open: the words with the writer's signature, padding and all.
fn opened(n: u8, from: &Address, to: &Address, text: &str) -> String {
    let id = letter(n).to_string();
    let me = Identity::generate(&mut ChaCha20Rng::from_seed([200; 32]));
    let aud =
        Audience { aud: format!("letter:{id}"), recipient: me.recipient(), epoch: 0, head: String::new() };
    let meta = Meta { id, rev: 1, prev: String::new(), at: 1, media: vec![] };
    let body = json!({ "kind": "letter", "from": from.keys.public_keys(), "to": to.user, "text": text });
    let rng = &mut ChaCha20Rng::from_seed([201; 32]);
    let sealed = entry::seal(&from.keys, &aud, &meta, &body.to_string(), rng).unwrap();
    String::from_utf8(envelope::open(&me, &sealed.file, Kind::Entry).unwrap()).unwrap()
}

async fn shown(app: &App, who: &Person, of: &Address, with: &Address) -> Vec<LetterId> {
    let shown = app.letters_with(who.id, of.user, with.user, Cursor::NEWEST).await.unwrap();
    shown.letters.iter().map(|one| one.line.id).collect()
}

async fn reports(app: &App, who: &Person) -> Vec<Report> {
    app.reported_letters(who.viewer, Cursor::OLDEST).await.unwrap().items
}

/// Another pen name of the same person.
async fn also(app: &App, who: &Person, name: &str) -> Person {
    let pen = app.create_pen(who.id, name.parse().unwrap()).await.unwrap();
    Person { pen, ..*who }
}

on_both! {
    async fn a_first_letter_waits_for_a_yes_and_an_answer_is_one(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, false).await);
        let (sent, queries) = counted(app.write_letter(tom.id, write(1, &his, &her))).await;
        assert_eq!(sent, Ok(()));
        assert!(queries <= 12, "{queries}");
        assert_eq!(app.write_letter(tom.id, write(1, &his, &her)).await, Ok(()), "the same again does no harm");
        assert_eq!(app.write_letter(tom.id, write(5, &his, &her)).await, Err(LetterError::No(NoLetter::Waiting)));
        let (hers, queries) = counted(app.letters(maeve.id)).await;
        let [asks] = &hers.unwrap()[..] else { panic!("one person") };
        assert_eq!((queries, asks.unread, asks.stand), (1, 1, Some(Stand::Asked)));
        assert_eq!((asks.pen.as_deref(), asks.own_pen.as_deref()), (Some("rowan"), Some("willow")));
        assert_eq!(app.letters_waiting(maeve.id).await, Ok(1));
        app.read_letters(maeve.id, her.user, his.user).await.unwrap();
        assert_eq!(app.letters_waiting(maeve.id).await, Ok(0));
        app.write_letter(maeve.id, write(3, &her, &his)).await.unwrap();
        app.write_letter(tom.id, write(5, &his, &her)).await.unwrap();
        assert_eq!(shown(&app, &maeve, &her, &his).await.len(), 3);
        assert_eq!(shown(&app, &tom, &his, &her).await.len(), 3);
        let stranger = person(&app, "heron").await;
        assert!(shown(&app, &stranger, &her, &his).await.is_empty());
        assert!(app.letters(stranger.id).await.unwrap().is_empty());
        assert_eq!(app.write_letter(stranger.id, write(9, &his, &her)).await, Err(GONE), "not their address");
    }

    async fn closed_declined_blocked_and_never_there_read_the_same(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        assert_eq!(app.write_letter(tom.id, write(1, &his, &address(9))).await, Err(NO));
        assert_eq!(app.write_letter(tom.id, write(1, &his, &his)).await, Err(NO), "nor to oneself");
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        app.stand_to(maeve.id, her.user, his.user, Stand::Declined).await.unwrap();
        assert_eq!(app.write_letter(tom.id, write(3, &his, &her)).await, Err(NO));
        app.write_letter(maeve.id, write(5, &her, &his)).await.unwrap();
        app.write_letter(tom.id, write(3, &his, &her)).await.unwrap();

        app.block_letters(maeve.id, her.user, his.user, true).await.unwrap();
        assert_eq!(app.write_letter(tom.id, write(7, &his, &her)).await, Err(NO));
        let other = address(4);
        app.put_address(tom.id, new_address(&other, None, true)).await.unwrap();
        assert_eq!(app.write_letter(tom.id, write(7, &other, &her)).await, Err(NO), "whichever address");
        assert_eq!(app.write_letter(maeve.id, write(9, &her, &his)).await, Err(LetterError::No(NoLetter::YouBlock)));
        assert!(app.letters(maeve.id).await.unwrap()[0].blocked);
        app.block_letters(maeve.id, her.user, his.user, false).await.unwrap();
        app.write_letter(tom.id, write(7, &his, &her)).await.unwrap();

        app.put_address(maeve.id, new_address(&her, Some(maeve.pen.id), false)).await.unwrap();
        app.write_letter(tom.id, write(11, &his, &her)).await.unwrap();
        let ann = person(&app, "heron").await;
        let anns = with_address(&app, &ann, 6, true).await;
        assert_eq!(app.write_letter(ann.id, write(13, &anns, &her)).await, Err(NO), "closed to who is new");
        for with in [her.user, address(99).user] {
            assert_eq!(app.block_letters(ann.id, anns.user, with, true).await, Err(GONE), "nothing was written");
            assert_eq!(app.stand_to(ann.id, anns.user, with, Stand::Declined).await, Err(GONE));
        }
        assert_eq!(app.stand_to(ann.id, her.user, anns.user, Stand::Taken).await, Err(GONE), "not her address");
    }

    async fn an_address_is_signed_by_its_keys_and_for_a_pen_name_of_ones_own(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let at = address(1);
        let good = new_address(&at, Some(maeve.pen.id), true);
        assert_eq!(app.put_address(tom.id, good.clone()).await, Err(LetterError::BadAddress), "her pen name");
        let bad = [
            NewAddress { pen: None, ..good.clone() },
            NewAddress { user: address(2).user, ..good.clone() },
            NewAddress { line: good.line.replacen(&maeve.pen.id.to_string(), &tom.pen.id.to_string(), 1), ..good.clone() },
            NewAddress { line: "words".to_owned(), ..good.clone() },
            NewAddress { line: "x".repeat(9_000), ..good.clone() },
        ];
        for new in bad {
            assert_eq!(app.put_address(maeve.id, new).await, Err(LetterError::BadAddress));
        }
        app.put_address(maeve.id, good).await.unwrap();
        assert_eq!(app.put_address(tom.id, new_address(&at, None, true)).await, Err(LetterError::Taken));
        let key = maeve.pen.name.key();
        assert_eq!(app.address_of(tom.viewer, key.clone()).await.map(|_| ()), Err(Refusal::NotHere.into()), "unseen");
        shared(&app, &maeve, OpenAudience::Community, told("So we wait.")).await;
        assert_eq!(app.address_of(tom.viewer, key.clone()).await.unwrap().user, at.user);
        assert!(app.pen_page(tom.viewer, key.clone(), Cursor::NEWEST).await.unwrap().takes_letters);
        assert!(app.address_of(Viewer::Visitor, key.clone()).await.is_err());
        let next = with_address(&app, &maeve, 3, true).await;
        assert_eq!(app.address_of(tom.viewer, key.clone()).await.unwrap().user, next.user, "one for each name");
        assert_eq!(app.addresses(maeve.id).await.unwrap().len(), 1);
        app.put_address(maeve.id, new_address(&next, Some(maeve.pen.id), false)).await.unwrap();
        assert!(app.address_of(tom.viewer, key).await.is_err(), "closed");
    }

    async fn each_erases_their_own_copy_and_the_last_takes_the_letter_away(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let (her, his) = (with_address(app, &maeve, 1, true).await, with_address(app, &tom, 2, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        let stranger = person(app, "heron").await;
        assert_eq!(app.erase_letter(stranger.id, letter(1)).await, Ok(false));
        assert_eq!(app.erase_letter(tom.id, letter(1)).await, Ok(true));
        assert!(shown(app, &tom, &his, &her).await.is_empty());
        assert_eq!(shown(app, &maeve, &her, &his).await, [letter(1)]);
        assert_eq!(app.erase_letter(maeve.id, letter(1)).await, Ok(true));
        assert!(app.letters(maeve.id).await.unwrap().is_empty());
        let again = app.write_letter(maeve.id, write(1, &her, &his)).await;
        assert_eq!(again, Err(LetterError::Taken), "it counts for the day in which it was written");
        stage.clock.pass(Millis::DAY + 1);
        app.start_sweeping().await.unwrap();
        app.do_due_jobs().await.unwrap();
        app.write_letter(maeve.id, write(1, &her, &his)).await.unwrap();
    }

    async fn a_report_hands_over_what_was_signed_and_nothing_else(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let heron = moderating(&person(&app, "heron").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        let said = opened(1, &his, &her, "Unkind words.");
        let report = async |who: &Person, n: u8, opened: &str| {
            app.report_letter(who.id, letter(n), opened.to_owned(), "It frightens me.".to_owned()).await
        };
        for lie in [
            said.replace("Unkind", "Untrue"),
            opened(2, &his, &her, "Unkind words."),
            opened(1, &address(7), &her, "Unkind words."),
            opened(1, &his, &address(7), "Unkind words."),
            "words".to_owned(),
        ] {
            assert_eq!(report(&maeve, 1, &lie).await, Err(LetterError::NotTheirs));
        }
        assert_eq!(report(&tom, 1, &said).await, Err(GONE), "who wrote it has nothing to report");
        assert_eq!(report(&maeve, 9, &said).await, Err(GONE));
        report(&maeve, 1, &said).await.unwrap();
        report(&maeve, 1, &said).await.unwrap();
        for other in [tom.viewer, maeve.viewer, Viewer::Visitor] {
            let none = app.reported_letters(other, Cursor::OLDEST).await;
            assert_eq!(none, Err(Refusal::NotHere.into()));
        }
        let there = reports(&app, &heron).await;
        let [one] = &there[..] else { panic!("one report") };
        assert_eq!((&*one.text, &*one.why, one.pen.as_deref()), ("Unkind words.", "It frightens me.", Some("rowan")));
        assert_eq!(app.decide_report(tom.viewer, one.id, false).await, Err(Refusal::NotHere.into()));
        app.decide_report(heron.viewer, one.id, true).await.unwrap();
        assert!(reports(&app, &heron).await.is_empty());
        assert_eq!(app.decide_report(heron.viewer, one.id, false).await, Err(Refusal::NotHere.into()));
        app.stand_to(maeve.id, her.user, his.user, Stand::Taken).await.unwrap();
        assert_eq!(app.write_letter(tom.id, write(3, &his, &her)).await, Err(LetterError::No(NoLetter::Stopped)));
    }

    async fn who_is_paused_writes_to_nobody_new_and_goes_on_with_those_who_know_them(store) {
        let Stage { app, clock, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let ada = person(&app, "sorrel").await;
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        let hers = with_address(&app, &ada, 3, true).await;
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        app.write_letter(maeve.id, write(3, &her, &his)).await.unwrap();
        let (id, until) = (tom.id, app.now().plus(Millis::DAY));
        app.store().write(move |tx| Box::pin(member::pause(tx, id, until))).await.unwrap();
        let refused = Err(LetterError::No(NoLetter::Paused));
        assert_eq!(app.write_letter(tom.id, write(5, &his, &hers)).await, refused);
        assert_eq!(app.write_letter(tom.id, write(7, &his, &address(9))).await, refused, "whoever it is, or nobody");
        assert_eq!(app.write_letter(tom.id, write(9, &his, &her)).await, Ok(()));
        clock.pass(Millis::DAY);
        assert_eq!(app.write_letter(tom.id, write(5, &his, &hers)).await, Ok(()));
    }

    async fn a_reason_that_cannot_be_kept_is_told_and_the_letter_can_be_reported_all_the_same(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let heron = moderating(&person(&app, "heron").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        let said = opened(1, &his, &her, "Unkind words.");
        let report = async |opened: &str, why: &str| {
            app.report_letter(maeve.id, letter(1), opened.to_owned(), why.to_owned()).await
        };
        assert_eq!(report(&said, "It\0frightens me.").await, Err(LetterError::Why(TextError::Unshowable)));
        let long = "x".repeat(WHY_MAX + 1);
        assert_eq!(report(&said, &long).await, Err(LetterError::Why(TextError::TooLong { max: WHY_MAX, over: 1 })));
        for opened in [format!("{said}\0"), format!("\0{said}"), "\0".to_owned()] {
            assert_eq!(report(&opened, "").await, Err(LetterError::NotTheirs));
        }
        assert_eq!(report(&said, "It frightens me.").await, Ok(()));
        assert_eq!(reports(&app, &heron).await.len(), 1);
    }

    async fn no_moderator_decides_about_their_own_letter(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, heron) = (person(&app, "willow").await, moderating(&person(&app, "heron").await));
        let (her, theirs) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &heron, 2, true).await);
        app.write_letter(heron.id, write(1, &theirs, &her)).await.unwrap();
        let said = opened(1, &theirs, &her, "Unkind words.");
        app.report_letter(maeve.id, letter(1), said, String::new()).await.unwrap();
        assert!(reports(&app, &heron).await.is_empty());
        let other = moderating(&person(&app, "finch").await);
        let [one] = &reports(&app, &other).await[..] else { panic!("one report") };
        assert_eq!(app.decide_report(heron.viewer, one.id, false).await, Err(Refusal::NotHere.into()));
    }

    async fn letters_are_sealed_files_count_and_have_a_measure(store) {
        let Stage { app, clock, .. } = Stage::with(store, Limits { sealed_bytes: 2_000_000, ..Limits::default() }).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        let bad = WriteLetter { theirs: "words".into(), ..write(1, &his, &her) };
        assert_eq!(app.write_letter(tom.id, bad).await, Err(LetterError::NotSealed(HeaderError::NotAge)));
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        app.stand_to(maeve.id, her.user, his.user, Stand::Taken).await.unwrap();
        let mut sent = 1;
        let stopped = loop {
            let mut next = write(u8::try_from(sent % 250).unwrap(), &his, &her);
            next.id = LetterId::from_bytes(u128::to_be_bytes(1_000 + u128::try_from(sent).unwrap()));
            match app.write_letter(tom.id, next).await {
                Ok(()) => sent += 1,
                Err(error) => break error,
            }
        };
        assert!((sent == LETTERS_A_DAY && stopped == LetterError::TooMany) || stopped == LetterError::NoRoom, "{sent} {stopped}");
        clock.pass(Millis::DAY + 1);
        let mut asked = 0;
        let ann = person(&app, "heron").await;
        let anns = with_address(&app, &ann, 3, true).await;
        let stopped = loop {
            let new = person(&app, &format!("finch{asked}")).await;
            let n = u8::try_from(20 + asked).unwrap();
            let to = with_address(&app, &new, n, true).await;
            match app.write_letter(ann.id, write(n + 100, &anns, &to)).await {
                Ok(()) => asked += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((asked, stopped), (NEW_A_DAY, LetterError::TooMany));
    }

    async fn a_block_ties_no_two_names_together_for_either_of_the_two(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        let (heron, finch) = (also(&app, &maeve, "heron").await, also(&app, &tom, "finch").await);
        let (her_other, his_other) =
            (with_address(&app, &heron, 3, true).await, with_address(&app, &finch, 4, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        app.write_letter(tom.id, write(3, &his_other, &her)).await.unwrap();
        app.block_letters(maeve.id, her.user, his.user, true).await.unwrap();
        for from in [&his, &his_other] {
            assert_eq!(app.write_letter(tom.id, write(5, from, &her)).await, Err(NO), "whichever name he uses");
        }
        app.write_letter(tom.id, write(7, &his, &her_other)).await.unwrap();
        let hers = app.letters(maeve.id).await.unwrap();
        let blocked: Vec<_> = hers.iter().filter(|one| one.blocked).map(|one| one.with).collect();
        assert_eq!(blocked, [his.user], "she blocked one name, and is told of one");
        app.write_letter(maeve.id, write(9, &her, &his_other)).await.unwrap();
        let to_blocked = app.write_letter(maeve.id, write(11, &her, &his)).await;
        assert_eq!(to_blocked, Err(LetterError::No(NoLetter::YouBlock)));
    }

    async fn other_keys_are_no_way_round_a_no_and_no_name_is_lost_by_them(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let heron = moderating(&person(&app, "heron").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        app.stand_to(maeve.id, her.user, his.user, Stand::Declined).await.unwrap();
        let fresh = with_address(&app, &tom, 3, true).await;
        assert_eq!(app.write_letter(tom.id, write(3, &fresh, &her)).await, Err(NO));
        app.report_letter(maeve.id, letter(1), opened(1, &his, &her, "Unkind."), String::new()).await.unwrap();
        assert_eq!(reports(&app, &heron).await[0].pen.as_deref(), Some("rowan"));
        let of_another = new_address(&fresh, Some(also(&app, &tom, "finch").await.pen.id), true);
        assert_eq!(app.put_address(tom.id, of_another).await, Err(LetterError::Taken), "one pair of keys, one name");
        assert_eq!(app.addresses(tom.id).await.unwrap().len(), 1);
    }

    async fn nobody_is_told_that_their_letter_was_read(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        let before = app.letters_with(tom.id, his.user, her.user, Cursor::NEWEST).await.unwrap();
        app.read_letters(maeve.id, her.user, his.user).await.unwrap();
        assert_eq!(app.letters_with(tom.id, his.user, her.user, Cursor::NEWEST).await.unwrap(), before);
    }

    async fn one_person_cannot_fill_the_page_of_reports(store) {
        let Stage { app, .. } = Stage::over(store).await.unwrap();
        let (maeve, tom) = (person(&app, "willow").await, person(&app, "rowan").await);
        let heron = moderating(&person(&app, "heron").await);
        let (her, his) = (with_address(&app, &maeve, 1, true).await, with_address(&app, &tom, 2, true).await);
        let mut reported = 0;
        let stopped = loop {
            app.write_letter(tom.id, write(reported, &his, &her)).await.unwrap();
            app.stand_to(maeve.id, her.user, his.user, Stand::Taken).await.unwrap();
            let said = opened(reported, &his, &her, "Words.");
            match app.report_letter(maeve.id, letter(reported), said, String::new()).await {
                Ok(()) => reported += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((reported, stopped), (20, LetterError::TooManyReports));
        let one = reports(&app, &heron).await.remove(0).id;
        app.decide_report(heron.viewer, one, false).await.unwrap();
        let said = opened(reported, &his, &her, "Words.");
        app.report_letter(maeve.id, letter(reported), said, String::new()).await.unwrap();
        assert_eq!(reports(&app, &heron).await.len(), 20);
    }

    async fn what_somebody_else_keeps_is_not_counted_for_ever(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let (maeve, tom) = (person(app, "willow").await, person(app, "rowan").await);
        let (her, his) = (with_address(app, &maeve, 1, true).await, with_address(app, &tom, 2, true).await);
        let kept = async || {
            let id = tom.id;
            app.store().ask(move |tx| Box::pin(alongside_store::entry::kept(tx, id))).await.unwrap()
        };
        app.write_letter(tom.id, write(1, &his, &her)).await.unwrap();
        let both = kept().await;
        app.erase_letter(tom.id, letter(1)).await.unwrap();
        assert_eq!(kept().await, both / 2);
        stage.clock.pass(7 * Millis::DAY + 1);
        app.start_sweeping().await.unwrap();
        app.do_due_jobs().await.unwrap();
        assert_eq!((kept().await, shown(app, &maeve, &her, &his).await.len()), (0, 1));
    }
}
