//! From implantation: what daily tests found. For no week.

use alongside_figures::{Band, FromImplantation, SinceImplantation, since_implantation};

use super::{Answer, Lead, NOTHING_ABOUT, Others};
use crate::commons::numbers::{
    asked::Framing,
    picture::Circles,
    said::{self, Line, Study},
};

pub(super) fn answer(framing: Framing) -> Answer {
    let all = since_implantation();
    let Some(band) = unseen(&all) else { return Answer::empty(framing) };
    let (low, high) = (band.lower, band.upper);
    Answer {
        lead: Some(Lead {
            of: "Of 100 pregnancies that a daily test showed from implantation on,".into(),
            on: format!("{} went on to where people know without such a test", said::between(high.go_on(), low.go_on())),
            ended: format!("{} ended before that", said::between(low.lost(), high.lost())),
        }),
        says: vec![
            "There is no number by day or week on this clock, and it is no base for six weeks and later: most of \
             those who are pregnant then are past what is counted here."
                .into(),
        ],
        circles: Some(Circles::of_hundred(framing, band, None)),
        others: vec![Others {
            heading: "What these studies found",
            say: "Of all pregnancies that a daily test showed.",
            lines: all.iter().map(|one| Line::of(one.figure, "")).collect(),
        }],
        studies: all
            .iter()
            .filter(|one| is_unseen(one))
            .map(|one| Study::of(one.figure, NOTHING_ABOUT))
            .collect(),
        assumes: vec!["This is a group and not one person.".into()],
        ..Answer::empty(framing)
    }
}

/// Losses that nobody would have known of: all but the totals and those that were known.
fn is_unseen(one: &SinceImplantation) -> bool {
    one.figure.definition.contains("before woman knows") || one.figure.definition.starts_with("early")
}

fn unseen(all: &[SinceImplantation]) -> Option<Band<FromImplantation>> {
    let mut risks = all.iter().filter(|one| is_unseen(one)).map(|one| one.risk);
    let first = risks.next()?;
    Some(risks.fold(Band { lower: first, upper: first }, |band, risk| Band {
        lower: if risk < band.lower { risk } else { band.lower },
        upper: if risk > band.upper { risk } else { band.upper },
    }))
}
