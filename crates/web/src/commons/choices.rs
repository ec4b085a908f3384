//! Who answers me: hidden words, whom one does not read or keeps away, who reads first.

use alongside_app::{Reason as _, Sort, sift};
use alongside_domain::{id::PenId, name::PenName, story::KeepAway, story::Pen, text::HiddenWord};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    Reader, form,
    parts::{Frame, Place},
    to,
};
use crate::{failure::Failure, session, web::Web};

const HERE: &str = "/answers/choices";

/// Everything a member has chosen about who answers, each with a form to change it.
#[derive(Template)]
#[template(path = "choices.html")]
struct View<'a> {
    frame: Frame<'a>,
    choices: sift::Choices,
    pens: Vec<Pen>,
    typed: Fields,
    /// What could not be taken, at its field.
    wrong_word: Option<String>,
    wrong_reader: Option<String>,
}

/// The forms as they arrive; `what` says which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    what: String,
    word: String,
    pen: String,
    other: String,
    reader: String,
}

pub(super) async fn choices(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let shown = page(&web, &reader, StatusCode::OK, Fields::default(), None, None).await;
    shown.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn page(
    web: &Web,
    reader: &Reader,
    status: StatusCode,
    typed: Fields,
    wrong_word: Option<String>,
    wrong_reader: Option<String>,
) -> Result<Response<Body>, Failure> {
    let member = reader.member()?.id;
    let choices = web.app.choices(member).await.map_err(session::store)?;
    let pens = web.app.pens(member).await.map_err(session::store)?;
    let frame = reader.frame(web, Place::Elsewhere);
    Ok(reader.page(status, &View { frame, choices, pens, typed, wrong_word, wrong_reader }))
}

pub(super) async fn change(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    changed(&web, &reader, request).await.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn changed(web: &Web, reader: &Reader, request: Request) -> Result<Response<Body>, Failure> {
    let member = reader.member()?.id;
    let fields: Fields = form::read(request).await?;
    let key = |name: &str| name.parse::<PenName>().map(|name| name.key()).map_err(|_| Failure::not_here());
    let id = |id: &str| id.parse::<PenId>().map_err(|_| Failure::not_here());
    match &*fields.what {
        "hide-word" | "show-word" => return word(web, reader, fields).await,
        "ask" => return ask(web, reader, fields).await,
        "mute" => web.app.mute(member, key(&fields.other)?).await.map_err(session::store)?,
        "unmute" => web.app.unmute(member, key(&fields.other)?).await.map_err(session::store)?,
        "let-near" => {
            web.app.let_near(member, id(&fields.pen)?, id(&fields.other)?).await.map_err(session::store)?;
        }
        "read-first" => web.app.read_first(member, key(&fields.other)?).await.map_err(session::store)?,
        "end-reading" => {
            web.app.end_reading_first(member, key(&fields.other)?).await.map_err(session::store)?;
        }
        _ => return Err(Failure::not_here()),
    }
    Ok(to(HERE))
}

async fn word(web: &Web, reader: &Reader, fields: Fields) -> Result<Response<Body>, Failure> {
    let member = reader.member()?.id;
    let word: HiddenWord = match fields.word.parse() {
        Ok(word) => word,
        Err(error) => {
            let (status, say) = (StatusCode::UNPROCESSABLE_ENTITY, Some(format!("{error}")));
            return page(web, reader, status, fields, say, None).await;
        }
    };
    if fields.what == "hide-word" {
        web.app.hide_word(member, word).await.map_err(session::store)?;
    } else {
        web.app.show_word(member, word).await.map_err(session::store)?;
    }
    Ok(to(HERE))
}

async fn ask(web: &Web, reader: &Reader, fields: Fields) -> Result<Response<Body>, Failure> {
    let wrong = |say: String| Some(say);
    let (Ok(pen), Ok(name)) = (fields.pen.parse::<PenId>(), fields.reader.parse::<PenName>()) else {
        let say = wrong("Please choose one of your pen names, and say whom to ask.".to_owned());
        return page(web, reader, StatusCode::UNPROCESSABLE_ENTITY, fields, None, say).await;
    };
    match web.app.ask_to_read_first(reader.viewer(), pen, name.key()).await {
        Ok(()) => Ok(to(HERE)),
        Err(error) if error.sort() == Sort::Trouble => Err(error.into()),
        Err(error) => {
            let say = wrong(error.to_string());
            page(web, reader, StatusCode::UNPROCESSABLE_ENTITY, fields, None, say).await
        }
    }
}
