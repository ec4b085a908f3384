//! One's own sessions: this one, the others, ending them.

use alongside_domain::member::Side;
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
    routing::{delete, get, post},
};
use serde_json::{Value, json};

use super::{InRoom, id, sent};
use crate::{cookie, failure::Failure, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/session", get(this))
        .route("/sessions", get(list))
        .route("/sessions/{id}", delete(end))
        .route("/sign-out", post(sign_out))
        .route("/sign-out-everywhere", post(sign_out_everywhere))
        .route("/leave-quickly", post(leave_quickly))
}

/// `GET /api/session` → `{signed_in: false}`, or who is signed in with the server's half of what unlocks the keyring
/// on this device.
async fn this(State(web): State<Web>, headers: HeaderMap) -> Result<Json<Value>, Failure> {
    let Some(session) = session::of(&web, &headers, Side::Room).await? else {
        return Ok(Json(json!({ "signed_in": false })));
    };
    Ok(Json(json!({
        "signed_in": true,
        "name": session.member.name,
        "standing": session.member.standing,
        "half": session.half.map(|half| sent::text(&half)),
        "commons": web.origins().commons,
    })))
}

/// `GET /api/sessions` → `[{id, device, started, used, this}]`, last used first; times in milliseconds, to the hour;
/// the device in words.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let lines = web.app.sessions(session.member.id).await.map_err(session::store)?;
    let lines = lines.into_iter().map(|line| {
        json!({
            "id": line.id,
            "device": line.device.say(),
            "started": line.started_at,
            "used": line.used_at,
            "this": line.id == session.id,
        })
    });
    Ok(Json(lines.collect()))
}

/// `DELETE /api/sessions/{id}` → 204.
async fn end(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    let ended = web.app.end_session(session.member.id, id(&which)?).await.map_err(session::store)?;
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(Failure::not_here()) }
}

/// `POST /api/sign-out` → 204, and the browser is told to forget what it has of the room.
async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Result<impl IntoResponse, Failure> {
    // Whoever has no session any more is signed out all the same.
    if let Some(session) = session::of(&web, &headers, Side::Room).await? {
        web.app.end_session(session.member.id, session.id).await.map_err(session::store)?;
    }
    Ok(forgotten())
}

/// `POST /api/sign-out-everywhere` → 204; every session of the member ends, on both sides.
async fn sign_out_everywhere(
    State(web): State<Web>,
    InRoom(session): InRoom,
) -> Result<impl IntoResponse, Failure> {
    web.app.end_everywhere(session.member.id).await.map_err(session::store)?;
    Ok(forgotten())
}

/// `POST /api/leave-quickly` → 204: signed out on both sides. What lies sealed in the browser stays, so that nothing
/// that was being written is lost.
async fn leave_quickly(State(web): State<Web>, headers: HeaderMap) -> Result<impl IntoResponse, Failure> {
    if let Some(session) = session::of(&web, &headers, Side::Room).await? {
        web.app.leave_quickly(session.member.id, session.id).await.map_err(session::store)?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::clear(Side::Room))]))
}

pub(super) fn forgotten() -> impl IntoResponse {
    let clear = HeaderName::from_static("clear-site-data");
    let headers = [
        (header::SET_COOKIE, cookie::clear(Side::Room)),
        (clear, HeaderValue::from_static(r#""cookies", "storage""#)),
    ];
    (StatusCode::NO_CONTENT, headers)
}
