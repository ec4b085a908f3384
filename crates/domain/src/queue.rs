//! What waits for moderators, and what they can decide.

use crate::{
    id::{AnswerId, DecisionId, MatterId, StoryId},
    may::{AnswerFacts, Subject},
    story::{Answer, Note, Story},
    text::{Reason, Title},
    time::Millis,
    vocabulary::vocabulary,
};

vocabulary! {
    /// Why something waits.
    Why {
        Newcomer = "newcomer", "one of the first answers of somebody new";
        Phrase = "phrase", "it has words that are looked out for";
        Report = "report", "somebody reported it";
        Appeal = "appeal", "its writer asks for another look";
        Second = "second", "a moderator asks for a second opinion";
    }
}

vocabulary! {
    /// What a moderator can decide about something that waits.
    Outcome {
        Show = "show", "Show it";
        WithNote = "with-note", "Show it with a note";
        Return = "return", "Give it back to its writer";
        Remove = "remove", "Remove it";
        Second = "second", "Ask for a second opinion";
    }
}

vocabulary! {
    /// How long somebody may be paused.
    Pause {
        Day = "day", "for a day";
        Week = "week", "for a week";
        Month = "month", "for 30 days";
    }
}

impl Pause {
    /// In milliseconds.
    pub const fn millis(self) -> i64 {
        match self {
            Self::Day => Millis::DAY,
            Self::Week => 7 * Millis::DAY,
            Self::Month => 30 * Millis::DAY,
        }
    }
}

/// A story or an answer that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A story.
    Story(Box<Story>),
    /// An answer, with its story.
    Answer(Box<Answer>, Box<Story>),
}

impl Thing {
    /// What `may` needs to know of it.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Story(story) => Subject::Story((&**story).into()),
            Self::Answer(answer, story) => Subject::Answer(AnswerFacts::of(answer, (&**story).into())),
        }
    }
}

/// Somebody or something that raised it. Who reported is told to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Why.
    pub why: Why,
    /// In whose own words, if there are any.
    pub words: Option<Reason>,
    /// Which notes it lacks, as they say.
    pub notes: Vec<Note>,
    /// When.
    pub at: Millis,
}

/// Something that waits, as a moderator who has taken it sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Its id.
    pub id: MatterId,
    /// What it is about.
    pub thing: Thing,
    /// Why it waits, oldest first.
    pub raised: Vec<Raised>,
    /// What was decided about it before, oldest first.
    pub before: Vec<Before>,
    /// Until when it is this moderator's.
    pub claimed_until: Millis,
}

/// What was decided about a thing before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The word of it: an [`Outcome`]'s, `hold`, `release` or `pause`.
    pub what: String,
    /// With which reason.
    pub reason: String,
    /// When.
    pub at: Millis,
}

/// What a moderator decided about somebody's words, as that person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Its id.
    pub id: DecisionId,
    /// The story it is about, or in which the answer is.
    pub story: StoryId,
    /// The answer it is about.
    pub answer: Option<AnswerId>,
    /// The title of the story.
    pub title: Option<Title>,
    /// The word of it: an [`Outcome`]'s, `hold`, `release` or `pause`.
    pub what: String,
    /// The reason.
    pub reason: String,
    /// When.
    pub at: Millis,
    /// Until when they are paused.
    pub until: Option<Millis>,
    /// Whether another moderator can be asked, or why not.
    pub appeal: Appeal,
}

/// Whether another moderator can be asked to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appeal {
    /// They can.
    Open,
    /// They were.
    Asked,
    /// It took nothing away, or it is too long ago.
    None,
}

/// How long after a decision another moderator can be asked, and how long what was removed is kept for that, in
/// milliseconds.
pub const APPEAL: i64 = 30 * Millis::DAY;

impl Appeal {
    /// For a decision of `at`, looked at `now`.
    pub fn of(what: &str, at: Millis, asked: bool, now: Millis) -> Self {
        let takes_away = matches!(what, "return" | "remove" | "hold" | "pause");
        match (asked, takes_away && now.0 < at.plus(APPEAL).0) {
            (true, _) => Self::Asked,
            (false, true) => Self::Open,
            (false, false) => Self::None,
        }
    }
}
