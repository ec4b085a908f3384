//! Forms as browsers send them without script.

use alongside_app::pen::{PenChoice, PenError};
use alongside_domain::name::NameError;
use axum::{
    body::Body,
    extract::Request,
    http::{Response, StatusCode, header},
};
use serde::de::DeserializeOwned;

use super::{Reader, Refused};
use crate::{body, failure::Failure, web::Web};

/// Largest form in bytes.
const MOST: usize = 64 * 1024;

/// The fields of a form.
pub(crate) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_ascii_lowercase());
    if !kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
        let say = "This was sent in a way that is not known here. Please use the form on the page.";
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form", say));
    }
    let bytes = body::read(request, MOST).await?;
    serde_html_form::from_bytes(&bytes).map_err(|_| {
        let say = "This form is not complete. Please load the page again.";
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form", say)
    })
}

/// What keeps a form that is sent twice from being done twice.
pub(crate) fn once(web: &Web) -> String {
    alongside_domain::id::AnswerId::random(&mut web.app.rng()).to_string()
}

/// The pen name of a form: a new one when one was typed, else the one chosen.
pub(crate) fn pen(chosen: &str, new: &str) -> Result<PenChoice, String> {
    if !new.trim().is_empty() {
        return new.parse().map(PenChoice::New).map_err(|error: NameError| error.to_string());
    }
    chosen.parse().map(PenChoice::Own).map_err(|_| PenError::Unknown.to_string())
}

impl Reader {
    /// A no to a form, with what had been typed to copy from, and where to go on after signing in.
    pub(crate) fn refused_keeping(
        &self,
        web: &Web,
        failure: Failure,
        kept: String,
        next: String,
    ) -> Response<Body> {
        Refused { next, ..Refused::new(web, self.session.is_some(), failure) }.keeping(kept).page()
    }
}
