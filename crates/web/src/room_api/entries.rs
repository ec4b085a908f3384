//! Sealed entries, one's own.

use alongside_app::entry::{BUNDLE_MOST, PutEntryError};
use alongside_domain::{cursor::Cursor, id::EntryId};
use alongside_seal::header::Kind;
use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query, id, sent};
use crate::{body, failure::Failure, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/entries", get(list))
        .route("/entries/bundle", get(bundle))
        .route("/entries/{id}", get(one).put(put).delete(erase))
}

/// What an age file is called.
pub(super) const AGE: HeaderValue = HeaderValue::from_static("application/age");
const IF_REV: &str = "if-rev";
const X_REV: HeaderName = HeaderName::from_static("x-rev");

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
}

/// `GET /api/entries?cursor=` → `{entries: [{id, rev, at, size}], next}`, last changed first.
async fn list(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, Failure> {
    let after = match query.cursor.as_deref() {
        None | Some("") => Cursor::NEWEST,
        Some(cursor) => cursor.parse().map_err(|error| Failure::mistaken("cursor", error))?,
    };
    let page = web.app.entries(session.member.id, after).await.map_err(session::store)?;
    let entries: Vec<Value> = page
        .entries
        .iter()
        .map(|head| json!({ "id": head.id, "rev": head.rev, "at": head.at, "size": head.size }))
        .collect();
    Ok(Json(json!({ "entries": entries, "next": page.next.map(|next| next.to_string()) })))
}

#[derive(Deserialize)]
struct BundleQuery {
    ids: String,
}

/// `GET /api/entries/bundle?ids=a,b` → `{entries: [{id, rev, at, bytes}]}`; those that are not there are left out.
async fn bundle(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Query(query): Query<BundleQuery>,
) -> Result<Json<Value>, Failure> {
    let ids: Vec<EntryId> =
        query.ids.split(',').take(BUNDLE_MOST + 1).map(id).collect::<Result<_, Failure>>()?;
    if ids.len() > BUNDLE_MOST {
        return Err(Failure::mistaken("ids", format!("Please ask for {BUNDLE_MOST} at most.")));
    }
    let entries = web.app.entry_bundle(session.member.id, ids).await.map_err(session::store)?;
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|one| json!({ "id": one.id, "rev": one.rev, "at": one.at, "bytes": sent::text(&one.bytes) }))
        .collect();
    Ok(Json(json!({ "entries": entries })))
}

/// `GET /api/entries/{id}` → an age file, its revision in `X-Rev`.
async fn one(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<Response, Failure> {
    let entry = web.app.entry(session.member.id, id(&which)?).await.map_err(session::store)?;
    let entry = entry.ok_or_else(Failure::not_here)?;
    Ok(([(header::CONTENT_TYPE, AGE), (X_REV, entry.rev.into())], entry.bytes).into_response())
}

/// `PUT /api/entries/{id}` with `If-Rev` → `{rev}`, or 409 with the revision that is there.
async fn put(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    let (which, seen) = (id(&which)?, seen(&headers)?);
    let bytes = body::read(request, longest(Kind::Entry)).await?;
    match web.app.put_entry(session.member.id, which, seen, bytes).await {
        Ok(rev) => Ok(Json(json!({ "rev": rev })).into_response()),
        Err(error @ PutEntryError::Changed { rev }) => Ok(Failure::from(error).with(&json!({ "rev": rev }))),
        Err(error) => Err(error.into()),
    }
}

/// The revision that whoever writes had seen, from `If-Rev`.
pub(super) fn seen(headers: &HeaderMap) -> Result<i64, Failure> {
    let seen = headers.get(IF_REV).and_then(|rev| rev.to_str().ok()).and_then(|rev| rev.parse::<u32>().ok());
    seen.map(i64::from).ok_or_else(|| Failure::mistaken("if-rev", "Please load the page again."))
}

/// `DELETE /api/entries/{id}` → 204, also when it was gone already.
async fn erase(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.erase_entry(session.member.id, id(&which)?).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The longest file of a kind, in bytes.
pub(super) fn longest(kind: Kind) -> usize {
    usize::try_from(kind.longest_file()).unwrap_or(usize::MAX)
}
