//! Where there is no number for one person, a sentence.

use alongside_figures::{
    Outside, before_six as before_six_figures, from_forty_five as from_forty_five_figures,
};

use super::{Answer, Others};
use crate::commons::numbers::{asked::Framing, said::Line};

pub(super) fn before_six(framing: Framing, outside: Outside) -> Answer {
    Answer {
        says: vec![outside.to_string()],
        others: vec![Others {
            heading: "Where this comes from",
            say: "",
            lines: before_six_figures().into_iter().map(|figure| Line::of(figure, "")).collect(),
        }],
        ..Answer::empty(framing)
    }
}

pub(super) fn from_forty_five(framing: Framing, outside: Outside) -> Answer {
    Answer {
        says: vec![outside.to_string()],
        others: vec![Others {
            heading: "Where this comes from",
            say: "Studies differ: each counted in another way.",
            lines: from_forty_five_figures().into_iter().map(|figure| Line::of(figure, "")).collect(),
        }],
        ..Answer::empty(framing)
    }
}
