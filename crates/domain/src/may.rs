//! The one permission function. Everything that shows, lists, counts or changes something asks [`may`], or uses a
//! query that a test proves equal to it.

use crate::{
    audience::Audience,
    id::MemberId,
    member,
    story::{Answer, AnswersPolicy, Story},
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Anybody: not signed in.
    Visitor,
    /// A member who is signed in.
    Member {
        /// Who.
        id: MemberId,
        /// Member or moderator.
        standing: member::Standing,
    },
}

impl From<&member::Member> for Viewer {
    fn from(member: &member::Member) -> Self {
        Self::Member { id: member.id, standing: member.standing }
    }
}

impl Viewer {
    /// Which member, unless it is a visitor.
    pub const fn member(self) -> Option<MemberId> {
        match self {
            Self::Visitor => None,
            Self::Member { id, .. } => Some(id),
        }
    }

    const fn is_moderator(self) -> bool {
        matches!(self, Self::Member { standing: member::Standing::Moderator, .. })
    }

    const fn is_member(self) -> bool {
        matches!(self, Self::Member { .. })
    }

    /// Is it this member?
    pub fn is(self, member: MemberId) -> bool {
        matches!(self, Self::Member { id, .. } if id == member)
    }
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See it: on a page, in a list, in a search, as a photo, in an export.
    Read,
    /// Answer it.
    Answer,
    /// Say "I'm with you" or "this happened to me too".
    StandWith,
    /// See who stands with the author.
    SeeWhoIsWith,
    /// Change it, widen it, narrow it.
    Change,
    /// Take it back: it is erased.
    TakeBack,
    /// Hold it from being shown, with a reason.
    Hold,
    /// Let it be shown again.
    Release,
}

impl Action {
    /// All of them; tests go through every one.
    pub const ALL: &'static [Self] = &[
        Self::Read,
        Self::Answer,
        Self::StandWith,
        Self::SeeWhoIsWith,
        Self::Change,
        Self::TakeBack,
        Self::Hold,
        Self::Release,
    ];
}

/// What it is about, reduced to what the decision needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A story, its moments and photos.
    Story(StoryFacts),
    /// An answer.
    Answer {
        /// Who gave it.
        author: MemberId,
        /// A moderator holds it.
        held: bool,
        /// A moderator holds the answer it answers.
        under_held: bool,
        /// The story it belongs to.
        story: StoryFacts,
    },
}

/// What a decision needs to know of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryFacts {
    /// Whose it is.
    pub author: MemberId,
    /// Who it is for. The server holds no facts of sealed ones; they are here so that the rule covers all four.
    pub audience: Audience,
    /// A moderator holds it.
    pub held: bool,
    /// Who may answer.
    pub answers: AnswersPolicy,
}

impl From<&Story> for StoryFacts {
    fn from(story: &Story) -> Self {
        Self {
            author: story.author,
            audience: story.audience.into(),
            held: story.standing.is_held(),
            answers: story.around.answers,
        }
    }
}

impl From<&Story> for Subject {
    fn from(story: &Story) -> Self {
        Self::Story(story.into())
    }
}

impl Subject {
    /// An answer in its story.
    pub fn answer(answer: &Answer, story: &Story) -> Self {
        Self::Answer {
            author: answer.author,
            held: answer.standing.is_held(),
            under_held: answer.under_held,
            story: story.into(),
        }
    }
}

/// Yes, or no and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Yes,
    /// Not this.
    No(Refusal),
}

impl Decision {
    /// Is it yes?
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }

    /// As a `Result`, for `?`.
    ///
    /// # Errors
    /// The refusal.
    pub const fn granted(self) -> Result<(), Refusal> {
        match self {
            Self::Yes => Ok(()),
            Self::No(refusal) => Err(refusal),
        }
    }
}

/// Why not. Each reads as a sentence that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not there, or it is not for this viewer; which of the two is not said.
    #[error("There is nothing here, or it is not shared with you.")]
    NotHere,
    /// Signing in would help.
    #[error("Please sign in first.")]
    SignIn,
    /// The author has closed answers.
    #[error("The author does not take answers to this story.")]
    Closed,
    /// It belongs to somebody else.
    #[error("Only the person who wrote this can change it.")]
    NotYours,
    /// It is one's own: one cannot stand with oneself.
    #[error("This is your own story.")]
    Own,
    /// Held for now.
    #[error("A moderator is holding this back for now.")]
    Held,
    /// For moderators.
    #[error("Only moderators can do this.")]
    ForModerators,
    /// For whoever keeps the circle.
    #[error("Only whoever keeps this circle can do this.")]
    ForKeeper,
    /// The keeper of a circle cannot just leave it.
    #[error("You keep this circle. Please hand it over to somebody first, or end it.")]
    StillKeeping,
}

/// May `viewer` do `action` to `subject`? Pure, and the only place where this is decided. Deny wins: a rule can
/// only take away, and what no rule allows is refused.
pub fn may(viewer: Viewer, action: Action, subject: &Subject) -> Decision {
    if action == Action::TakeBack && is_own_answer(viewer, subject) {
        // One's own words can be taken back whatever is held, also where one cannot read any more.
        return Decision::Yes;
    }
    if !can_see(viewer, subject) {
        return Decision::No(Refusal::NotHere);
    }
    let (author, held, story) = match *subject {
        Subject::Story(story) => (story.author, story.held, story),
        Subject::Answer { author, held, under_held, story } => {
            (author, held || under_held || story.held, story)
        }
    };
    let mine = viewer.is(author);
    let is_story = matches!(subject, Subject::Story(_));
    let first_refusal = |rules: &[(bool, Refusal)]| {
        rules.iter().find(|(broken, _)| *broken).map_or(Decision::Yes, |(_, refusal)| Decision::No(*refusal))
    };
    match action {
        Action::Read => Decision::Yes,
        Action::Answer => first_refusal(&[
            (!viewer.is_member(), Refusal::SignIn),
            (story.audience.is_sealed(), Refusal::NotHere),
            (held, Refusal::Held),
            (story.answers == AnswersPolicy::Closed, Refusal::Closed),
        ]),
        Action::StandWith => first_refusal(&[
            (!viewer.is_member(), Refusal::SignIn),
            (!is_story || story.audience.is_sealed(), Refusal::NotHere),
            (mine, Refusal::Own),
            (held, Refusal::Held),
        ]),
        Action::SeeWhoIsWith => first_refusal(&[(!is_story, Refusal::NotHere), (!mine, Refusal::NotYours)]),
        Action::Change => first_refusal(&[(!mine || !is_story, Refusal::NotYours)]),
        Action::TakeBack => first_refusal(&[(!mine, Refusal::NotYours)]),
        Action::Hold => first_refusal(&[
            (!viewer.is_moderator() || story.audience.is_sealed(), Refusal::ForModerators),
            (own_held(subject), Refusal::Held),
        ]),
        Action::Release => first_refusal(&[
            (!viewer.is_moderator() || story.audience.is_sealed(), Refusal::ForModerators),
            // Nobody lets their own words through.
            (mine, Refusal::Own),
        ]),
    }
}

fn is_own_answer(viewer: Viewer, subject: &Subject) -> bool {
    matches!(subject, Subject::Answer { author, .. } if viewer.is(*author))
}

/// Whether the thing itself, not its story, is held.
const fn own_held(subject: &Subject) -> bool {
    match subject {
        Subject::Story(story) => story.held,
        Subject::Answer { held, .. } => *held,
    }
}

/// Whether it is there at all for this viewer. An answer is never wider than its story, nor than what it answers.
fn can_see(viewer: Viewer, subject: &Subject) -> bool {
    let story_is_there = |story: &StoryFacts| {
        let in_audience = match story.audience {
            // Of sealed stories the server can only ever serve their own member.
            Audience::Me | Audience::Circle => viewer.is(story.author),
            Audience::Community => viewer.is_member(),
            Audience::Everyone => true,
        };
        let past_hold = !story.held || viewer.is(story.author) || viewer.is_moderator();
        in_audience && past_hold
    };
    match subject {
        Subject::Story(story) => story_is_there(story),
        Subject::Answer { author, held, under_held, story } => {
            story_is_there(story)
                && (!held || viewer.is(*author) || viewer.is_moderator())
                && (!under_held || viewer.is_moderator())
        }
    }
}
