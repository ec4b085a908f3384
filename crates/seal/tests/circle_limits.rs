//! The limits of a circle, which are too large for vectors.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use std::collections::BTreeMap;

use alongside_seal::circle::{
    CircleMember, CircleState, EPOCHS_MAX, Known, LINES_MAX, LogError, MEMBERS_MAX, read_log,
};
use alongside_seal::entry::MemberKeys;
use alongside_seal::keyring::Keyring;
use alongside_seal::pq::Identity;
use alongside_seal::{envelope, grant, signed};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

struct Circle {
    ada: Keyring,
    ben: Keyring,
    state: CircleState,
    rng: ChaCha20Rng,
}

impl Circle {
    fn of_one() -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (ada, _) = Keyring::generate("ada", &mut rng).unwrap();
        let (ben, _) = Keyring::generate("ben", &mut rng).unwrap();
        let recipient = Identity::generate(&mut rng).recipient().to_string();
        let first = json!({
            "circle": "c", "seq": 0, "prev": "", "op": "genesis", "epoch": 1, "recipient": recipient,
            "member": ada.public_keys()
        });
        let line = signed::sign(&ada.signing, "circle", &first).unwrap();
        let state = read_log("c", &[line], Known::default()).unwrap();
        Self { ada, ben, state, rng }
    }

    fn next(&self, mut fields: Value) -> Result<CircleState, LogError> {
        fields["circle"] = json!("c");
        fields["seq"] = json!(self.state.lines);
        fields["prev"] = json!(self.state.head);
        let line = signed::sign(&self.ada.signing, "circle", &fields).unwrap();
        read_log("c", &[line], Known { state: Some(self.state.clone()), ..Known::default() })
    }

    fn add_ben(&self) -> Result<CircleState, LogError> {
        self.next(json!({ "op": "add", "member": self.ben.public_keys() }))
    }
}

#[test]
fn a_circle_has_150_members_at_once() {
    let mut circle = Circle::of_one();
    let someone = |until| CircleMember {
        keys: MemberKeys { until, ..MemberKeys::since(String::new(), 1) },
        enc: String::new(),
    };
    for number in 1..MEMBERS_MAX - 1 {
        circle.state.members.insert(number.to_string(), someone(None));
    }
    circle.state.members.insert("gone".into(), someone(Some(1)));
    assert_eq!(circle.add_ben().unwrap().members.len(), MEMBERS_MAX + 1);
    circle.state.members.insert("last".into(), someone(None));
    assert_eq!(circle.add_ben(), Err(LogError::TooManyMembers));
}

#[test]
fn whoever_comes_with_a_new_recipient_begins_an_epoch_and_an_old_one_is_refused() {
    let mut circle = Circle::of_one();
    let add =
        |recipient: &str| json!({ "op": "add", "member": circle.ben.public_keys(), "recipient": recipient });
    let fresh = Identity::generate(&mut circle.rng).recipient().to_string();
    let state = circle.next(add(&fresh)).unwrap();
    let ben = &state.members[&circle.ben.public_keys().user];
    assert_eq!((state.epoch, ben.keys.from), (2, 2));
    assert_eq!(circle.next(add(&circle.state.epochs[&1])), Err(LogError::OldRecipient));
    assert_eq!(circle.add_ben().unwrap().epoch, 1, "without one the epoch goes on");
}

#[test]
fn a_log_has_2000_lines() {
    let mut circle = Circle::of_one();
    circle.state.lines = LINES_MAX - 1;
    circle.state = circle.add_ben().unwrap();
    let keep = json!({ "op": "keep", "user": circle.ben.public_keys().user });
    assert_eq!(circle.next(keep), Err(LogError::TooManyLines));
}

#[test]
fn a_circle_has_160_epochs_and_their_keys_fit_into_a_grant() {
    let mut circle = Circle::of_one();
    circle.state = circle.add_ben().unwrap();
    let identities: BTreeMap<u64, Identity> =
        (1..=EPOCHS_MAX).map(|epoch| (epoch, Identity::generate(&mut circle.rng))).collect();
    let recipient = |epoch: u64| identities[&epoch].recipient().to_string();
    circle.state.epoch = EPOCHS_MAX - 1;
    circle.state.epochs = (1..EPOCHS_MAX).map(|epoch| (epoch, recipient(epoch))).collect();
    let user = circle.ben.public_keys().user;
    let removed = |recipient: &str| json!({ "op": "remove", "user": user, "recipient": recipient });
    let full = circle.next(removed(&recipient(EPOCHS_MAX))).unwrap();
    assert_eq!(full.epoch, EPOCHS_MAX);
    circle.state.epoch = EPOCHS_MAX;
    let more = Identity::generate(&mut circle.rng).recipient().to_string();
    assert_eq!(circle.next(removed(&more)), Err(LogError::TooManyEpochs));

    let epochs: Vec<u64> = identities.keys().copied().collect();
    let circle_id = "c".repeat(22);
    let says = json!({ "circle": circle_id, "to": circle.ben.public_keys().sig, "epochs": epochs, "head": full.head });
    let line = signed::sign(&circle.ada.signing, "grant", &says).unwrap().replace('\n', "\n# ");
    let keys = identities
        .iter()
        .fold(String::new(), |text, (epoch, key)| text + &format!("# epoch {epoch}\n{}\n", *key.to_text()));
    let text = format!("# alongside grant v1\n# {line}\n{keys}");
    let file = envelope::seal(&circle.ben.identity.recipient(), text.as_bytes(), &mut circle.rng).unwrap();
    let state = CircleState { circle: circle_id, ..full };
    assert_eq!(grant::open(&circle.ben, &state, &file).unwrap().len(), identities.len());
}

#[test]
fn what_was_read_of_one_circle_is_not_gone_on_with_as_another() {
    let Circle { state, .. } = Circle::of_one();
    let known = Known { state: Some(state), ..Known::default() };
    assert_eq!(read_log::<&str>("another", &[], known), Err(LogError::OtherCircle));
}
