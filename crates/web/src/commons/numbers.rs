//! The numbers: what studies of many people found, asked for by a form, answered, and forgotten.
//!
//! What is chosen comes in the body of a POST and goes nowhere but into the answer: no address, log, cache or store
//! has it. Every figure is one of `alongside_figures`.

mod after;
mod answer;
mod asked;
mod context;
mod curve;
mod method;
mod picture;
mod said;
mod sheet;

use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
    routing::get,
};

use super::{
    Reader, form,
    parts::{Frame, Place},
};
use crate::web::Web;
use answer::Answer;
use asked::{Field, Framing, Typed, Wrong};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/numbers", get(show).post(ask))
        .route("/numbers/method", get(method::method))
        .route("/numbers/method/{table}", get(method::table))
        .route("/numbers/figures.csv", get(sheet::sheet))
        .route("/numbers/context", get(context::context))
        .route("/numbers/after", get(after::after))
}

/// The form, and an answer if one was asked for.
#[derive(Template)]
#[template(path = "numbers.html")]
struct Page<'a> {
    frame: Frame<'a>,
    typed: Typed,
    wrong: Wrong,
    framing: Framing,
    answer: Option<Answer>,
}

impl Page<'_> {
    fn wrong(&self, field: Field) -> Option<&str> {
        self.wrong.iter().find(|(at, _)| *at == field).map(|(_, say)| &**say)
    }

    /// A field of the form that takes a number.
    fn ask<'a>(
        &'a self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        typed: &'a str,
        field: Field,
    ) -> Ask<'a> {
        Ask { name, label, hint, typed, wrong: self.wrong(field) }
    }
}

/// A field for a number, with its hint and what is wrong with it.
#[derive(Template)]
#[template(path = "numbers/ask.html")]
struct Ask<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    typed: &'a str,
    wrong: Option<&'a str>,
}

async fn show(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Numbers);
    let (typed, wrong, framing) = (Typed::default(), Wrong::new(), Framing::default());
    reader.page(StatusCode::OK, &Page { frame, typed, wrong, framing, answer: None })
}

async fn ask(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    let typed = match form::read::<Typed>(request).await {
        Ok(typed) => typed.bounded(),
        Err(failure) => return reader.refused(&web, failure),
    };
    let frame = reader.frame(&web, Place::Numbers);
    match asked::read(&typed) {
        Ok((question, framing)) => {
            let answer = Some(Answer::to(question, framing));
            reader.page(StatusCode::OK, &Page { frame, typed, wrong: Wrong::new(), framing, answer })
        }
        Err(wrong) => {
            let framing = Framing::ALL.into_iter().find(|framing| framing.value() == typed.framing);
            let framing = framing.unwrap_or_default();
            reader
                .page(StatusCode::UNPROCESSABLE_ENTITY, &Page { frame, typed, wrong, framing, answer: None })
        }
    }
}
