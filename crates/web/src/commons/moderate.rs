//! Holding something from being shown, and letting it be shown again. For moderators only.

use alongside_app::hold::Held;
use alongside_domain::{
    id::{AnswerId, StoryId},
    text::Reason,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::Response,
};
use serde::Deserialize;

use super::{At, Reader, form, to};
use crate::{failure::Failure, web::Web};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason: String,
}

pub(super) async fn hold_story(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    let held = hold(&web, &reader, story(&id), request).await;
    held.unwrap_or_else(|failure| reader.refused(&web, failure))
}

pub(super) async fn hold_answer(
    State(web): State<Web>,
    reader: Reader,
    At((id, answer)): At<(String, String)>,
    request: Request,
) -> Response<Body> {
    let held = hold(&web, &reader, self::answer(&id, &answer), request).await;
    held.unwrap_or_else(|failure| reader.refused(&web, failure))
}

pub(super) async fn release_story(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
) -> Response<Body> {
    release(&web, &reader, story(&id)).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

pub(super) async fn release_answer(
    State(web): State<Web>,
    reader: Reader,
    At((id, answer)): At<(String, String)>,
) -> Response<Body> {
    release(&web, &reader, self::answer(&id, &answer))
        .await
        .unwrap_or_else(|failure| reader.refused(&web, failure))
}

fn story(id: &str) -> Option<Held> {
    id.parse().ok().map(Held::Story)
}

fn answer(story: &str, answer: &str) -> Option<Held> {
    story.parse::<StoryId>().ok()?;
    answer.parse::<AnswerId>().ok().map(Held::Answer)
}

async fn hold(
    web: &Web,
    reader: &Reader,
    what: Option<Held>,
    request: Request,
) -> Result<Response<Body>, Failure> {
    reader.member()?;
    let what = what.ok_or_else(Failure::not_here)?;
    let why: Why = form::read(request).await?;
    let reason: Reason = why.reason.parse().map_err(|error| Failure::mistaken("reason", error))?;
    let story = web.app.hold(reader.viewer(), what, reason).await?;
    Ok(back(story, what))
}

async fn release(web: &Web, reader: &Reader, what: Option<Held>) -> Result<Response<Body>, Failure> {
    reader.member()?;
    let what = what.ok_or_else(Failure::not_here)?;
    let story = web.app.release(reader.viewer(), what).await?;
    Ok(back(story, what))
}

fn back(story: StoryId, what: Held) -> Response<Body> {
    match what {
        Held::Story(_) => to(&format!("/story/{story}")),
        Held::Answer(answer) => to(&format!("/story/{story}/answer/{answer}#answer-{answer}")),
    }
}
