//! Numbers as people read them: whole, of one hundred or of a thousand, and never zero.

use alongside_figures::{Figure, OfHundred, Status, Unit, Value};
use askama::Template;

/// "11", "fewer than 1", "more than 99".
pub(super) fn count(count: OfHundred) -> String {
    match count {
        OfHundred::FewerThanOne => "fewer than 1".into(),
        OfHundred::Whole(count) => count.to_string(),
        OfHundred::MoreThanNinetyNine => "more than 99".into(),
    }
}

/// "about 11"; what is "fewer than 1" already is not "about" that.
pub(super) fn about(one: OfHundred) -> String {
    match one {
        OfHundred::Whole(_) => format!("about {}", count(one)),
        _ => count(one),
    }
}

/// "2 to 7", "about 1", "3 or fewer", "97 or more".
pub(super) fn between(low: OfHundred, high: OfHundred) -> String {
    match (low, high) {
        (low, high) if low == high => about(low),
        (OfHundred::FewerThanOne, high) => format!("{} or fewer", count(high)),
        (low, OfHundred::MoreThanNinetyNine) => format!("{} or more", count(low)),
        (low, high) => format!("{} to {}", count(low), count(high)),
    }
}

/// A number in whole ones, half going up; "fewer than 1" where that would be none.
pub(super) fn whole(value: f64) -> String {
    match (value + 0.5 + 1e-9).floor() {
        none if none < 1.0 => "fewer than 1".into(),
        whole => format!("{whole:.0}"),
    }
}

/// What is left of so many, counted from the whole number, so that both are always as many as there are.
pub(super) fn left(ended: f64, of: f64) -> String {
    match whole(ended).parse::<f64>() {
        Ok(ended) if ended >= of => "fewer than 1".into(),
        Ok(ended) => format!("{:.0}", of - ended),
        Err(_) => format!("more than {:.0}", of - 1.0),
    }
}

/// "3", or "3 to 14".
pub(super) fn span(from: String, to: &str) -> String {
    if from == to { from } else { format!("{from} to {to}") }
}

/// The numbers in what a figure prints: "83.8 vs 67.1" has two. Empty where there is nothing to compute with.
pub(super) fn numbers(figure: &Figure) -> Vec<f64> {
    match figure.value {
        Value::Number(number) => vec![number],
        Value::Range { low, high } => vec![low, high],
        Value::Counts { events, of } => {
            vec![100.0 * alongside_figures::Counts { events, of }.share()]
        }
        Value::Words => match one_in(figure.printed) {
            Some(share) => vec![share],
            None => figure.printed.split(['/', ';', ' ', '~']).filter_map(|word| word.parse().ok()).collect(),
        },
        Value::Quoted => Vec::new(),
    }
}

/// "1 in 591" as so many of a thousand when they are fewer than one of a hundred, else of a hundred.
fn one_in(printed: &str) -> Option<f64> {
    let (_, of) = printed.split_once("1 in ")?;
    let of: f64 = of.split([';', ' ']).next()?.parse().ok()?;
    Some(if of > 100.0 { 1000.0 / of } else { 100.0 / of })
}

/// Of how many: "100" or "1,000"; `None` where the figure is no share.
pub(super) fn out_of(figure: &Figure) -> Option<&'static str> {
    let thousand = one_in(figure.printed).is_some_and(|_| {
        figure
            .printed
            .split("1 in ")
            .nth(1)
            .and_then(|of| of.split([';', ' ']).next())
            .is_some_and(|of| of.len() > 2)
    });
    match figure.unit {
        Unit::Percent => Some("100"),
        Unit::PerThousand => Some("1,000"),
        Unit::Count | Unit::Words if thousand => Some("1,000"),
        Unit::Count | Unit::Words if one_in(figure.printed).is_some() => Some("100"),
        _ => None,
    }
}

/// What a figure says in whole numbers: "15 of 100", "11 to 22 of 100", "84 and 67 of 100".
pub(super) fn figure(figure: &Figure) -> String {
    let whole: Vec<String> = numbers(figure).into_iter().map(whole).collect();
    let joined = match (&*whole, figure.value) {
        ([], _) => return figure.quote.to_owned(),
        ([low, high], Value::Range { .. }) => format!("{low} to {high}"),
        ([most @ .., last], _) if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        ([one, ..], _) => one.clone(),
    };
    match out_of(figure) {
        Some(of) => format!("{joined} of {of}"),
        None => thousands(&joined),
    }
}

/// "50538" as "50,538".
pub(super) fn thousands(digits: &str) -> String {
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.to_owned();
    }
    let (first, last) = digits.split_at(digits.len() - 3);
    format!("{},{last}", thousands(first))
}

/// A count with its commas.
pub(super) fn many(count: impl Into<u64>) -> String {
    thousands(&count.into().to_string())
}

/// Its range, if it has one: "12 to 16".
pub(super) fn interval(figure: &Figure) -> Option<String> {
    let ends = figure.interval.filter(|_| !matches!(figure.value, Value::Range { .. }))?;
    let (low, high) = (whole(ends.lower), whole(ends.upper));
    (low != high).then(|| span(low, &high))
}

/// Words of a table as they stand on a page: written out, and without those for a miscarriage that hurt.
pub(super) fn plain(text: &str) -> String {
    const WORDS: [(&str, &str); 15] = [
        // In two, so that it stands nowhere here either.
        (concat!("spontaneous ", "abortion"), "miscarriage"),
        ("fetal loss", "loss"),
        ("fetuses at risk", "pregnancies that went on"),
        ("fetus", "baby"),
        ("OUR division of the row", "computed here from the counts"),
        ("OUR ", "our "),
        ("EXTRA ", "extra "),
        ("TOP excluded", "terminations not counted"),
        (" since LMP", " since the last period"),
        (" LMP", " since the last period"),
        (" wk", " weeks"),
        (">=", "at least "),
        ("<=", "at most "),
        ("<", "under "),
        (">", "over "),
    ];
    WORDS.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A figure with all that has to stand beside it.
#[derive(Clone, Debug, Template)]
#[template(path = "numbers/study.html")]
pub(super) struct Study {
    pub(super) figure: &'static Figure,
    pub(super) nothing_about: &'static str,
}

impl Study {
    pub(super) const fn of(figure: &'static Figure, nothing_about: &'static str) -> Self {
        Self { figure, nothing_about }
    }

    pub(super) fn found(&self) -> String {
        figure(self.figure)
    }

    pub(super) fn range(&self) -> Option<String> {
        interval(self.figure)
    }

    fn who(&self) -> String {
        plain(self.figure.population)
    }

    fn what(&self) -> String {
        plain(self.figure.definition)
    }

    fn second_hand(&self) -> bool {
        self.figure.status == Status::SecondHand
    }

    fn computed(&self) -> bool {
        self.figure.status == Status::Derived
    }
}

/// A figure as a row of a table: which study, what it found, who was counted.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) study: Study,
    /// What it is, in our words; empty for the words of its table.
    what: &'static str,
}

impl Line {
    pub(super) const fn of(figure: &'static Figure, what: &'static str) -> Self {
        Self { study: Study::of(figure, ""), what }
    }

    pub(super) fn found(&self) -> String {
        match self.study.range() {
            Some(range) => format!("{} ({range})", self.study.found()),
            None => self.study.found(),
        }
    }

    pub(super) fn what(&self) -> String {
        let Figure { definition, group, .. } = self.study.figure;
        match (self.what, *group) {
            ("", "") => plain(definition),
            ("", group) => format!("{}: {}", plain(definition), plain(group)),
            (what, _) => what.to_owned(),
        }
    }

    pub(super) fn who(&self) -> String {
        self.study.who()
    }

    pub(super) fn second_hand(&self) -> bool {
        self.study.second_hand()
    }
}

#[cfg(test)]
mod tests {
    use alongside_figures::{OfHundred::*, Table, tables};

    use super::*;

    #[test]
    fn nothing_is_said_to_be_none_or_certain() {
        assert_eq!((about(Whole(11)), about(FewerThanOne)), ("about 11".into(), "fewer than 1".into()));
        assert_eq!(between(FewerThanOne, Whole(3)), "3 or fewer");
        assert_eq!(between(Whole(97), MoreThanNinetyNine), "97 or more");
        assert_eq!(between(Whole(1), Whole(1)), "about 1");
        assert_eq!((whole(0.49), whole(0.5), whole(14.5)), ("fewer than 1".into(), "1".into(), "15".into()));
    }

    #[test]
    fn no_figure_is_said_in_the_form_of_one_in_so_many() {
        let all = Table::ALL.into_iter().flat_map(tables::of);
        let all = all.filter(|one| out_of(one).is_some() && !numbers(one).is_empty());
        let said: Vec<String> = all.map(figure).collect();
        assert!(said.len() > 200 && said.iter().all(|one| !one.contains(" in ")), "{said:?}");
        let savage = tables::of(Table::Context).iter().find(|one| one.source.id == "savage2010").unwrap();
        assert_eq!((savage.printed, &*figure(savage)), ("1 in 591", "2 of 1,000"));
    }

    #[test]
    fn large_counts_have_their_commas() {
        assert_eq!(thousands("1234567"), "1,234,567");
        assert_eq!((thousands("999"), thousands("50538")), ("999".into(), "50,538".into()));
    }
}
