//! Figures that stand around the others, with their denominators kept apart.

use alongside_figures::{Figure, Table, tables};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};

use super::said::{self, Line};
use crate::{
    commons::{
        Reader,
        parts::{Frame, Place},
    },
    web::Web,
};

/// Which figure: the first of a source whose definition and group begin like this.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick {
    table: Table,
    source: &'static str,
    definition: &'static str,
    group: &'static str,
    /// What it is, in our words; empty for those of its table.
    what: &'static str,
}

impl Pick {
    pub(super) const fn of(
        table: Table,
        source: &'static str,
        definition: &'static str,
        group: &'static str,
    ) -> Self {
        Self { table, source, definition, group, what: "" }
    }

    pub(super) const fn as_what(self, what: &'static str) -> Self {
        Self { what, ..self }
    }
}

/// The figure that is meant.
pub(super) fn found(pick: &Pick) -> Option<&'static Figure> {
    tables::of(pick.table).iter().find(|figure| {
        figure.source.id == pick.source
            && figure.definition.starts_with(pick.definition)
            && figure.group.starts_with(pick.group)
    })
}

/// Those that are meant, as rows of a table.
pub(super) fn lines(picks: &[Pick]) -> Vec<Line> {
    picks.iter().filter_map(|pick| Some(Line::of(found(pick)?, pick.what))).collect()
}

/// Figures with one denominator.
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) say: &'static str,
    pub(super) picks: &'static [Pick],
}

impl Section {
    pub(super) fn lines(&self) -> Vec<Line> {
        lines(self.picks)
    }
}

use Table::{
    Context as C, HistoryAndNextPregnancy as H, LaterLossStillbirth as S, OverallTotals as T,
    WeeklyLifeTables as W,
};

pub(super) const SECTIONS: [Section; 7] = [
    Section {
        heading: "Of pregnancies that somebody knew of",
        say: "From a missed period, a test or a first visit on. When that is, decides much of the number.",
        picks: &[
            Pick::of(T, "quenby2021", "miscarriage of recognised", "pooled"),
            Pick::of(Table::ByAge, "magnus2019", "miscarriage reaching", "overall"),
            Pick::of(Table::ByAge, "andersen2000", "fetal loss among", "overall"),
            Pick::of(W, "zauche2021", "loss reported", "cumulative, all ages"),
            Pick::of(W, "avalos2012", "miscarriage", "cumulative (range"),
            Pick::of(W, "mukherjee2013", "loss", "life-table"),
            Pick::of(Table::ByAge, "lidegaard2020", "hospital", "overall"),
            Pick::of(T, "rossen2018", "any loss", ""),
        ],
    },
    Section {
        heading: "Of all that implant",
        say: "Daily tests show pregnancies that end before anybody would know. Nobody counts them otherwise, so these \
              numbers cannot be set beside those above.",
        picks: &[
            Pick::of(T, "wilcox1988", "loss after implantation", "before"),
            Pick::of(T, "wilcox1988", "total", "total"),
            Pick::of(T, "wang2003", "early", ""),
            Pick::of(T, "wang2003", "clinical", ""),
            Pick::of(T, "andersen1990", "total risk", "")
                .as_what("from conception to 27 weeks, by chaining studies"),
        ],
    },
    Section {
        heading: "Of women, over a lifetime",
        say: "A person can be pregnant several times, so more people have a loss once than pregnancies end in one.",
        picks: &[
            Pick::of(T, "quenby2021", "ever had", "one").as_what("had one miscarriage"),
            Pick::of(T, "quenby2021", "two", "two").as_what("had two"),
            Pick::of(T, "quenby2021", "three", "three").as_what("had three or more"),
            Pick::of(H, "lidegaard2020", "lifetime", "")
                .as_what("had none, one, two, three, four or more in hospital records"),
            Pick::of(C, "ucc", "women who miscarry", "").as_what("have one in their lives, an estimate"),
            Pick::of(T, "cochrane2021", "ever miscarry", "")
                .as_what("of women in their lives, and of pregnancies: a review’s introduction"),
        ],
    },
    Section {
        heading: "Of couples and of adults",
        say: "These are about having difficulty becoming pregnant. They are not about loss, and are often mixed up with \
              it.",
        picks: &[
            Pick::of(C, "who2023", "lifetime infertility", "adults")
                .as_what("of adults in the world, at some time"),
            Pick::of(C, "hse_1in6", "experience", "").as_what("of couples of a woman and a man in Ireland"),
        ],
    },
    Section {
        heading: "By country",
        say: "Hospitals and registers count what comes to them, of deliveries or of births.",
        picks: &[
            Pick::of(C, "campillo2019", "rate", "")
                .as_what("hospital stays for an early miscarriage, of deliveries, in 2005 and 2016"),
            Pick::of(C, "campillo2019", "hospitalisations", "")
                .as_what("hospital stays in Ireland, 2005 to 2016"),
            Pick::of(C, "ucc", "recording", "").as_what("what is recorded in Ireland"),
            Pick::of(S, "npec2023", "stillbirth", "Ireland")
                .as_what("stillbirths of births in Ireland, 2023"),
            Pick::of(S, "igme2022", "stillbirth >=28 wk", "world")
                .as_what("million babies stillborn in the world in 2021"),
        ],
    },
    Section {
        heading: "Other kinds of loss",
        say: "Of pregnancies, unless something else is said.",
        picks: &[
            Pick::of(C, "nice_cg154", "ectopic", "").as_what("ectopic"),
            Pick::of(C, "savage2010", "molar", "all ages").as_what("molar, of viable conceptions"),
            Pick::of(S, "rcog_gtg17_2011", "second-trimester", "")
                .as_what("of pregnancies in the second trimester, lost before 24 weeks"),
        ],
    },
    Section {
        heading: "What is around them",
        say: "Causes, beliefs, and bleeding.",
        picks: &[
            Pick::of(C, "pendina2025", "chromosomally", "all")
                .as_what("of miscarriages that were examined had another number or form of chromosomes"),
            Pick::of(C, "karyotype_range", "chromosomally", "range")
                .as_what("the same in three other series"),
            Pick::of(C, "bardos2015", "believed", "")
                .as_what("of adults believed that it happens in 5 of 100 pregnancies or fewer"),
            Pick::of(C, "bardos2015", "wrongly", "").as_what(
                "named stress, and lifting something heavy, as causes, which they were not found to be",
            ),
            Pick::of(C, "bardos2015", "felt guilty", "")
                .as_what("felt guilty, had done something wrong, alone, ashamed, in their own words"),
            Pick::of(C, "hasan2009", "any first-trimester", "").as_what(
                "of pregnancies had bleeding in the first three months. It says nothing about a bleeding now",
            ),
        ],
    },
];

/// The figures in the sentences about numbers that are often quoted.
pub(super) const QUOTED: [Pick; 8] = [
    Pick::of(T, "input_10_25", "'known pregnancies'", ""),
    Pick::of(T, "quenby2021", "miscarriage of recognised", "pooled"),
    Pick::of(C, "hse_1in6", "experience", ""),
    Pick::of(C, "who2023", "lifetime infertility", "adults"),
    Pick::of(W, "avalos2012", "miscarriage", "cumulative (range"),
    Pick::of(T, "wilcox1988", "total", "total"),
    Pick::of(T, "nice_cg154", "pregnancies that", ""),
    Pick::of(C, "tommys_stats", "all / early", ""),
];

#[derive(Template)]
#[template(path = "numbers/context.html")]
struct Context<'a> {
    frame: Frame<'a>,
    quoted: [Option<&'static Figure>; 8],
    sections: &'static [Section],
}

impl Context<'_> {
    fn said(&self, at: usize) -> String {
        self.quoted.get(at).copied().flatten().map(said::figure).unwrap_or_default()
    }

    fn range(&self, at: usize) -> String {
        self.quoted.get(at).copied().flatten().and_then(said::interval).unwrap_or_default()
    }
}

pub(super) async fn context(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Numbers);
    let quoted = QUOTED.map(|pick| found(&pick));
    reader.page(StatusCode::OK, &Context { frame, quoted, sections: &SECTIONS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commons::numbers::{after, method};

    #[test]
    fn every_figure_that_a_page_names_is_in_its_table() {
        let sections = SECTIONS.iter().chain(&after::SECTIONS).flat_map(|section| section.picks);
        let mut seen = 0;
        for pick in sections.chain(&QUOTED).chain(&method::NAMED) {
            assert!(found(pick).is_some(), "{pick:?}");
            seen += 1;
        }
        assert!(seen > 70, "{seen}");
    }
}
