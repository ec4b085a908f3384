//! Reading bodies, bounded before they are read.

use std::time::Duration;

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

/// Most bytes that are read and forgotten of a body that is too large.
const DRAINED_MAX: usize = 64 * 1024 * 1024;
/// How long that may take.
const DRAINED_FOR: Duration = Duration::from_secs(20);
/// What is short, in bytes, and how long it may take to come: whoever sends a form drop by drop keeps a connection and
/// what has come of it for nothing.
const SHORT: (usize, Duration) = (128 * 1024, Duration::from_secs(30));
/// How long the others may take: a photo over a slow line.
const LONG: Duration = Duration::from_mins(10);

/// The whole body, at most `max` bytes. A larger one is refused by its stated length, or at the byte that is too many.
/// What is still on its way then is read and forgotten, within bounds: a browser that is cut off while it sends shows
/// its own fault, and never the sentence.
pub(crate) async fn read(request: Request<Body>, max: usize) -> Result<Bytes, BodyError> {
    let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let stated = stated.and_then(|length| length.parse::<usize>().ok());
    let mut body = request.into_body();
    if stated.is_some_and(|length| length > max) {
        drain(&mut body).await;
        return Err(BodyError::TooLarge(max));
    }
    let patience = if max <= SHORT.0 { SHORT.1 } else { LONG };
    let reading = Limited::new(&mut body, max).collect();
    match tokio::time::timeout(patience, reading).await.unwrap_or_else(|late| Err(late.into())) {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            drain(&mut body).await;
            Err(BodyError::TooLarge(max))
        }
        Err(_) => Err(BodyError::Broken),
    }
}

/// Reads what is still coming, keeping none of it.
async fn drain(body: &mut Body) {
    let forget = async {
        let mut seen = 0;
        while let Some(Ok(frame)) = body.frame().await {
            seen += frame.data_ref().map_or(0, Bytes::len);
            if seen > DRAINED_MAX {
                break;
            }
        }
    };
    // Whoever takes longer is cut off.
    let _ = tokio::time::timeout(DRAINED_FOR, forget).await;
}

/// A number of bytes as people say it.
fn size(bytes: usize) -> String {
    const MEGABYTE: usize = 1024 * 1024;
    if bytes >= MEGABYTE { format!("{} MB", bytes / MEGABYTE) } else { format!("{} KB", bytes / 1024) }
}
