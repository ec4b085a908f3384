//! Grants: a circle's epoch identities for one member. Inside the age file is an age identity file.

use std::collections::BTreeMap;

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::circle::CircleState;
use crate::envelope::{self, OpenError};
use crate::header::Kind;
use crate::keyring::Keyring;
use crate::pq::Identity;
use crate::signed;

const MAGIC: &str = "# alongside grant v1\n";
/// The greatest number that an epoch's line may have: four digits.
const EPOCH_MAX: u64 = 9999;

/// Why a grant is not taken. Every one reads "this was changed on the way" to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// The file cannot be opened at all.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What is inside is not a grant.
    #[error("the grant is malformed")]
    Malformed,
    /// It is another circle's.
    #[error("this is another circle's grant")]
    OtherCircle,
    /// It was made for somebody else.
    #[error("this grant is for somebody else")]
    NotForMe,
    /// It names a log head that the reader has not verified.
    #[error("this follows another log")]
    OtherHead,
    /// Made by somebody who did not keep the circle then.
    #[error("this grant is not by the circle's keeper")]
    NotTheKeeper,
    /// The keeper did not sign it.
    #[error("the signature does not hold")]
    BadSignature,
    /// It holds more or fewer epochs than it says, or not in their order.
    #[error("the grant does not hold what it says")]
    OtherEpochs,
    /// It holds an epoch that the log has not.
    #[error("the grant is for an epoch that is not known")]
    UnknownEpoch,
    /// A key is not the one in the log.
    #[error("a key is not the one in the log")]
    SwappedKey,
}

impl GrantError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Open(error) => error.reason(),
            Self::Malformed => "malformed",
            Self::OtherCircle => "other-circle",
            Self::NotForMe => "not-for-me",
            Self::OtherHead => "other-head",
            Self::NotTheKeeper => "not-the-keeper",
            Self::BadSignature => "bad-signature",
            Self::OtherEpochs => "other-epochs",
            Self::UnknownEpoch => "unknown-epoch",
            Self::SwappedKey => "swapped-key",
        }
    }
}

#[derive(Deserialize)]
struct Statement {
    circle: String,
    to: String,
    epochs: Vec<u64>,
    head: String,
    by: String,
}

/// The identities in a grant, by epoch. Whoever kept the circle at the head it names must have
/// signed it for `me`, it must hold the epochs it says, and each identity must be the log's.
///
/// # Errors
/// The first check that refused.
pub fn open(me: &Keyring, state: &CircleState, file: &[u8]) -> Result<BTreeMap<u64, Identity>, GrantError> {
    let plain = Zeroizing::new(envelope::open(&me.identity, file, Kind::Keyring)?);
    let text = std::str::from_utf8(&plain).map_err(|_| GrantError::Malformed)?;
    let rest = text.strip_prefix(MAGIC).ok_or(GrantError::Malformed)?;
    let (line, rest) = comment(rest).ok_or(GrantError::Malformed)?;
    let (signature, rest) = comment(rest).ok_or(GrantError::Malformed)?;
    let epochs = check_statement(me, state, line, signature)?;
    let keys = parse_keys(rest)?;

    let said = keys.iter().map(|(epoch, _)| *epoch).eq(epochs.iter().copied());
    if !said || !epochs.is_sorted_by(|a, b| a < b) {
        return Err(GrantError::OtherEpochs);
    }
    for (epoch, identity) in &keys {
        let recipient = state.epochs.get(epoch).ok_or(GrantError::UnknownEpoch)?;
        if identity.recipient().to_string() != *recipient {
            return Err(GrantError::SwappedKey);
        }
    }
    Ok(keys.into_iter().collect())
}

/// The comment on the first line, and what follows it.
fn comment(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("# ")?.split_once('\n')
}

fn check_statement(
    me: &Keyring,
    state: &CircleState,
    line: &str,
    signature: &str,
) -> Result<Vec<u64>, GrantError> {
    let said: Statement = signed::read(line).ok_or(GrantError::Malformed)?;
    if said.circle != state.circle {
        return Err(GrantError::OtherCircle);
    }
    if said.to != signed::public(&me.signing) {
        return Err(GrantError::NotForMe);
    }
    let mark = state.heads.get(&said.head).ok_or(GrantError::OtherHead)?;
    if state.members.get(&mark.keeper).is_none_or(|keeper| keeper.keys.sig != said.by) {
        return Err(GrantError::NotTheKeeper);
    }
    signed::verify_line("grant", line, signature, &said.by).map_err(|_| GrantError::BadSignature)?;
    Ok(said.epochs)
}

/// The identities after the signed statement, in their order.
fn parse_keys(mut rest: &str) -> Result<Vec<(u64, Identity)>, GrantError> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (epoch, after) = comment(rest).ok_or(GrantError::Malformed)?;
        let (identity, after) = after.split_once('\n').ok_or(GrantError::Malformed)?;
        let digits = epoch.strip_prefix("epoch ").ok_or(GrantError::Malformed)?;
        let number: u64 = digits.parse().map_err(|_| GrantError::Malformed)?;
        if !(1..=EPOCH_MAX).contains(&number) || number.to_string() != digits {
            return Err(GrantError::Malformed);
        }
        found.push((number, identity.parse().map_err(|_| GrantError::Malformed)?));
        rest = after;
    }
    Ok(found)
}
