//! Who is asking.

use alongside_app::session::SessionInfo;
use alongside_domain::{
    Viewer,
    member::{Member, Side},
};
use axum::http::{HeaderMap, header};

use crate::{cookie, failure::Failure, web::Web};

/// The session that came with a request, if one did and it still lasts.
pub(crate) async fn of(web: &Web, headers: &HeaderMap, side: Side) -> Result<Option<SessionInfo>, Failure> {
    match cookie::read(headers, side) {
        Some(secret) => web.app.resolve(side, secret).await.map_err(store),
        None => Ok(None),
    }
}

/// The same, or 401.
pub(crate) async fn needed(web: &Web, headers: &HeaderMap, side: Side) -> Result<SessionInfo, Failure> {
    of(web, headers, side).await?.ok_or_else(Failure::sign_in)
}

/// The viewer for `may`.
pub(crate) fn viewer(member: Option<&Member>) -> Viewer {
    member.map_or(Viewer::Visitor, |member| Viewer::Member { id: member.id, standing: member.standing })
}

/// Whether the request says that it was made on `origin`. Browsers send `Origin` with everything but GET and HEAD,
/// and no script of another site can change it.
pub(crate) fn is_from(headers: &HeaderMap, origin: &str) -> bool {
    let mut from = headers.get_all(header::ORIGIN).iter();
    from.next().is_some_and(|from| from.as_bytes() == origin.as_bytes()) && from.next().is_none()
}

/// An error of the store that reached a surface bare.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(crate) fn store(error: alongside_store::StoreError) -> Failure {
    tracing::error!(cause = %error, "trouble");
    Failure::trouble()
}
