//! Circle logs and circle entries: good ones, and one for each way in which somebody could lie.

use alongside_seal::circle::{Known, SeenLog};
use alongside_seal::encoding::{b64url, fingerprint};
use alongside_seal::entry::{self, Audience, Meta, Want};
use alongside_seal::keyring::Keyring;
use alongside_seal::{envelope, signed};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;
use crate::log::{Log, People, add, genesis, keep, reads, remove, renew, with};

struct World<'a> {
    people: People,
    log: Log,
    logs: Vec<Value>,
    entries: Vec<Value>,
    rng: &'a mut ChaCha20Rng,
}

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let people = People::make(rng)?;
    let log = Log::long(&people, rng)?;
    let mut world = World { people, log, logs: Vec::new(), entries: Vec::new(), rng };
    honest(&mut world)?;
    chains(&mut world)?;
    keepers(&mut world)?;
    members(&mut world)?;
    renewals(&mut world)?;
    keys(&mut world)?;
    malformed(&mut world)?;
    entries(&mut world)?;
    let World { log, logs, entries, .. } = world;
    let identities: Vec<_> = log.identities.iter().map(|identity| identity.to_text().to_string()).collect();
    Ok(json!({
        "about": "log names lines of the table; identities are those of epochs 1, 2, 3; expect is ok or a reason",
        "circle": log.circle, "identities": identities, "lines": log.lines, "logs": logs, "entries": entries
    }))
}

impl World<'_> {
    fn case(&mut self, name: &str, log: &[String], known: &Known, expect: &str) -> Result<()> {
        let found = self.log.read(log, known.clone());
        let reason = found.as_ref().map_or_else(|reason| *reason, |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let mut case = json!({ "name": name, "log": log, "expect": expect });
        if let Some(genesis) = &known.genesis {
            case["genesis"] = json!(genesis);
        }
        if let Some(seen) = &known.seen {
            case["seen"] = json!(seen);
        }
        if let Ok(state) = found {
            case["reads"] = reads(&state);
        }
        self.logs.push(case);
        Ok(())
    }

    /// A log of `count` honest lines and one that is not.
    fn lie(&mut self, name: &str, count: usize, line: String, expect: &str) -> Result<()> {
        self.log.lines.insert(name.to_owned(), line.into());
        let log = self.log.names(count, &[name]);
        self.case(name, &log, &Known::default(), expect)
    }

    /// As [`World::lie`]: what Ada signs after `count` honest lines.
    fn signed(&mut self, name: &str, count: usize, fields: Value, expect: &str) -> Result<()> {
        let line = self.log.after(count, &self.people.ada, fields)?;
        self.lie(name, count, line, expect)
    }
}

fn honest(world: &mut World<'_>) -> Result<()> {
    let all = world.log.good.clone();
    world.case("a circle's whole log", &all, &Known::default(), "ok")?;
    world.case("a circle of one", &all[..1], &Known::default(), "ok")?;
    let genesis = Some(world.log.head("genesis"));
    let known = Known { genesis, ..Known::default() };
    world.case("the genesis that the invitation names", &all, &known, "ok")?;
    let other = Known { genesis: Some(fingerprint(b"another")), ..Known::default() };
    world.case("another genesis than the invitation's", &all, &other, "other-genesis")?;

    let seen = |seq: u64, head: String| Known { seen: Some(SeenLog { seq, head }), ..Known::default() };
    let fourth = world.log.head("add dan");
    world.case("a log that goes on", &all, &seen(3, fourth.clone()), "ok")?;
    world.case("the log seen last", &all[..4], &seen(3, fourth.clone()), "ok")?;
    world.case("a log that was rolled back", &all[..3], &seen(3, fourth.clone()), "rolled-back")?;
    world.case(
        "a log with a removal hidden",
        &all[..4],
        &seen(4, world.log.head("remove ben")),
        "rolled-back",
    )?;
    world.case("another log than was read", &all, &seen(3, fingerprint(b"another")), "forked")?;
    world.case("a head that was elsewhere", &all, &seen(4, fourth), "forked")?;
    world.case("no log at all", &[], &Known::default(), "no-genesis")
}

fn chains(world: &mut World<'_>) -> Result<()> {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let none = Known::default();
    world.case("a log that begins in the middle", &names(&["add ben"]), &none, "broken-chain")?;
    world.case("a line left out", &names(&["genesis", "add cleo"]), &none, "broken-chain")?;
    world.case("a line twice", &names(&["genesis", "add ben", "add ben"]), &none, "broken-chain")?;
    let swapped = names(&["genesis", "add ben", "add dan", "add cleo"]);
    world.case("lines in another order", &swapped, &none, "broken-chain")?;
    let dan = add(&world.people.dan);
    let prev = world.log.head("genesis");
    world.signed(
        "a line after another line",
        2,
        with(dan.clone(), json!({ "prev": prev })),
        "broken-chain",
    )?;
    world.signed("a line with another number", 2, with(dan.clone(), json!({ "seq": 3 })), "broken-chain")?;
    let elsewhere = with(dan.clone(), json!({ "circle": b64url(&[2; 16]) }));
    world.signed("another circle's line", 2, elsewhere, "other-circle")?;
    world.signed("a first line that starts nothing", 0, dan, "no-genesis")?;
    let second = genesis(&world.people.ada, &world.log.identities[1].recipient().to_string());
    world.signed("a second genesis", 1, second, "unknown-op")?;
    world.signed("an op that nobody knows", 1, json!({ "op": "rename", "name": "us" }), "unknown-op")
}

fn keepers(world: &mut World<'_>) -> Result<()> {
    let World { people, log, .. } = &*world;
    let People { ada, ben, cleo, dan, eve } = people;
    let by_ben = log.after(2, ben, add(eve))?;
    let by_eve = log.after(2, eve, add(eve))?;
    let by_ada = log.after(8, ada, add(eve))?;
    let early = log.after(7, cleo, add(eve))?;
    let claimed = with(add(eve), json!({ "by": signed::public(&ada.signing) }));
    let claimed = log.after(2, eve, claimed)?;
    let stolen = format!(
        "{}\n{}",
        log.after(2, ada, add(eve))?.split_once('\n').ok_or("two lines")?.0,
        by_eve.split_once('\n').ok_or("two lines")?.1
    );
    let for_ben = log.after(0, ada, genesis(ben, &log.identities[0].recipient().to_string()))?;
    let changed = log.line("add dan").replace(&dan.public_keys().user, &eve.public_keys().user);
    let (json, _) = log.line("add dan").split_once('\n').ok_or("two lines")?;
    let fields: Value = serde_json::from_str(json)?;
    let other_type = signed::sign(&ada.signing, "grant", &without_by(fields))?;

    world.lie("by a member who does not keep it", 2, by_ben, "not-the-keeper")?;
    world.lie("a ghost who takes herself in", 2, by_eve, "not-the-keeper")?;
    world.lie("by whoever kept it before", 8, by_ada, "not-the-keeper")?;
    world.lie("by whoever keeps it later", 7, early, "not-the-keeper")?;
    world.lie("a first line by somebody else than its member", 0, for_ben, "not-the-keeper")?;
    world.lie("a line that names the keeper, signed by another", 2, stolen, "bad-signature")?;
    world.lie("a line that names two signers", 2, claimed, "malformed")?;
    world.lie("a line that was changed", 3, changed, "bad-signature")?;
    world.lie("a line signed as something else", 3, other_type, "bad-signature")
}

fn without_by(mut fields: Value) -> Value {
    fields.as_object_mut().map(|fields| fields.remove("by"));
    fields
}

fn members(world: &mut World<'_>) -> Result<()> {
    let World { people: People { ada, ben, cleo, dan, eve }, log, .. } = &*world;
    let fresh = &log.identities[1];
    let mut swapped = eve.public_keys();
    swapped.user = dan.public_keys().user;
    let named = json!({ "op": "add", "member": { "user": "eve", "enc": swapped.enc, "sig": swapped.sig } });
    let cases = [
        ("somebody who is in already", 2, add(ben), "double-member"),
        ("the keeper again", 2, add(ada), "double-member"),
        ("the removal of somebody who is not in", 2, remove(eve, fresh), "ghost-member"),
        ("the removal of somebody who is out", 5, remove(ben, &log.identities[2]), "ghost-member"),
        ("a keeper who is not in", 2, keep(cleo), "ghost-member"),
        ("a keeper who is out", 5, keep(ben), "ghost-member"),
        ("the removal of the keeper", 2, remove(ada, fresh), "removed-keeper"),
        ("a member with another's keys", 2, json!({ "op": "add", "member": swapped }), "wrong-user"),
        ("a member with a name for a user", 2, named, "wrong-user"),
    ];
    for (name, count, fields, expect) in cases {
        world.signed(name, count, fields, expect)?;
    }
    Ok(())
}

fn renewals(world: &mut World<'_>) -> Result<()> {
    let World { people: People { ada, ben, cleo, dan, eve }, log, .. } = &*world;
    let (fresh, old) = (&log.identities[1], &log.identities[0]);
    let bare = json!({ "op": "renew", "user": ben.public_keys().user, "member": eve.public_keys() });
    let mut swapped = eve.public_keys();
    swapped.user = dan.public_keys().user;
    let named = with(renew(ben, eve, fresh), json!({ "member": swapped }));
    let by_ben = log.after(2, ben, renew(ben, eve, fresh))?;
    let cases = [
        ("a member's new keys", 2, renew(ben, eve, fresh), "ok"),
        ("the keeper's own new keys", 2, renew(ada, eve, fresh), "ok"),
        ("new keys for somebody who is not in", 2, renew(cleo, eve, fresh), "ghost-member"),
        ("new keys for somebody who is out", 5, renew(ben, eve, &log.identities[2]), "ghost-member"),
        ("new keys that are another member's", 3, renew(ben, cleo, fresh), "double-member"),
        ("new keys that are the old ones", 2, renew(ben, ben, fresh), "double-member"),
        ("new keys of somebody who was in once", 5, renew(cleo, ben, &log.identities[2]), "double-member"),
        ("new keys without an epoch", 2, bare, "malformed"),
        ("new keys with an old epoch's key", 2, renew(ben, eve, old), "old-recipient"),
        ("new keys under another user", 2, named, "wrong-user"),
    ];
    for (name, count, fields, expect) in cases {
        world.signed(name, count, fields, expect)?;
    }
    world.lie("new keys that one takes oneself", 2, by_ben, "not-the-keeper")
}

/// bech32 without the length limit, as age uses it.
struct LongBech32;

impl bech32::Checksum for LongBech32 {
    type MidstateRepr = <bech32::Bech32 as bech32::Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = bech32::Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = bech32::Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = bech32::Bech32::TARGET_RESIDUE;
}

fn encode(bytes: &[u8], hrp: &str) -> Result<String> {
    Ok(bech32::encode_lower::<LongBech32>(bech32::Hrp::parse(hrp)?, bytes)?)
}

/// A hybrid recipient of these bytes, whatever they are.
pub fn recipient_of(bytes: &[u8]) -> Result<String> {
    encode(bytes, "age1pq")
}

fn keys(world: &mut World<'_>) -> Result<()> {
    let World { people: People { ben, eve, .. }, log, .. } = &*world;
    let good = log.identities[1].recipient().to_string();
    let coefficients = |at: usize, bytes: [u8; 3]| -> Result<String> {
        let mut key = vec![0; 1216];
        key[at..at + 3].copy_from_slice(&bytes);
        recipient_of(&key)
    };
    let recipients = [
        ("an epoch with an old key", log.identities[0].recipient().to_string(), "old-recipient"),
        ("an epoch with no key", String::new(), "bad-keys"),
        ("an epoch with a key in upper case", good.to_uppercase(), "bad-keys"),
        ("an epoch with a mistyped key", good.replace("age1pq1", "age1pq1q"), "bad-keys"),
        ("an epoch with a key of another kind", encode(&[9; 32], "age")?, "bad-keys"),
        ("an epoch with a key of another length", recipient_of(&[0; 1215])?, "bad-keys"),
        ("a coefficient at the modulus, first of two", coefficients(0, [0x01, 0x0d, 0])?, "bad-keys"),
        ("a coefficient at the modulus, second of two", coefficients(1149, [0, 0x10, 0xd0])?, "bad-keys"),
        ("coefficients below the modulus", coefficients(0, [0x00, 0x0d, 0xd0])?, "ok"),
    ];
    let user = ben.public_keys().user;
    let eves = eve.public_keys();
    let enc = json!({ "op": "add", "member": { "user": eves.user, "enc": "age1pq1", "sig": eves.sig } });
    let sig =
        json!({ "op": "add", "member": { "user": eves.user, "enc": eves.enc, "sig": &eves.sig[..40] } });
    for (name, recipient, expect) in recipients {
        world.signed(name, 2, json!({ "op": "remove", "user": user, "recipient": recipient }), expect)?;
    }
    world.signed("a member with a key that is not one", 2, enc, "bad-keys")?;
    world.signed("a member with a short signing key", 2, sig, "bad-keys")
}

fn malformed(world: &mut World<'_>) -> Result<()> {
    let World { people: People { ada, ben, dan, .. }, log, .. } = &*world;
    let first = genesis(ada, &log.identities[0].recipient().to_string());
    let line = log.line("add cleo");
    let (json, signature) = line.split_once('\n').ok_or("two lines")?;
    let texts = [
        ("nothing", String::new()),
        ("a line without a signature", json.to_owned()),
        ("a line and one more", format!("{line}\n")),
        ("a line that is not JSON", format!("{}\n{signature}", &json[1..])),
        ("a line that is a list", format!("[]\n{signature}")),
    ];
    let fields = [
        ("a number that is text", 2, with(add(dan), json!({ "seq": "2" }))),
        ("a number below nothing", 2, with(add(dan), json!({ "seq": -1 }))),
        ("half a number", 2, with(add(dan), json!({ "seq": 1.5 }))),
        ("a circle that is nothing", 2, with(add(dan), json!({ "circle": null }))),
        ("a previous line that is nothing", 2, with(add(dan), json!({ "prev": null }))),
        ("an op that is nothing", 2, with(add(dan), json!({ "op": null }))),
        ("a member who is nobody", 2, json!({ "op": "add" })),
        ("a member without keys", 2, json!({ "op": "add", "member": { "user": "x" } })),
        ("a removal of nobody", 2, json!({ "op": "remove", "recipient": "age1pq1" })),
        (
            "a removal without a key",
            2,
            json!({ "op": "remove", "user": ben.public_keys().user, "recipient": 1 }),
        ),
        ("a keeper who is nobody", 2, json!({ "op": "keep" })),
        ("a circle that begins with a later epoch", 0, with(first.clone(), json!({ "epoch": 2 }))),
        ("a circle that begins without a key", 0, with(first, json!({ "recipient": null }))),
    ];
    for (name, text) in texts {
        world.lie(name, 2, text, "malformed")?;
    }
    for (name, count, fields) in fields {
        world.signed(name, count, fields, "malformed")?;
    }
    Ok(())
}

/// What a circle's entry is sealed with, and what its reader has.
struct Case<'a> {
    author: &'a Keyring,
    aud: String,
    epoch: u64,
    head: &'a str,
    want_epoch: u64,
}

fn entries(world: &mut World<'_>) -> Result<()> {
    let World { people, log, rng, .. } = world;
    let People { ada, ben, cleo, dan, eve } = &*people;
    let state = log.state(log.good.len())?;
    let aud = format!("circle:{}", log.circle);
    let case = |author, epoch, head| Case { author, aud: aud.clone(), epoch, head, want_epoch: epoch };
    let cases = [
        ("by the keeper", case(cleo, 3, "dan is back"), "ok"),
        ("by a member in the first epoch", case(ben, 1, "add ben"), "ok"),
        ("by a member who came back", case(ben, 3, "ben is back"), "ok"),
        ("by a member who was away", case(ben, 2, "remove ben"), "not-a-member"),
        ("by a member in the epoch before it ended", case(dan, 2, "remove ben"), "ok"),
        ("by somebody who was never in", case(eve, 3, "dan is back"), "unknown-author"),
        ("after a line of another epoch", case(ada, 3, "add ben"), "other-head"),
        ("after a line that is not in the log", case(ada, 3, "another"), "other-head"),
        ("of another epoch", Case { want_epoch: 3, ..case(ada, 2, "remove ben") }, "other-epoch"),
        (
            "of another circle",
            Case { aud: format!("circle:{}", b64url(&[2; 16])), ..case(ada, 3, "dan is back") },
            "other-audience",
        ),
    ];
    let mut made = Vec::new();
    let mut take = |name: &str, file: &[u8], want: &Want, expect: &str| -> Result<()> {
        let epoch = usize::try_from(want.epoch)?;
        let found = entry::open(&log.identities[epoch - 1], file, want);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        made.push(json!({
            "name": name, "log": log.good, "id": want.id, "epoch": want.epoch, "author": want.author,
            "seenRev": want.seen_rev, "expect": expect, "file": b64url(file),
            "body": found.ok().map(|opened| opened.body)
        }));
        Ok(())
    };
    let meta = Meta { id: "entry-1".into(), rev: 1, at: 1_790_000_000_000, ..Meta::default() };
    for (name, Case { author, aud, epoch, head, want_epoch }, expect) in cases {
        let recipient = log.identities[usize::try_from(want_epoch)? - 1].recipient();
        let audience = Audience { aud, recipient, epoch, head: log.head(head) };
        let file = entry::seal(author, &audience, &meta, "With you.", rng)?.file;
        take(name, &file, &Want::circle(&state, Some("entry-1".into()), want_epoch), expect)?;
    }
    let recipient = log.identities[2].recipient();
    let audience = Audience { aud, recipient, epoch: 3, head: log.head("dan is back") };
    let good = entry::seal(ben, &audience, &meta, "With you.", rng)?.file;
    let want = Want::circle(&state, Some("entry-1".into()), 3);
    let listed = |author: &Keyring| Some(author.public_keys().user);
    take("by whom the list names", &good, &Want { author: listed(ben), ..want.clone() }, "ok")?;
    take(
        "by another than the list names",
        &good,
        &Want { author: listed(dan), ..want.clone() },
        "other-author",
    )?;
    take("an older revision", &good, &Want { seen_rev: Some(2), ..want.clone() }, "rolled-back")?;
    take("another entry", &good, &Want { id: Some("entry-2".into()), ..want.clone() }, "swapped-id")?;

    let plain = envelope::open(&log.identities[2], &good, alongside_seal::header::Kind::Entry)?;
    let text = String::from_utf8(plain)?;
    let header = text.lines().nth(1).ok_or("a header")?;
    let named = with(without_by(serde_json::from_str(header)?), json!({ "author": "ben" }));
    let line = signed::sign(&ben.signing, "entry", &named)?;
    let mut plain = format!("alongside entry v1\n{line}\nWith you.").into_bytes();
    plain.resize(4096, b'\n');
    let file = envelope::seal(&log.identities[2].recipient(), &plain, rng)?;
    take("by a sign-in name", &file, &want, "unknown-author")?;
    world.entries = made;
    Ok(())
}
