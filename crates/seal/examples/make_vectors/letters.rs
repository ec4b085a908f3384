//! Letters: good ones, and one for each way in which somebody could lie.

use alongside_seal::encoding::b64url;
use alongside_seal::entry::{self, Audience, MediaRef, Meta};
use alongside_seal::keyring::Keyring;
use alongside_seal::letter;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;
use crate::log::with;

struct World<'a> {
    her: Keyring,
    his: Keyring,
    other: Keyring,
    cases: Vec<Value>,
    rng: &'a mut ChaCha20Rng,
}

/// What differs from a good letter.
struct Lie {
    name: &'static str,
    expect: &'static str,
    fields: Value,
    meta: Meta,
    aud: String,
    by_other: bool,
    /// what the body says, in a way that nobody writes it
    written: fn(String) -> String,
}

fn id() -> String {
    b64url(&[5; 16])
}

fn meta() -> Meta {
    Meta { id: id(), rev: 1, prev: String::new(), at: 1_772_420_400_000, media: vec![] }
}

fn lie(name: &'static str, expect: &'static str, fields: Value) -> Lie {
    Lie {
        name,
        expect,
        fields,
        meta: meta(),
        aud: format!("letter:{}", id()),
        by_other: false,
        written: |body| body,
    }
}

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let (her, _) = Keyring::generate("letters", rng)?;
    let (his, _) = Keyring::generate("letters", rng)?;
    let (other, _) = Keyring::generate("letters", rng)?;
    let mut world = World { her, his, other, cases: Vec::new(), rng };
    for lie in bodies(&world).into_iter().chain(headers()) {
        world.case(lie)?;
    }
    let World { her, his, cases, .. } = world;
    Ok(json!({
        "about": "each file is opened with the identity of the address that it was written to",
        "identity": her.identity.to_text().to_string(),
        "id": id(), "from": his.public_keys().user, "to": her.public_keys().user, "cases": cases
    }))
}

fn bodies(world: &World<'_>) -> Vec<Lie> {
    let (her, his, other) = (world.her.public_keys(), world.his.public_keys(), world.other.public_keys());
    let swapped = json!({ "user": his.user, "enc": his.enc, "sig": other.sig });
    let story = json!({ "about": { "title": "Thursday", "text": "We go back." } });
    vec![
        lie("a letter", "ok", json!({})),
        lie("a story to read first", "ok", story),
        lie("no story", "ok", json!({ "about": null })),
        lie("something newer beside it", "ok", json!({ "newer": [1] })),
        lie("written to somebody else", "other-receiver", json!({ "to": other.user })),
        lie("written by somebody else", "other-author", json!({ "from": other })),
        lie("written by herself", "other-author", json!({ "from": her })),
        lie("keys that do not belong together", "wrong-user", json!({ "from": swapped })),
        lie("no keys", "malformed", json!({ "from": "his" })),
        lie("a story instead", "bad-document", json!({ "kind": "story" })),
        lie("no text", "bad-document", json!({ "text": null })),
        lie("to nobody", "bad-document", json!({ "to": 7 })),
        lie("a story without words", "bad-document", json!({ "about": { "title": "Thursday" } })),
        Lie {
            written: |body| body.replacen('{', r#"{"text":"Kind words","#, 1),
            ..lie("two texts, of which readers take one", "bad-document", json!({}))
        },
        Lie {
            written: |body| body.replacen("I read", r"\ud800 I read", 1),
            ..lie("half of a character", "bad-document", json!({}))
        },
    ]
}

fn headers() -> Vec<Lie> {
    let elsewhere = Meta { id: b64url(&[6; 16]), ..meta() };
    let photo = MediaRef { id: "m".to_owned(), sha: "s".to_owned(), media_type: "image/jpeg".to_owned() };
    let same = |name, expect| lie(name, expect, json!({}));
    vec![
        Lie { by_other: true, ..same("signed by somebody else", "other-author") },
        Lie { aud: "letter:other".to_owned(), ..same("another letter's audience", "other-audience") },
        Lie { meta: elsewhere, ..same("another letter", "swapped-id") },
        Lie { meta: Meta { rev: 2, ..meta() }, ..same("a second revision", "malformed") },
        Lie {
            meta: Meta { prev: "before".to_owned(), ..meta() },
            ..same("one that follows another", "malformed")
        },
        Lie { meta: Meta { media: vec![photo], ..meta() }, ..same("one with a photo", "malformed") },
    ]
}

impl World<'_> {
    fn case(&mut self, lie: Lie) -> Result<()> {
        let Lie { name, expect, fields, meta, aud, by_other, written } = lie;
        let (her, his) = (self.her.public_keys(), self.his.public_keys());
        let text = "I read what you wrote \u{1f90d}";
        let good = json!({ "kind": "letter", "from": his, "to": her.user, "text": text });
        let recipient = self.her.identity.recipient();
        let audience = Audience { aud, recipient, epoch: 0, head: String::new() };
        let by = if by_other { &self.other } else { &self.his };
        let body = written(with(good, fields).to_string());
        let file = entry::seal(by, &audience, &meta, &body, self.rng)?.file;
        let found = letter::open(&self.her.identity, &file, &id(), &his.user, &her.user);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let reads = found.ok().map(|one| json!({ "text": one.text, "about": one.about, "at": one.at }));
        self.cases.push(json!({ "name": name, "expect": expect, "reads": reads, "file": b64url(&file) }));
        Ok(())
    }
}
