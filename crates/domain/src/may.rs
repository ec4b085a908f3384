//! The one permission function. Everything that shows, lists, counts or changes something asks [`may`], or uses a
//! query that a test proves equal to it.

use crate::{
    audience::Audience,
    id::MemberId,
    member,
    story::{Answer, AnswersPolicy, Shows, Story},
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

    pub(crate) const fn is_paused(self) -> bool {
        matches!(self, Self::Member { standing: member::Standing::Paused, .. })
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
    /// As the author, or as who reads first: let an answer through, or set it aside.
    Sift,
    /// As the author: keep the pen name of an answer away.
    KeepAway,
    /// Tell moderators about it.
    Report,
    /// As a moderator: decide about it in the queue.
    Decide,
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
        Self::Sift,
        Self::KeepAway,
        Self::Report,
        Self::Decide,
    ];
}

/// What it is about, reduced to what the decision needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A story, its moments and photos.
    Story(StoryFacts),
    /// An answer.
    Answer(AnswerFacts),
}

/// What a decision needs to know of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerFacts {
    /// Who gave it.
    pub author: MemberId,
    /// It is held, or waits for a moderator.
    pub held: bool,
    /// The answer it answers is held.
    pub under_held: bool,
    /// How far it has come with the author of the story.
    pub shows: Shows,
    /// How far the answer it answers has come.
    pub under: Shows,
    /// The story it belongs to.
    pub story: StoryFacts,
}

/// What is between a viewer and the pen name of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between {
    /// The author keeps the viewer away, under whichever pen name.
    pub blocked: bool,
    /// The viewer reads the answers first, and has said yes to that.
    pub reads_first: bool,
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
    /// What is between the viewer and its pen name.
    pub between: Between,
}

impl From<&Story> for StoryFacts {
    fn from(story: &Story) -> Self {
        Self {
            author: story.author,
            audience: story.audience.into(),
            held: story.standing.is_held(),
            answers: story.around.answers,
            between: story.between,
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
        Self::Answer(AnswerFacts::of(answer, story.into()))
    }
}

impl AnswerFacts {
    /// An answer in its story.
    pub const fn of(answer: &Answer, story: StoryFacts) -> Self {
        Self {
            author: answer.author,
            held: answer.standing.is_held(),
            under_held: answer.under_held,
            shows: answer.shows,
            under: answer.under,
            story,
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
    /// The author has not let it through yet.
    #[error("This answer is not shown yet. Once it shows, it can be answered.")]
    Waits,
    /// A moderator has paused this member.
    #[error(
        "A moderator has paused writing for you. You can read everything meanwhile; under What moderators decided is the reason, and until when."
    )]
    Paused,
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
        Subject::Answer(AnswerFacts { author, held, under_held, story, .. }) => {
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
            (viewer.is_paused(), Refusal::Paused),
            (held, Refusal::Held),
            // Who is blocked hears what everybody hears when answers are closed.
            (story.answers == AnswersPolicy::Closed || story.between.blocked, Refusal::Closed),
            (!mine && unshown(subject), Refusal::Waits),
        ]),
        Action::StandWith => first_refusal(&[
            (!viewer.is_member(), Refusal::SignIn),
            (!is_story || story.audience.is_sealed(), Refusal::NotHere),
            (mine, Refusal::Own),
            (viewer.is_paused(), Refusal::Paused),
            (held, Refusal::Held),
            (story.between.blocked, Refusal::Closed),
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
        Action::Sift => first_refusal(&[
            (is_story || !is_inside(viewer, &story), Refusal::NotYours),
            (story.audience.is_sealed(), Refusal::NotHere),
            (mine, Refusal::Own),
        ]),
        Action::KeepAway => first_refusal(&[
            (is_story || !viewer.is(story.author), Refusal::NotYours),
            (story.audience.is_sealed(), Refusal::NotHere),
            (mine, Refusal::Own),
        ]),
        Action::Report => first_refusal(&[
            (!viewer.is_member(), Refusal::SignIn),
            (story.audience.is_sealed(), Refusal::NotHere),
            (mine, Refusal::Own),
        ]),
        Action::Decide => first_refusal(&[
            (!viewer.is_moderator() || story.audience.is_sealed(), Refusal::ForModerators),
            // Nobody decides about their own words, nor about answers to them.
            (viewer.is(story.author) || mine, Refusal::Own),
        ]),
    }
}

/// Whether the viewer decides which answers show: the author, or who reads first for her.
fn is_inside(viewer: Viewer, story: &StoryFacts) -> bool {
    viewer.is(story.author) || (viewer.is_member() && story.between.reads_first)
}

/// Whether it is an answer that the author has not let through, or under one.
fn unshown(subject: &Subject) -> bool {
    matches!(subject, Subject::Answer(answer) if answer.shows != Shows::Through || answer.under != Shows::Through)
}

fn is_own_answer(viewer: Viewer, subject: &Subject) -> bool {
    matches!(subject, Subject::Answer(answer) if viewer.is(answer.author))
}

/// Whether the thing itself, not its story, is held.
const fn own_held(subject: &Subject) -> bool {
    match subject {
        Subject::Story(story) => story.held,
        Subject::Answer(answer) => answer.held,
    }
}

/// Whether it is there at all for this viewer. An answer is never wider than its story, nor than what it answers; one's
/// own reply to an answer that was set aside stays with oneself, so that nobody is told.
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
        Subject::Answer(answer) => {
            let mine = viewer.is(answer.author);
            // Whoever decides what shows sees what does not, and so do moderators.
            let sees_all = is_inside(viewer, &answer.story) || viewer.is_moderator();
            story_is_there(&answer.story)
                && (!answer.held || mine || viewer.is_moderator())
                && (!answer.under_held || viewer.is_moderator())
                && (answer.shows == Shows::Through || mine || sees_all)
                && (answer.under == Shows::Through || mine || sees_all)
        }
    }
}
