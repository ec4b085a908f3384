//! How the numbers are made: every table with its sources, and why common tools say something else.

use alongside_figures::{
    Assumption, Clock, Figure, FromImplantation, HeartbeatSeen, LifeTable, NothingChecked, Status, Table,
    tables,
};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};

use super::{
    context::{Pick, found},
    said,
};
use crate::{
    commons::{
        At, Reader,
        parts::{Frame, Place},
    },
    failure::Failure,
    web::Web,
};

/// Which figures the page names in its sentences.
pub(super) const NAMED: [Pick; 8] = [
    Pick::of(Table::DerivedModel, "check_datayze", "mean of entered factors", "age 42"),
    Pick::of(Table::DerivedModel, "check_datayze", "mean", "age 42 + 0 births"),
    Pick::of(Table::RiskCommunicationAndMethods, "reprotox2008", "left truncation", ""),
    Pick::of(Table::WeeklyLifeTables, "mukherjee2013", "", "losses / women"),
    Pick::of(Table::WeeklyLifeTables, "mukherjee2013", "", "life-table cumulative after week 5"),
    Pick::of(Table::AfterHeartbeat, "tong2008", "miscarriage after", "overall"),
    Pick::of(Table::AfterHeartbeat, "makrydimas2003", "", "overall"),
    Pick::of(Table::HistoryAndNextPregnancy, "dufosse2022", "prediction", "age + number of losses only"),
];

#[derive(Template)]
#[template(path = "numbers/method.html")]
struct Method<'a> {
    frame: Frame<'a>,
    named: [Option<&'static Figure>; 8],
    clocks: [&'static str; 3],
    assumptions: [Assumption; 8],
    weeks: &'static [alongside_figures::LifeWeek],
    left_out: usize,
    shown: usize,
}

impl Method<'_> {
    /// What a figure that is named in a sentence prints.
    fn printed(&self, at: usize) -> &'static str {
        self.named.get(at).copied().flatten().map_or("", |figure| figure.printed)
    }

    /// A figure that is named in a sentence, in whole numbers.
    fn said(&self, at: usize) -> String {
        self.named.get(at).copied().flatten().map(said::figure).unwrap_or_default()
    }

    /// The counts behind a figure that is named in a sentence.
    fn counted(&self, at: usize) -> String {
        let figure = self.named.get(at).copied().flatten();
        figure.and_then(|figure| figure.counts).map(|counts| said::many(counts.of)).unwrap_or_default()
    }
}

pub(super) async fn method(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let page = Method {
        frame: reader.frame(&web, Place::Numbers),
        named: NAMED.map(|pick| found(&pick)),
        clocks: [NothingChecked::COUNTS, HeartbeatSeen::COUNTS, FromImplantation::COUNTS],
        assumptions: [
            Assumption::Known,
            Assumption::Vaccinated,
            Assumption::OnePattern,
            Assumption::SameEveryWeek,
            Assumption::Rescaled,
            Assumption::MixedHistories,
            Assumption::NoneIsEverybody,
            Assumption::NotOnePerson,
        ],
        weeks: LifeTable::zauche().weeks(),
        left_out: tables::LEFT_OUT.len(),
        shown: Table::ALL.into_iter().map(|table| tables::of(table).len()).sum(),
    };
    reader.page(StatusCode::OK, &page)
}

/// A table as a page.
#[derive(Template)]
#[template(path = "numbers/table.html")]
struct TablePage<'a> {
    frame: Frame<'a>,
    table: Table,
    figures: &'static [Figure],
    /// Rows that stay in the file, and why.
    left_out: Vec<(u32, &'static str)>,
}

pub(super) async fn table(State(web): State<Web>, reader: Reader, At(name): At<String>) -> Response<Body> {
    let Some(table) = Table::ALL.into_iter().find(|table| slug(*table) == name) else {
        return reader.refused(&web, Failure::not_here());
    };
    let left_out =
        tables::LEFT_OUT.iter().filter(|row| row.table == table).map(|row| (row.row, row.reason)).collect();
    let frame = reader.frame(&web, Place::Numbers);
    reader.page(StatusCode::OK, &TablePage { frame, table, figures: tables::of(table), left_out })
}

/// The name of a table in its address: "by-age".
pub(super) fn slug(table: Table) -> String {
    table.file().trim_end_matches(".csv").replace('_', "-")
}

pub(super) const fn title(table: Table) -> &'static str {
    match table {
        Table::WeeklyLifeTables => "Week by week, nothing checked",
        Table::AfterHeartbeat => "After a heartbeat was seen",
        Table::ByAge => "By age",
        Table::HistoryAndNextPregnancy => "Earlier losses, and the pregnancy after one",
        Table::OverallTotals => "Totals, each with its own denominator",
        Table::Context => "What stands around them",
        Table::LaterLossStillbirth => "Later losses and stillbirth",
        Table::Management => "Waiting, medicine, procedure",
        Table::RiskCommunicationAndMethods => "How numbers are told and reckoned",
        Table::DerivedModel => "What is computed here, as computed before by other hands",
    }
}

const fn known(status: Status) -> &'static str {
    match status {
        Status::Verified => "read in the paper, its abstract or its table",
        Status::SecondHand => "read in somebody else’s account",
        Status::Derived => "computed",
    }
}
