//! Grants: good ones, and one for each way in which somebody could lie.

use alongside_seal::circle::CircleState;
use alongside_seal::encoding::{b64url, fingerprint};
use alongside_seal::keyring::Keyring;
use alongside_seal::pq::Identity;
use alongside_seal::{envelope, grant, signed};
use rand_chacha::ChaCha20Rng;
use serde_json::{Map, Value, json};

use crate::Result;
use crate::log::{Log, People, with};

struct World<'a> {
    people: People,
    log: Log,
    state: CircleState,
    cases: Vec<Value>,
    rng: &'a mut ChaCha20Rng,
}

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let people = People::make(rng)?;
    let log = Log::long(&people, rng)?;
    let state = log.state(log.good.len())?;
    let mut world = World { people, log, state, cases: Vec::new(), rng };
    honest(&mut world)?;
    statements(&mut world)?;
    keys(&mut world)?;
    files(&mut world)?;
    let World { people, log, cases, .. } = world;
    let texts = json!({ "ben": *people.ben.to_text(), "eve": *people.eve.to_text() });
    Ok(json!({
        "about": "each is opened by `to` with the whole log; keys are the identities by epoch",
        "circle": log.circle, "keyrings": texts, "log": log.good, "lines": log.lines, "cases": cases
    }))
}

/// A grant's plaintext.
fn printed(by: &Keyring, says: &Value, keys: &[(u64, &Identity)]) -> Result<String> {
    let line = signed::sign(&by.signing, "grant", says)?.replace('\n', "\n# ");
    let keys = keys.iter().map(|(epoch, key)| format!("# epoch {epoch}\n{}\n", *key.to_text()));
    Ok(format!("# alongside grant v1\n# {line}\n{}", keys.collect::<String>()))
}

impl World<'_> {
    fn case(&mut self, name: &str, file: &[u8], expect: &str) -> Result<()> {
        let found = grant::open(&self.people.ben, &self.state, file);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let keys: Option<Map<String, Value>> = found.ok().map(|keys| {
            keys.iter().map(|(epoch, identity)| (epoch.to_string(), json!(*identity.to_text()))).collect()
        });
        self.cases
            .push(json!({ "name": name, "to": "ben", "expect": expect, "keys": keys, "file": b64url(file) }));
        Ok(())
    }

    /// What an honest keeper says after the line of this name.
    fn says(&self, epochs: &[u64], line: &str) -> Value {
        let to = signed::public(&self.people.ben.signing);
        json!({ "circle": self.log.circle, "to": to, "epochs": epochs, "head": self.log.head(line) })
    }

    fn sealed(&mut self, text: &str) -> Result<Vec<u8>> {
        Ok(envelope::seal(&self.people.ben.identity.recipient(), text.as_bytes(), self.rng)?)
    }

    fn plain(&mut self, name: &str, text: &str, expect: &str) -> Result<()> {
        let file = self.sealed(text)?;
        self.case(name, &file, expect)
    }

    /// Cleo, who keeps the circle, says this of these keys.
    fn said(&mut self, name: &str, says: &Value, keys: &[u64], expect: &str) -> Result<()> {
        let keys: Vec<(u64, &Identity)> = keys.iter().copied().zip(&self.log.identities).collect();
        let plain = printed(&self.people.cleo, says, &keys)?;
        self.plain(name, &plain, expect)
    }
}

fn honest(world: &mut World<'_>) -> Result<()> {
    let says = world.says(&[1, 2, 3], "dan is back");
    world.said("every epoch", &says, &[1, 2, 3], "ok")?;
    let says = world.says(&[], "dan is back");
    world.said("no epoch", &says, &[], "ok")?;
    let third = &world.log.identities[2];
    let text = printed(&world.people.cleo, &world.says(&[3], "cleo keeps"), &[(3, third)])?;
    world.plain("the newest epoch alone", &text, "ok")?;
    let first = &world.log.identities[0];
    let text = printed(&world.people.ada, &world.says(&[1], "add ben"), &[(1, first)])?;
    world.plain("by whoever kept it then", &text, "ok")
}

fn statements(world: &mut World<'_>) -> Result<()> {
    let good = world.says(&[1, 2, 3], "dan is back");
    let lies = [
        ("another circle's", json!({ "circle": b64url(&[2; 16]) }), "other-circle"),
        ("for somebody else", json!({ "to": signed::public(&world.people.dan.signing) }), "not-for-me"),
        ("after a line that is not in the log", json!({ "head": fingerprint(b"another") }), "other-head"),
        ("a circle that is nothing", json!({ "circle": null }), "malformed"),
        ("for nobody", json!({ "to": null }), "malformed"),
        ("after nothing", json!({ "head": null }), "malformed"),
        ("epochs that are no list", json!({ "epochs": 3 }), "malformed"),
        ("epochs that are text", json!({ "epochs": ["1"] }), "malformed"),
    ];
    for (name, lie, expect) in lies {
        world.said(name, &with(good.clone(), lie), &[1, 2, 3], expect)?;
    }
    let third = &world.log.identities[2];
    let says = world.says(&[3], "dan is back");
    let by_ada = printed(&world.people.ada, &says, &[(3, third)])?;
    let by_ben = printed(&world.people.ben, &says, &[(3, third)])?;
    let early = printed(&world.people.cleo, &world.says(&[3], "ben is back"), &[(3, third)])?;
    let good = printed(&world.people.cleo, &says, &[(3, third)])?;
    let changed = good.replace("\"epochs\":[3]", "\"epochs\":[]");
    world.plain("by whoever kept it before", &by_ada, "not-the-keeper")?;
    world.plain("by a member", &by_ben, "not-the-keeper")?;
    world.plain("by whoever kept it later", &early, "not-the-keeper")?;
    world.plain("a statement that was changed", &changed, "bad-signature")
}

fn keys(world: &mut World<'_>) -> Result<()> {
    let head = "dan is back";
    let lies: [(&str, &[u64], &[u64], &str); 7] = [
        ("fewer epochs than it says", &[1, 2, 3], &[1, 2], "other-epochs"),
        ("more epochs than it says", &[1, 2], &[1, 2, 3], "other-epochs"),
        ("other epochs than it says", &[1, 2], &[1, 3], "other-epochs"),
        ("epochs out of order", &[2, 1], &[2, 1], "other-epochs"),
        ("an epoch twice", &[1, 1], &[1, 1], "other-epochs"),
        ("an epoch that is not in the log", &[1, 2, 4], &[1, 2, 4], "unknown-epoch"),
        ("an epoch with another's key", &[1, 3], &[1, 3], "swapped-key"),
    ];
    for (name, says, keys, expect) in lies {
        let says = world.says(says, head);
        world.said(name, &says, keys, expect)?;
    }
    let foreign = Identity::generate(world.rng);
    let text = printed(&world.people.cleo, &world.says(&[3], head), &[(3, &foreign)])?;
    world.plain("a key that is not the log's", &text, "swapped-key")
}

fn files(world: &mut World<'_>) -> Result<()> {
    let third = &world.log.identities[2];
    let good = printed(&world.people.cleo, &world.says(&[3], "dan is back"), &[(3, third)])?;
    let texts = [
        ("another magic line", good.replace("grant v1", "grant v2")),
        ("no magic line", good.lines().skip(1).collect::<Vec<_>>().join("\n")),
        ("nothing after the statement's JSON", good.lines().take(2).collect::<Vec<_>>().join("\n")),
        ("a statement that is not JSON", good.replace("# {", "# ")),
        ("an epoch without a number", good.replace("# epoch 3", "# epoch")),
        ("an epoch with a leading zero", good.replace("# epoch 3", "# epoch 03")),
        ("epoch nought", good.replace("# epoch 3", "# epoch 0")),
        ("an epoch of five digits", good.replace("# epoch 3", "# epoch 30000")),
        ("an epoch without a key", good.replace("AGE-SECRET-KEY-PQ-1", "")),
        ("a key with a mistyped letter", good.replace("AGE-SECRET-KEY-PQ-1", "AGE-SECRET-KEY-PQ-1Q")),
        ("something after the keys", format!("{good}# epoch\n")),
        ("no line break at the end", good.trim_end().to_owned()),
    ];
    for (name, text) in texts {
        world.plain(name, &text, "malformed")?;
    }
    let noise = envelope::seal(&world.people.ben.identity.recipient(), &[0xff, 0xfe], world.rng)?;
    world.case("not text", &noise, "malformed")?;
    let foreign = envelope::seal(&world.people.dan.identity.recipient(), good.as_bytes(), world.rng)?;
    world.case("sealed for another key", &foreign, "cannot-decrypt")?;
    let mut flipped = world.sealed(&good)?;
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    world.case("a flipped bit", &flipped, "cannot-decrypt")?;
    let long = format!("{good}{}", "#".repeat(16 << 10));
    world.plain("too long", &long, "too-long")
}
