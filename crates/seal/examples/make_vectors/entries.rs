//! Entries: good ones, and one for each way in which a server could lie.

use std::collections::{BTreeMap, BTreeSet};

use alongside_seal::encoding::{b64url, fingerprint};
use alongside_seal::entry::{self, Audience, Header, MediaRef, MemberKeys, Meta, Want};
use alongside_seal::keyring::Keyring;
use alongside_seal::padme::padme;
use alongside_seal::pq::Identity;
use alongside_seal::{envelope, signed};
use ed25519_dalek::Signer;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;

const BODY: &str = "We wait until Thursday. It’s hard.\nÀ bientôt 🤍\n";

struct World<'a> {
    me: Keyring,
    other: Keyring,
    circle: Identity,
    cases: Vec<Value>,
    rng: &'a mut ChaCha20Rng,
}

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let (me, _) = Keyring::generate("ada", rng)?;
    let (other, _) = Keyring::generate("ben", rng)?;
    let circle = Identity::generate(rng);
    let mut world = World { me, other, circle, cases: Vec::new(), rng };
    own_entries(&mut world)?;
    circle_entries(&mut world)?;
    forged_entries(&mut world)?;
    broken_files(&mut world)?;
    Ok(json!({
        "about": "file is base64url; open with the identity and what is wanted; expect is ok or a reason",
        "self": *world.me.to_text(),
        "circle": *world.circle.to_text(),
        "cases": world.cases
    }))
}

fn meta(rev: u64) -> Meta {
    Meta { id: "entry-1".into(), rev, prev: String::new(), at: 1_790_000_000_000, media: Vec::new() }
}

impl World<'_> {
    fn identity(&self, circle: bool) -> &Identity {
        if circle { &self.circle } else { &self.me.identity }
    }

    fn case(&mut self, name: &str, file: &[u8], want: &Want, expect: &str) -> Result<()> {
        let circle = want.aud != "self:ada";
        let found = entry::open(self.identity(circle), file, want);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let key = if circle { "circle" } else { "self" };
        let mut case =
            json!({ "name": name, "identity": key, "want": want, "expect": expect, "file": b64url(file) });
        if let (Ok(opened), Some(fields)) = (found, case.as_object_mut()) {
            fields.insert("body".into(), opened.body.into());
            fields.insert("mark".into(), opened.mark.into());
            fields.insert("media".into(), serde_json::to_value(opened.header.media)?);
        }
        self.cases.push(case);
        Ok(())
    }

    fn own(&mut self, meta: &Meta, body: &str) -> Result<entry::Sealed> {
        Ok(entry::seal(&self.me, &Audience::own(&self.me), meta, body, self.rng)?)
    }

    fn want(&self) -> Want {
        Want::own(&self.me, "entry-1", None)
    }

    fn circle_want(&self) -> Want {
        let keys = |keyring: &Keyring, from, until| MemberKeys {
            sig: signed::public(&keyring.signing),
            from,
            until,
            earlier: Vec::new(),
        };
        Want {
            id: Some("entry-1".into()),
            aud: "circle:c1".into(),
            epoch: 2,
            heads: BTreeSet::from(["head-a".into(), "head-b".into()]),
            members: BTreeMap::from([
                (self.me.public_keys().user, keys(&self.me, 1, None)),
                (self.other.public_keys().user, keys(&self.other, 1, Some(1))),
            ]),
            author: None,
            seen_rev: None,
        }
    }

    /// Seals a plaintext that no honest writer makes.
    fn raw(&mut self, plain: &[u8]) -> Result<Vec<u8>> {
        Ok(envelope::seal(&self.me.identity.recipient(), plain, self.rng)?)
    }
}

fn own_entries(world: &mut World<'_>) -> Result<()> {
    let want = world.want();
    let first = world.own(&meta(1), BODY)?;
    world.case("one's own entry", &first.file, &want, "ok")?;
    let photo = MediaRef { id: "photo-1".into(), sha: fingerprint(b"x"), media_type: "image/jpeg".into() };
    let second = world.own(&Meta { prev: first.mark, media: vec![photo], ..meta(2) }, "")?;
    world.case("a second revision, empty, with a photo", &second.file, &want, "ok")?;
    let long = world.own(&meta(1), &"waiting ".repeat(600))?;
    world.case("an entry above 4 KiB", &long.file, &want, "ok")?;
    world.case("the revision seen last", &second.file, &Want { seen_rev: Some(2), ..want.clone() }, "ok")?;
    world.case(
        "an older revision than seen",
        &first.file,
        &Want { seen_rev: Some(2), ..want.clone() },
        "rolled-back",
    )?;
    world.case(
        "another entry's file",
        &first.file,
        &Want { id: Some("entry-2".into()), ..want.clone() },
        "swapped-id",
    )?;
    world.case(
        "by another author than listed",
        &first.file,
        &Want { author: Some("ben".into()), ..want },
        "other-author",
    )
}

fn circle_entries(world: &mut World<'_>) -> Result<()> {
    let want = world.circle_want();
    let recipient = world.circle.recipient();
    let in_circle = |epoch: u64, head: &str, aud: &str| Audience {
        aud: aud.into(),
        recipient: recipient.clone(),
        epoch,
        head: head.into(),
    };
    let sealed = |world: &mut World<'_>, other: bool, audience: &Audience| -> Result<Vec<u8>> {
        let author = if other { &world.other } else { &world.me };
        Ok(entry::seal(author, audience, &meta(1), BODY, world.rng)?.file)
    };
    let file = sealed(world, false, &in_circle(2, "head-b", "circle:c1"))?;
    world.case("a circle's entry", &file, &want, "ok")?;
    let gone = Want { members: BTreeMap::new(), ..want.clone() };
    world.case("an author who is not in the log", &file, &gone, "unknown-author")?;
    let file = sealed(world, false, &in_circle(2, "head-b", "circle:c2"))?;
    world.case("another circle's entry", &file, &want, "other-audience")?;
    let file = sealed(world, false, &in_circle(1, "head-a", "circle:c1"))?;
    world.case("an entry from another epoch", &file, &want, "other-epoch")?;
    let file = sealed(world, false, &in_circle(2, "head-x", "circle:c1"))?;
    world.case("an entry after another log's head", &file, &want, "other-head")?;
    let file = sealed(world, true, &in_circle(2, "head-b", "circle:c1"))?;
    world.case("by a member who had left", &file, &want, "not-a-member")
}

fn forged_entries(world: &mut World<'_>) -> Result<()> {
    let want = world.want();
    let (ghost, _) = Keyring::generate("ada", world.rng)?;
    let own = Audience::own(&world.me);
    let file = entry::seal(&ghost, &own, &meta(1), BODY, world.rng)?.file;
    world.case("signed by another key of the same name", &file, &want, "bad-signature")?;

    let good = world.own(&meta(1), BODY)?.file;
    let plain = envelope::open(&world.me.identity, &good, alongside_seal::header::Kind::Entry)?;
    let mut changed = |name: &str, from: &str, to: &str, expect: &str| -> Result<()> {
        let text = String::from_utf8(plain.clone())?;
        let mut forged = text.replacen(from, to, 1).into_bytes();
        forged.resize(plain.len(), b'\n');
        let file = world.raw(&forged)?;
        world.case(name, &file, &want, expect)
    };
    changed("a bad magic line", "entry v1", "entry v2", "bad-magic")?;
    changed("a changed header", "\"rev\":1", "\"rev\":9", "bad-signature")?;
    changed("a header that is not JSON", "{\"id\"", "{id", "malformed")?;
    changed("a header without an author", "\"author\"", "\"writer\"", "malformed")?;
    changed("a changed body", "Thursday", "Saturday", "body-hash")?;
    let mut noisy = plain.clone();
    if let Some(last) = noisy.last_mut() {
        *last = b'!';
    }
    let file = world.raw(&noisy)?;
    world.case("something hidden in the padding", &file, &want, "bad-padding")?;
    let mut padded = plain.clone();
    padded.resize(usize::try_from(padme(plain.len() as u64 + 1))?, b'\n');
    let file = world.raw(&padded)?;
    world.case("more padding than there should be", &file, &want, "bad-length")?;
    let file = world.raw(&[b"alongside entry v1\n{}".as_slice(), &[b' '; 4075]].concat())?;
    world.case("a header without an end", &file, &want, "malformed")?;
    signed_lies(world, &want)
}

/// Headers that the author's own key signed and that are wrong all the same.
fn signed_lies(world: &mut World<'_>, want: &Want) -> Result<()> {
    let body = "short";
    let honest = Header {
        id: "entry-1".into(),
        rev: 1,
        prev: String::new(),
        author: "ada".into(),
        aud: "self:ada".into(),
        epoch: 0,
        head: String::new(),
        at: 0,
        media: Vec::new(),
        len: body.len() as u64,
        sha: fingerprint(body.as_bytes()),
    };
    let sealed = |world: &mut World<'_>, header: &Header, body: &[u8]| -> Result<Vec<u8>> {
        let line = signed::sign(&world.me.signing, "entry", header)?;
        let mut plain = [b"alongside entry v1\n", line.as_bytes(), b"\n", body].concat();
        plain.resize(4096, b'\n');
        world.raw(&plain)
    };
    let file = sealed(world, &Header { len: 1_000_000, ..honest.clone() }, body.as_bytes())?;
    world.case("a length beyond the end", &file, want, "bad-length")?;
    let file = sealed(world, &Header { rev: 1 << 53, ..honest.clone() }, body.as_bytes())?;
    world.case("a revision too large to be exact", &file, want, "malformed")?;
    for (name, from, to) in [
        ("a revision with a point", r#""rev":1"#, r#""rev":1.0"#),
        ("a revision as a power", r#""rev":1"#, r#""rev":1e0"#),
        ("two revisions, of which readers take one", r#""rev":1"#, r#""rev":2,"rev":1"#),
    ] {
        let signed = signed::sign(&world.me.signing, "entry", &honest)?;
        let line = signed.split_once('\n').map_or("", |(line, _)| line).replacen(from, to, 1);
        let signature = world.me.signing.sign(format!("alongside/v1/entry\n{line}").as_bytes());
        let head = format!("alongside entry v1\n{line}\n{}\n{body}", b64url(&signature.to_bytes()));
        let mut plain = head.into_bytes();
        plain.resize(4096, b'\n');
        let file = world.raw(&plain)?;
        world.case(name, &file, want, "malformed")?;
    }
    let noise = [0xff, 0xfe, b'a'];
    let file = sealed(world, &Header { len: 3, sha: fingerprint(&noise), ..honest }, &noise)?;
    world.case("a body that is not UTF-8", &file, want, "not-text")
}

fn broken_files(world: &mut World<'_>) -> Result<()> {
    let want = world.want();
    let good = world.own(&meta(1), BODY)?.file;
    let mut flipped = good.clone();
    flipped[3000] ^= 1;
    world.case("a flipped bit in the payload", &flipped, &want, "cannot-decrypt")?;
    let mut flipped = good.clone();
    flipped[100] = if flipped[100] == b'A' { b'B' } else { b'A' };
    world.case("a flipped bit in the stanza", &flipped, &want, "cannot-decrypt")?;
    world.case("a truncated file", &good[..good.len() - 1000], &want, "unpadded")?;
    let foreign = entry::seal(&world.me, &Audience::own(&world.other), &meta(1), BODY, world.rng)?.file;
    world.case("sealed for another key", &foreign, &want, "cannot-decrypt")?;
    let text = String::from_utf8_lossy(&good[..1700]).into_owned();
    let end = text.find("\n---").ok_or("no MAC line")? + 1;
    let extra = [&good[..end], b"-> k-grease abc\n\n", &good[end..]].concat();
    world.case("an extra stanza", &extra, &want, "extra-stanza")
}
