//! The tables as the program has them.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use alongside_figures::{Status, Table, Unit, Value, tables};

#[test]
fn every_figure_has_a_source_a_population_a_definition_a_unit_and_a_quotation() {
    for figure in Table::ALL.into_iter().flat_map(tables::of) {
        assert!(!figure.source.citation.is_empty() && !figure.population.is_empty(), "{figure:?}");
        assert!(!figure.definition.is_empty() && !figure.quote.is_empty(), "{figure:?}");
        assert!(figure.population != "same" && figure.definition != "same", "{figure:?}");
        assert!(figure.seen_at.is_none_or(|link| link.starts_with("http")), "{figure:?}");
        assert!(figure.seen_at.is_some() || figure.status != Status::Verified, "{figure:?}");
    }
}

#[test]
fn what_was_read_in_somebody_elses_account_says_so() {
    let of = |table, source: &str, at: &str| {
        *tables::of(table).iter().find(|figure| figure.source.id == source && figure.at == at).unwrap()
    };
    assert_eq!(of(Table::AfterHeartbeat, "tong2008", "6").status, Status::SecondHand);
    assert_eq!(of(Table::ByAge, "magnus2019", "30-34").status, Status::SecondHand);
    assert_eq!(of(Table::Management, "mist2006", "8 weeks").status, Status::SecondHand);
    assert_eq!(of(Table::WeeklyLifeTables, "zauche2021", "6").status, Status::Verified);
    assert_eq!(of(Table::LaterLossStillbirth, "bmcpc2005_5_3", "28").status, Status::Derived);
}

#[test]
fn same_is_written_out() {
    let age = tables::of(Table::AfterHeartbeat)
        .iter()
        .find(|figure| figure.source.id == "siddiqi1988" && figure.group.starts_with("<34"))
        .unwrap();
    assert_eq!(
        age.population,
        "Cincinnati 1979-85, 840 referred singletons, cardiac activity <=12 wk, no bleeding"
    );
    assert_eq!(age.definition, "spontaneous abortion after heartbeat");
}

#[test]
fn values_are_numbers_ranges_and_counts_where_they_can_be() {
    let one = |table, group: &str| *tables::of(table).iter().find(|figure| figure.group == group).unwrap();
    let range = one(Table::WeeklyLifeTables, "cumulative (range across studies)");
    assert_eq!(range.value, Value::Range { low: 11.0, high: 22.0 });
    let counts = one(Table::LaterLossStillbirth, "raw count");
    assert_eq!(counts.value, Value::Counts { events: 3250, of: 8_566_961 });
    assert_eq!(one(Table::Context, "by age").value, Value::Words);
    assert_eq!(one(Table::HistoryAndNextPregnancy, "predictability").value, Value::Quoted);
    assert_eq!(one(Table::RiskCommunicationAndMethods, "").unit, Unit::Words);
}

#[test]
fn a_doi_or_citation_from_memory_is_not_passed_on() {
    let source = |id| tables::SOURCES.iter().find(|source| source.id == id).unwrap();
    assert_eq!(source("zauche2021").dois, ["10.21203/rs.3.rs-798175/v1"]);
    assert!(!source("zauche2021").citation_seen && source("magnus2019").citation_seen);
    assert!(source("linnakaari2019").dois.is_empty());
}

#[test]
fn rows_that_may_not_be_shown_are_named_without_their_numbers() {
    let files: Vec<_> = tables::LEFT_OUT.iter().map(|row| (row.table.file(), row.row)).collect();
    assert!(files.contains(&("context.csv", 14)), "{files:?}");
    assert!(files.contains(&("weekly_life_tables.csv", 60)), "{files:?}");
    assert_eq!(tables::LEFT_OUT.len(), 23);
}
