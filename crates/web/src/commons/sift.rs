//! What waits for somebody, what was set aside, and deciding about it: for authors and who reads first for them.

use alongside_app::sift::Verdict;
use alongside_domain::{
    cursor::{Cursor, Page},
    id::{AnswerId, StoryId},
    shown::Sifted,
    story::KeepAway,
};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    At, Reader, form,
    parts::{self, Frame, Place, link},
    to,
};
use crate::{failure::Failure, markdown, session, web::Web};

/// Answers that wait, or that were set aside, oldest first.
#[derive(Template)]
#[template(path = "waiting.html")]
struct Waiting<'a> {
    frame: Frame<'a>,
    aside: bool,
    answers: Vec<OneWaiting<'a>>,
    first: bool,
    next: Option<String>,
}

/// One of them, and in which story.
struct OneWaiting<'a> {
    answer: &'a Sifted,
    heading: String,
    text: String,
}

pub(super) async fn waiting(State(web): State<Web>, reader: Reader) -> Response<Body> {
    listed(&web, &reader, false).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

pub(super) async fn aside(State(web): State<Web>, reader: Reader) -> Response<Body> {
    listed(&web, &reader, true).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn listed(web: &Web, reader: &Reader, aside: bool) -> Result<Response<Body>, Failure> {
    let member = reader.member()?.id;
    let cursor = reader.at.cursor(Cursor::OLDEST)?;
    let (path, page): (_, Page<Sifted>) = if aside {
        ("/answers/aside", web.app.set_aside(member, cursor).await.map_err(session::store)?)
    } else {
        ("/answers", web.app.waiting(member, cursor).await.map_err(session::store)?)
    };
    let one = |answer| OneWaiting {
        answer,
        heading: parts::heading(answer.title.as_ref(), &answer.story_pen),
        text: markdown::to_html(answer.text.as_str()),
    };
    let view = Waiting {
        frame: reader.frame(web, Place::Elsewhere),
        aside,
        first: reader.at.is_first(),
        next: page.next.map(|next| link(path, [("after", &*next.to_string())])),
        answers: page.items.iter().map(one).collect(),
    };
    Ok(reader.page(StatusCode::OK, &view))
}

/// Where somebody came from, to go back there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CameFrom {
    from: String,
}

impl CameFrom {
    /// One of the two lists, or the story.
    fn back(&self, story: StoryId) -> String {
        match &*self.from {
            "waiting" => "/answers".to_owned(),
            "aside" => "/answers/aside".to_owned(),
            _ => format!("/story/{story}#answers"),
        }
    }
}

/// What can be decided about an answer, as the path says it.
#[derive(Clone, Copy)]
enum Say {
    Sift(Verdict),
    KeepAway(KeepAway),
}

pub(super) async fn let_through(
    State(web): State<Web>,
    reader: Reader,
    at: At<(String, String)>,
    request: Request,
) -> Response<Body> {
    decided(web, reader, at, request, Say::Sift(Verdict::Through)).await
}

pub(super) async fn set_aside(
    State(web): State<Web>,
    reader: Reader,
    at: At<(String, String)>,
    request: Request,
) -> Response<Body> {
    decided(web, reader, at, request, Say::Sift(Verdict::Aside)).await
}

pub(super) async fn restrict(
    State(web): State<Web>,
    reader: Reader,
    at: At<(String, String)>,
    request: Request,
) -> Response<Body> {
    decided(web, reader, at, request, Say::KeepAway(KeepAway::Restrict)).await
}

pub(super) async fn block(
    State(web): State<Web>,
    reader: Reader,
    at: At<(String, String)>,
    request: Request,
) -> Response<Body> {
    decided(web, reader, at, request, Say::KeepAway(KeepAway::Block)).await
}

async fn decided(
    web: Web,
    reader: Reader,
    At((story, answer)): At<(String, String)>,
    request: Request,
    say: Say,
) -> Response<Body> {
    let (Ok(story), Ok(answer)) = (story.parse::<StoryId>(), answer.parse::<AnswerId>()) else {
        return reader.refused(&web, Failure::not_here());
    };
    let done = async {
        reader.member()?;
        let from: CameFrom = form::read(request).await?;
        match say {
            Say::Sift(verdict) => drop(web.app.sift(reader.viewer(), answer, verdict).await?),
            Say::KeepAway(how) => web.app.keep_away(reader.viewer(), answer, how).await?,
        }
        Ok(to(&from.back(story)))
    };
    done.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}

pub(super) async fn let_all_through(
    State(web): State<Web>,
    reader: Reader,
    At(story): At<String>,
) -> Response<Body> {
    let done = async {
        reader.member()?;
        let story: StoryId = story.parse().map_err(|_| Failure::not_here())?;
        web.app.let_all_through(reader.viewer(), story).await?;
        Ok(to(&format!("/story/{story}#answers")))
    };
    done.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}
