//! Bad tables, and the sentence with which the build stops.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "../check/mod.rs"]
mod check;
#[path = "../check/write.rs"]
mod write;

use check::{Files, files_in, kind::Table};

fn files() -> Files {
    files_in(concat!(env!("CARGO_MANIFEST_DIR"), "/data").as_ref()).unwrap()
}

/// What the build says after `from` has become `to` in a file; `from` has to stand there.
fn after(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{from} is not in {file}");
    *text = text.replacen(from, to, 1);
    said(&files)
}

fn said(files: &Files) -> Vec<String> {
    check::check(files).map_or_else(|faults| faults.iter().map(ToString::to_string).collect(), |_| Vec::new())
}

/// A row of its own at the end of a table, and the row's number.
fn with_row(table: Table, row: &str) -> (Vec<String>, usize) {
    let mut files = files();
    let text = files.get_mut(table.file()).unwrap();
    text.push_str(row);
    text.push('\n');
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records().count();
    (said(&files), rows + 1)
}

/// A row of `by_age.csv` that would be fine.
const FINE: &str = "quenby2021,somebody,miscarriage,overall,all,15.3,12.5,18.7,%,15.3% were counted,https://example.org/,verified";

fn age_row(row: &str) -> String {
    let (said, at) = with_row(Table::ByAge, row);
    let [one] = said.as_slice() else { panic!("one fault, not {said:?}") };
    one.strip_prefix(&format!("by_age.csv, row {at}: ")).unwrap().to_owned()
}

#[test]
fn the_tables_as_they_are_hold() {
    assert_eq!(said(&files()), Vec::<String>::new());
    assert_eq!(with_row(Table::ByAge, FINE).0, Vec::<String>::new());
}

#[test]
fn a_row_without_a_source_stops_the_build() {
    assert_eq!(age_row(&FINE.replacen("quenby2021", "", 1)), "there is no source");
    assert_eq!(
        age_row(&FINE.replacen("quenby2021", "nobody1999", 1)),
        "the source “nobody1999” is in neither sources.csv nor sources_more.csv"
    );
    assert_eq!(
        age_row(&FINE.replacen("https://example.org/", "", 1)),
        "a row that is “verified” needs the address where the number was read"
    );
}

#[test]
fn a_row_without_population_definition_or_quotation_stops_the_build() {
    assert_eq!(age_row(&FINE.replacen("somebody", "", 1)), "the population is missing");
    assert_eq!(age_row(&FINE.replacen("miscarriage", " ", 1)), "the definition is missing");
    assert_eq!(age_row(&FINE.replacen("15.3% were counted", "", 1)), "the quotation is missing");
}

#[test]
fn an_unverified_row_is_left_out_with_its_number() {
    let (said, _) = with_row(Table::ByAge, &FINE.replacen("verified", "unverified", 1));
    assert_eq!(said, Vec::<String>::new());
    let mut files = files();
    let text = files.get_mut("by_age.csv").unwrap();
    text.push_str(
        &FINE
            .replacen("15.3,12.5", "98.76,12.5", 1)
            .replacen("15.3%", "98.76%", 1)
            .replace("verified", "unverified"),
    );
    let tables = check::check(&files).unwrap();
    assert!(tables.left_out.iter().any(|row| row.table == Table::ByAge && row.source_id == "quenby2021"));
    assert!(!write::rust(&tables).contains("98.76"), "it is not in what the program is built from");
}

#[test]
fn nothing_that_is_not_to_be_shown_is_in_what_the_program_is_built_from() {
    let tables = check::check(&files()).unwrap();
    let rust = write::rust(&tables);
    for word in
        ["RECALLED", "NOT FOUND", "DO NOT DISPLAY", "do not ship", "[secondary", "from memory", "unverified"]
    {
        assert!(!rust.contains(word), "{word}");
    }
    let shown: usize = tables.rows.values().map(Vec::len).sum();
    assert_eq!((shown, tables.left_out.len()), (410, 23));
}

#[test]
fn a_row_that_contradicts_its_status_stops_the_build() {
    assert_eq!(
        age_row(&FINE.replacen("15.3% were counted", "RECALLED", 1)),
        "the status is “verified”, and the quotation says “RECALLED”"
    );
    assert_eq!(
        age_row(&FINE.replacen("verified", "certain", 1)),
        "“certain” is no status: verified, derived or unverified"
    );
}

#[test]
fn a_missing_interval_stops_the_build_where_one_is_needed() {
    assert_eq!(age_row(&FINE.replacen("18.7,%", ",%", 1)), "an interval is needed here: lower and upper");
    assert_eq!(
        age_row(&FINE.replacen("15.3,12.5,18.7,%", "1.3,,,OR", 1)),
        "an interval is needed here: lower and upper"
    );
    assert_eq!(
        after("weekly_life_tables.csv", "7,3.46,2.3,4.61,%", "7,3.46,,,%"),
        ["weekly_life_tables.csv, row 9: an interval is needed here: lower and upper"]
    );
}

#[test]
fn an_interval_that_does_not_hold_the_value_stops_the_build() {
    assert_eq!(
        age_row(&FINE.replacen("12.5,18.7", "18.7,12.5", 1)),
        "the value 15.3 is outside of its interval, 18.7 to 12.5"
    );
    assert_eq!(
        age_row(&FINE.replacen("12.5", "twelve", 1)),
        "the interval “twelve” to “18.7” cannot be read"
    );
}

#[test]
fn a_duplicate_key_stops_the_build_and_names_both_rows() {
    let (said, at) = with_row(Table::ByAge, &format!("{FINE}\n{}", FINE.replacen("15.3,", "16.1,", 1)));
    let first = at - 1;
    assert_eq!(
        said,
        [format!(
            "by_age.csv, row {at}: this is the same figure as in row {first}: source, population, definition, \
             group, week and unit"
        )]
    );
    let again = "zauche2021,Again,10.1/x,yes,abstract,\n";
    let mut files = files();
    files.get_mut("sources_more.csv").unwrap().push_str(again);
    let said = self::said(&files);
    assert!(said[0].ends_with("the source “zauche2021” is there twice"), "{said:?}");
}

#[test]
fn a_wrong_unit_stops_the_build() {
    assert_eq!(
        age_row(&FINE.replacen("18.7,%", "18.7,per 1000 births", 1)),
        "the unit “per 1000 births” is not one of this table"
    );
    assert_eq!(age_row(&FINE.replacen("18.7,%", "18.7,", 1)), "the unit “” is not one of this table");
}

#[test]
fn a_value_that_its_unit_cannot_have_stops_the_build() {
    for value in ["153", "\"15,3\"", "fifteen", "", "-3", "NaN", "1e3"] {
        let row = FINE.replacen("all,15.3,12.5,18.7", &format!("all,{value},,"), 1);
        assert!(age_row(&row).ends_with("does not fit the unit “%”"), "{value}");
    }
}

#[test]
fn same_means_the_same_paper_or_the_build_stops() {
    assert_eq!(
        age_row(&FINE.replacen("somebody", "same", 1)),
        "“same” has nothing of the same paper above it"
    );
}

#[test]
fn a_row_that_cannot_be_read_stops_the_build() {
    assert_eq!(age_row("quenby2021,somebody"), "this row cannot be read: it has 2 fields and not 12");
    assert_eq!(
        after("counts.csv", ",11,697", ",eleven,697"),
        ["counts.csv, row 2: this row cannot be read: invalid digit found in string"]
    );
    let heading = after("context.csv", "source_id,", "source,");
    assert!(
        heading[0].starts_with("context.csv, row 1: the heading is not source_id,population"),
        "{heading:?}"
    );
    let mut files = files();
    files.remove("management.csv");
    assert!(said(&files).contains(&"management.csv: the file is not there".to_owned()));
}

#[test]
fn counts_that_were_not_quoted_or_do_not_give_the_value_stop_the_build() {
    assert_eq!(
        after("counts.csv", ",11,697", ",12,697"),
        ["counts.csv, row 2: the number 12 is not in what was quoted"]
    );
    assert_eq!(
        after("after_heartbeat.csv", "overall,6-11,1.6,", "overall,6-11,1.7,"),
        ["counts.csv, row 2: 11 of 697 does not give 1.7"]
    );
    assert_eq!(
        after("counts.csv", "tong2008", "quenby2021"),
        ["counts.csv, row 2: no row, or more than one, is meant by these counts"]
    );
}

#[test]
fn a_life_table_whose_counts_or_totals_do_not_agree_stops_the_build() {
    let said = after("weekly_life_tables.csv", "losses,8,37,", "losses,8,73,");
    assert!(
        said.contains(
            &"weekly_life_tables.csv, row 12: week 8: the printed risk does not follow from the counts"
                .into()
        ),
        "{said:?}"
    );
    assert!(said.iter().any(|one| one.contains("week 19: the printed cumulative risk")), "{said:?}");
    assert_eq!(
        after("weekly_life_tables.csv", "losses,9,39,", "losses,9,1087,"),
        ["weekly_life_tables.csv: week 9: not everybody can be lost, nor more than there are"]
    );
    assert_eq!(
        after("weekly_life_tables.csv", "losses,14,0,", "losses,41,0,"),
        ["weekly_life_tables.csv: the model needs one row here that may be shown: zauche2021, losses, 14"]
    );
}

#[test]
fn the_model_is_never_built_on_a_row_that_may_not_be_shown() {
    let mut files = files();
    let text = files.get_mut("history_and_next_pregnancy.csv").unwrap();
    let row =
        text.lines().find(|line| line.contains("previous miscarriages: 2,all,2.21")).unwrap().to_owned();
    *text = text.replacen(&row, &row.replace(",verified", ",unverified"), 1);
    assert_eq!(
        said(&files),
        [
            "history_and_next_pregnancy.csv: the model needs one row here that may be shown: magnus2019, previous \
          miscarriages: 2, all"
        ]
    );
}

#[test]
fn a_doi_that_is_none_stops_the_build() {
    assert_eq!(
        after("sources.csv", "10.1136/bmj.l869", "bmj.l869"),
        ["sources.csv, row 13: “bmj.l869” is no DOI"]
    );
}

#[test]
fn every_fault_is_said_at_once() {
    let mut files = files();
    for (file, from, to) in
        [("by_age.csv", "magnus2019", ""), ("context.csv", "per 1000 pregnancies", "per 1000 cats")]
    {
        let text = files.get_mut(file).unwrap();
        *text = text.replacen(from, to, 1);
    }
    let said = said(&files);
    assert!(said.contains(&"by_age.csv, row 2: there is no source".to_owned()), "{said:?}");
    assert!(
        said.contains(&"context.csv, row 2: the unit “per 1000 cats” is not one of this table".to_owned()),
        "{said:?}"
    );
}
