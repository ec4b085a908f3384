//! What somebody reads here, chosen by themselves and kept in their browser alone.

use super::{
    Reader, form,
    parts::{Frame, Place},
    to,
};
use crate::{cookie, failure::Failure, web::Web};
use alongside_domain::{
    reading::{How, Reading},
    story::Note,
};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode, header},
};

const HERE: &str = "/reading";

/// Each kind of note with what becomes of it, photos, and gentle mode.
#[derive(Template)]
#[template(path = "reading.html")]
struct View<'a> {
    frame: Frame<'a>,
    /// It was just kept.
    kept: bool,
}

impl View<'_> {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn is(&self, note: &Note, how: &How) -> bool {
        self.frame.reading.of(*note) == *how
    }
}

pub(super) async fn reading(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Elsewhere);
    let kept = reader.at.q.as_deref() == Some("kept");
    reader.page(StatusCode::OK, &View { frame, kept })
}

pub(super) async fn choose(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    match chosen(request).await {
        Ok(reading) => {
            let mut response = to(&format!("{HERE}?q=kept"));
            response.headers_mut().insert(header::SET_COOKIE, cookie::set_reading(&reading));
            response
        }
        Err(failure) => reader.refused(&web, failure),
    }
}

/// A form with the slug of what becomes of it for each kind of note, and `photos` and `gentle` when they are ticked.
async fn chosen(request: Request) -> Result<Reading, Failure> {
    let sent: Vec<(String, String)> = form::read(request).await?;
    let mut reading = Reading::default();
    for (name, value) in &sent {
        match &**name {
            "photos" => reading.veiled = value != "true",
            "gentle" => reading.gentle = value == "true",
            note => {
                let note: Note = note.parse().map_err(|error| Failure::mistaken("note", error))?;
                let how: How = value.parse().map_err(|error| Failure::mistaken("note", error))?;
                reading.choose(note, how);
            }
        }
    }
    Ok(reading)
}
