//! An answer: a sentence, a picture, a curve, and all that has to stand beside them.

mod heartbeat;
mod implantation;
pub(super) mod nothing_checked;
mod sentence;
mod stillbirth;

use askama::Template;

use super::{
    asked::{Framing, Question},
    curve::Curve,
    picture::Circles,
    said::{Line, Study},
};

/// What none of the numbers is about.
const NOTHING_ABOUT: &str = "bleeding, pain, a scan that worries somebody, treatment, losses after 20 weeks, and any \
                             one person";

/// What is shown under a question. Without numbers, none of it is rendered but a sentence.
#[derive(Debug, Template)]
#[template(path = "numbers/answer.html")]
pub(super) struct Answer {
    framing: Framing,
    /// Of whom, how many go on, how many do not.
    lead: Option<Lead>,
    /// Sentences where there is no number, or after it.
    says: Vec<String>,
    circles: Option<Circles>,
    curve: Option<Curve>,
    /// Where studies differ: what it is a table of, and its rows.
    others: Vec<Others>,
    /// Where it comes from.
    studies: Vec<Study>,
    assumes: Vec<String>,
}

/// The sentence with the number in it.
#[derive(Debug)]
struct Lead {
    /// "Of 100 pregnancies that …,".
    of: String,
    on: String,
    ended: String,
}

/// Figures of other studies, side by side.
#[derive(Debug)]
struct Others {
    heading: &'static str,
    say: &'static str,
    lines: Vec<Line>,
}

impl Answer {
    /// Everything here is from `alongside_figures`.
    pub(super) fn to(question: Question, framing: Framing) -> Self {
        if framing == Framing::NoNumbers {
            return Self::empty(framing);
        }
        match question {
            Question::FromHere(day, about) => nothing_checked::answer(framing, day, about),
            Question::AfterScan(scan, losses) => heartbeat::answer(framing, scan, losses),
            Question::Implantation => implantation::answer(framing),
            Question::BeforeSix(outside) => sentence::before_six(framing, outside),
            Question::FromFortyFive(outside) => sentence::from_forty_five(framing, outside),
            Question::FromTwenty(week) => stillbirth::answer(framing, week),
        }
    }

    /// Nothing but how it is told.
    const fn empty(framing: Framing) -> Self {
        Self {
            framing,
            lead: None,
            says: Vec::new(),
            circles: None,
            curve: None,
            others: Vec::new(),
            studies: Vec::new(),
            assumes: Vec::new(),
        }
    }

    /// The side, or both sides, that the reader chose.
    fn parts<'a>(&self, lead: &'a Lead) -> Vec<&'a str> {
        match self.framing {
            Framing::GoOn => vec![&lead.on],
            Framing::Ended => vec![&lead.ended],
            _ => vec![&lead.on, &lead.ended],
        }
    }
}
