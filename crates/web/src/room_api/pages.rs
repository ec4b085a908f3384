//! Pages for them: one's own, and the reading by whoever has the link.

use alongside_app::page::{PutPage, PutPageError};
use alongside_domain::Millis;
use alongside_seal::header::Kind;
use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, put},
};
use serde_json::{Value, json};

use super::{
    InRoom,
    entries::{AGE, longest, seen},
    id,
};
use crate::{body, failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/pages", get(list))
        .route("/pages/{id}", put(keep).delete(erase))
        .route("/for/{id}", get(read))
}

const X_ENDS_AT: &str = "x-ends-at";

/// `GET /api/pages` → `[{id, rev, ends_at, size}]`, those that can be opened now.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let pages = web.app.pages(session.member.id).await.map_err(session::store)?;
    let line = |page: &alongside_domain::page::PageHead| json!({ "id": page.id, "rev": page.rev, "ends_at": page.ends_at, "size": page.size });
    Ok(Json(pages.iter().map(line).collect()))
}

/// `PUT /api/pages/{id}` with `If-Rev` and `X-Ends-At` → `{rev}`, or 409 with the revision that is there.
async fn keep(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    let (which, seen, ends_at) = (id(&which)?, seen(&headers)?, ends_at(&headers)?);
    let bytes = body::read(request, longest(Kind::Entry)).await?;
    match web.app.put_page(session.member.id, PutPage { id: which, seen, ends_at, bytes }).await {
        Ok(rev) => Ok(Json(json!({ "rev": rev })).into_response()),
        Err(error @ PutPageError::Changed { rev }) => Ok(Failure::from(error).with(&json!({ "rev": rev }))),
        Err(error) => Err(error.into()),
    }
}

/// Milliseconds since 1970; without the header, or with an empty one, the page has no end.
fn ends_at(headers: &HeaderMap) -> Result<Option<Millis>, Failure> {
    let Some(value) = headers.get(X_ENDS_AT).map(HeaderValue::to_str) else { return Ok(None) };
    match value {
        Ok("") => Ok(None),
        Ok(text) => text.parse().map(|end| Some(Millis(end))).map_err(|_| Failure::from(PutPageError::Ends)),
        Err(_) => Err(PutPageError::Ends.into()),
    }
}

/// `DELETE /api/pages/{id}` → 204, also when it was gone already.
async fn erase(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.erase_page(session.member.id, id(&which)?).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/for/{id}` → an age file, or one and the same 404 for ended, taken away and never there. Asks nobody who
/// they are, sets nothing, writes nothing.
async fn read(
    State(web): State<Web>,
    Path(which): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    if !web.limits.admits(Door::Page, &request) {
        return Err(Failure::too_often());
    }
    let bytes = web.app.read_page(id(&which)?).await?;
    let headers =
        [(header::CONTENT_TYPE, AGE), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, bytes).into_response())
}
