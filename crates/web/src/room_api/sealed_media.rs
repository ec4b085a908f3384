//! Sealed photos, one's own.

use alongside_app::media::PutMedia;
use alongside_seal::header::Kind;
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

use super::{
    InRoom, Query,
    entries::{AGE, longest},
    id,
};
use crate::{body, failure::Failure, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/media/{id}", get(one).put(put).delete(erase))
}

#[derive(Deserialize)]
struct PutQuery {
    entry: String,
}

/// `PUT /api/media/{id}?entry=` → 204.
async fn put(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(query): Query<PutQuery>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (which, entry) = (id(&which)?, id(&query.entry)?);
    let bytes = body::read(request, longest(Kind::Media)).await?;
    web.app.put_media(session.member.id, PutMedia { id: which, entry, bytes }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/media/{id}` → an age file.
async fn one(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<Response, Failure> {
    let bytes = web.app.media(session.member.id, id(&which)?).await?;
    Ok(([(header::CONTENT_TYPE, AGE)], bytes).into_response())
}

/// `DELETE /api/media/{id}` → 204, also when it was gone already.
async fn erase(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.erase_media(session.member.id, id(&which)?).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}
