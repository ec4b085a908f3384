//! Letters that were reported, for moderators. For anybody else there is no such page.

use alongside_app::letter::Report;
use alongside_domain::id::ReportId;
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    At, Reader, form,
    parts::{Frame, Place},
    to,
};
use crate::{failure::Failure, web::Web};

/// What was reported and is not decided, oldest first.
#[derive(Template)]
#[template(path = "reported.html")]
struct Reported<'a> {
    frame: Frame<'a>,
    reports: &'a [Report],
}

pub(super) async fn list(State(web): State<Web>, reader: Reader) -> Response<Body> {
    match web.app.reported_letters(reader.viewer()).await {
        Ok(reports) => {
            let frame = reader.frame(&web, Place::Elsewhere);
            reader.page(StatusCode::OK, &Reported { frame, reports: &reports })
        }
        Err(refused) => reader.refused(&web, refused.into()),
    }
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
