//! The log of decisions: what is written down with each, and whether it still holds.

use alongside_domain::{
    Millis,
    id::{DecisionId, MemberId},
};
use alongside_store::{
    StoreError, Tx, audit,
    audit::Line,
    decision::{self, New, On},
};
use sha2::{Digest as _, Sha256};

use crate::App;

/// Keeps a decision, and a line of the log that is bound to the one before. Three queries.
pub(crate) async fn record(tx: &mut Tx<'_>, new: New<'_>) -> Result<(), StoreError> {
    let (n, before) = audit::last(tx).await?.map_or((1, Vec::new()), |(n, hash)| (n + 1, hash));
    let thing = match new.on {
        On::Story(id) => id.as_bytes().to_vec(),
        On::Answer { answer, .. } => answer.as_bytes().to_vec(),
    };
    let mut line = Line {
        n,
        at: new.at,
        moderator: new.moderator.as_bytes().to_vec(),
        what: new.what.to_owned(),
        thing,
        reason_hash: reason_hash(new.id, new.reason),
        hash: Vec::new(),
    };
    line.hash = hash(&line, &before);
    audit::add(tx, new.moderator, &line).await?;
    decision::add(tx, new).await
}

/// Bound to the decision's id, which is random: a hash of a short reason alone could be guessed.
fn reason_hash(id: DecisionId, reason: &str) -> Vec<u8> {
    Sha256::new().chain_update(id.as_bytes()).chain_update(reason).finalize().to_vec()
}

/// SHA-256 over every field of a line and the hash before, each with its length before it.
fn hash(line: &Line, before: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    let fields: [&[u8]; 7] = [
        &line.n.to_be_bytes(),
        &line.at.0.to_be_bytes(),
        &line.moderator,
        line.what.as_bytes(),
        &line.thing,
        &line.reason_hash,
        before,
    ];
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().to_vec()
}

/// A line of the log as an operator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Its number, from 1.
    pub n: i64,
    /// When.
    pub at: Millis,
    /// Who decided.
    pub moderator: MemberId,
    /// The word of it.
    pub what: String,
    /// The id of the story or answer, as in an address.
    pub thing: String,
}

/// Why the log cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// A line is not what it was, or one is missing.
    #[error(
        "the log does not hold from line {0} on: something was changed or taken out outside of the program"
    )]
    Broken(i64),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// The whole log, oldest first, once every line was found to be bound to the one before. One query for a thousand
    /// lines.
    ///
    /// # Errors
    /// [`AuditError`]
    pub async fn audit(&self) -> Result<Vec<Audited>, AuditError> {
        let (mut all, mut before, mut n) = (Vec::new(), Vec::new(), 0);
        loop {
            let lines = self.store().ask(move |tx| Box::pin(audit::after(tx, n))).await?;
            if lines.is_empty() {
                return Ok(all);
            }
            for line in lines {
                let moderator = <[u8; 16]>::try_from(line.moderator.as_slice());
                let thing = <[u8; 16]>::try_from(line.thing.as_slice());
                let (Ok(moderator), Ok(thing)) = (moderator, thing) else {
                    return Err(AuditError::Broken(n + 1));
                };
                if line.n != n + 1 || line.hash != hash(&line, &before) {
                    return Err(AuditError::Broken(n + 1));
                }
                n = line.n;
                all.push(Audited {
                    n,
                    at: line.at,
                    moderator: MemberId::from_bytes(moderator),
                    what: line.what,
                    thing: alongside_domain::id::StoryId::from_bytes(thing).to_string(),
                });
                before = line.hash;
            }
        }
    }
}
