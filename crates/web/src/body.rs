//! Reading bodies, bounded before they are read.

use axum::{body::Body, extract::Request, http::header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("This is larger than there is room for. At most {} fit.", size(*.0))]
    TooLarge(usize),
    #[error("This did not arrive whole. Please send it again.")]
    Broken,
}

/// The whole body, at most `max` bytes. A larger one is refused by its stated length, or at the byte that is too many.
pub(crate) async fn read(request: Request<Body>, max: usize) -> Result<Bytes, BodyError> {
    let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if stated.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > max) {
        return Err(BodyError::TooLarge(max));
    }
    match Limited::new(request.into_body(), max).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge(max)),
        Err(_) => Err(BodyError::Broken),
    }
}

/// A number of bytes as people say it.
fn size(bytes: usize) -> String {
    const MEGABYTE: usize = 1024 * 1024;
    if bytes >= MEGABYTE { format!("{} MB", bytes / MEGABYTE) } else { format!("{} KB", bytes / 1024) }
}
