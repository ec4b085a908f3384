//! What surfaces show of the open side. Nothing in here says who the member behind a pen name is, and nothing ties
//! two pen names of one member together, except to that member (`yours`).

use crate::{
    audience::OpenAudience,
    id::{AnswerId, PenId, StoryId},
    may::{Action, AnswerFacts, Decision, StoryFacts, Subject, Viewer, may},
    name::PenName,
    story::{Answer, Around, KeepAway, Moment, Note, Pen, Photo, Shows, Standing, Story, With},
    text::{AnswerText, StoryText, Title},
    time::Millis,
};

/// A pen name as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PenShown {
    /// The name.
    pub name: PenName,
    /// Its key, unique here.
    pub key: String,
}

impl PenShown {
    /// The page of a pen name is `/pen/<slug>`, percent-encoded.
    pub fn slug(&self) -> String {
        self.name.slug()
    }
}

/// What a viewer may do with a story that is shown to them.
#[expect(clippy::struct_excessive_bools, reason = "each is the answer to a question of its own")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoryMay {
    /// Answer it; the refusal says why not.
    pub answer: Decision,
    /// Say "I'm with you".
    pub stand_with: Decision,
    /// See who stands with the author.
    pub see_who_is_with: bool,
    /// Change it, widen it, narrow it.
    pub change: bool,
    /// Take it back.
    pub take_back: bool,
    /// Hold it.
    pub hold: bool,
    /// Let it be shown again: there is something to release only while it is held.
    pub release: bool,
    /// Tell moderators about it.
    pub report: bool,
}

/// What a viewer may do with an answer that is shown to them.
#[expect(clippy::struct_excessive_bools, reason = "each is the answer to a question of its own")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerMay {
    /// Reply to it.
    pub answer: Decision,
    /// Take it back.
    pub take_back: bool,
    /// Hold it.
    pub hold: bool,
    /// Let it be shown again: there is something to release only while it is held.
    pub release: bool,
    /// Let it through, or set it aside, for the author.
    pub sift: bool,
    /// Keep its pen name away.
    pub keep_away: bool,
    /// Tell moderators about it.
    pub report: bool,
}

/// An open story with everything that its page shows, answers apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPage {
    /// Its id.
    pub id: StoryId,
    /// The pen name it goes under.
    pub pen: PenShown,
    /// Community or everyone.
    pub audience: OpenAudience,
    /// The title, if it has one.
    pub title: Option<Title>,
    /// The text, light Markdown.
    pub text: StoryText,
    /// Everything around it. `findable` is true only for everyone's.
    pub around: Around,
    /// Shown, or held with the reason; held ones reach only their writer and moderators.
    pub standing: Standing,
    /// When it was let go.
    pub shared_at: Millis,
    /// When its text was last changed after that, if it was.
    pub edited_at: Option<Millis>,
    /// The newest shown answer, or `shared_at`.
    pub stirred_at: Millis,
    /// Photos of the story itself, in order.
    pub photos: Vec<Photo>,
    /// Moments, oldest first.
    pub moments: Vec<Moment>,
    /// One more with every change that a page shows, answers included.
    pub version: i64,
    /// The viewer wrote it.
    pub yours: bool,
    /// What the viewer says already, and under which of their pen names.
    pub stands: Vec<Stands>,
    /// What the viewer may do.
    pub may: StoryMay,
}

/// What a viewer says to an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Which of the two.
    pub with: With,
    /// One's own pen name. For choosing it in a form of one's own; see [`PenId`].
    pub pen: PenId,
    /// The name of it.
    pub name: PenName,
}

/// A story in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLine {
    /// Its id.
    pub id: StoryId,
    /// The pen name it goes under.
    pub pen: PenShown,
    /// Community or everyone.
    pub audience: OpenAudience,
    /// The title, if it has one.
    pub title: Option<Title>,
    /// The first [`OPENING`] characters of the text, light Markdown; may end within a word.
    pub opening: String,
    /// The text goes on after that.
    pub more: bool,
    /// Everything around it. `findable` is true only for everyone's.
    pub around: Around,
    /// Shown, or held with the reason.
    pub standing: Standing,
    /// When it was let go.
    pub shared_at: Millis,
    /// When its text was last changed after that.
    pub edited_at: Option<Millis>,
    /// The newest shown answer, or `shared_at`.
    pub stirred_at: Millis,
    /// The first photo of the story itself.
    pub photo: Option<Photo>,
    /// How many moments it has.
    pub moments: i64,
    /// When the last of them was, as the author says.
    pub last_moment: Option<Millis>,
    /// The viewer wrote it.
    pub yours: bool,
}

/// How many characters of a story's text a list shows at most.
pub const OPENING: usize = 400;

/// An open copy of one's own, as the room lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnStory {
    /// Its id.
    pub id: StoryId,
    /// One's own pen name.
    pub pen: PenId,
    /// The name of it.
    pub pen_name: PenName,
    /// Community or everyone.
    pub audience: OpenAudience,
    /// The title, if it has one.
    pub title: Option<Title>,
    /// Shown, or held with the reason.
    pub standing: Standing,
    /// When it was let go.
    pub shared_at: Millis,
    /// One more with every change that a page shows.
    pub version: i64,
    /// The revision of the sealed entry it was made from.
    pub master_rev: i64,
}

/// An answer as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerShown {
    /// Its id.
    pub id: AnswerId,
    /// The answer it replies to, if it is a reply.
    pub parent: Option<AnswerId>,
    /// The pen name it goes under.
    pub pen: PenShown,
    /// The text, light Markdown.
    pub text: AnswerText,
    /// Shown, or held with the reason; held ones reach only their writer and moderators.
    pub standing: Standing,
    /// When it was given.
    pub at: Millis,
    /// It goes under the pen name of the story: "wrote this".
    pub by_author: bool,
    /// The viewer wrote it.
    pub yours: bool,
    /// How far it has come with the author. Its writer is not told that it was set aside.
    pub shows: Shows,
    /// What a moderator says it mentions.
    pub notes: Vec<Note>,
    /// What the viewer may do.
    pub may: AnswerMay,
}

/// An answer with the first of its replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The answer.
    pub answer: AnswerShown,
    /// Its oldest replies, at most [`FIRST_REPLIES`], oldest first.
    pub replies: Vec<AnswerShown>,
    /// There are more replies than these.
    pub more: bool,
}

/// How many replies a page shows under each answer before one asks for the rest.
pub const FIRST_REPLIES: usize = 3;

/// Somebody who stands with an author, as the author sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandbyShown {
    /// Their pen name.
    pub pen: PenShown,
    /// Which of the two they said.
    pub with: With,
    /// When.
    pub at: Millis,
}

/// Something that reached an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it was.
    pub what: HeardWhat,
    /// To which story.
    pub story: StoryId,
    /// The title of the story.
    pub title: Option<Title>,
    /// From whom.
    pub pen: PenShown,
    /// When.
    pub at: Millis,
}

/// What reached an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardWhat {
    /// An answer, or a reply to one.
    Answer {
        /// Its id.
        id: AnswerId,
        /// Its text, light Markdown.
        text: AnswerText,
    },
    /// "I'm with you" or "this happened to me too".
    With(With),
}

/// An answer that waits, or was set aside, as whoever decides about it sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sifted {
    /// Its id.
    pub id: AnswerId,
    /// The story it belongs to.
    pub story: StoryId,
    /// The title of the story.
    pub title: Option<Title>,
    /// The pen name the story goes under.
    pub story_pen: PenShown,
    /// The pen name the answer goes under.
    pub pen: PenShown,
    /// Its text, light Markdown.
    pub text: AnswerText,
    /// When it was given.
    pub at: Millis,
    /// It answers an answer.
    pub is_reply: bool,
    /// The story is one's own; otherwise one reads first for its author.
    pub yours: bool,
    /// Somebody else reads the answers to one's own story first.
    pub with_reader: bool,
}

/// A pen name that is kept away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAway {
    /// From the stories under which of one's own.
    pub from: Pen,
    /// Whom: the pen name it was when it was said.
    pub other: PenId,
    /// Its name; `None` once it is erased. A block holds against whoever was behind it.
    pub pen: Option<PenShown>,
    /// How.
    pub how: KeepAway,
}

/// Somebody reads first for somebody: one's own pen name in it, and the other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadsFirst {
    /// One's own.
    pub own: Pen,
    /// The other.
    pub other: PenShown,
    /// The reader has said yes.
    pub accepted: bool,
}

impl StoryMay {
    /// Asks [`may`] for each.
    pub fn of(viewer: Viewer, story: StoryFacts) -> Self {
        let asked = |action| may(viewer, action, &Subject::Story(story));
        Self {
            answer: asked(Action::Answer),
            stand_with: asked(Action::StandWith),
            see_who_is_with: asked(Action::SeeWhoIsWith).is_yes(),
            change: asked(Action::Change).is_yes(),
            take_back: asked(Action::TakeBack).is_yes(),
            hold: asked(Action::Hold).is_yes(),
            release: story.held && asked(Action::Release).is_yes(),
            report: asked(Action::Report).is_yes(),
        }
    }
}

impl AnswerMay {
    /// Asks [`may`] for each.
    pub fn of(viewer: Viewer, answer: &Answer, story: StoryFacts) -> Self {
        let held = answer.standing.is_held();
        let subject = Subject::Answer(AnswerFacts::of(answer, story));
        let asked = |action| may(viewer, action, &subject);
        Self {
            answer: asked(Action::Answer),
            take_back: asked(Action::TakeBack).is_yes(),
            hold: asked(Action::Hold).is_yes(),
            release: held && asked(Action::Release).is_yes(),
            sift: asked(Action::Sift).is_yes(),
            keep_away: asked(Action::KeepAway).is_yes(),
            report: asked(Action::Report).is_yes(),
        }
    }
}

impl StoryPage {
    /// The page of `story` for `viewer`, who may read it.
    pub fn of(viewer: Viewer, story: Story, pen_key: String, version: i64, stands: Vec<Stands>) -> Self {
        let may = StoryMay::of(viewer, StoryFacts::from(&story));
        let findable = story.around.findable && story.audience == OpenAudience::Everyone;
        Self {
            id: story.id,
            pen: PenShown { name: story.pen.name, key: pen_key },
            audience: story.audience,
            title: story.title,
            text: story.text,
            around: Around { findable, ..story.around },
            standing: story.standing,
            shared_at: story.shared_at,
            edited_at: story.edited_at,
            stirred_at: story.stirred_at,
            photos: story.photos,
            moments: story.moments,
            version,
            yours: viewer.is(story.author),
            stands,
            may,
        }
    }
}

impl AnswerShown {
    /// `answer` for `viewer`, who may read it, in a story that goes under `story_pen`.
    pub fn of(viewer: Viewer, answer: Answer, pen_key: String, story: StoryFacts, story_pen: PenId) -> Self {
        let may = AnswerMay::of(viewer, &answer, story);
        let shows = as_told(viewer, &answer, story);
        Self {
            id: answer.id,
            parent: answer.parent,
            by_author: answer.pen.id == story_pen,
            pen: PenShown { name: answer.pen.name, key: pen_key },
            text: answer.text,
            standing: answer.standing,
            at: answer.at,
            shows,
            notes: answer.notes,
            yours: viewer.is(answer.author),
            may,
        }
    }
}

/// How far an answer has come, as the viewer is told: to its writer, one that was set aside looks as it would if it
/// had not been.
fn as_told(viewer: Viewer, answer: &Answer, story: StoryFacts) -> Shows {
    match answer.shows {
        Shows::Aside if viewer.is(answer.author) && story.answers.waits() => Shows::Waiting,
        Shows::Aside if viewer.is(answer.author) => Shows::Through,
        shows => shows,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_that_is_shown_names_a_member() {
        let source = include_str!("shown.rs");
        let code = source.split("#[cfg(test)]").next().unwrap();
        assert!(!code.contains(concat!("Member", "Id")));
    }
}
