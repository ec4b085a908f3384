//! What is sealed in a circle: entries and photos.

use alongside_app::{
    circle_entry::{PutCircleEntry, PutCircleEntryError, PutCircleMedia},
    entry::BUNDLE_MOST,
};
use alongside_domain::{cursor::Cursor, id::EntryId};
use alongside_seal::header::Kind;
use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    InRoom, Query,
    entries::{AGE, longest, seen},
    id, sent,
};
use crate::{body, failure::Failure, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/circles/{id}/entries", get(list))
        .route("/circles/{id}/entries/bundle", get(bundle))
        .route("/circles/{id}/entries/{entry}", put(keep).delete(erase))
        .route("/circles/{id}/entries/{entry}/let-through", post(let_through))
        .route("/circles/{id}/media/{media}", get(media).put(keep_media).delete(erase_media))
}

const X_EPOCH: &str = "x-epoch";
const X_FIRST: &str = "x-first";
const X_FOR: &str = "x-for";

#[derive(Deserialize)]
struct ListQuery {
    cursor: Option<String>,
}

/// `GET /api/circles/{id}/entries?cursor=` → `{entries: [{id, user, rev, epoch, at, size, first, for}], cursor,
/// more, count}`, oldest change first. `cursor` is after the last of them: later it gives what changed since.
async fn list(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, Failure> {
    let after = match query.cursor.as_deref() {
        None | Some("") => Cursor::OLDEST,
        Some(cursor) => cursor.parse().map_err(|error| Failure::mistaken("cursor", error))?,
    };
    let listed = web.app.circle_entries(session.member.id, id(&which)?, after).await?;
    let entries: Vec<Value> = listed
        .entries
        .iter()
        .map(|head| {
            json!({
                "id": head.id,
                "user": head.user,
                "rev": head.rev,
                "epoch": head.epoch,
                "at": head.at,
                "size": head.size,
                "first": head.first,
                "for": head.told_for,
            })
        })
        .collect();
    let cursor = listed.entries.last().map_or(after, |last| Cursor::after(last.at, last.id)).to_string();
    Ok(Json(json!({ "entries": entries, "cursor": cursor, "more": listed.more, "count": listed.count })))
}

#[derive(Deserialize)]
struct BundleQuery {
    ids: String,
}

/// `GET /api/circles/{id}/entries/bundle?ids=a,b` → `{entries: [{id, user, rev, epoch, at, bytes}]}`; those that are
/// not there are left out.
async fn bundle(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(query): Query<BundleQuery>,
) -> Result<Json<Value>, Failure> {
    let ids: Vec<EntryId> =
        query.ids.split(',').take(BUNDLE_MOST + 1).map(id).collect::<Result<_, Failure>>()?;
    if ids.len() > BUNDLE_MOST {
        return Err(Failure::mistaken("ids", format!("Please ask for {BUNDLE_MOST} at most.")));
    }
    let entries = web.app.circle_bundle(session.member.id, id(&which)?, ids).await?;
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|one| {
            json!({
                "id": one.id,
                "user": one.user,
                "rev": one.rev,
                "epoch": one.epoch,
                "at": one.at,
                "bytes": sent::text(&one.bytes),
            })
        })
        .collect();
    Ok(Json(json!({ "entries": entries })))
}

/// `PUT /api/circles/{id}/entries/{entry}` with `If-Rev`, `X-Epoch` and perhaps `X-First` and `X-For` → `{rev}`, or
/// 409 with the revision or the epoch that is there.
async fn keep(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, entry)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Failure> {
    let new = PutCircleEntry {
        circle: id(&which)?,
        id: id(&entry)?,
        seen: seen(&headers)?,
        epoch: epoch(&headers)?,
        first: text(&headers, X_FIRST).map(id).transpose()?,
        told_for: text(&headers, X_FOR).map(id).transpose()?,
        bytes: body::read(request, longest(Kind::Entry)).await?,
    };
    match web.app.put_circle_entry(session.member.id, new).await {
        Ok(rev) => Ok(Json(json!({ "rev": rev })).into_response()),
        Err(error @ PutCircleEntryError::Changed { rev }) => {
            Ok(Failure::from(error).with(&json!({ "rev": rev })))
        }
        Err(error @ PutCircleEntryError::EpochOver { epoch }) => {
            Ok(Failure::from(error).with(&json!({ "epoch": epoch })))
        }
        Err(error) => Err(error.into()),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn epoch(headers: &HeaderMap) -> Result<i64, Failure> {
    let epoch = text(headers, X_EPOCH).and_then(|epoch| epoch.parse::<u32>().ok());
    epoch.map(i64::from).ok_or_else(|| Failure::mistaken("x-epoch", "Please load the page again."))
}

/// `POST /api/circles/{id}/entries/{entry}/let-through` → 204: the others have it from now on.
async fn let_through(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, entry)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.let_through(session.member.id, id(&which)?, id(&entry)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/circles/{id}/entries/{entry}` → 204, also when it was gone already.
async fn erase(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, entry)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.erase_circle_entry(session.member.id, id(&which)?, id(&entry)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct PutQuery {
    entry: String,
}

/// `PUT /api/circles/{id}/media/{media}?entry=` → 204.
async fn keep_media(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, media)): Path<(String, String)>,
    Query(query): Query<PutQuery>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (circle, media, entry) = (id(&which)?, id(&media)?, id(&query.entry)?);
    let bytes = body::read(request, longest(Kind::Media)).await?;
    web.app.put_circle_media(session.member.id, PutCircleMedia { circle, id: media, entry, bytes }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/circles/{id}/media/{media}` → an age file.
async fn media(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, media)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let bytes = web.app.circle_media(session.member.id, id(&which)?, id(&media)?).await?;
    Ok(([(header::CONTENT_TYPE, AGE)], bytes).into_response())
}

/// `DELETE /api/circles/{id}/media/{media}` → 204, also when it was gone already.
async fn erase_media(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, media)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.erase_circle_media(session.member.id, id(&which)?, id(&media)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
