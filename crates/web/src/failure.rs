//! The one mapping from why something was not done to a status and a sentence.

use alongside_app::{Reason, Sort, reason::TROUBLE};
use alongside_domain::Refusal;
use axum::http::StatusCode;

use crate::{body::BodyError, limit::TOO_OFTEN, pace::TOO_FAST};

/// A no, ready for a surface: JSON in the room, a page in the commons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    /// For programs.
    pub(crate) code: &'static str,
    /// For people. Holds nothing that a person wrote.
    pub(crate) say: String,
    /// The field it belongs to.
    pub(crate) field: Option<&'static str>,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: &'static str, say: impl Into<String>) -> Self {
        Self { status, code, say: say.into(), field: None }
    }

    pub(crate) fn at(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// Nothing here, or nothing for this viewer: word for word the same.
    pub(crate) fn not_here() -> Self {
        Refusal::NotHere.into()
    }

    pub(crate) fn sign_in() -> Self {
        Refusal::SignIn.into()
    }

    /// What came cannot be read as what it should be.
    pub(crate) fn mistaken(field: &'static str, say: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "mistaken", say.to_string()).at(field)
    }

    pub(crate) fn other_site() -> Self {
        let say = "This came from another site, so it was not done. Please try again from the page itself.";
        Self::new(StatusCode::FORBIDDEN, "other-site", say)
    }

    pub(crate) fn too_often() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-often", TOO_OFTEN)
    }

    /// See [`crate::pace`].
    pub(crate) fn too_fast() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-fast", TOO_FAST)
    }

    pub(crate) fn trouble() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "trouble", TROUBLE)
    }
}

impl<E: Reason> From<E> for Failure {
    fn from(error: E) -> Self {
        let status = match error.sort() {
            Sort::Mistaken => StatusCode::UNPROCESSABLE_ENTITY,
            Sort::SignIn => StatusCode::UNAUTHORIZED,
            Sort::Refused => StatusCode::FORBIDDEN,
            Sort::NotHere => StatusCode::NOT_FOUND,
            Sort::Clash => StatusCode::CONFLICT,
            Sort::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Sort::Unreadable => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Sort::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Sort::Trouble => {
                // The only place where a cause is logged. Causes are of the database or the disk and name nobody.
                let cause = std::iter::successors(error.source(), |cause| cause.source()).last();
                tracing::error!(code = error.code(), cause = cause.map(tracing::field::display), "trouble");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        let say = if status.is_server_error() { TROUBLE.to_owned() } else { error.to_string() };
        Self { status, code: error.code(), say, field: error.field() }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        let (status, code) = match error {
            BodyError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            BodyError::Broken => (StatusCode::BAD_REQUEST, "broken"),
        };
        Self::new(status, code, error.to_string())
    }
}
