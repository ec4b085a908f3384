//! All figures as one sheet to take along.

use std::sync::LazyLock;

use alongside_figures::{Figure, Status, Table, tables};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, header},
};

use crate::{assets::immutable, encoding::Encoded};

const LICENCE: &str = "CC BY 4.0";
const HEADING: &str = "table,row,source_id,citation,doi,population,definition,group,week_or_age,value,lower,upper,\
                       unit,quote,address,status,licence";

static SHEET: LazyLock<Encoded> = LazyLock::new(|| Encoded::new(text()));

/// Every figure that is built in, as it is in its table. What may not be shown is not in it.
pub(super) async fn sheet(headers: HeaderMap) -> Response<Body> {
    let mut response = immutable(&SHEET, HeaderValue::from_static("text/csv; charset=utf-8"), &headers);
    let out = response.headers_mut();
    // Its name has no hash in it, so it is asked about again.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    let name = HeaderValue::from_static("attachment; filename=\"alongside-figures.csv\"");
    out.insert(header::CONTENT_DISPOSITION, name);
    let licence = HeaderValue::from_static("<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"");
    out.insert(HeaderName::from_static("link"), licence);
    response
}

fn text() -> String {
    let rows = Table::ALL.into_iter().flat_map(tables::of).map(row);
    std::iter::once(HEADING.to_owned()).chain(rows).fold(String::new(), |sheet, row| sheet + &row + "\r\n")
}

fn row(figure: &Figure) -> String {
    let status = match figure.status {
        Status::Verified => "read in the paper, its abstract or its table",
        Status::SecondHand => "read in somebody else's account",
        Status::Derived => "computed",
    };
    let end = |pick: fn(alongside_figures::Interval) -> f64| {
        figure.interval.map(|ends| pick(ends).to_string()).unwrap_or_default()
    };
    [
        figure.table.file().trim_end_matches(".csv"),
        &figure.row.to_string(),
        figure.source.id,
        figure.source.citation,
        &figure.source.dois.join("; "),
        figure.population,
        figure.definition,
        figure.group,
        figure.at,
        figure.printed,
        &end(|ends| ends.lower),
        &end(|ends| ends.upper),
        figure.unit_words,
        figure.quote,
        figure.seen_at.unwrap_or_default(),
        status,
        LICENCE,
    ]
    .map(cell)
    .join(",")
}

/// A cell as RFC 4180 has it. What a table program would take for a formula has a space before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!(" {text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_what_a_table_program_reads_and_never_runs() {
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=1+1"), " =1+1");
        assert_eq!(cell("about 11"), "about 11");
    }

    #[test]
    fn every_figure_is_a_row_with_as_many_cells_as_the_heading() {
        let all = Table::ALL.into_iter().map(|table| tables::of(table).len()).sum::<usize>();
        let text = text();
        let mut quoted = false;
        let mut cells = 1;
        let mut rows = Vec::new();
        for c in text.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells += 1,
                '\n' if !quoted => rows.push(std::mem::replace(&mut cells, 1)),
                _ => {}
            }
        }
        assert_eq!(rows.len(), all + 1);
        assert!(rows.iter().all(|cells| *cells == 17), "{rows:?}");
    }
}
