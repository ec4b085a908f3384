//! The community: what members let each other read.

use alongside_app::story::Order;
use alongside_domain::{cursor::Cursor, text::Query};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};

use super::{
    Reader,
    parts::{Frame, Line, Place, link},
};
use crate::{failure::Failure, session, web::Web};

/// The community: stories by newest or by newest answer, a search by words, and a link to older ones.
#[derive(Template)]
#[template(path = "community.html")]
struct Community<'a> {
    frame: Frame<'a>,
    lines: Vec<Line<'a>>,
    left_out: usize,
    order: Order,
    query: String,
    /// Why what was looked for could not be.
    wrong: Option<String>,
    first: bool,
    /// The first page of this list.
    start: String,
    next: Option<String>,
}

pub(super) async fn community(State(web): State<Web>, reader: Reader) -> Response<Body> {
    shown(&web, &reader).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn shown(web: &Web, reader: &Reader) -> Result<Response<Body>, Failure> {
    reader.member()?;
    let order = match reader.at.order.as_deref() {
        Some("answered") => Order::Answered,
        _ => Order::Newest,
    };
    let cursor = reader.at.cursor(Cursor::NEWEST)?;
    let asked = reader.at.q.clone().unwrap_or_default();
    let (query, wrong) = match asked.trim() {
        "" => (None, None),
        words => match words.parse::<Query>() {
            Ok(query) => (Some(query), None),
            Err(error) => (None, Some(error.to_string())),
        },
    };
    let page = if wrong.is_some() {
        alongside_domain::cursor::Page { items: Vec::new(), next: None }
    } else {
        web.app.stories(reader.viewer(), order, cursor, query).await.map_err(session::store)?
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = reader.frame(web, Place::Community);
    let ordered = (order == Order::Answered).then_some(("order", "answered"));
    let looked = (!asked.is_empty()).then_some(("q", &*asked));
    let list =
        |after: Option<(&str, &str)>| link("/community", ordered.into_iter().chain(looked).chain(after));
    let next = page.next.map(|next| list(Some(("after", &next.to_string()))));
    let (lines, left_out) = Line::all(frame, page.items.iter());
    let (first, start) = (reader.at.is_first(), list(None));
    let query = asked.chars().take(Query::MAX).collect();
    Ok(reader.page(status, &Community { frame, lines, left_out, order, query, wrong, first, start, next }))
}
