//! Coming over from the room, and leaving again.

use alongside_app::secret::Secret;
use alongside_domain::member::Side;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Response, StatusCode, header},
};
use serde::Deserialize;

use super::{Reader, Refused, form, to};
use crate::{cookie, failure::Failure, limit::Door, session, web::Web};

#[derive(Deserialize)]
struct Enter {
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /enter` with a code from the room: the cookie of the commons, and on to `next`.
pub(super) async fn enter(State(web): State<Web>, request: Request) -> Response<Body> {
    match entered(&web, request).await {
        Ok(response) => response,
        Err(failure) => Refused::new(&web, false, failure).page(),
    }
}

async fn entered(web: &Web, request: Request) -> Result<Response<Body>, Failure> {
    if !session::is_from(request.headers(), &web.origins().room) {
        return Err(Failure::other_site());
    }
    if !web.limits.admits(Door::Enter, &request) {
        return Err(Failure::too_often());
    }
    let form: Enter = form::read(request).await?;
    let spent = alongside_app::session::EnterError::Spent;
    let code: Secret = form.code.parse().map_err(|_| spent)?;
    let (secret, _) = web.app.enter(code).await?;
    let mut response = to(next(&form.next));
    response.headers_mut().insert(header::SET_COOKIE, cookie::set(Side::Commons, &secret));
    Ok(response)
}

/// A path here, and nothing that a browser could take for another place.
fn next(asked: &str) -> &str {
    let plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let here = asked.starts_with('/') && !asked.starts_with("//");
    if plain && here && asked.len() <= 1024 { asked } else { "/community" }
}

/// `POST /leave`: ends the session of the commons.
pub(super) async fn leave(State(web): State<Web>, reader: Reader) -> Response<Body> {
    if let Some(session) = &reader.session
        && let Err(error) = web.app.end_session(session.member.id, session.id).await
    {
        return reader.refused(&web, session::store(error));
    }
    let mut response = to("/");
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::SET_COOKIE, cookie::clear(Side::Commons));
    response
}

/// `POST /leave-quickly`: to a page that tells nothing, signed out on both sides, so that going back shows nothing of
/// a member's. It leads away whatever happens.
pub(super) async fn leave_quickly(State(web): State<Web>, headers: HeaderMap) -> Response<Body> {
    // Not as a `Reader`, who would be kept waiting or shown a page here.
    if let Ok(Some(session)) = session::of(&web, &headers, Side::Commons).await {
        let ended = web.app.leave_quickly(session.member.id, session.id).await;
        ended.unwrap_or_else(|error| drop(session::store(error)));
    }
    let mut response = to(&web.settings.leave_to);
    response.headers_mut().insert(header::SET_COOKIE, cookie::clear(Side::Commons));
    response
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn going_on_never_leads_elsewhere() {
        for bad in [
            "",
            "//x.example",
            "https://x.example",
            "/\\x.example",
            "javascript:x()",
            "/a\r\nb",
            "@x",
            "\t//x",
        ] {
            assert_eq!(next(bad), "/community", "{bad:?}");
        }
        assert_eq!(next("/story/x?after=y#answers"), "/story/x?after=y#answers");
    }
}
