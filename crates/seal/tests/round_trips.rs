//! What one side of this crate seals, the other opens; and nothing that was changed gets through.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use alongside_seal::entry::{self, Audience, Meta, Want};
use alongside_seal::envelope::{self, OpenError};
use alongside_seal::header::{self, HEADER_MAX, Kind, StanzaKind};
use alongside_seal::keyring::Keyring;
use alongside_seal::media::{self, MediaError};
use alongside_seal::padme::{PADDED_MIN, is_padded, padme};
use alongside_seal::pq::{Identity, KeyError, Recipient};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn sealed_entry() -> (Keyring, Vec<u8>) {
    let rng = &mut rng(1);
    let (me, _) = Keyring::generate("ada", rng).unwrap();
    let meta = Meta { id: "e".into(), rev: 1, ..Meta::default() };
    let file = entry::seal(&me, &Audience::own(&me), &meta, "Waiting.", rng).unwrap().file;
    (me, file)
}

#[test]
fn a_file_of_any_length_opens_again() {
    let rng = &mut rng(2);
    let identity = Identity::generate(rng);
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073] {
        let plain = vec![7; length];
        let file = envelope::seal(&identity.recipient(), &plain, rng).unwrap();
        let mut reader = age::Decryptor::new(&file[..])
            .unwrap()
            .decrypt(std::iter::once(&identity as &dyn age::Identity))
            .unwrap();
        let mut opened = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut opened).unwrap();
        assert_eq!(opened, plain);
    }
}

#[test]
fn a_photo_opens_and_one_that_is_too_large_is_not_sealed() {
    let rng = &mut rng(3);
    let identity = Identity::generate(rng);
    let photo = vec![1; (12 << 20) - 8];
    let sealed = media::seal(&identity.recipient(), &photo, rng).unwrap();
    let size = header::check(&sealed.file, Kind::Media, StanzaKind::Hybrid).unwrap();
    assert_eq!(size.payload, Kind::Media.longest());
    assert_eq!(media::open(&identity, &sealed.file, &sealed.sha).unwrap(), photo);
    let larger = media::seal(&identity.recipient(), &[&photo[..], &[1]].concat(), rng);
    assert_eq!(larger.err(), Some(MediaError::TooLong));
}

#[test]
fn the_longest_entry_is_a_megabyte() {
    let rng = &mut rng(4);
    let (me, _) = Keyring::generate("ada", rng).unwrap();
    let meta = Meta { id: "e".into(), rev: 1, ..Meta::default() };
    let body = "a".repeat((1 << 20) - 1000);
    let sealed = entry::seal(&me, &Audience::own(&me), &meta, &body, rng).unwrap();
    assert_eq!(entry::open(&me.identity, &sealed.file, &Want::own(&me, "e", None)).unwrap().body, body);
    let longer = entry::seal(&me, &Audience::own(&me), &meta, &"a".repeat(1 << 20), rng);
    assert_eq!(longer.err(), Some(entry::SealEntryError::TooLong));
}

#[test]
fn keys_read_back_and_weak_or_foreign_ones_do_not() {
    let rng = &mut rng(5);
    let identity = Identity::generate(rng);
    let recipient = identity.recipient().to_string();
    assert_eq!(recipient.parse::<Recipient>().unwrap().to_string(), recipient);
    assert_eq!(identity.to_text().parse::<Identity>().unwrap().seed(), identity.seed());
    assert_eq!(identity.to_text().to_lowercase().parse::<Identity>().err(), Some(KeyError::NotAKey));
    assert_eq!("age1pq1qqqq".parse::<Recipient>().err(), Some(KeyError::NotAKey));
    assert_eq!(recipient.replace("age1pq1", "age1pq1q").parse::<Recipient>().err(), Some(KeyError::NotAKey));
}

#[test]
fn any_changed_byte_is_noticed() {
    let (me, file) = sealed_entry();
    let want = Want::own(&me, "e", None);
    assert!(entry::open(&me.identity, &file, &want).is_ok());
    for at in (0..file.len()).step_by(7) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let refused = entry::open(&me.identity, &changed, &want);
        assert!(matches!(refused, Err(entry::EntryError::Open(_))), "byte {at}");
    }
}

#[test]
fn a_key_that_is_not_the_recipients_opens_nothing() {
    let (_, file) = sealed_entry();
    let other = Identity::generate(&mut rng(6));
    assert_eq!(envelope::open(&other, &file, Kind::Entry), Err(OpenError::CannotDecrypt));
}

/// A change to a good file: at an index, cut, insert or overwrite.
#[derive(Debug, Clone)]
enum Change {
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Overwrite(prop::sample::Index, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    let piece = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 1..40),
            Just(b"-> X25519 abc\n".to_vec()),
            Just(b"\n--- ".to_vec()),
            Just(b"\n".to_vec()),
        ]
    };
    prop_oneof![
        index().prop_map(Change::Cut),
        (index(), piece()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (index(), piece()).prop_map(|(at, bytes)| Change::Overwrite(at, bytes)),
    ]
}

fn apply(file: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Cut(at) => file.truncate(at.index(file.len() + 1)),
        Change::Insert(at, bytes) => {
            let at = at.index(file.len() + 1);
            file.splice(at..at, bytes.iter().copied());
        }
        Change::Overwrite(at, bytes) => {
            let at = at.index(file.len() + 1);
            let end = (at + bytes.len()).min(file.len());
            file.splice(at..end, bytes.iter().copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_header_check_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..5000), length in any::<u64>()) {
        for kind in [Kind::Entry, Kind::Media, Kind::Keyring] {
            let _ = header::check(&bytes, kind, StanzaKind::Hybrid);
            let _ = header::check_start(&bytes, length, kind, StanzaKind::Passkey);
        }
    }

    #[test]
    fn what_a_header_check_accepts_has_one_stanza_and_a_padded_length(
        changes in prop::collection::vec(change(), 1..4),
        in_header in any::<bool>(),
    ) {
        let (_, file) = sealed_once();
        let mut changed = if in_header { file[..1700].to_vec() } else { file.clone() };
        for change in &changes {
            apply(&mut changed, change);
        }
        if in_header {
            changed.extend_from_slice(&file[1700..]);
        }
        if let Ok(size) = header::check(&changed, Kind::Entry, StanzaKind::Hybrid) {
            let end = changed.windows(5).position(|five| five == b"\n--- ").unwrap();
            prop_assert!(end < HEADER_MAX);
            prop_assert_eq!(changed[..end].windows(4).filter(|four| *four == b"\n-> ").count(), 1);
            prop_assert!(is_padded(size.payload));
            prop_assert_eq!(size.file, changed.len() as u64);
        }
    }

    #[test]
    fn padding_is_small_and_settles(length in 0_u64..1 << 40) {
        let padded = padme(length);
        prop_assert!(padded >= length.max(PADDED_MIN));
        prop_assert!(padded <= PADDED_MIN.max(length + length / 8));
        prop_assert_eq!(padme(padded), padded);
    }
}

fn sealed_once() -> &'static (Keyring, Vec<u8>) {
    static ONCE: std::sync::OnceLock<(Keyring, Vec<u8>)> = std::sync::OnceLock::new();
    ONCE.get_or_init(sealed_entry)
}
