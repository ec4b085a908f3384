//! The page of a pen name.

use alongside_domain::{cursor::Cursor, name::PenName, shown::PenShown};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    At, Reader,
    parts::{Frame, Line, Place, link},
};
use crate::{failure::Failure, web::Web};

/// A pen name, with the stories under it that the reader may read.
#[derive(Template)]
#[template(path = "pen.html")]
struct PenPage<'a> {
    frame: Frame<'a>,
    pen: &'a PenShown,
    lines: Vec<Line<'a>>,
    left_out: usize,
    next: Option<String>,
    /// For a member who reads another's: whether they have muted it.
    muted: Option<bool>,
    /// Where a letter to it is written, when it takes letters.
    write: Option<String>,
}

pub(super) async fn pen(State(web): State<Web>, reader: Reader, At(name): At<String>) -> Response<Body> {
    shown(&web, &reader, &name).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn shown(web: &Web, reader: &Reader, name: &str) -> Result<Response<Body>, Failure> {
    let name: PenName = name.parse().map_err(|_| Failure::not_here())?;
    let cursor = reader.at.cursor(Cursor::NEWEST)?;
    let path = format!("/pen/{}", utf8_percent_encode(&name.slug(), NON_ALPHANUMERIC));
    let page = web.app.pen_page(reader.viewer(), name.key(), cursor).await?;
    let frame = reader.frame(web, Place::Elsewhere);
    let (lines, left_out) = Line::all(frame, page.stories.items.iter());
    let next = page.stories.next.map(|next| link(&path, [("after", &*next.to_string())]));
    let write = page.takes_letters.then(|| {
        let pen = utf8_percent_encode(page.pen.name.as_str(), NON_ALPHANUMERIC);
        format!("{}/letters/new?pen={pen}", frame.room)
    });
    Ok(reader.page(
        StatusCode::OK,
        &PenPage { frame, pen: &page.pen, lines, left_out, next, muted: page.muted, write },
    ))
}
