//! Pages that are the same for everybody: the front door, and the page to leave to.

use std::sync::LazyLock;

use alongside_app::story::Order;
use alongside_domain::{Audience, Viewer, cursor::Cursor, shown::StoryLine};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode, header},
};
use serde::Deserialize;

use super::{
    Reader, form, html,
    parts::{Frame, Line, Place, Rings},
    to,
};
use crate::{cookie, encoding::Accept, markdown, web::Web};

/// The front door: what this place is, how far a story can go, and the newest stories that everyone may read.
#[derive(Template)]
#[template(path = "front.html")]
struct Front<'a> {
    frame: Frame<'a>,
    lines: Vec<Line<'a>>,
    left_out: usize,
}

/// How many stories the front door shows.
const FEW: usize = 5;

pub(super) async fn front(State(web): State<Web>, reader: Reader) -> Response<Body> {
    // As a visitor sees it, whoever looks: members have the community.
    let listed = web.app.stories(Viewer::Visitor, Order::Newest, Cursor::NEWEST, None).await;
    let stories: Vec<StoryLine> = match listed {
        Ok(page) => page.items,
        Err(error) => return reader.refused(&web, crate::session::store(error)),
    };
    let frame = reader.frame(&web, Place::Elsewhere);
    let (lines, left_out) = Line::all(frame, stories.iter().take(FEW));
    reader.page(StatusCode::OK, &Front { frame, lines, left_out })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    plain: bool,
}

/// Gives the tabs of this browser another name, or their own again.
pub(super) async fn plain(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    match form::read::<Named>(request).await {
        Ok(named) => {
            let mut response = to("/help#leaving");
            response.headers_mut().insert(header::SET_COOKIE, cookie::set_plain(named.plain));
            response
        }
        Err(failure) => reader.refused(&web, failure),
    }
}

/// What sealed protects from and what it does not: docs/THREATS.md, so that there is one text of it.
#[derive(Template)]
#[template(path = "sealed.html")]
struct Sealed<'a> {
    frame: Frame<'a>,
    body: &'a str,
}

static SEALED: LazyLock<String> =
    LazyLock::new(|| markdown::ours_to_html(include_str!("../../../../docs/THREATS.md")));

pub(super) async fn sealed(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Help);
    reader.page(StatusCode::OK, &Sealed { frame, body: &SEALED })
}

/// A page that tells nothing, for leaving quickly.
#[derive(Template)]
#[template(path = "away.html")]
struct Away<'a> {
    css: &'a str,
}

pub(super) async fn away(State(web): State<Web>) -> Response<Body> {
    html(StatusCode::OK, &Away { css: web.assets.css() }, Accept::Plain)
}
