//! Becoming a member.

use alongside_app::member::SignUp;
use alongside_domain::member::Side;
use alongside_seal::passphrase::Kdf;
use axum::{
    Json, Router,
    extract::{FromRequest as _, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;

use super::{Sent, sent};
use crate::{cookie, failure::Failure, limit::Door, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/sign-up", post(sign_up))
}

#[derive(Deserialize)]
struct SignUpSent {
    name: String,
    kdf: Kdf,
    login: String,
    recovery: String,
    keyring_pass: String,
    keyring_recovery: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    admission: Option<String>,
}

/// `POST /api/sign-up` → 201 `{half}` and the room's cookie. Only hashes of `login` and `recovery` are kept.
async fn sign_up(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    if !web.limits.admits(Door::SignUp, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<SignUpSent>::from_request(request, &web).await?;
    let cmd = SignUp {
        name: came.name.parse().map_err(|error| Failure::mistaken("name", error))?,
        kdf: came.kdf,
        login: sent::secret(&came.login, "login")?,
        recovery: sent::secret(&came.recovery, "recovery")?,
        keyring_pass: sent::bytes(&came.keyring_pass, "keyring_pass")?,
        keyring_recovery: sent::bytes(&came.keyring_recovery, "keyring_recovery")?,
        device: sent::device(&came.device),
        admission: came.admission.map(|token| sent::secret(&token, "admission")).transpose()?,
    };
    let started = web.app.sign_up(cmd).await?;
    let cookie = [(header::SET_COOKIE, cookie::set(Side::Room, &started.room_secret))];
    Ok((StatusCode::CREATED, cookie, Json(json!({ "half": sent::text(&started.half) }))).into_response())
}
