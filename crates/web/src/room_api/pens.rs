//! One's own pen names.

use alongside_app::once::Once;
use alongside_domain::name::PenName;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Sent};
use crate::{
    failure::Failure,
    pace::{Act, Whence},
    session,
    web::Web,
};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/pens", get(list).post(create))
}

/// `GET /api/pens` → `[{id, name}]`, oldest first.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Vec<Value>>, Failure> {
    let pens = web.app.pens(session.member.id).await.map_err(session::store)?;
    Ok(Json(pens.into_iter().map(|pen| json!({ "id": pen.id, "name": pen.name })).collect()))
}

#[derive(Deserialize)]
struct NewPen {
    name: String,
}

/// `POST /api/pens {name}` → 201 `{id, name}`; a name of one's own is found again. An `Idempotency-Key` is taken, and
/// not needed.
async fn create(
    State(web): State<Web>,
    InRoom(session): InRoom,
    headers: HeaderMap,
    from: Whence,
    Sent(new): Sent<NewPen>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let name: PenName = new.name.parse().map_err(|error| Failure::mistaken("name", error))?;
    web.paced(Act::Pen, session.member.id, None, from)?;
    let pen = match headers.get("idempotency-key") {
        None => web.app.create_pen(session.member.id, name).await?,
        Some(key) => {
            let key = key.to_str().unwrap_or_default();
            let once = Once::new(key, &[b"pen", name.as_str().as_bytes()])?;
            web.app.create_pen_once(session.member.id, name, once).await?
        }
    };
    Ok((StatusCode::CREATED, Json(json!({ "id": pen.id, "name": pen.name }))))
}
