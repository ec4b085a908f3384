//! Open photos on their way into a story.

use alongside_app::photo::PhotoError;
use alongside_domain::photo::UPLOAD_MAX;
use axum::{
    Json, Router,
    extract::{Request, State},
    http::StatusCode,
    routing::post,
};
use serde_json::{Value, json};

use super::InRoom;
use crate::{
    body::{self, BodyError},
    failure::Failure,
    web::Web,
};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/photos", post(upload))
}

/// `POST /api/photos` with the bytes of a photo, whatever they are called → 201 `{photo, width, height}`, pixels of
/// the largest size.
async fn upload(
    State(web): State<Web>,
    InRoom(session): InRoom,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let bytes = body::read(request, UPLOAD_MAX).await.map_err(|error| match error {
        BodyError::TooLarge(_) => PhotoError::TooManyBytes.into(),
        other @ BodyError::Broken => Failure::from(other),
    })?;
    let new = web.app.upload_photo(session.member.id, bytes).await?;
    let said = json!({ "photo": new.photo, "width": new.width, "height": new.height });
    Ok((StatusCode::CREATED, Json(said)))
}
