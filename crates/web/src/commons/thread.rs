//! The page of one thread.

use alongside_domain::{
    Refusal,
    cursor::Cursor,
    id::{AnswerId, StoryId},
    may::Decision,
};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Response, StatusCode},
};

use super::{
    At, Reader,
    answering::{AnswerForm, Typed},
    form,
    parts::{self, Frame, OneAnswer, Place, link},
    to,
};
use crate::{failure::Failure, session, web::Web};

/// An answer with all its replies, and the form for one more.
#[derive(Template)]
#[template(path = "thread.html")]
struct ThreadView<'a> {
    frame: Frame<'a>,
    story: StoryId,
    heading: String,
    answer: OneAnswer<'a>,
    replies: Vec<OneAnswer<'a>>,
    next: Option<String>,
    form: Option<AnswerForm>,
    refusal: Option<Refusal>,
}

pub(super) async fn thread(
    State(web): State<Web>,
    reader: Reader,
    At((story, answer)): At<(String, String)>,
) -> Response<Body> {
    let (Ok(story), Ok(answer)) = (story.parse(), answer.parse()) else {
        return reader.refused(&web, Failure::not_here());
    };
    let shown = page(&web, &reader, story, answer, StatusCode::OK, None).await;
    shown.unwrap_or_else(|failure| reader.refused(&web, failure))
}

/// The page for this reader, perhaps with what was typed into the form and could not be taken.
pub(super) async fn page(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    answer: AnswerId,
    status: StatusCode,
    typed: Option<Typed>,
) -> Result<Response<Body>, Failure> {
    let cursor = reader.at.cursor(Cursor::OLDEST)?;
    let read = web.app.replies(reader.viewer(), answer, cursor).await?;
    if read.story != id {
        return Err(Failure::not_here());
    }
    if read.answer.id != answer {
        // The id of a reply: it stands in the thread of the answer above it.
        return Ok(to(&format!("/story/{id}/answer/{}#answer-{answer}", read.answer.id)));
    }
    let story = web.app.story(reader.viewer(), id).await?;
    let pens = match reader.session.as_ref() {
        Some(session) => web.app.pens(session.member.id).await.map_err(session::store)?,
        None => Vec::new(),
    };
    let frame = reader.frame(web, Place::Elsewhere);
    let used = parts::used_here(&pens, &story, read.replies.items.iter().chain([&read.answer]));
    let (form, refusal) = match read.answer.may.answer {
        Decision::Yes => {
            (Some(AnswerForm::to_answer(&story, &read.answer, &pens, used, form::once(web), typed)), None)
        }
        Decision::No(refusal) => (None, Some(refusal).filter(|_| reader.session.is_some())),
    };
    let next = read
        .replies
        .next
        .map(|next| link(&format!("/story/{id}/answer/{answer}"), [("after", &*next.to_string())]));
    let view = ThreadView {
        frame,
        story: id,
        heading: parts::heading(story.title.as_ref(), &story.pen),
        answer: OneAnswer::of(frame, id, &read.answer, true),
        replies: read.replies.items.iter().map(|reply| OneAnswer::of(frame, id, reply, true)).collect(),
        next,
        form,
        refusal,
    };
    let mut response = reader.page(status, &view);
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static(super::UNLISTED));
    Ok(response)
}
