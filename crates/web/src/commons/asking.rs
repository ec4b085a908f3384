//! People who ask to be let in, for moderators. For anybody else there is no such page.

use alongside_app::admission::AskingPage;
use alongside_domain::{admission::ANSWER_MAX, cursor::Cursor, id::AdmissionId};
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

/// Those who ask and wait for a yes or a no, oldest first.
#[derive(Template)]
#[template(path = "asking.html")]
struct Asking<'a> {
    frame: Frame<'a>,
    question: &'a str,
    page: AskingPage,
    next: Option<String>,
}

pub(super) async fn list(State(web): State<Web>, reader: Reader) -> Response<Body> {
    listed(&web, &reader).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn listed(web: &Web, reader: &Reader) -> Result<Response<Body>, Failure> {
    let cursor = reader.at.cursor(Cursor::OLDEST)?;
    let page = web.app.asking_to_be_let_in(reader.viewer(), cursor).await?;
    let next = page.next.map(|next| link("/asking", [("after", &*next.to_string())]));
    let frame = reader.frame(web, Place::Elsewhere);
    let question = web.settings.sign_up_question.as_str();
    Ok(reader.page(StatusCode::OK, &Asking { frame, question, page, next }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    yes: bool,
    words: String,
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
    let id: AdmissionId = id.parse().map_err(|_| Failure::not_here())?;
    let Decision { yes, words } = form::read(request).await?;
    web.app.decide_admission(reader.viewer(), id, yes, &words).await?;
    Ok(to("/asking"))
}
