//! From 20 weeks on: stillbirths, of 1,000.

use alongside_figures::{
    Figure,
    stillbirth::{OfThousand, from_week_on, in_week, of_all_births},
};

use super::{Answer, Lead, Others};
use crate::commons::numbers::{
    asked::Framing,
    curve::{Curve, Point},
    picture::Circles,
    said::{self, Line, Study},
};

const NOTHING_ABOUT: &str =
    "fewer movements, bleeding, pain, illness, a finding on a scan, twins, and any one person";
/// The weeks that were counted one by one.
const WEEKS: std::ops::RangeInclusive<i64> = 28..=42;

pub(super) fn answer(framing: Framing, week: i64) -> Answer {
    match from_week_on(week) {
        Ok(found) => from_here(framing, week, &found),
        Err(outside) => Answer { says: vec![outside.to_string()], ..of_births(framing) },
    }
}

fn from_here(framing: Framing, week: i64, found: &OfThousand) -> Answer {
    let numbers = [found.interval.lower, found.value, found.interval.upper];
    let this_week = in_week(week).unwrap_or_default();
    Answer {
        lead: Some(Lead {
            of: format!("Of 1,000 pregnancies that were there at {week} weeks,"),
            on: format!("about {} did not end in a stillbirth", said::left(found.value, 1000.0)),
            ended: format!("about {} ended in one, in that week or later", said::whole(found.value)),
        }),
        says: vec!["Age and losses are in none of these counts. The number is never none.".into()],
        circles: Some(Circles::of_thousand(framing, numbers)),
        curve: Some(Curve::new("From each week on", framing, "1,000", &points(), Some((week_of(week), found.value)))),
        others: vec![
            Others {
                heading: "In this week alone",
                say: "Of 1,000 who were still pregnant in it. Where studies differ, both are here.",
                lines: this_week.iter().map(|one| Line::of(one.figure, "")).collect(),
            },
            births(),
        ],
        studies: vec![Study::of(found.figure, NOTHING_ABOUT)],
        assumes: vec![
            "This is a group and not one person.".into(),
            "All stillbirths of one cohort from this week on, divided by those who were still pregnant in it. Births \
             end the counting."
                .into(),
        ],
        ..Answer::empty(framing)
    }
}

#[allow(clippy::cast_precision_loss, reason = "28 to 42")]
const fn week_of(week: i64) -> f64 {
    week as f64
}

fn points() -> Vec<Point> {
    let point = |week: i64| {
        let OfThousand { value, interval, .. } = from_week_on(week).ok()?;
        let week = u16::try_from(week).ok()?;
        Some(Point {
            week,
            low: interval.lower,
            number: Some(value),
            high: interval.upper,
            studies: Vec::new(),
        })
    };
    WEEKS.filter_map(point).collect()
}

/// 20 to 27 weeks: nobody counted week by week, so it is of all births.
fn of_births(framing: Framing) -> Answer {
    let found = of_all_births();
    let mut values: Vec<f64> = found.iter().flat_map(|figure| said::numbers(figure)).collect();
    values.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (values.first().copied(), values.last().copied()) else {
        return Answer::empty(framing);
    };
    Answer {
        lead: Some(Lead {
            of: "Of 1,000 births, depending on the country,".into(),
            on: format!(
                "{} were no stillbirth",
                said::span(said::left(high, 1000.0), &said::left(low, 1000.0))
            ),
            ended: format!("{} were one", said::span(said::whole(low), &said::whole(high))),
        }),
        circles: Some(Circles::of_thousand(framing, [low, low, high])),
        others: vec![births()],
        studies: found.iter().map(|figure| Study::of(figure, NOTHING_ABOUT)).collect(),
        assumes: vec!["This is a group and not one person.".into()],
        ..Answer::empty(framing)
    }
}

fn births() -> Others {
    let lines = |figure: &'static Figure| Line::of(figure, "");
    Others {
        heading: "Of all births",
        say: "Countries and years differ, and so does from when on it is called a stillbirth.",
        lines: of_all_births().into_iter().map(lines).collect(),
    }
}
