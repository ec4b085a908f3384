//! Giving an answer, and taking it back.

use alongside_app::{Reason as _, Sort, answer::Give, once::Once, pen::PenChoice, to_author::ToAuthorError};
use alongside_domain::{
    id::{AnswerId, StoryId},
    text::AnswerText,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{At, Reader, answering::Typed, form, story, thread, to};
use crate::{
    failure::Failure,
    pace::{Act, Whence},
    web::Web,
};

/// The form as it arrives.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    text: String,
    pen: String,
    new_pen: String,
    parent: String,
    once: String,
}

pub(super) async fn give(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    from: Whence,
    request: Request,
) -> Response<Body> {
    let Ok(id) = id.parse::<StoryId>() else { return reader.refused(&web, Failure::not_here()) };
    let fields: Fields = match form::read(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(&web, failure),
    };
    match given(&web, &reader, id, from, &fields).await {
        Ok(response) => response,
        Err(failure) => {
            let next = format!("/story/{id}");
            reader.refused_keeping(&web, failure, fields.text, next)
        }
    }
}

async fn given(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    from: Whence,
    fields: &Fields,
) -> Result<Response<Body>, Failure> {
    let member = reader.member()?;
    let parent = match &*fields.parent {
        "" => None,
        parent => Some(parent.parse::<AnswerId>().map_err(|_| Failure::not_here())?),
    };
    let mut typed = Typed {
        text: fields.text.clone(),
        new_pen: fields.new_pen.clone(),
        pen: fields.pen.parse().ok(),
        ..Typed::default()
    };
    let text = fields.text.parse::<AnswerText>().map_err(|error| error.to_string());
    let pen = form::pen(&fields.pen, &fields.new_pen);
    let (text, pen) = match (text, pen) {
        (Ok(text), Ok(pen)) => (text, pen),
        (text, pen) => {
            (typed.wrong_text, typed.wrong_pen) = (text.err(), pen.err());
            return again(web, reader, id, parent, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
        }
    };
    web.paced(Act::Answer, member.id, fields.pen.parse().ok(), from)?;
    match given_as(web, reader, id, parent, text, pen, fields).await {
        Ok(response) => Ok(response),
        Err(ToAuthorError::Pen(error)) if error.sort() != Sort::Trouble => {
            typed.wrong_pen = Some(error.to_string());
            let status = Failure::from(error).status;
            again(web, reader, id, parent, status, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn given_as(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    parent: Option<AnswerId>,
    text: AnswerText,
    pen: PenChoice,
    fields: &Fields,
) -> Result<Response<Body>, ToAuthorError> {
    let request: [&[u8]; 6] = [
        b"answer",
        id.as_bytes(),
        fields.parent.as_bytes(),
        fields.pen.as_bytes(),
        fields.new_pen.as_bytes(),
        text.as_str().as_bytes(),
    ];
    let once = Once::new(&fields.once, &request)?;
    let given = web.app.give_answer(reader.viewer(), Give { story: id, parent, pen, text }, once).await?;
    let answer = given.answer;
    // To where it can be seen: under the story when all answers fit on one page, else in its own thread.
    let path = match given.parent {
        Some(top) => format!("/story/{id}/answer/{top}#answer-{answer}"),
        None if given.first_page => format!("/story/{id}#answer-{answer}"),
        None => format!("/story/{id}/answer/{answer}#answer-{answer}"),
    };
    Ok(to(&path))
}

/// The page again, with what was typed still in it and a sentence at the field.
async fn again(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    parent: Option<AnswerId>,
    status: StatusCode,
    typed: Typed,
) -> Result<Response<Body>, Failure> {
    match parent {
        Some(parent) => thread::page(web, reader, id, parent, status, Some(typed)).await,
        None => story::page(web, reader, id, status, Some(typed)).await,
    }
}

pub(super) async fn withdraw(
    State(web): State<Web>,
    reader: Reader,
    At((id, answer)): At<(String, String)>,
) -> Response<Body> {
    let (Ok(id), Ok(answer)) = (id.parse::<StoryId>(), answer.parse::<AnswerId>()) else {
        return reader.refused(&web, Failure::not_here());
    };
    let done = async {
        reader.member()?;
        web.app.withdraw_answer(reader.viewer(), id, answer).await?;
        Ok(to(&format!("/story/{id}#answers")))
    };
    done.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}
