//! Passkeys: adding, listing, removing, and signing in by one.

use alongside_app::passkey::{
    AddPasskey, Begun, ByPasskey, PasskeyIn, PasskeyInError, PasskeyLine, RelyingParty,
};
use alongside_domain::member::Side;
use axum::{
    Json, Router,
    extract::{FromRequest as _, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{InRoom, Sent, id, sent};
use crate::{cookie, failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/passkeys", get(list).post(add))
        .route("/passkeys/begin", post(begin_adding))
        .route("/passkeys/{id}", delete(remove))
        .route("/passkeys/sign-in", post(sign_in))
        .route("/passkeys/sign-in/begin", post(begin_signing_in))
}

fn party(web: &Web) -> Result<&RelyingParty, Failure> {
    web.party.as_ref().ok_or_else(|| {
        let say = "This place is reached by a number instead of a name, so it cannot have passkeys.";
        Failure::new(StatusCode::NOT_FOUND, "no-passkeys", say)
    })
}

fn begun(begun: &Begun) -> Json<Value> {
    Json(json!({ "try": begun.id, "options": begun.options }))
}

fn line(line: &PasskeyLine) -> Value {
    json!({
        "id": line.id,
        "name": line.name,
        "at": line.at,
        "used": line.used_at,
        "opens": line.opens,
    })
}

/// `GET /api/passkeys` → `[{id, name, at, used, opens}]`, oldest first; times in milliseconds, to the day.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let lines = web.app.passkeys(session.member.id).await.map_err(session::store)?;
    Ok(Json(lines.iter().map(line).collect()))
}

/// `POST /api/passkeys/begin` → `{try, options}` for `navigator.credentials.create`.
async fn begin_adding(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    Ok(begun(&web.app.begin_adding_passkey(party(&web)?, session.member).await?))
}

#[derive(Deserialize)]
struct AddSent {
    r#try: String,
    credential: Value,
    name: String,
    keyring: Option<String>,
}

/// `POST /api/passkeys` → 201 and the line of the list.
async fn add(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Sent(came): Sent<AddSent>,
) -> Result<Response, Failure> {
    let cmd = AddPasskey {
        id: id(&came.r#try)?,
        answer: answer(came.credential)?,
        name: came.name.parse().map_err(|error| Failure::mistaken("name", error))?,
        keyring: came.keyring.as_deref().map(|file| sent::bytes(file, "keyring")).transpose()?,
    };
    let added = web.app.add_passkey(party(&web)?, session.member.id, cmd).await?;
    Ok((StatusCode::CREATED, Json(line(&added))).into_response())
}

/// `DELETE /api/passkeys/{id}` → 204.
async fn remove(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    let removed = web.app.remove_passkey(session.member.id, id(&which)?).await.map_err(session::store)?;
    if removed { Ok(StatusCode::NO_CONTENT) } else { Err(Failure::not_here()) }
}

/// `POST /api/passkeys/sign-in/begin` → `{try, options}` for `navigator.credentials.get`, the same for everybody.
async fn begin_signing_in(State(web): State<Web>, request: Request) -> Result<Json<Value>, Failure> {
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    Ok(begun(&web.app.begin_signing_in_by_passkey(party(&web)?).await?))
}

#[derive(Deserialize)]
struct SignInSent {
    r#try: String,
    credential: Value,
    #[serde(default)]
    device: String,
}

/// `POST /api/passkeys/sign-in` → `{half, name, keyring, sheet_note}` and the room's cookie, or 401 with one sentence
/// for every reason. `keyring` is null where the passkey only signs in.
async fn sign_in(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<SignInSent>::from_request(request, &web).await?;
    let answer = match answer(came.credential) {
        Ok(answer) => answer,
        Err(Unfit::SaysMore) => return Err(Unfit::SaysMore.into()),
        Err(Unfit::Unreadable) => return Err(PasskeyInError::OpensNothing.into()),
    };
    let cmd = ByPasskey { id: came.r#try.parse().ok(), answer, device: sent::device(&came.device) };
    let PasskeyIn { room_secret, keyring, sheet_note, half, member } =
        web.app.sign_in_by_passkey(party(&web)?, cmd).await?;
    let cookie = [(header::SET_COOKIE, cookie::set(Side::Room, &room_secret))];
    let body = json!({
        "half": sent::text(&half),
        "name": member.name,
        "keyring": keyring.map(|file| sent::text(&file)),
        "sheet_note": sheet_note.map(|file| sent::text(&file)),
    });
    Ok((cookie, Json(body)).into_response())
}

/// Why an authenticator's answer was not even compared.
#[derive(Debug)]
enum Unfit {
    /// Not what a browser sends.
    Unreadable,
    /// Something in `clientExtensionResults`: that is where a browser puts what opens the keyring.
    SaysMore,
}

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Unreadable => {
                Self::mistaken("credential", "This could not be read. Please load the page again.")
            }
            Unfit::SaysMore => {
                let say = "Your browser sent more of the passkey than this place may see. Nothing of it was kept. \
                           Please load the page again.";
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "says-more", say)
            }
        }
    }
}

/// What an authenticator answered. One that came with results of extensions is refused, so that a room which forgets
/// to leave them out is noticed at once.
fn answer<T: DeserializeOwned>(sent: Value) -> Result<T, Unfit> {
    let said = |name: &str| sent.get(name).is_some_and(|results| *results != json!({}));
    if said("clientExtensionResults") || said("extensions") {
        return Err(Unfit::SaysMore);
    }
    serde_json::from_value(sent).map_err(|_| Unfit::Unreadable)
}
