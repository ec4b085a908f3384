//! Letters between two members: who may write to whom. What is in one the server cannot read.

use std::fmt;

use crate::{
    id::{LetterId, UserId},
    may::{Decision, Refusal, Viewer},
    member::Standing,
    time::Millis,
};

/// Most new people that a member may write to in a day.
pub const NEW_A_DAY: i64 = 20;
/// Most letters that a member may write in a day.
pub const LETTERS_A_DAY: i64 = 200;
/// Longest reason with a report, in characters.
pub const WHY_MAX: usize = 500;

/// How one address stands to another, said by whose address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The other wrote first, and waits for a yes.
    Asked,
    /// They write to each other.
    Taken,
    /// Nothing more is wanted from the other.
    Declined,
}

impl Stand {
    /// As it is kept and sent.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Taken => "taken",
            Self::Declined => "declined",
        }
    }
}

/// The text was not one of the stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not how one stands to another")]
pub struct NotAStand;

impl std::str::FromStr for Stand {
    type Err = NotAStand;
    fn from_str(text: &str) -> Result<Self, NotAStand> {
        [Self::Asked, Self::Taken, Self::Declined].into_iter().find(|one| one.slug() == text).ok_or(NotAStand)
    }
}

/// Who blocks whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// Nobody.
    None,
    /// Whoever has the address takes nothing from the writer.
    Theirs,
    /// The writer takes nothing from whoever has it, who may do the same.
    Own,
}

/// What moderators have decided about somebody who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Nothing.
    Free,
    /// Paused: nobody new is written to. Those who take their letters go on hearing from them.
    Paused,
    /// No letter goes.
    Stopped,
}

/// What is known when somebody wants to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// What moderators have decided about the writer.
    pub writer: Writer,
    /// The address is there, and somebody else's.
    pub there: bool,
    /// It takes letters from people who are new.
    pub open: bool,
    /// Who blocks whom.
    pub block: Block,
    /// How the address stands to the writer's.
    pub stand: Option<Stand>,
}

/// Why a letter does not go. Closed, declined, blocked and never there are one and the same, so that nobody learns
/// which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLetter {
    /// No letters can go there.
    #[error("No letters can go there. What you wrote is still here.")]
    NotThere,
    /// The first has not been answered.
    #[error("They have not answered yet. Another letter can go once they do. What you wrote is still here.")]
    Waiting,
    /// The writer has blocked them.
    #[error("You take no letters from them at the moment. To write, first let their letters through again.")]
    YouBlock,
    /// A moderator has stopped the writer's letters.
    #[error(
        "You cannot write letters here at the moment. Help has the address of those who look after this place."
    )]
    Stopped,
    /// A moderator has paused the writer, and the other is new.
    #[error(
        "A moderator has paused writing for you, so no letter can go to somebody new until that is over. Under What moderators decided is until when. What you wrote is still here."
    )]
    Paused,
}

impl Writing {
    /// May the letter go? Pure, and the only place where this is decided. Deny wins.
    ///
    /// # Errors
    /// [`NoLetter`]
    pub const fn may(self) -> Result<(), NoLetter> {
        match (self.writer, self.stand) {
            (Writer::Stopped, _) => return Err(NoLetter::Stopped),
            (Writer::Paused, None) => return Err(NoLetter::Paused),
            (Writer::Paused | Writer::Free, _) => {}
        }
        if !self.there {
            return Err(NoLetter::NotThere);
        }
        match (self.block, self.stand) {
            (Block::Own, _) => Err(NoLetter::YouBlock),
            (Block::None, Some(Stand::Asked)) => Err(NoLetter::Waiting),
            (Block::None, Some(Stand::Taken)) => Ok(()),
            (Block::None, None) if self.open => Ok(()),
            (Block::None, Some(Stand::Declined) | None) | (Block::Theirs, _) => Err(NoLetter::NotThere),
        }
    }
}

/// May `viewer` see letters that were reported, and decide about them? For anybody but moderators there are none.
pub fn may_decide(viewer: Viewer) -> Decision {
    match viewer {
        Viewer::Member { standing: Standing::Moderator, .. } => Decision::Yes,
        Viewer::Member { .. } | Viewer::Visitor => Decision::No(Refusal::NotHere),
    }
}

/// A letter in somebody's list, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// Chosen by the client.
    pub id: LetterId,
    /// From which address.
    pub from: UserId,
    /// To which.
    pub to: UserId,
    /// Whether whoever looks wrote it.
    pub mine: bool,
    /// When it came.
    pub at: Millis,
    /// Bytes of the reader's file.
    pub size: i64,
    /// Whether it was read by whom it is for.
    pub read: bool,
}

impl fmt::Display for Stand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Writing =
        Writing { writer: Writer::Free, there: true, open: true, block: Block::None, stand: None };

    #[test]
    fn every_case_of_writing_is_decided() {
        use NoLetter::{NotThere, Paused, Stopped, Waiting, YouBlock};
        let taken = Writing { open: false, stand: Some(Stand::Taken), ..OPEN };
        let asked = Writing { stand: Some(Stand::Asked), ..OPEN };
        let declined = Writing { stand: Some(Stand::Declined), ..OPEN };
        let cases = [
            (OPEN, Ok(())),
            (taken, Ok(())),
            (asked, Err(Waiting)),
            (declined, Err(NotThere)),
            (Writing { open: false, ..OPEN }, Err(NotThere)),
            (Writing { there: false, ..OPEN }, Err(NotThere)),
            (Writing { there: false, ..taken }, Err(NotThere)),
            (Writing { block: Block::Theirs, ..OPEN }, Err(NotThere)),
            (Writing { block: Block::Theirs, ..taken }, Err(NotThere)),
            (Writing { block: Block::Theirs, ..asked }, Err(NotThere)),
            (Writing { block: Block::Own, ..taken }, Err(YouBlock)),
            (Writing { block: Block::Own, ..taken }, Err(YouBlock)),
            (Writing { block: Block::Own, there: false, ..taken }, Err(NotThere)),
            (Writing { writer: Writer::Stopped, ..taken }, Err(Stopped)),
            (Writing { writer: Writer::Paused, ..OPEN }, Err(Paused)),
            (Writing { writer: Writer::Paused, there: false, ..OPEN }, Err(Paused)),
            (Writing { writer: Writer::Paused, ..taken }, Ok(())),
            (Writing { writer: Writer::Stopped, ..OPEN }, Err(Stopped)),
        ];
        for (writing, expected) in cases {
            assert_eq!(writing.may(), expected, "{writing:?}");
        }
    }

    #[test]
    fn whoever_is_blocked_declined_or_shut_out_reads_the_same() {
        let shut = [
            Writing { block: Block::Theirs, ..OPEN },
            Writing { open: false, ..OPEN },
            Writing { there: false, ..OPEN },
            Writing { stand: Some(Stand::Declined), ..OPEN },
        ];
        for writing in shut {
            assert_eq!(writing.may(), Err(NoLetter::NotThere), "{writing:?}");
        }
    }
}
