//! Letters that were reported, for moderators. For anybody else there is no such page.

use alongside_app::letter::Report;
use alongside_domain::{cursor::Cursor, id::ReportId};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    At, Reader, form,
    parts::{Frame, Place, link},
    to,
};
use crate::{failure::Failure, web::Web};

/// What was reported and is not decided, oldest first.
#[derive(Template)]
#[template(path = "reported.html")]
struct Reported<'a> {
    frame: Frame<'a>,
    reports: &'a [Report],
    next: Option<String>,
}

impl Reported<'_> {
    /// How much of a letter is shown before one asks for the rest, in characters.
    const FIRST: usize = 2000;

    fn cut(text: &str) -> (&str, &str) {
        text.char_indices().nth(Self::FIRST).map_or((text, ""), |(at, _)| text.split_at(at))
    }
}

pub(super) async fn list(State(web): State<Web>, reader: Reader) -> Response<Body> {
    listed(&web, &reader).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn listed(web: &Web, reader: &Reader) -> Result<Response<Body>, Failure> {
    let cursor = reader.at.cursor(Cursor::OLDEST)?;
    let page = web.app.reported_letters(reader.viewer(), cursor).await?;
    let next = page.next.map(|next| link("/letters/reported", [("after", &*next.to_string())]));
    let frame = reader.frame(web, Place::Elsewhere);
    Ok(reader.page(StatusCode::OK, &Reported { frame, reports: &page.items, next }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    stop: bool,
}

pub(super) async fn decide(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    decided(&web, &reader, &id, request).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn decided(web: &Web, reader: &Reader, id: &str, request: Request) -> Result<Response<Body>, Failure> {
    reader.member()?;
    let id: ReportId = id.parse().map_err(|_| Failure::not_here())?;
    let Decision { stop } = form::read(request).await?;
    web.app.decide_report(reader.viewer(), id, stop).await?;
    Ok(to("/letters/reported"))
}
