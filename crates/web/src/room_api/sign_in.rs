//! Signing in.

use alongside_app::member::{By, SignIn, SignInError};
use alongside_domain::{member::Side, name::MemberName};
use axum::{
    Json, Router,
    extract::{FromRequest as _, Request, State},
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Sent, sent};
use crate::{cookie, failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/salt", post(salt)).route("/sign-in", post(sign_in))
}

#[derive(Deserialize)]
struct SaltSent {
    name: String,
}

/// `POST /api/salt` → `{kdf}`, of the same form whether or not anybody has the name.
async fn salt(State(web): State<Web>, request: Request) -> Result<Json<Value>, Failure> {
    if !web.limits.admits(Door::Salt, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<SaltSent>::from_request(request, &web).await?;
    let name: MemberName = came.name.parse().map_err(|error| Failure::mistaken("name", error))?;
    let kdf = web.app.kdf_for(name).await.map_err(session::store)?;
    Ok(Json(json!({ "kdf": kdf })))
}

#[derive(Deserialize)]
struct SignInSent {
    name: String,
    secret: String,
    by: ByWhat,
    #[serde(default)]
    device: String,
}

/// What a member comes with.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ByWhat {
    Words,
    Sheet,
}

/// `POST /api/sign-in` → `{half, keyring}` and the room's cookie, or 401 with one sentence for every reason.
async fn sign_in(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<SignInSent>::from_request(request, &web).await?;
    let (Ok(name), Ok(secret)) = (came.name.parse(), came.secret.parse()) else {
        return Err(SignInError::OpensNothing.into());
    };
    let by = match came.by {
        ByWhat::Words => By::Words,
        ByWhat::Sheet => By::Sheet,
    };
    let device = sent::device(&came.device);
    let started = web.app.sign_in(SignIn { name, by, secret, device }).await?;
    let cookie = [(header::SET_COOKIE, cookie::set(Side::Room, &started.room_secret))];
    let body = json!({ "half": sent::text(&started.half), "keyring": sent::text(&started.keyring) });
    Ok((cookie, Json(body)).into_response())
}
