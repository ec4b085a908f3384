//! Telling moderators about something, and what they decided about one's own words.

use alongside_app::{hold::Held, queue::Report};
use alongside_domain::{
    cursor::Cursor,
    id::{AnswerId, DecisionId, StoryId},
    queue::{Appeal, Decided},
    story::Note,
    text::Reason,
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
    parts::{Frame, Place, link},
    to,
};
use crate::{failure::Failure, session, web::Web};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    words: String,
    notes: Vec<String>,
}

impl Fields {
    fn words(&self) -> Result<Option<Reason>, Failure> {
        match self.words.trim() {
            "" => Ok(None),
            words => words.parse().map(Some).map_err(|error| Failure::mistaken("words", error)),
        }
    }
}

/// That it was told, or that it was asked.
#[derive(Template)]
#[template(path = "told.html")]
struct Thanks<'a> {
    frame: Frame<'a>,
    back: String,
}

pub(super) async fn report_story(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    let what = id.parse::<StoryId>().ok().map(Held::Story);
    reported(&web, &reader, what, format!("/story/{id}"), request).await
}

pub(super) async fn report_answer(
    State(web): State<Web>,
    reader: Reader,
    At((story, id)): At<(String, String)>,
    request: Request,
) -> Response<Body> {
    let what = story.parse::<StoryId>().ok().and_then(|_| id.parse::<AnswerId>().ok()).map(Held::Answer);
    reported(&web, &reader, what, format!("/story/{story}"), request).await
}

async fn reported(
    web: &Web,
    reader: &Reader,
    what: Option<Held>,
    back: String,
    request: Request,
) -> Response<Body> {
    let fields: Fields = match form::read(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(web, failure),
    };
    let done = async {
        reader.member()?;
        let what = what.ok_or_else(Failure::not_here)?;
        let words = fields.words()?;
        let notes: Vec<Note> = fields.notes.iter().filter_map(|slug| slug.parse().ok()).collect();
        let notes = Note::ALL.iter().copied().filter(|note| notes.contains(note)).collect();
        web.app.report(reader.viewer(), Report { what, words, notes }).await?;
        let frame = reader.frame(web, Place::Elsewhere);
        Ok(reader.page(StatusCode::OK, &Thanks { frame, back: back.clone() }))
    };
    done.await.unwrap_or_else(|failure: Failure| {
        reader.refused_keeping(web, failure, fields.words.clone(), back.clone())
    })
}

/// What moderators decided about one's own words, newest first.
#[derive(Template)]
#[template(path = "decided.html")]
struct View<'a> {
    frame: Frame<'a>,
    decided: &'a [Decided],
    first: bool,
    next: Option<String>,
}

impl View<'_> {
    /// What happened, as a sentence.
    fn what(decided: &Decided) -> &'static str {
        let answer = decided.answer.is_some();
        match (&*decided.what, answer) {
            ("show" | "release", true) => "A moderator has read your answer, and it is shown.",
            ("show" | "release", false) => "A moderator has read your story, and it is shown.",
            ("with-note", true) => "Your answer is shown, folded under what it mentions.",
            ("with-note", false) => "Your story is shown, with what it mentions said before it.",
            ("return", true) => "Your answer is given back to you. Nobody else sees it.",
            ("return", false) => "Your story is given back to you. Nobody else sees the open copy.",
            ("remove", true) => "Your answer was removed. It is erased 30 days later.",
            ("remove", false) => {
                "The open copy of your story was removed. It is erased 30 days later; your own stays with you."
            }
            ("pause", _) => "Writing to others is paused for you. You can read everything meanwhile.",
            (_, true) => "Your answer is held for now. Nobody else sees it.",
            (_, false) => "Your story is held for now. Nobody else sees the open copy.",
        }
    }
}

pub(super) async fn decided(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let shown = async {
        let member = reader.member()?.id;
        let cursor = reader.at.cursor(Cursor::NEWEST)?;
        let page = web.app.decided(member, cursor).await.map_err(session::store)?;
        let view = View {
            frame: reader.frame(&web, Place::Elsewhere),
            decided: &page.items,
            first: reader.at.is_first(),
            next: page.next.map(|next| link("/decided", [("after", &*next.to_string())])),
        };
        Ok(reader.page(StatusCode::OK, &view))
    };
    shown.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}

pub(super) async fn appeal(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    let fields: Fields = match form::read(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(&web, failure),
    };
    let done = async {
        let member = reader.member()?.id;
        let id: DecisionId = id.parse().map_err(|_| Failure::not_here())?;
        let words = fields.words.parse::<Reason>().map_err(|error| Failure::mistaken("words", error))?;
        web.app.appeal(member, id, words).await?;
        Ok(to("/decided"))
    };
    done.await.unwrap_or_else(|failure: Failure| {
        reader.refused_keeping(&web, failure, fields.words.clone(), "/decided".into())
    })
}
