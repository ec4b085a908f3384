//! Links, requests to join, and safety numbers.

use alongside_seal::circle::CircleState;
use alongside_seal::encoding::{b64url, unb64url};
use alongside_seal::entry::{self, Audience, Meta};
use alongside_seal::invitation::{self, Invitation, JoinRequest};
use alongside_seal::keyring::Keyring;
use alongside_seal::safety;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;
use crate::log::{Log, People, add, genesis, with};

struct World<'a> {
    people: People,
    log: Log,
    state: CircleState,
    invitation: Invitation,
    cases: Vec<Value>,
    rng: &'a mut ChaCha20Rng,
}

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let people = People::make(rng)?;
    let mut log = Log::empty(1, rng);
    let first = log.identities[0].recipient().to_string();
    log.push("genesis", &people.ada, genesis(&people.ada, &first))?;
    log.push("add ben", &people.ada, add(&people.ben))?;
    let state = log.state(2)?;
    let invitation = Invitation {
        id: b64url(&[3; 9]),
        circle: log.circle.clone(),
        genesis: state.genesis.clone(),
        secret: b64url(&[4; 16]),
    };
    let links = links(&invitation)?;
    let mut world = World { people, log, state, invitation, cases: Vec::new(), rng };
    requests(&mut world)?;
    let World { people, log, invitation, cases, .. } = world;
    let numbers = [&people.ada, &people.ben].map(|keyring| {
        let keys = keyring.public_keys();
        json!({ "number": safety::number(&keys.enc, &keys.sig), "keys": keys })
    });
    Ok(json!({
        "about": "requests are accepted by the keeper with the whole log; reads is user and name",
        "keeper": *people.ada.to_text(), "circle": log.circle, "log": log.good, "lines": log.lines,
        "invitation": invitation, "links": links, "requests": cases, "numbers": numbers
    }))
}

fn links(invitation: &Invitation) -> Result<Vec<Value>> {
    let Invitation { id, circle, genesis, secret } = invitation;
    let good = format!("https://room.example/join?i={id}#v1.{circle}.{genesis}.{secret}");
    let cases = [
        ("a link", good.clone(), true),
        ("another version", good.replace("#v1.", "#v2."), false),
        ("no fragment", good.split('#').next().unwrap_or_default().to_owned(), false),
        ("no secret", good.replace(&format!(".{secret}"), ""), false),
        ("a cut secret", good[..good.len() - 1].to_owned(), false),
        ("something more", format!("{good}.AAAA"), false),
        ("a stray letter", format!("{good}!"), false),
        ("a short id", good.replace(id, &id[..8]), false),
        ("a short circle", good.replace(circle, &circle[..20]), false),
        ("a short fingerprint", good.replace(genesis, &genesis[..40]), false),
        ("another page", good.replace("/join?", "/for?"), false),
        ("nothing", String::new(), false),
    ];
    let read = |(name, link, good): (&str, String, bool)| {
        let found = invitation::parse(&link);
        if found.is_ok() != good {
            return Err(format!("link {name}").into());
        }
        let expect = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        Ok(json!({ "name": name, "link": link, "expect": expect, "reads": found.ok() }))
    };
    cases.into_iter().map(read).collect()
}

impl World<'_> {
    fn case(&mut self, name: &str, request: &JoinRequest, expect: &str) -> Result<()> {
        self.with_invitation(name, &self.invitation.clone(), request, expect)
    }

    fn with_invitation(
        &mut self,
        name: &str,
        invitation: &Invitation,
        request: &JoinRequest,
        expect: &str,
    ) -> Result<()> {
        let found = invitation::accept(&self.people.ada, invitation, &self.state, request, self.rng);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let reads = found.ok().map(|(keys, name)| json!({ "user": keys.user, "name": name }));
        self.cases.push(json!({
            "name": name, "invitation": invitation, "request": request, "expect": expect, "reads": reads
        }));
        Ok(())
    }

    /// The file that says by what name `by` wants to join; `body` is what is in it.
    fn file(&mut self, by: &Keyring, body: &str, id: &str, aud: &str) -> Result<Vec<u8>> {
        let recipient = self.people.ada.identity.recipient();
        let audience = Audience { aud: aud.to_owned(), recipient, epoch: 0, head: String::new() };
        let meta = Meta { id: id.to_owned(), rev: 1, at: 1_790_000_000_000, ..Meta::default() };
        Ok(entry::seal(by, &audience, &meta, body, self.rng)?.file)
    }

    fn named(&mut self, by: &Keyring, name: &str) -> Result<Vec<u8>> {
        let (id, aud) = (self.invitation.id.clone(), format!("join:{}", self.log.circle));
        self.file(by, &json!({ "kind": "join", "name": name }).to_string(), &id, &aud)
    }

    fn request(&self, p: &Value, file: &[u8]) -> Result<JoinRequest> {
        let p = p.to_string();
        let mac = invitation::mac_of(&self.invitation, &p, file)?;
        Ok(JoinRequest { p, name: b64url(file), mac })
    }
}

fn requests(world: &mut World<'_>) -> Result<()> {
    let (dan, _) = Keyring::generate("dan", world.rng)?;
    let keys = json!(dan.public_keys());
    let file = world.named(&dan, "Robin")?;
    let good = world.request(&keys, &file)?;
    world.case("somebody with the link", &good, "ok")?;
    let long = world.named(&dan, &"é".repeat(60))?;
    let long = world.request(&keys, &long)?;
    world.case("a name as long as it may be", &long, "ok")?;
    changed(world, &good)?;
    wrong_keys(world, &dan, &file)?;
    wrong_names(world, &dan)?;

    let ben = json!(world.people.ben.public_keys());
    let file = world.people.ben.to_text();
    let ben_again = Keyring::parse(&file)?;
    let file = world.named(&ben_again, "Ben")?;
    let request = world.request(&ben, &file)?;
    world.case("somebody who is in already", &request, "double-member")
}

fn changed(world: &mut World<'_>, good: &JoinRequest) -> Result<()> {
    let eve = json!(world.people.eve.public_keys()).to_string();
    let swapped = JoinRequest { p: eve, ..good.clone() };
    world.case("the keys of somebody without the link", &swapped, "bad-mac")?;
    let (dan, _) = Keyring::generate("dan", world.rng)?;
    let other = world.named(&dan, "Robin")?;
    world.case("another name file", &JoinRequest { name: b64url(&other), ..good.clone() }, "bad-mac")?;
    let mut mac = unb64url(&good.mac).ok_or("a MAC")?;
    mac[31] ^= 1;
    world.case("another MAC", &JoinRequest { mac: b64url(&mac), ..good.clone() }, "bad-mac")?;
    world.case("half a MAC", &JoinRequest { mac: b64url(&mac[..16]), ..good.clone() }, "bad-mac")?;
    world.case("no MAC", &JoinRequest { mac: String::new(), ..good.clone() }, "bad-mac")?;
    world.case(
        "a MAC that is not base64url",
        &JoinRequest { mac: "++".into(), ..good.clone() },
        "malformed",
    )?;
    world.case(
        "a file that is not base64url",
        &JoinRequest { name: "++".into(), ..good.clone() },
        "malformed",
    )?;
    let invitation = world.invitation.clone();
    let secret = Invitation { secret: b64url(&[5; 16]), ..invitation.clone() };
    world.with_invitation("another invitation's secret", &secret, good, "bad-mac")?;
    let id = Invitation { id: b64url(&[5; 9]), ..invitation.clone() };
    world.with_invitation("another invitation", &id, good, "bad-mac")?;
    let circle = Invitation { circle: b64url(&[5; 16]), ..invitation.clone() };
    world.with_invitation("an invitation to another circle", &circle, good, "other-circle")?;
    let weak = Invitation { secret: String::new(), ..invitation };
    world.with_invitation("an invitation without a secret", &weak, good, "bad-link")
}

fn wrong_keys(world: &mut World<'_>, dan: &Keyring, file: &[u8]) -> Result<()> {
    let keys = json!(dan.public_keys());
    let low = with(keys.clone(), json!({ "enc": low_order()? }));
    let eve = world.people.eve.public_keys();
    let cases = [
        ("keys without a recipient", json!({ "user": keys["user"], "sig": keys["sig"] }), "malformed"),
        ("keys that are a list", json!([1]), "malformed"),
        ("a recipient that is not one", with(keys.clone(), json!({ "enc": "age1pq1" })), "bad-keys"),
        ("a recipient that nobody should seal for", low, "bad-keys"),
        ("a user of other keys", with(keys.clone(), json!({ "user": eve.user })), "wrong-user"),
        ("a sign-in name", with(keys, json!({ "user": "dan" })), "wrong-user"),
        ("keys of somebody who did not write the name", json!(eve), "unknown-author"),
    ];
    for (name, p, expect) in cases {
        let request = world.request(&p, file)?;
        world.case(name, &request, expect)?;
    }
    Ok(())
}

/// A recipient whose X25519 half is nought.
fn low_order() -> Result<String> {
    crate::circles::recipient_of(&[0; 1216])
}

fn wrong_names(world: &mut World<'_>, dan: &Keyring) -> Result<()> {
    let keys = json!(dan.public_keys());
    let (id, aud) = (world.invitation.id.clone(), format!("join:{}", world.log.circle));
    let join = |name: Value| json!({ "kind": "join", "name": name }).to_string();
    let bodies = [
        ("no name", join(json!(""))),
        ("a name of spaces", join(json!("  "))),
        ("a name of two lines", join(json!("Ro\nbin"))),
        ("a name that is too long", join(json!("é".repeat(61)))),
        ("a name that is a number", join(json!(1))),
        ("something else than a name", json!({ "kind": "story", "name": "Robin" }).to_string()),
        ("not JSON", "Robin".to_owned()),
    ];
    let robin = join(json!("Robin"));
    let mut files = Vec::new();
    for (name, body) in bodies {
        files.push((name, world.file(dan, &body, &id, &aud)?, "bad-name"));
    }
    files.push(("a name for another invitation", world.file(dan, &robin, "other", &aud)?, "swapped-id"));
    files.push(("a name for another circle", world.file(dan, &robin, &id, "join:other")?, "other-audience"));
    files.push(("no name file", Vec::new(), "truncated"));
    for (name, file, expect) in files {
        let request = world.request(&keys, &file)?;
        world.case(name, &request, expect)?;
    }
    Ok(())
}
