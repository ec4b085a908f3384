//! Open stories: what the server holds of a story once its author has let it go to the community or to everyone.

use serde::{Deserialize, Serialize};

use crate::{
    about::About,
    audience::OpenAudience,
    id::{AnswerId, MemberId, MomentId, PenId, PhotoId, StoryId},
    may::Between,
    name::PenName,
    text::{Alt, AnswerText, MomentText, Reason, StoryText, Title, Words},
    time::Millis,
    vocabulary::vocabulary,
};

vocabulary! {
    /// Where things stand. There is no default: left unsaid unless the author says it, and no ending is assumed.
    State {
        Waiting = "waiting", "waiting, not known";
        Happened = "happened", "it has happened";
    }
}

vocabulary! {
    /// Notes ("this mentions…"). A reader decides what stays folded.
    Note {
        Scan = "scan", "a scan";
        Heartbeat = "heartbeat", "a heartbeat";
        Blood = "blood", "blood";
        Procedure = "procedure", "a procedure";
        LivingChildren = "living-children", "living children";
        NewPregnancy = "new-pregnancy", "a new pregnancy";
        Stillbirth = "stillbirth", "a stillbirth";
        Ending = "ending", "ending a pregnancy";
        BabyDescribed = "baby-described", "what the baby looked like";
        Faith = "faith", "faith";
        FertilityTreatment = "fertility-treatment", "fertility treatment";
        MentalHealth = "mental-health", "thoughts of not living";
        MedicalHarm = "medical-harm", "being treated badly in care";
    }
}

vocabulary! {
    /// Wishes: what would help.
    Wish {
        Company = "company", "company";
        Experience = "experience", "the same experience";
        Information = "information", "information";
        Practical = "practical", "practical help";
        NoAnswers = "no-answers", "no answers, just to say it";
    }
}

vocabulary! {
    /// Who may answer, and when it shows.
    AnswersPolicy {
        AtOnce = "at-once", "show at once";
        AuthorFirst = "author-first", "I see them first";
        ReaderFirst = "reader-first", "a trusted person sees them first";
        Closed = "closed", "closed";
    }
}

impl AnswersPolicy {
    /// Whether an answer waits until somebody lets it through.
    pub const fn waits(self) -> bool {
        matches!(self, Self::AuthorFirst | Self::ReaderFirst)
    }
}

vocabulary! {
    /// How far an answer has come with the author of its story.
    Shows {
        Through = "through", "shown";
        Waiting = "waiting", "waiting";
        Aside = "aside", "set aside";
    }
}

vocabulary! {
    /// What an author does about a pen name in the stories under one pen name of hers.
    KeepAway {
        Restrict = "restrict", "their answers show only to themselves";
        Block = "block", "blocked";
    }
}

vocabulary! {
    /// The quoting wish: may somebody else repeat this elsewhere.
    Quoting {
        No = "no", "no";
        Ask = "ask", "ask me";
        PenName = "pen-name", "yes, by pen name";
    }
}

vocabulary! {
    /// What a reader can say without words. Reaches the author as people, shows nowhere as a count.
    With {
        WithYou = "with-you", "I’m with you";
        MeToo = "me-too", "This happened to me too";
    }
}

/// Whether something open is shown, waits for a moderator, or is held by one until its writer has seen why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Everybody in its audience sees it.
    Shown,
    /// Only its writer and moderators see it, until a moderator has looked at it.
    Review,
    /// Only its writer and moderators see it, with the reason.
    Held(Reason),
}

impl Standing {
    /// Is it kept from everybody but its writer and moderators?
    pub const fn is_held(&self) -> bool {
        !matches!(self, Self::Shown)
    }
}

/// What an author decides around a story. One value for the composer, the wire and the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Where things stand, if said.
    pub state: Option<State>,
    /// Facets.
    pub about: About,
    /// Notes, in the order of [`Note::ALL`], each at most once.
    pub notes: Vec<Note>,
    /// Wishes, in the order of [`Wish::ALL`], each at most once.
    pub wish: Vec<Wish>,
    /// Who may answer.
    pub answers: AnswersPolicy,
    /// May it be quoted.
    pub quoting: Quoting,
    /// Words the author uses (baby, pregnancy, a name), shown to those who answer.
    pub words: Option<Words>,
    /// Only for everyone: may search engines list it.
    pub findable: bool,
}

/// The open copy of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Its id.
    pub id: StoryId,
    /// The member behind the pen name. For `may` only: no page shows it.
    pub author: MemberId,
    /// The pen name it goes under.
    pub pen: Pen,
    /// Community or everyone.
    pub audience: OpenAudience,
    /// The title, if it has one.
    pub title: Option<Title>,
    /// The text, light Markdown.
    pub text: StoryText,
    /// Everything around it.
    pub around: Around,
    /// Shown or held.
    pub standing: Standing,
    /// When it was let go.
    pub shared_at: Millis,
    /// When its text was last changed after that, if it was.
    pub edited_at: Option<Millis>,
    /// The newest shown answer, or `shared_at` when there is none: the key of "newest answer".
    pub stirred_at: Millis,
    /// Photos of the story itself, in order.
    pub photos: Vec<Photo>,
    /// Moments, oldest first.
    pub moments: Vec<Moment>,
    /// What is between the viewer it was read for and its pen name.
    pub between: Between,
}

/// A pen name as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pen {
    /// Its id.
    pub id: PenId,
    /// The name.
    pub name: PenName,
}

/// A dated update in an open story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its id.
    pub id: MomentId,
    /// When it was, as the author says.
    pub at: Millis,
    /// The text, light Markdown.
    pub text: MomentText,
    /// Its photos, in order.
    pub photos: Vec<Photo>,
}

/// A photo as a page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Its id: the same for its three sizes.
    pub id: PhotoId,
    /// Words for those who do not see it; empty when the author gave none.
    pub alt: Alt,
    /// Width of the largest size in pixels.
    pub width: u32,
    /// Height of the largest size in pixels.
    pub height: u32,
}

/// An answer. `parent` is set on the second of two levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// The story it belongs to; its audience is the answer's.
    pub story: StoryId,
    /// The answer it answers, which has no parent itself.
    pub parent: Option<AnswerId>,
    /// Whether the answer it answers is held.
    pub under_held: bool,
    /// How far the answer it answers has come with the author; `Through` when there is none.
    pub under: Shows,
    /// The member behind the pen name. For `may` only: no page shows it.
    pub author: MemberId,
    /// The pen name it goes under.
    pub pen: Pen,
    /// The text, light Markdown.
    pub text: AnswerText,
    /// Shown or held.
    pub standing: Standing,
    /// How far it has come with the author.
    pub shows: Shows,
    /// What a moderator says it mentions: it is folded.
    pub notes: Vec<Note>,
    /// When it was given.
    pub at: Millis,
}

impl Answer {
    /// Whether everybody who reads its story sees it.
    pub fn is_plain(&self) -> bool {
        self.standing == Standing::Shown
            && !self.under_held
            && self.shows == Shows::Through
            && self.under == Shows::Through
    }
}

/// Somebody who stands with an author, as the author sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standby {
    /// Their pen name.
    pub pen: Pen,
    /// Which of the two they said.
    pub with: With,
    /// When.
    pub at: Millis,
}
