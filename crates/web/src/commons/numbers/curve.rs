//! A curve with its band as plain SVG, and the same as a table.

use askama::Template;

use super::{asked::Framing, said};

/// What is known from one week on, of so many.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) week: u16,
    pub(super) low: f64,
    /// `None` where there is only a range.
    pub(super) number: Option<f64>,
    pub(super) high: f64,
    /// What single studies found.
    pub(super) studies: Vec<f64>,
}

/// Where the drawing is inside of its box.
const LEFT: f64 = 38.0;
const RIGHT: f64 = 348.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 176.0;

#[derive(Debug, Template)]
#[template(path = "numbers/curve.html")]
pub(super) struct Curve {
    framing: Framing,
    title: &'static str,
    of: &'static str,
    /// The outline of the band; empty where every week stands alone.
    band: String,
    line: String,
    bars: Vec<[String; 3]>,
    dots: Vec<[String; 2]>,
    here: Option<[String; 2]>,
    weeks: Vec<(String, u16)>,
    levels: Vec<(String, String)>,
    rows: Vec<Row>,
}

/// A week as a row of the table.
#[derive(Debug)]
struct Row {
    week: u16,
    ended: String,
    on: String,
}

/// The scale of a drawing.
struct Scale {
    first: f64,
    last: f64,
    of: f64,
    most: f64,
    /// What is drawn is how many went on.
    on: bool,
}

impl Scale {
    fn x(&self, week: f64) -> f64 {
        LEFT + (week - self.first) / (self.last - self.first).max(1.0) * (RIGHT - LEFT)
    }

    /// Those who went on are drawn from the top down, so that the same people are at the same place.
    fn y(&self, ended: f64) -> f64 {
        let share = ended / self.most;
        if self.on { TOP + share * (BOTTOM - TOP) } else { BOTTOM - share * (BOTTOM - TOP) }
    }

    fn at(&self, week: f64, ended: f64) -> [String; 2] {
        [format!("{:.0}", self.x(week)), format!("{:.1}", self.y(ended))]
    }

    fn pair(&self, week: f64, ended: f64) -> String {
        self.at(week, ended).join(",")
    }

    fn level(&self, ended: f64) -> (String, String) {
        let say = if self.on { self.of - ended } else { ended };
        (format!("{:.1}", self.y(ended)), said::thousands(&format!("{say:.0}")))
    }
}

impl Curve {
    /// `here` is a place on the curve, in weeks and of so many. Weeks that stand alone are drawn as bars.
    pub(super) fn new(
        title: &'static str,
        framing: Framing,
        of: &'static str,
        points: &[Point],
        here: Option<(f64, f64)>,
    ) -> Self {
        let ends = |pick: fn(&Point) -> f64| points.iter().map(pick);
        let scale = Scale {
            first: ends(|point| f64::from(point.week)).fold(f64::MAX, f64::min),
            last: ends(|point| f64::from(point.week)).fold(0.0, f64::max),
            of: if of == "100" { 100.0 } else { 1000.0 },
            most: most(ends(|point| point.high).fold(0.0, f64::max)),
            on: framing == Framing::GoOn,
        };
        let pair = |point: &Point, ended: f64| scale.pair(f64::from(point.week), ended);
        let line: Vec<_> = points.iter().filter_map(|point| Some(pair(point, point.number?))).collect();
        let alone = line.is_empty();
        let up = points.iter().map(|point| pair(point, point.high));
        let down = points.iter().rev().map(|point| pair(point, point.low));
        let bar = |point: &Point| {
            let [x, high] = scale.at(f64::from(point.week), point.high);
            let [_, low] = scale.at(f64::from(point.week), point.low);
            [x, low, high]
        };
        let dot = |point: &Point| {
            point.studies.iter().map(|one| scale.at(f64::from(point.week), *one)).collect::<Vec<_>>()
        };
        Self {
            framing,
            title,
            of,
            band: if alone { String::new() } else { up.chain(down).collect::<Vec<_>>().join(" ") },
            line: line.join(" "),
            bars: if alone { points.iter().map(bar).collect() } else { Vec::new() },
            dots: if alone { points.iter().flat_map(dot).collect() } else { Vec::new() },
            here: here.map(|(week, ended)| scale.at(week, ended)),
            weeks: points
                .iter()
                .filter(|point| point.week % 2 == 0)
                .map(|point| (format!("{:.0}", scale.x(f64::from(point.week))), point.week))
                .collect(),
            levels: [0.0, scale.most / 2.0, scale.most].map(|ended| scale.level(ended)).into(),
            rows: points.iter().map(|point| row(point, scale.of)).collect(),
        }
    }
}

/// The top of the scale: the least of these that all of it fits under.
fn most(high: f64) -> f64 {
    [2.0, 4.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0].into_iter().find(|most| high <= *most).unwrap_or(100.0)
}

fn row(Point { week, low, number, high, .. }: &Point, of: f64) -> Row {
    let left = |ended: f64| said::left(ended, of);
    let with = |number: Option<String>, range: String| match number {
        Some(number) if number == range => number,
        Some(number) => format!("{number} ({range})"),
        None => range,
    };
    Row {
        week: *week,
        ended: with(number.map(said::whole), said::span(said::whole(*low), &said::whole(*high))),
        on: with(number.map(left), said::span(left(*high), &left(*low))),
    }
}
