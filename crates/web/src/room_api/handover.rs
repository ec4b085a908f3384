//! Going over to the commons: a code that works once, for a minute.

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};

use super::InRoom;
use crate::{failure::Failure, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/handover", post(handover))
}

/// `POST /api/handover` → `{code, enter}`: the room posts a form with `code` and `next` to `enter`.
async fn handover(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let code = web.app.handover(session.id).await.map_err(crate::session::store)?;
    Ok(Json(json!({ "code": code.to_text(), "enter": format!("{}/enter", web.origins().commons) })))
}
