//! A circle, and people who are in it.

use alongside_app::{
    App,
    circle::{Append, Ask, GrantFor, NewInvite},
    circle_entry::PutCircleEntry,
    testing::smallest_sealed,
};
use alongside_domain::{
    Millis,
    circle::InviteId,
    cursor::Cursor,
    id::{CircleId, EntryId, MediaId, MemberId, UserId},
};
use alongside_seal::{
    circle::{Known, read_log},
    encoding::b64url,
    header::Kind,
    keyring::Keyring,
    pq::Identity,
    signed,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};

use super::sign_up;

pub fn circle() -> CircleId {
    CircleId::from_bytes([9; 16])
}

pub fn entry(n: u8) -> EntryId {
    EntryId::from_bytes([n; 16])
}

pub fn media(n: u8) -> MediaId {
    MediaId::from_bytes([n; 16])
}

pub fn link(n: u8) -> InviteId {
    InviteId::from_bytes([n; 9])
}

/// A member with keys.
pub struct Person {
    pub id: MemberId,
    pub keys: Keyring,
    pub user: UserId,
}

pub async fn person(app: &App, name: &str, n: u8) -> Person {
    let id = app.sign_up(sign_up(name, n)).await.unwrap().member.id;
    let (keys, _) = Keyring::generate(name, &mut ChaCha20Rng::from_seed([n; 32])).unwrap();
    let user = keys.public_keys().user.parse().unwrap();
    Person { id, keys, user }
}

pub fn recipient(n: u8) -> String {
    Identity::generate(&mut ChaCha20Rng::from_seed([100 + n; 32])).recipient().to_string()
}

/// The maker's grant, as far as a server can see.
pub fn keys() -> bytes::Bytes {
    smallest_sealed(Kind::Keyring, 77)
}

pub fn first_line(by: &Person) -> String {
    first_line_of(by, circle())
}

/// The same for another circle.
pub fn first_line_of(by: &Person, circle: CircleId) -> String {
    let first = json!({
        "circle": circle, "seq": 0, "prev": "", "op": "genesis", "epoch": 1, "recipient": recipient(1),
        "member": by.keys.public_keys()
    });
    signed::sign(&by.keys.signing, "circle", &first).unwrap()
}

/// The next line of the log as it is, whoever signs it.
pub async fn next_line(app: &App, reader: &Person, by: &Person, mut fields: Value) -> String {
    let view = app.circle(reader.id, circle(), 0).await.unwrap();
    let state = read_log(&circle().to_string(), &view.lines, Known::default()).unwrap();
    fields["circle"] = json!(circle());
    fields["seq"] = json!(state.lines);
    fields["prev"] = json!(state.head);
    signed::sign(&by.keys.signing, "circle", &fields).unwrap()
}

pub fn append(line: String) -> Append {
    Append { circle: circle(), line, grants: vec![], request: None }
}

pub fn grant(user: UserId, n: u8) -> GrantFor {
    GrantFor { user, file: smallest_sealed(Kind::Keyring, n) }
}

pub fn ask(by: &Person, invite: InviteId) -> Ask {
    let p = serde_json::to_string(&by.keys.public_keys()).unwrap();
    Ask { invite, p, name_file: smallest_sealed(Kind::Entry, 3), mac: b64url(&[1; 32]) }
}

pub async fn invited(app: &App, keeper: &Person, n: u8, uses: u32) {
    let ends_at = app.now().plus(Millis::DAY);
    app.invite(keeper.id, circle(), NewInvite { id: link(n), uses, ends_at }).await.unwrap();
}

/// Her circle, with nobody else in it yet.
pub async fn made(app: &App) -> Person {
    let maeve = person(app, "maeve", 10).await;
    app.create_circle(maeve.id, circle(), first_line(&maeve), keys()).await.unwrap();
    maeve
}

pub async fn taken_in(app: &App, keeper: &Person, who: &Person) {
    let n = u8::try_from(app.circle(keeper.id, circle(), 0).await.unwrap().count).unwrap();
    invited(app, keeper, 100 + n, 1).await;
    app.ask_to_join(who.id, ask(who, link(100 + n))).await.unwrap();
    let request = app.circle(keeper.id, circle(), 0).await.unwrap().keeping.unwrap().requests[0].id;
    let line = next_line(app, keeper, keeper, json!({ "op": "add", "member": who.keys.public_keys() })).await;
    let new = Append { request: Some(request), grants: vec![grant(who.user, n)], ..append(line) };
    app.append_to_circle(keeper.id, new).await.unwrap();
}

pub async fn taken_out(app: &App, keeper: &Person, who: &Person) {
    let fields = json!({ "op": "remove", "user": who.user, "recipient": recipient(2) });
    let line = next_line(app, keeper, keeper, fields).await;
    app.append_to_circle(keeper.id, append(line)).await.unwrap();
}

pub fn put(id: EntryId, seen: i64, filler: u8) -> PutCircleEntry {
    let bytes = smallest_sealed(Kind::Entry, filler);
    PutCircleEntry { circle: circle(), id, seen, epoch: 1, first: None, told_for: None, bytes }
}

/// The same person with other keys.
pub fn fresh(who: &Person, n: u8) -> Person {
    let (keys, _) = Keyring::generate("again", &mut ChaCha20Rng::from_seed([n; 32])).unwrap();
    let user = keys.public_keys().user.parse().unwrap();
    Person { id: who.id, keys, user }
}

/// What `who` signs to have `new` in the place of their keys.
pub fn wish(who: &Person, new: &Person) -> String {
    let fields = json!({ "circle": circle(), "user": who.user, "member": new.keys.public_keys() });
    signed::sign(&who.keys.signing, "renewal", &fields).unwrap()
}

pub async fn renewing(app: &App, reader: &Person, by: &Person, before: &Person, new: &Person) -> String {
    let fields = json!({
        "op": "renew", "user": before.user, "member": new.keys.public_keys(), "recipient": recipient(3),
    });
    next_line(app, reader, by, fields).await
}

pub async fn listed(app: &App, who: &Person) -> Vec<EntryId> {
    let page = app.circle_entries(who.id, circle(), Cursor::OLDEST).await.unwrap();
    assert_eq!(page.count, i64::try_from(page.entries.len()).unwrap());
    page.entries.iter().map(|one| one.id).collect()
}
