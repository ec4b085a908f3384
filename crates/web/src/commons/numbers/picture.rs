//! One hundred circles, or a thousand, with the range drawn on them.

use alongside_figures::{Band, Clock, OfHundred};
use askama::Template;

use super::{asked::Framing, said};

/// Where a circle is.
type At = (u16, u16);
/// From one circle to the next.
const STEP: u16 = 10;

/// Circles in three kinds: those that went on in every study, those between the studies, those that ended.
#[derive(Debug, Template)]
#[template(path = "numbers/circles.html")]
pub(super) struct Circles {
    framing: Framing,
    /// How many there are, as it is said.
    of: &'static str,
    width: u16,
    height: u16,
    /// Drawn one by one; of a thousand they are one pattern, with the others laid over it.
    on: Vec<At>,
    between: Vec<At>,
    /// Those between that the number counts as ended.
    counted: Vec<At>,
    ended: Vec<At>,
    label: String,
}

impl Circles {
    /// A hundred, with the range from the lower to the upper end of a band, and the number in it if there is one.
    pub(super) fn of_hundred<C: Clock>(framing: Framing, band: Band<C>, number: Option<OfHundred>) -> Self {
        let (low, high) = (band.lower.lost(), band.upper.lost());
        let ended = format!("{} ended", said::between(low, high));
        let on = format!("{} went on", said::between(band.upper.go_on(), band.lower.go_on()));
        let number = number.map_or_else(|| low.circles(), OfHundred::circles);
        Self::new(
            framing,
            "100",
            20,
            100,
            [low.circles(), number, high.circles()].map(u16::from),
            &on,
            &ended,
        )
    }

    /// A thousand, with the range in whole ones.
    pub(super) fn of_thousand(framing: Framing, [low, number, high]: [f64; 3]) -> Self {
        let ended = format!("{} ended in a stillbirth", said::span(said::whole(low), &said::whole(high)));
        let on = said::span(said::left(high, 1000.0), &said::left(low, 1000.0));
        let on = format!("{on} did not");
        let circles = [low, number, high].map(rounded);
        Self::new(framing, "1,000", 50, 1000, circles, &on, &ended)
    }

    fn new(
        framing: Framing,
        of: &'static str,
        columns: u16,
        all: u16,
        [low, number, high]: [u16; 3],
        on: &str,
        ended: &str,
    ) -> Self {
        let at = |circle: u16| (circle % columns * STEP + STEP / 2, circle / columns * STEP + STEP / 2);
        let from = |from: u16, to: u16| (from.min(all)..to.min(all)).map(at).collect::<Vec<_>>();
        let last = |count: u16| all.saturating_sub(count);
        let label = match framing {
            Framing::GoOn => format!("{of} circles: {on}."),
            Framing::Ended => format!("{of} circles: {ended}."),
            _ => format!("{of} circles: {on}, {ended}."),
        };
        Self {
            framing,
            of,
            width: columns * STEP,
            height: all / columns * STEP,
            on: if all > 100 { Vec::new() } else { from(0, last(high)) },
            between: from(last(high), last(number.clamp(low, high))),
            counted: from(last(number.clamp(low, high)), last(low)),
            ended: from(last(low), all),
            label,
        }
    }

    fn has_range(&self) -> bool {
        !self.between.is_empty() || !self.counted.is_empty()
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000, and whole")]
fn rounded(value: f64) -> u16 {
    (value + 0.5 + 1e-9).floor().clamp(0.0, 1000.0) as u16
}
