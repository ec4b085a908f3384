//! From implantation: what daily tests found. A third clock, and no base for six weeks and later.

use crate::{
    clock::FromImplantation,
    figure::Figure,
    kind::{Table, Value},
    risk::Risk,
    tables,
};

/// A share of the pregnancies that a daily test showed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SinceImplantation {
    /// The share of them that was lost.
    pub risk: Risk<FromImplantation>,
    /// The figure.
    pub figure: &'static Figure,
}

/// The losses after implantation, before and after they could have been known without such a test (wilcox1988,
/// wang2003). Shares of all pregnancies that a daily test showed, in the order of the table; for no week or day.
pub fn since_implantation() -> Vec<SinceImplantation> {
    let losses = |figure: &&Figure| match figure.source.id {
        "wilcox1988" => figure.definition.starts_with("loss after") || figure.definition.starts_with("total"),
        "wang2003" => true,
        _ => false,
    };
    tables::of(Table::OverallTotals)
        .iter()
        .filter(losses)
        .filter_map(|figure| match figure.value {
            Value::Number(percent) => Some(SinceImplantation { risk: Risk::of(percent / 100.0), figure }),
            _ => None,
        })
        .collect()
}
