//! After a heartbeat was seen: a range over the studies.

use alongside_figures::{Losses, Risk, Scan, Value, after_heartbeat, after_heartbeat_and_losses};

use super::{Answer, Lead, NOTHING_ABOUT, Others};
use crate::commons::numbers::{
    asked::Framing,
    curve::{Curve, Point},
    picture::Circles,
    said::{self, Line, Study},
};

/// The weeks in which studies looked.
const WEEKS: std::ops::RangeInclusive<i64> = 6..=13;

pub(super) fn answer(framing: Framing, scan: Scan, losses: Option<Losses>) -> Answer {
    let found = after_heartbeat(scan);
    let (low, high) = (found.range.lower, found.range.upper);
    let week = scan.week();
    Answer {
        lead: Some(Lead {
            of: format!("Of 100 pregnancies in which a scan at {week} weeks showed a heartbeat,"),
            on: format!("{} went on", said::between(high.go_on(), low.go_on())),
            ended: format!("{} ended in a miscarriage after it", said::between(low.lost(), high.lost())),
        }),
        says: says(week, losses),
        circles: Some(Circles::of_hundred(framing, found.range, None)),
        curve: Some(curve(framing, week)),
        others: others(scan, losses),
        studies: found.studies.iter().map(|figure| Study::of(figure, NOTHING_ABOUT)).collect(),
        assumes: assumes(found.second_hand()),
        ..Answer::empty(framing)
    }
}

fn says(week: u8, losses: Option<Losses>) -> Vec<String> {
    let mut says = vec![
        "It is counted from the week of the scan, and does not change from day to day. The studies were small; the \
         range goes from the lowest to the highest of them."
            .to_owned(),
    ];
    if week >= 10 {
        says.push("From 10 weeks on two studies stand for all weeks to 13.".into());
    }
    if losses.is_some_and(|losses| losses != Losses::None) {
        says.push(
            "Earlier losses do not change the number above: no study gives both by week. What is known is below."
                .into(),
        );
    }
    says
}

fn others(scan: Scan, losses: Option<Losses>) -> Vec<Others> {
    let lines: Vec<Line> = losses
        .map(|losses| after_heartbeat_and_losses(scan, losses))
        .unwrap_or_default()
        .into_iter()
        .map(|figure| Line::of(figure, ""))
        .collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Others {
        heading: "After earlier losses",
        say: "Other people, counted in another way: not a part of the number above.",
        lines,
    }]
}

fn assumes(second_hand: bool) -> Vec<String> {
    let mut assumes = vec![
        "This is a group and not one person.".to_owned(),
        "Nothing here is taken from the numbers for people without a scan, and nothing is multiplied."
            .to_owned(),
    ];
    if second_hand {
        let say = "Numbers by week were read in somebody else’s account of the papers, and are still to be checked.";
        assumes.push(say.to_owned());
    }
    assumes
}

fn curve(framing: Framing, week: u8) -> Curve {
    let point = |scan: Scan| {
        let found = after_heartbeat(scan);
        let [low, high] = [found.range.lower, found.range.upper].map(Risk::percent);
        let studies = found.studies.iter().filter_map(|figure| match figure.value {
            Value::Number(percent) => Some(percent),
            _ => None,
        });
        Point { week: scan.week().into(), low, number: None, high, studies: studies.collect() }
    };
    let points: Vec<Point> = WEEKS.filter_map(|week| Scan::new(week).ok()).map(point).collect();
    let here = points.iter().find(|point| point.week == u16::from(week)).map(|point| point.high);
    let here = here.map(|high| (f64::from(week), high));
    Curve::new("After a scan with a heartbeat, by the week of the scan", framing, "100", &points, here)
}
