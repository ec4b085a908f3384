//! What a reader chose, from what was typed. It is looked at, answered, and forgotten.

use alongside_figures::{About, Age, Day, Losses, NothingChecked, Outside, Scan};
use serde::Deserialize;

/// The form as it arrives. Everything is text, so that what cannot be taken can be shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) checked: String,
    pub(super) weeks: String,
    pub(super) days: String,
    pub(super) scan: String,
    pub(super) age: String,
    pub(super) losses: String,
    pub(super) framing: String,
    /// The button at the answer for seeing it differently; before `framing`.
    show: String,
}

/// Most characters of a field that are shown again.
const KEPT: usize = 40;

impl Typed {
    /// The same with fields that are not longer than anybody types, and the framing that was chosen last.
    pub(super) fn bounded(self) -> Self {
        let cut = |text: String| text.trim().chars().take(KEPT).collect();
        let framing = cut(if self.show.is_empty() { self.framing } else { self.show });
        Self {
            checked: cut(self.checked),
            weeks: cut(self.weeks),
            days: cut(self.days),
            scan: cut(self.scan),
            age: cut(self.age),
            losses: cut(self.losses),
            framing,
            show: String::new(),
        }
    }
}

/// How an answer is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Framing {
    #[default]
    Both,
    GoOn,
    Ended,
    NoNumbers,
}

impl Framing {
    pub(super) const ALL: [Self; 4] = [Self::Both, Self::GoOn, Self::Ended, Self::NoNumbers];

    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::GoOn => "go-on",
            Self::Ended => "ended",
            Self::NoNumbers => "none",
        }
    }

    pub(super) const fn say(self) -> &'static str {
        match self {
            Self::Both => "both ways",
            Self::GoOn => "those who go on",
            Self::Ended => "those who do not",
            Self::NoNumbers => "no numbers",
        }
    }

    fn of(typed: &str) -> Option<Self> {
        if typed.is_empty() {
            return Some(Self::default());
        }
        Self::ALL.into_iter().find(|framing| framing.value() == typed)
    }
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Checked,
    Weeks,
    Days,
    Scan,
    Age,
    Losses,
    Framing,
}

/// What cannot be taken, each with a sentence at its field.
pub(super) type Wrong = Vec<(Field, String)>;

/// What was asked, on one of the three clocks or on none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Question {
    /// Nothing has been checked.
    FromHere(Day<NothingChecked>, About),
    /// A heartbeat was seen.
    AfterScan(Scan, Option<Losses>),
    /// A very early test.
    Implantation,
    /// Before 6 weeks: the sentence.
    BeforeSix(Outside),
    /// At 45 and over: the sentence.
    FromFortyFive(Outside),
    /// From 20 weeks on, in completed weeks.
    FromTwenty(i64),
}

/// What was typed, read. All that is wrong is said at once.
pub(super) fn read(typed: &Typed) -> Result<(Question, Framing), Wrong> {
    let mut wrong = Wrong::new();
    let framing = Framing::of(&typed.framing);
    if framing.is_none() {
        wrong.push((Field::Framing, "Please choose one of the four ways in which it can be shown.".into()));
    }
    let question = match &*typed.checked {
        "nothing" => nothing_checked(typed, &mut wrong),
        "heartbeat" => heartbeat(typed, &mut wrong),
        "test" => Some(early_test(typed, &mut wrong)),
        _ => {
            let say = "Please choose what has been looked at: the numbers are different ones.";
            wrong.push((Field::Checked, say.into()));
            number(Field::Weeks, &typed.weeks, &mut wrong);
            None
        }
    };
    match (question, framing) {
        (Some(question), Some(framing)) if wrong.is_empty() => Ok((question, framing)),
        _ => Err(wrong),
    }
}

/// A whole number; `None` for an empty field and for one that has something else in it, which is said.
fn number(field: Field, typed: &str, wrong: &mut Wrong) -> Option<i64> {
    if typed.is_empty() {
        return None;
    }
    let number = typed.parse().ok();
    if number.is_none() {
        wrong.push((field, "This is not a whole number. Please write one in digits, such as 8.".into()));
    }
    number
}

/// Which field a sentence belongs to.
const fn field(outside: &Outside) -> Field {
    match outside {
        Outside::Days(_) => Field::Days,
        Outside::Age(_) | Outside::FromFortyFive | Outside::LossesWithoutAge => Field::Age,
        Outside::Losses(_) => Field::Losses,
        Outside::Scan(_) => Field::Scan,
        _ => Field::Weeks,
    }
}

fn said<T>(found: Result<T, Outside>, wrong: &mut Wrong) -> Option<T> {
    found.map_err(|outside| wrong.push((field(&outside), outside.to_string()))).ok()
}

/// What does not belong to a clock has to be empty.
fn empty(fields: &[(Field, &str)], say: &str, wrong: &mut Wrong) {
    for (field, _) in fields.iter().filter(|(_, typed)| !typed.is_empty()) {
        wrong.push((*field, say.to_owned()));
    }
}

fn nothing_checked(typed: &Typed, wrong: &mut Wrong) -> Option<Question> {
    let say = "The week of a scan belongs to “A scan showed a heartbeat”. Please choose that above, or leave this \
               empty.";
    empty(&[(Field::Scan, &typed.scan)], say, wrong);
    let now = now(typed, wrong);
    let about = about(typed, wrong);
    match (now?, about?) {
        (Now::Before(outside), _) => Some(Question::BeforeSix(outside)),
        (Now::From(week), _) => Some(Question::FromTwenty(week)),
        (Now::Day(_), Err(outside)) => Some(Question::FromFortyFive(outside)),
        (Now::Day(day), Ok(about)) => Some(Question::FromHere(day, about)),
    }
}

/// Where somebody is: before there is a number, on a day that has one, or from 20 weeks on.
enum Now {
    Before(Outside),
    Day(Day<NothingChecked>),
    From(i64),
}

fn now(typed: &Typed, wrong: &mut Wrong) -> Option<Now> {
    let before = wrong.len();
    let weeks = number(Field::Weeks, &typed.weeks, wrong);
    let days = number(Field::Days, &typed.days, wrong);
    if wrong.len() > before {
        return None;
    }
    match Day::from_form(weeks, days) {
        Ok(day) => Some(Now::Day(day)),
        Err(outside @ Outside::BeforeSix { .. }) => Some(Now::Before(outside)),
        Err(Outside::FromTwenty) => weeks.map(Now::From),
        Err(outside) => said(Err(outside), wrong),
    }
}

/// Age and losses. The inner error is the sentence for 45 and over, which is an answer.
fn about(typed: &Typed, wrong: &mut Wrong) -> Option<Result<About, Outside>> {
    let before = wrong.len();
    let years = number(Field::Age, &typed.age, wrong);
    let losses = number(Field::Losses, &typed.losses, wrong);
    if let Some(losses) = losses {
        said(Losses::new(losses), wrong);
    }
    match years.map(Age::new) {
        Some(Err(outside @ Outside::FromFortyFive)) => return Some(Err(outside)),
        Some(Err(outside)) => wrong.push((Field::Age, outside.to_string())),
        _ => {}
    }
    if wrong.len() > before { None } else { said(About::from_form(years, losses), wrong).map(Ok) }
}

fn heartbeat(typed: &Typed, wrong: &mut Wrong) -> Option<Question> {
    let has_now = !typed.weeks.is_empty() || !typed.days.is_empty();
    let now = if has_now { now(typed, wrong) } else { None };
    if let Some(Now::From(week)) = now {
        return Some(Question::FromTwenty(week));
    }
    let say = "After a heartbeat there is no number by age. Please leave the age out, or choose what has been looked \
               at again.";
    empty(&[(Field::Age, &typed.age)], say, wrong);
    let losses =
        number(Field::Losses, &typed.losses, wrong).and_then(|losses| said(Losses::new(losses), wrong));
    let Some(week) = number(Field::Scan, &typed.scan, wrong) else {
        if typed.scan.is_empty() {
            wrong.push((Field::Scan, "Please write in which week the heartbeat was seen.".into()));
        }
        return None;
    };
    let scan = said(Scan::new(week), wrong)?;
    let later = match now {
        Some(Now::Day(day)) => u16::from(scan.week()) > day.week(),
        Some(Now::Before(_)) => true,
        _ => false,
    };
    if later {
        let say = "This scan would be later than the weeks above. Please look at both once more.";
        wrong.push((Field::Scan, say.into()));
    }
    Some(Question::AfterScan(scan, losses))
}

fn early_test(typed: &Typed, wrong: &mut Wrong) -> Question {
    let fields = [
        (Field::Weeks, &*typed.weeks),
        (Field::Days, &typed.days),
        (Field::Scan, &typed.scan),
        (Field::Age, &typed.age),
        (Field::Losses, &typed.losses),
    ];
    let say = "Counted from implantation there is no number by this. Please leave it empty, or choose another clock \
               above.";
    empty(&fields, say, wrong);
    Question::Implantation
}
