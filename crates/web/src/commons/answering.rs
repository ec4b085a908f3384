//! The form for an answer, as it is shown first and as it comes back when something in it could not be taken.

use alongside_domain::{
    id::{AnswerId, PenId, StoryId},
    shown::{AnswerShown, StoryPage},
    story::Pen,
    text::Words,
};
use askama::Template;

use super::parts::{PenChoice, asked, company, reach};

/// What somebody had typed, and what of it could not be taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) text: String,
    pub(crate) new_pen: String,
    pub(crate) pen: Option<PenId>,
    pub(crate) wrong_text: Option<String>,
    pub(crate) wrong_pen: Option<String>,
    /// In the form for standing with the author.
    pub(crate) with: Option<TypedPen>,
}

/// A pen name that could not be taken, and why.
#[derive(Clone, Debug)]
pub(crate) struct TypedPen {
    pub(crate) new_pen: String,
    pub(crate) wrong: String,
}

/// An answer to a story, or to an answer in it: whom it is for, what the author asked for, the words used here, under
/// which pen name, and who will be able to read it.
#[derive(Template)]
#[template(path = "answer_form.html")]
pub(crate) struct AnswerForm {
    story: StoryId,
    once: String,
    parent: Option<AnswerId>,
    to: String,
    /// What the author asked for.
    asked: Option<String>,
    words: Option<Words>,
    /// Company is wished for, and no advice.
    company: bool,
    text: String,
    wrong: Option<String>,
    pen: PenChoice,
    reach: &'static str,
}

impl AnswerForm {
    /// To the story itself.
    pub(crate) fn to_story(
        story: &StoryPage,
        pens: &[Pen],
        used: Option<PenId>,
        once: String,
        typed: Option<Typed>,
    ) -> Self {
        let typed = typed.unwrap_or_default();
        Self {
            story: story.id,
            once,
            parent: None,
            to: if story.yours { "your own story".to_owned() } else { story.pen.name.to_string() },
            asked: asked(&story.pen.name, &story.around.wish).filter(|_| !story.yours),
            words: story.around.words.clone().filter(|_| !story.yours),
            company: company(&story.around.wish) && !story.yours,
            text: typed.text,
            wrong: typed.wrong_text,
            pen: PenChoice {
                new_pen: typed.new_pen,
                wrong: typed.wrong_pen,
                ..PenChoice::of("answer", pens, typed.pen.or(used))
            },
            reach: reach(story.audience, story.around.answers),
        }
    }

    /// To an answer in the story.
    pub(crate) fn to_answer(
        story: &StoryPage,
        answer: &AnswerShown,
        pens: &[Pen],
        used: Option<PenId>,
        once: String,
        typed: Option<Typed>,
    ) -> Self {
        let to = if answer.yours { "in this thread".to_owned() } else { answer.pen.name.to_string() };
        Self { parent: Some(answer.id), to, ..Self::to_story(story, pens, used, once, typed) }
    }
}
