//! People who pick up the phone, by country: at the foot of every page, and on one of their own.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    Reader,
    parts::{Frame, Place},
};
use crate::web::Web;

/// A country with whom one can call there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    pub(crate) country: String,
    pub(crate) people: Vec<Line>,
}

/// Somebody who picks up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) call: String,
    /// For whom.
    pub(crate) who: String,
    pub(crate) when: String,
    /// Empty where no source says it.
    pub(crate) cost: String,
    /// Where it is written; never none.
    pub(crate) sources: Vec<String>,
    /// The day on which that was read.
    pub(crate) read: String,
}

impl Line {
    /// The number as a phone takes it.
    pub(crate) fn tel(&self) -> String {
        self.call.replace(' ', "")
    }
}

static PEOPLE: LazyLock<Vec<Country>> =
    LazyLock::new(|| listed(include_str!("../../../../content/signposts/people.json")));

/// Everybody who has a source. What cannot be read is left out as a whole, which a test would see.
fn listed(json: &str) -> Vec<Country> {
    let mut countries: Vec<Country> = serde_json::from_str(json).unwrap_or_default();
    for country in &mut countries {
        country.people.retain(|line| !line.sources.is_empty());
    }
    countries.retain(|country| !country.people.is_empty());
    countries
}

/// Everybody, in the order of the countries' names.
pub(crate) fn people() -> &'static [Country] {
    &PEOPLE
}

#[derive(Template)]
#[template(path = "phone.html")]
struct Phone<'a> {
    frame: Frame<'a>,
    countries: &'static [Country],
}

pub(super) async fn phone(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Help);
    reader.page(StatusCode::OK, &Phone { frame, countries: people() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_is_in_the_list_is_shown() {
        let json = include_str!("../../../../content/signposts/people.json");
        let written = json.matches("\"call\":").count();
        let shown: usize = people().iter().map(|country| country.people.len()).sum();
        assert!(written >= 7 && shown == written, "{shown} of {written}");
        assert!(people().is_sorted_by_key(|country| &country.country), "by name");
    }

    #[test]
    fn a_number_without_a_source_is_left_out() {
        let line = |sources: &str| {
            format!(
                r#"{{"name":"A","call":"1 2","who":"All","when":"Always","cost":"","sources":[{sources}],"read":"2026-11-24"}}"#
            )
        };
        let json = format!(
            r#"[{{"country":"Somewhere","people":[{},{}]}},{{"country":"Nowhere","people":[{}]}}]"#,
            line(r#""https://example.org/""#),
            line(""),
            line("")
        );
        let countries = listed(&json);
        assert!(matches!(&countries[..], [one] if one.people.len() == 1 && one.people[0].tel() == "12"));
    }
}
