//! Circle logs: who is in, who keeps it, and each epoch's recipient, line by signed line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::encoding::fingerprint;
use crate::entry::{MemberKeys, Span};
use crate::signed;
use crate::user::{self, KeysError, PublicKeys};

/// Members at once.
pub const MEMBERS_MAX: usize = 150;
/// Lines in a log.
pub const LINES_MAX: u64 = 2000;
/// Epochs in a circle, so that the identities of all of them fit into a grant.
pub const EPOCHS_MAX: u64 = 160;

/// A member, now or once, as the log has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleMember {
    /// The signing key, and the epochs that it is good for.
    pub keys: MemberKeys,
    /// Whom a grant is sealed for.
    pub enc: String,
}

impl CircleMember {
    /// Whether they are in now.
    pub const fn is_in(&self) -> bool {
        self.keys.until.is_none()
    }
}

/// How things stood after one line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogMark {
    /// The line's number, from 0.
    pub seq: u64,
    /// The newest epoch then.
    pub epoch: u64,
    /// The user who keeps the circle from the next line on.
    pub keeper: String,
}

/// A log as it was read and verified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CircleState {
    /// The circle's id.
    pub circle: String,
    /// Fingerprint of the first line: what an invitation names.
    pub genesis: String,
    /// The user who keeps the circle.
    pub keeper: String,
    /// Everybody who is in or was in, by user.
    pub members: BTreeMap<String, CircleMember>,
    /// Who changed their keys: the user they were, and the one they are since.
    pub renewed: BTreeMap<String, String>,
    /// Every epoch's recipient, from epoch 1.
    pub epochs: BTreeMap<u64, String>,
    /// The newest epoch.
    pub epoch: u64,
    /// Every head there has been, with how things stood then.
    pub heads: BTreeMap<String, LogMark>,
    /// Fingerprint of the last line.
    pub head: String,
    /// How many lines there are.
    pub lines: u64,
}

/// What a reader remembers of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLog {
    /// A line's number, from 0.
    pub seq: u64,
    /// Its fingerprint.
    pub head: String,
}

/// What a reader knows already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The first line's fingerprint, from an invitation.
    pub genesis: Option<String>,
    /// What was remembered: the log must go through it.
    pub seen: Option<SeenLog>,
    /// What was verified already: the lines go on from there.
    pub state: Option<CircleState>,
}

/// Why a log is not believed. Every one reads "this was changed on the way" to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// A line is not two lines, or its fields are not what they should be.
    #[error("a line of the log is malformed")]
    Malformed,
    /// A member's keys are not what they should be.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// An epoch's recipient is not one.
    #[error("an epoch's key is not one")]
    BadRecipient,
    /// An epoch's recipient was an earlier epoch's.
    #[error("an epoch has an old key")]
    OldRecipient,
    /// The key that a line names did not sign it.
    #[error("a signature does not hold")]
    BadSignature,
    /// Signed by somebody who did not keep the circle then.
    #[error("a line is not by the circle's keeper")]
    NotTheKeeper,
    /// The log is another circle's.
    #[error("this is another circle's log")]
    OtherCircle,
    /// A line is missing, doubled or out of order.
    #[error("the log's chain is broken")]
    BrokenChain,
    /// There is no first line, or it does not start a circle.
    #[error("the log does not begin as one does")]
    NoGenesis,
    /// The first line is not the one that the reader knows of.
    #[error("the log does not begin as the invitation says")]
    OtherGenesis,
    /// A line does what nobody knows, or starts a circle in the middle.
    #[error("a line does what is not known")]
    UnknownOp,
    /// Somebody is taken in who is in already.
    #[error("somebody is in twice")]
    DoubleMember,
    /// A line names somebody who is not in.
    #[error("a line names somebody who is not in")]
    GhostMember,
    /// The keeper is taken out without handing the circle over.
    #[error("the keeper is taken out")]
    RemovedKeeper,
    /// More than [`MEMBERS_MAX`].
    #[error("too many members")]
    TooManyMembers,
    /// More than [`LINES_MAX`].
    #[error("too many lines")]
    TooManyLines,
    /// More than [`EPOCHS_MAX`].
    #[error("too many epochs")]
    TooManyEpochs,
    /// The log ends before what the reader has seen.
    #[error("the log is older than one that was read")]
    RolledBack,
    /// The log does not go through what the reader has seen.
    #[error("the log is not the one that was read")]
    Forked,
}

impl LogError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Keys(error) => error.reason(),
            Self::BadRecipient => "bad-keys",
            Self::OldRecipient => "old-recipient",
            Self::BadSignature => "bad-signature",
            Self::NotTheKeeper => "not-the-keeper",
            Self::OtherCircle => "other-circle",
            Self::BrokenChain => "broken-chain",
            Self::NoGenesis => "no-genesis",
            Self::OtherGenesis => "other-genesis",
            Self::UnknownOp => "unknown-op",
            Self::DoubleMember => "double-member",
            Self::GhostMember => "ghost-member",
            Self::RemovedKeeper => "removed-keeper",
            Self::TooManyMembers => "too-many-members",
            Self::TooManyLines => "too-many-lines",
            Self::TooManyEpochs => "too-many-epochs",
            Self::RolledBack => "rolled-back",
            Self::Forked => "forked",
        }
    }
}

/// Reads a circle's log from its first line, or from where `known.state` ends, and checks each line:
/// the signature, the circle, the chain, that whoever kept the circle then signed it, and that what
/// it says can be.
///
/// # Errors
/// The first check that refused.
pub fn read_log<S: AsRef<str>>(circle: &str, lines: &[S], known: Known) -> Result<CircleState, LogError> {
    let Known { genesis, seen, state } = known;
    let mut state =
        state.unwrap_or_else(|| CircleState { circle: circle.to_owned(), ..CircleState::default() });
    if state.circle != circle {
        return Err(LogError::OtherCircle);
    }
    for line in lines {
        state.take(line.as_ref())?;
    }
    if state.lines == 0 {
        return Err(LogError::NoGenesis);
    }
    if genesis.is_some_and(|genesis| genesis != state.genesis) {
        return Err(LogError::OtherGenesis);
    }
    match seen {
        Some(seen) if state.lines <= seen.seq => Err(LogError::RolledBack),
        Some(seen) if state.heads.get(&seen.head).map(|mark| mark.seq) != Some(seen.seq) => {
            Err(LogError::Forked)
        }
        _ => Ok(state),
    }
}

/// What one line does, as far as a server looks: readers check the rest against the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Starts the circle; its maker keeps it.
    Genesis(PublicKeys),
    /// Takes somebody in, perhaps with a new epoch.
    Add(PublicKeys),
    /// Takes a user out and starts an epoch.
    Remove(String),
    /// Hands the circle over to a user.
    Keep(String),
    /// Puts a member's new keys in the place of those they had, and starts an epoch.
    Renew {
        /// Who they were.
        user: String,
        /// Who they are since.
        keys: PublicKeys,
    },
}

/// The next line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextLine {
    /// What it does.
    pub op: Op,
    /// The key that signed it.
    pub by: String,
    /// Its fingerprint: the head from now on.
    pub head: String,
    /// Whether it starts an epoch.
    pub new_epoch: bool,
}

/// Reads one line that comes after `lines` others, the last of which has the fingerprint `head`: signed by whom it
/// says, of this circle, next in the chain.
///
/// # Errors
/// The first check that refused.
pub fn next_line(circle: &str, lines: u64, head: &str, signed: &str) -> Result<NextLine, LogError> {
    if lines >= LINES_MAX {
        return Err(LogError::TooManyLines);
    }
    let at =
        CircleState { circle: circle.to_owned(), head: head.to_owned(), lines, ..CircleState::default() };
    let line = at.parse(signed)?;
    let member = || PublicKeys::read(line.fields.get("member").unwrap_or(&Value::Null));
    let op = match (line.op.as_str(), lines) {
        ("genesis", 0) => Op::Genesis(member()?),
        (_, 0) => return Err(LogError::NoGenesis),
        ("add", _) => Op::Add(member()?),
        ("remove", _) => Op::Remove(line.text("user")?.to_owned()),
        ("keep", _) => Op::Keep(line.text("user")?.to_owned()),
        ("renew", _) => Op::Renew { user: line.text("user")?.to_owned(), keys: member()? },
        _ => return Err(LogError::UnknownOp),
    };
    let new_epoch = line.fields.contains_key("recipient");
    Ok(NextLine { op, by: line.by, head: fingerprint(signed.as_bytes()), new_epoch })
}

/// A line's fields, signed by whom they say.
struct Line {
    op: String,
    by: String,
    fields: Map<String, Value>,
}

impl Line {
    fn text(&self, field: &str) -> Result<&str, LogError> {
        text(&self.fields, field)
    }
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Result<&'a str, LogError> {
    fields.get(field).and_then(Value::as_str).ok_or(LogError::Malformed)
}

impl CircleState {
    /// The member of this user, when they are in now.
    pub fn member_now(&self, user: &str) -> Option<&CircleMember> {
        self.members.get(user).filter(|member| member.is_in())
    }

    /// Every user that somebody is or was, newest first: new keys make another user of the same person.
    pub fn known_as<'a>(&'a self, user: &'a str) -> Vec<&'a str> {
        let mut newest = user;
        while let Some(next) = self.renewed.get(newest) {
            newest = next;
        }
        let mut all = vec![newest];
        let before = |user: &str| self.renewed.iter().find(|(_, now)| *now == user).map(|(before, _)| before);
        while let Some(older) = before(all[all.len() - 1]) {
            all.push(older);
        }
        all
    }

    fn take(&mut self, signed: &str) -> Result<(), LogError> {
        if self.lines >= LINES_MAX {
            return Err(LogError::TooManyLines);
        }
        let head = fingerprint(signed.as_bytes());
        if self.lines == 0 {
            self.genesis.clone_from(&head);
        }
        let line = self.parse(signed)?;
        if self.lines == 0 { self.begin(&line) } else { self.go_on(&line) }?;
        let mark = LogMark { seq: self.lines, epoch: self.epoch, keeper: self.keeper.clone() };
        self.heads.insert(head.clone(), mark);
        self.head = head;
        self.lines += 1;
        Ok(())
    }

    /// The line, when it is signed by whom it says and is the next one of this log.
    fn parse(&self, signed: &str) -> Result<Line, LogError> {
        let (json, signature) = signed.split_once('\n').ok_or(LogError::Malformed)?;
        if signature.contains('\n') {
            return Err(LogError::Malformed);
        }
        let fields: Map<String, Value> = signed::read(json).ok_or(LogError::Malformed)?;
        let (circle, prev) = (text(&fields, "circle")?, text(&fields, "prev")?);
        let (op, by) = (text(&fields, "op")?.to_owned(), text(&fields, "by")?.to_owned());
        let seq = fields.get("seq").and_then(Value::as_u64).ok_or(LogError::Malformed)?;
        signed::verify_line("circle", json, signature, &by).map_err(|_| LogError::BadSignature)?;
        if circle != self.circle {
            return Err(LogError::OtherCircle);
        }
        if seq != self.lines || prev != self.head {
            return Err(LogError::BrokenChain);
        }
        Ok(Line { op, by, fields })
    }

    fn begin(&mut self, line: &Line) -> Result<(), LogError> {
        if line.op != "genesis" {
            return Err(LogError::NoGenesis);
        }
        if line.fields.get("epoch").and_then(Value::as_u64) != Some(1) {
            return Err(LogError::Malformed);
        }
        self.start_epoch(line)?;
        let PublicKeys { user, sig, .. } = self.take_in(line)?;
        if line.by != sig {
            return Err(LogError::NotTheKeeper);
        }
        self.keeper = user;
        Ok(())
    }

    fn go_on(&mut self, line: &Line) -> Result<(), LogError> {
        if self.members.get(&self.keeper).is_none_or(|keeper| keeper.keys.sig != line.by) {
            return Err(LogError::NotTheKeeper);
        }
        match line.op.as_str() {
            "add" => {
                // With a new epoch, whoever comes opens nothing of what was said before.
                if line.fields.contains_key("recipient") {
                    self.start_epoch(line)?;
                }
                self.take_in(line).map(|_| ())
            }
            "remove" => self.remove(line),
            "keep" => {
                self.keeper = self.named(line)?;
                Ok(())
            }
            "renew" => self.renew(line),
            _ => Err(LogError::UnknownOp),
        }
    }

    fn start_epoch(&mut self, line: &Line) -> Result<(), LogError> {
        let recipient = line.text("recipient")?;
        if user::recipient(recipient).is_err() {
            return Err(LogError::BadRecipient);
        }
        if self.epochs.values().any(|old| old == recipient) {
            return Err(LogError::OldRecipient);
        }
        if self.epoch >= EPOCHS_MAX {
            return Err(LogError::TooManyEpochs);
        }
        self.epoch += 1;
        self.epochs.insert(self.epoch, recipient.to_owned());
        Ok(())
    }

    fn take_in(&mut self, line: &Line) -> Result<PublicKeys, LogError> {
        let keys = PublicKeys::read(line.fields.get("member").unwrap_or(&Value::Null))?;
        if self.member_now(&keys.user).is_some() {
            return Err(LogError::DoubleMember);
        }
        if self.members.values().filter(|member| member.is_in()).count() >= MEMBERS_MAX {
            return Err(LogError::TooManyMembers);
        }
        let mut member =
            CircleMember { keys: MemberKeys::since(keys.sig.clone(), self.epoch), enc: keys.enc.clone() };
        if let Some(CircleMember { keys: before, .. }) = self.members.remove(&keys.user) {
            member.keys.earlier = before.earlier;
            let ended = before.until.map(|until| Span { from: before.from, until });
            member.keys.earlier.extend(ended);
        }
        self.renewed.remove(&keys.user);
        self.members.insert(keys.user.clone(), member);
        Ok(keys)
    }

    /// The user that a line names, who must be in.
    fn named(&self, line: &Line) -> Result<String, LogError> {
        let user = line.text("user")?;
        self.member_now(user).map(|_| user.to_owned()).ok_or(LogError::GhostMember)
    }

    fn remove(&mut self, line: &Line) -> Result<(), LogError> {
        let user = self.named(line)?;
        if user == self.keeper {
            return Err(LogError::RemovedKeeper);
        }
        if let Some(member) = self.members.get_mut(&user) {
            member.keys.until = Some(self.epoch);
        }
        self.start_epoch(line)
    }

    /// Somebody changed their keys: the old ones are good for nothing from this line on, also not to keep the circle.
    fn renew(&mut self, line: &Line) -> Result<(), LogError> {
        let before = self.named(line)?;
        let new = PublicKeys::read(line.fields.get("member").unwrap_or(&Value::Null))?;
        // Keys that were never in: nobody's past becomes somebody else's.
        if self.members.contains_key(&new.user) {
            return Err(LogError::DoubleMember);
        }
        if let Some(member) = self.members.get_mut(&before) {
            member.keys.until = Some(self.epoch);
        }
        self.start_epoch(line)?;
        self.take_in(line)?;
        if self.keeper == before {
            self.keeper.clone_from(&new.user);
        }
        self.renewed.insert(before, new.user);
        Ok(())
    }
}
