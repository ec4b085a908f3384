//! Circle logs to make vectors with: people, lines, and the table that cases name lines from.

use alongside_seal::circle::{CircleState, Known, LogError, read_log};
use alongside_seal::encoding::{b64url, fingerprint};
use alongside_seal::keyring::Keyring;
use alongside_seal::pq::Identity;
use alongside_seal::signed;
use rand_chacha::ChaCha20Rng;
use serde_json::{Map, Value, json};

use crate::Result;

/// Everybody there is. Ada starts the circle; Eve is never in.
pub struct People {
    pub ada: Keyring,
    pub ben: Keyring,
    pub cleo: Keyring,
    pub dan: Keyring,
    pub eve: Keyring,
}

impl People {
    pub fn make(rng: &mut ChaCha20Rng) -> Result<Self> {
        let mut one = |name: &str| -> Result<Keyring> { Ok(Keyring::generate(name, rng)?.0) };
        Ok(Self {
            ada: one("ada")?,
            ben: one("ben")?,
            cleo: one("cleo")?,
            dan: one("dan")?,
            eve: one("eve")?,
        })
    }
}

/// A circle's honest log, and every line that a case names, honest or not.
pub struct Log {
    pub circle: String,
    pub identities: Vec<Identity>,
    pub good: Vec<String>,
    pub lines: Map<String, Value>,
}

pub fn add(keyring: &Keyring) -> Value {
    json!({ "op": "add", "member": keyring.public_keys() })
}

pub fn remove(keyring: &Keyring, to: &Identity) -> Value {
    json!({ "op": "remove", "user": keyring.public_keys().user, "recipient": to.recipient().to_string() })
}

pub fn renew(before: &Keyring, now: &Keyring, to: &Identity) -> Value {
    let (user, member) = (before.public_keys().user, now.public_keys());
    json!({ "op": "renew", "user": user, "member": member, "recipient": to.recipient().to_string() })
}

pub fn keep(keyring: &Keyring) -> Value {
    json!({ "op": "keep", "user": keyring.public_keys().user })
}

pub fn genesis(keyring: &Keyring, recipient: &str) -> Value {
    json!({ "op": "genesis", "epoch": 1, "recipient": recipient, "member": keyring.public_keys() })
}

/// `value` with the fields of `more` in place of its own.
pub fn with(mut value: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    value
}

impl Log {
    /// A circle of nobody yet, with the identities of three epochs.
    pub fn empty(circle: u8, rng: &mut ChaCha20Rng) -> Self {
        let identities = (0..3).map(|_| Identity::generate(rng)).collect();
        Self { circle: b64url(&[circle; 16]), identities, good: Vec::new(), lines: Map::new() }
    }

    /// Ada starts it with Ben, Cleo and Dan; Ben goes, Dan goes, Ben comes back, Cleo keeps it and
    /// takes Dan in again.
    pub fn long(people: &People, rng: &mut ChaCha20Rng) -> Result<Self> {
        let People { ada, ben, cleo, dan, .. } = people;
        let mut log = Self::empty(1, rng);
        let first = log.identities[0].recipient().to_string();
        log.push("genesis", ada, genesis(ada, &first))?;
        log.push("add ben", ada, add(ben))?;
        log.push("add cleo", ada, add(cleo))?;
        log.push("add dan", ada, add(dan))?;
        log.push("remove ben", ada, remove(ben, &log.identities[1]))?;
        log.push("remove dan", ada, remove(dan, &log.identities[2]))?;
        log.push("ben is back", ada, add(ben))?;
        log.push("cleo keeps", ada, keep(cleo))?;
        log.push("dan is back", cleo, add(dan))?;
        Ok(log)
    }

    pub fn push(&mut self, name: &str, by: &Keyring, fields: Value) -> Result<()> {
        let line = self.after(self.good.len(), by, fields)?;
        self.good.push(name.to_owned());
        self.lines.insert(name.to_owned(), line.into());
        Ok(())
    }

    pub fn line(&self, name: &str) -> &str {
        self.lines.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn head(&self, name: &str) -> String {
        fingerprint(self.line(name).as_bytes())
    }

    /// The line that follows the first `count` honest ones.
    pub fn after(&self, count: usize, by: &Keyring, fields: Value) -> Result<String> {
        let prev = if count == 0 { String::new() } else { self.head(&self.good[count - 1]) };
        let chained = json!({ "circle": self.circle, "seq": count, "prev": prev });
        Ok(signed::sign(&by.signing, "circle", &with(chained, fields))?)
    }

    /// The names of the first `count` honest lines, and `more`.
    pub fn names(&self, count: usize, more: &[&str]) -> Vec<String> {
        self.good.iter().take(count).cloned().chain(more.iter().map(|name| (*name).to_owned())).collect()
    }

    pub fn read(&self, names: &[String], known: Known) -> std::result::Result<CircleState, &'static str> {
        let lines: Vec<&str> = names.iter().map(|name| self.line(name)).collect();
        read_log(&self.circle, &lines, known).map_err(LogError::reason)
    }

    pub fn state(&self, count: usize) -> Result<CircleState> {
        Ok(self.read(&self.names(count, &[]), Known::default())?)
    }
}

/// What a case says a log reads as.
pub fn reads(state: &CircleState) -> Value {
    let members: Map<String, Value> =
        state.members.iter().map(|(user, member)| (user.clone(), json!(member.keys))).collect();
    json!({
        "genesis": state.genesis, "keeper": state.keeper, "members": members,
        "renewed": state.renewed, "epoch": state.epoch, "epochs": state.epochs.len(), "heads": state.heads, "head": state.head, "seq": state.lines - 1
    })
}
