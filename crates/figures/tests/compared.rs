//! docs/FIGURES.md sets our answers beside the published ones. Both come from here: the published from the tables, ours
//! from the functions that the numbers page calls, so that the page in docs cannot say what the place does not.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{
    About, Age, Day, Figure, Losses, OfHundred, Outside, Scan, Status, Table, after_heartbeat, from_here_on,
    since_implantation, stillbirth, tables,
};

const DOC: &str = include_str!("../../../docs/FIGURES.md");

/// The row of a table, which must be of this source.
fn published(table: Table, row: u32, source: &str) -> &'static Figure {
    let found = tables::of(table).iter().find(|figure| figure.row == row);
    let figure = found.unwrap_or_else(|| panic!("{table:?} has no row {row}"));
    assert!(figure.source.id.starts_with(source), "{table:?} {row} is {}", figure.source.id);
    figure
}

/// As it is printed, with its range, and a star when it was read in somebody else's account.
fn as_printed(figure: &Figure) -> String {
    let range =
        figure.interval.map_or_else(String::new, |ends| format!(" ({} to {})", ends.lower, ends.upper));
    let range = if figure.printed.contains('-') { String::new() } else { range };
    let unit = match figure.unit_words {
        words if words.starts_with("per 1000") => " per 1,000",
        _ => "%",
    };
    let star = if figure.status == Status::SecondHand { " *" } else { "" };
    format!("{}{range}{unit}{star} ({})", figure.printed, figure.source.id)
}

fn of_hundred(count: OfHundred) -> String {
    match count {
        OfHundred::FewerThanOne => "fewer than 1".into(),
        OfHundred::Whole(count) => count.to_string(),
        OfHundred::MoreThanNinetyNine => "more than 99".into(),
    }
}

/// From a day on while nothing was checked, with the range that the page draws.
fn unchecked(week: i64, about: About) -> String {
    let found = from_here_on(Day::new(week, 0).unwrap(), about);
    let band = found.odds_ratio.or(found.between_studies).unwrap_or(found.sampling);
    let (low, high) = (of_hundred(band.lower.lost()), of_hundred(band.upper.lost()));
    format!("{} of 100 ({low} to {high})", of_hundred(found.risk.lost()))
}

fn everyone(week: i64) -> String {
    unchecked(week, About::Everyone)
}

fn aged(age: Age) -> String {
    unchecked(6, About::Age(age))
}

fn after(losses: Losses) -> String {
    unchecked(6, About::AgeAndLosses(Age::From30, losses))
}

fn seen(week: i64) -> String {
    let found = after_heartbeat(Scan::new(week).unwrap());
    let (low, high) = (of_hundred(found.range.lower.lost()), of_hundred(found.range.upper.lost()));
    if low == high { format!("about {low} of 100") } else { format!("{low} to {high} of 100") }
}

fn in_week(week: i64) -> String {
    let all: Vec<_> =
        stillbirth::in_week(week).unwrap().iter().map(|one| format!("{:.2}", one.value)).collect();
    format!("{} per 1,000 still pregnant", all.join(" and "))
}

fn forty_five() -> String {
    assert_eq!(Age::new(45), Err(Outside::FromFortyFive));
    "a sentence, no number".into()
}

fn implantation() -> String {
    let shares: Vec<_> = since_implantation().iter().map(|one| of_hundred(one.risk.lost())).collect();
    format!("told apart, for no week: {} of 100", shares.join(", "))
}

/// What is asked, what is published, what the place says, and why they differ.
type Question = (&'static str, &'static Figure, String, &'static str);

const TOTAL: &str = "Of all pregnancies that are known, how many are lost?";

fn totals() -> Vec<Question> {
    use Table::{ByAge, OverallTotals};
    let from_six = || everyone(6);
    vec![
        (
            TOTAL,
            published(OverallTotals, 2, "quenby2021"),
            from_six(),
            "Nine studies pooled. Inside of our range.",
        ),
        (
            TOTAL,
            published(ByAge, 2, "magnus2019"),
            from_six(),
            "Counts losses that reach specialist care. With an age, we bring the weekly counts to this total.",
        ),
        (
            TOTAL,
            published(ByAge, 21, "andersen2000"),
            from_six(),
            "Counts all fetal loss of pregnancies meant to be carried on, as far as it was admitted to hospital.",
        ),
        (
            TOTAL,
            published(ByAge, 32, "lidegaard2020"),
            from_six(),
            "Induced abortions are in its denominator, and only losses seen in hospital are counted: lower for both reasons.",
        ),
        (
            TOTAL,
            published(OverallTotals, 13, "rossen2018"),
            from_six(),
            "What people told in interviews; ectopic pregnancies and stillbirths are among the losses.",
        ),
        (
            TOTAL,
            published(OverallTotals, 15, "nice_cg154"),
            from_six(),
            "A rounded sentence in a guideline, without its counting. We give the range of studies in its place.",
        ),
        (
            TOTAL,
            published(OverallTotals, 16, "input_10_25"),
            from_six(),
            "Often quoted; we could follow it only to the press and one association. The range of studies that counted is 11 to 22.",
        ),
    ]
}

/// From other weeks on, for other ages, by other clocks.
fn other_totals() -> Vec<Question> {
    use Table::{OverallTotals, WeeklyLifeTables};
    let from_six = || everyone(6);
    vec![
        (
            "The same, from week 5 on?",
            published(WeeklyLifeTables, 70, "mukherjee2013"),
            "a sentence, no number".into(),
            "Before week 6 we give no number for one person. This one is in the sentence.",
        ),
        (
            "The same, from week 5 on, over studies?",
            published(WeeklyLifeTables, 63, "avalos2012"),
            "a sentence, no number".into(),
            "It is the range that we draw around the number from week 6 on.",
        ),
        (
            "The same, from week 5 to term?",
            published(WeeklyLifeTables, 76, "goldhaber1991"),
            from_six(),
            "One health plan in California in 1981 and 1982, to the end of pregnancy. Inside of our range.",
        ),
        (
            "From week 6 to 20, by week?",
            published(WeeklyLifeTables, 57, "zauche2021"),
            from_six(),
            "The same counts. Our range is that between studies, which is wider than chance in one of them.",
        ),
        (
            "The same, for the ages of another population?",
            published(WeeklyLifeTables, 58, "zauche2021"),
            from_six(),
            "Brought to other ages by its authors. With an age, we begin from this total.",
        ),
        (
            "Of all that a daily test would show?",
            published(OverallTotals, 8, "wilcox1988"),
            implantation(),
            "Another clock: most of these end before anybody knows. Never mixed with the weeks.",
        ),
        (
            "Of all that a daily test would show, known losses only?",
            published(OverallTotals, 11, "wang2003"),
            implantation(),
            "The same clock, only those losses that were known.",
        ),
        (
            "From conception to week 27?",
            published(OverallTotals, 18, "andersen1990"),
            implantation(),
            "A review chained it from one risk to the next, over all clocks. We chain nothing over clocks.",
        ),
    ]
}

fn ages() -> Vec<Question> {
    use Table::ByAge;
    const OWN: &str = "The study by which we tell ages apart, at 6 weeks: the same number.";
    const POOLED: &str = "Nine studies pooled, from several populations. From 35 on studies differ by several of 100, and the page says so.";
    const LEAFLET: &str = "A leaflet's table of all fetal loss, stillbirth in it, of 1978 to 1992, losses in hospital only. It stands in many clinics' pages without its study.";
    const MANY: &str = "Published numbers go from 53 to 93: small groups, counted differently. No number of them is one person's.";
    let mut all = Vec::new();
    let ask = [
        "How many at under 20?",
        "How many at 20 to 24?",
        "How many at 25 to 29?",
        "How many at 30 to 34?",
        "How many at 35 to 39?",
        "How many at 40 to 44?",
    ];
    for ((row, age), ask) in (5..).zip(Age::ALL).zip(ask) {
        all.push((ask, published(ByAge, row, "magnus2019"), aged(age), OWN));
    }
    for ((row, age), ask) in (13..).zip(&Age::ALL[1..]).zip(&ask[1..]) {
        all.push((*ask, published(ByAge, row, "quenby2021"), aged(*age), POOLED));
    }
    for ((row, age), ask) in (28..).zip(&Age::ALL[3..]).zip(&ask[3..]) {
        all.push((*ask, published(ByAge, row, "andersen2000"), aged(*age), LEAFLET));
    }
    for (row, source) in [(4, "magnus2019"), (18, "quenby2021"), (23, "andersen2000"), (31, "andersen2000")] {
        all.push(("How many at 45 and over?", published(ByAge, row, source), forty_five(), MANY));
    }
    all
}

fn losses() -> Vec<Question> {
    use Table::HistoryAndNextPregnancy as Before;
    vec![
        (
            "How many after a loss just before?",
            published(Before, 14, "sundermann2017"),
            after(Losses::One),
            "514 people of a median of 30 years whose last pregnancy was a loss.",
        ),
        (
            "How many after three in a row?",
            published(Before, 29, "clifford1997"),
            after(Losses::ThreeInARow),
            "201 women of one London clinic, of all ages, no cause found. Ours is a ratio of odds at one age in a whole country.",
        ),
    ]
}

fn heartbeats() -> Vec<Question> {
    use Table::AfterHeartbeat as Seen;
    const SMALL: &str = "One of the studies in our range. It rests on very few losses, which is why a range is shown and no single number.";
    let mut all = Vec::new();
    let ask =
        ["A heartbeat was seen in week 6?", "In week 7?", "In week 8?", "In week 9?", "In week 10 or later?"];
    for ((row, week), ask) in (4..).zip(6..).zip(ask) {
        all.push((ask, published(Seen, row, "tong2008"), seen(week), SMALL));
    }
    for ((row, week), ask) in (10..).zip(6..).zip(&ask[..4]) {
        all.push((*ask, published(Seen, row, "makrydimas2003"), seen(week), SMALL));
    }
    all.extend([
        ("In week 8?", published(Seen, 14, "simpson1987"), seen(8), "One of the studies in our range."),
        ("In week 13, no loss before?", published(Seen, 28, "strat2022"), seen(13), "Stands for the weeks from 10 on, together with the study of week 10."),
        ("In week 6 to 8, after one or two losses?", published(Seen, 30, "eager2020"), seen(6), "People with losses before. Said beside the range when losses are chosen, never multiplied into it."),
        ("In any week up to 13?", published(Seen, 25, "strat2022"), format!("by week only: from {} in week 6 to {} from week 10 on", seen(6), seen(10)), "All weeks of the scan from 6 to 13 together. We give none for all together: the week matters most."),
        ("By 7 weeks, with a usual heart rate?", published(Seen, 31, "jum2024"), seen(7), "Many scans of very early weeks, followed to the end of the first three months only."),
    ]);
    all
}

fn births() -> Vec<Question> {
    use Table::LaterLossStillbirth as Later;
    const CRUDE: &str = "The same counts, divided; and beside them one cohort of the 1990s. The abstract's numbers, often copied, are differences between two weeks and no risk.";
    let mut all = Vec::new();
    let ask = [
        "A stillbirth in week 37?",
        "In week 38?",
        "In week 39?",
        "In week 40?",
        "In week 41?",
        "In week 42?",
    ];
    for ((week, row), ask) in (37..).zip((4..).step_by(3)).zip(ask) {
        all.push((ask, published(Later, row, "muglu2019"), in_week(week), CRUDE));
    }
    all
}

fn table(questions: &[Question]) -> String {
    let line = |(ask, figure, ours, why): &Question| {
        format!("| {ask} | {} | {ours} | {why} |\n", as_printed(figure))
    };
    let head = "| asked | published | here | why they differ, or do not |\n|---|---|---|---|\n";
    questions.iter().map(line).fold(head.to_owned(), |all, line| all + &line)
}

#[test]
fn the_page_in_docs_says_what_the_tables_and_the_functions_say() {
    let known = [totals(), other_totals()].concat();
    let parts = [known, ages(), losses(), heartbeats(), births()];
    let asked: usize = parts.iter().map(Vec::len).sum();
    assert!(asked >= 30, "{asked}");
    for part in &parts {
        let table = table(part);
        assert!(DOC.contains(&table), "docs/FIGURES.md must have\n\n{table}");
    }
    let lines = DOC.lines().filter(|line| line.starts_with("| ") && line.contains('(')).count();
    assert_eq!(lines, asked, "no line more");
}

#[test]
fn every_published_number_of_our_own_study_by_age_is_the_one_we_give() {
    for (row, age) in (5..).zip(Age::ALL) {
        let printed: f64 = published(Table::ByAge, row, "magnus2019").printed.parse().unwrap();
        let ours = from_here_on(Day::new(6, 0).unwrap(), About::Age(age)).risk.percent();
        assert!((ours - printed).abs() < 0.05, "{age:?}: {ours} and {printed}");
    }
}
