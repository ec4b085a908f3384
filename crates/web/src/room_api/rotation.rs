//! Changing all keys: beginning, staging, finishing, giving up.

use std::collections::{HashMap, HashSet};

use alongside_app::{
    member::By,
    rotation::{Finish, StageMedia},
    secret::Secret,
};
use alongside_domain::id::{EntryId, MediaId, PageId};
use alongside_seal::{header::Kind, passphrase::Kdf};
use axum::{
    Json, Router,
    extract::{FromRequest as _, Path, Request, State},
    http::{HeaderMap, StatusCode},
    routing::{post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query, Sent, SentLong, entries::longest, id, sent};
use crate::{body, failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/rotation", post(begin).delete(give_up))
        .route("/rotation/entries/{id}", put(entry))
        .route("/rotation/media/{id}", put(photo))
        .route("/rotation/pages/{id}", put(page))
        .route("/rotation/finish", post(finish))
}

/// Which rotation a step belongs to: what beginning gave.
const X_ROTATION: &str = "x-rotation";

#[derive(Deserialize)]
struct BeginSent {
    login_now: Option<String>,
    recovery_now: Option<String>,
}

/// `POST /api/rotation` → `{rotation}`; one that was begun before is thrown away. One of `login_now` and
/// `recovery_now` shows that it is really the member.
async fn begin(
    State(web): State<Web>,
    InRoom(session): InRoom,
    request: Request,
) -> Result<Json<Value>, Failure> {
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<BeginSent>::from_request(request, &web).await?;
    let (by, proof) = match (&came.login_now, &came.recovery_now) {
        (Some(login), None) => (By::Words, sent::secret(login, "words")?),
        (None, Some(recovery)) => (By::Sheet, sent::secret(recovery, "words")?),
        _ => {
            return Err(Failure::mistaken("words", "Please give either your words until now or your sheet."));
        }
    };
    let rotation = web.app.begin_rotation(session.member.id, session.id, by, proof).await?;
    Ok(Json(json!({ "rotation": rotation.to_text() })))
}

/// `DELETE /api/rotation` → 204, also when none is under way.
async fn give_up(State(web): State<Web>, InRoom(session): InRoom) -> Result<StatusCode, Failure> {
    web.app.give_up_rotation(session.member.id).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}

fn rotation_of(headers: &HeaderMap) -> Result<Secret, Failure> {
    let text = headers.get(X_ROTATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent::secret(text, "rotation")
}

/// `PUT /api/rotation/entries/{id}` with `X-Rotation` → 204.
async fn entry(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (which, rotation) = (id(&which)?, rotation_of(&headers)?);
    let bytes = body::read(request, longest(Kind::Entry)).await?;
    web.app.stage_entry(session.member.id, rotation, which, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/rotation/pages/{id}` with `X-Rotation` → 204.
async fn page(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (which, rotation) = (id(&which)?, rotation_of(&headers)?);
    let bytes = body::read(request, longest(Kind::Entry)).await?;
    web.app.stage_page(session.member.id, rotation, which, bytes).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct PhotoQuery {
    entry: String,
}

/// `PUT /api/rotation/media/{id}?entry=` with `X-Rotation` → 204.
async fn photo(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(query): Query<PhotoQuery>,
    headers: HeaderMap,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (which, entry, rotation) = (id(&which)?, id(&query.entry)?, rotation_of(&headers)?);
    let bytes = body::read(request, longest(Kind::Media)).await?;
    web.app.stage_media(session.member.id, rotation, StageMedia { id: which, entry, bytes }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct FinishSent {
    rotation: String,
    kdf: Kdf,
    login: String,
    recovery: String,
    keyring_pass: String,
    keyring_recovery: String,
    entries: HashMap<EntryId, i64>,
    leave: HashMap<EntryId, i64>,
    media: HashSet<MediaId>,
    pages: HashMap<PageId, i64>,
}

/// `POST /api/rotation/finish` → `{half}`: the new half of what unlocks the keyring on this device. `entries`,
/// `leave` and `pages` are `{id: rev}`. 409 `changed-elsewhere` when they are not all that is there.
async fn finish(
    State(web): State<Web>,
    InRoom(session): InRoom,
    request: Request,
) -> Result<Json<Value>, Failure> {
    // After a lost yes the words are asked for once more: somebody at an unlocked screen could guess here.
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let SentLong(came) = SentLong::<FinishSent>::from_request(request, &web).await?;
    let cmd = Finish {
        rotation: sent::secret(&came.rotation, "rotation")?,
        kdf: came.kdf,
        login: sent::secret(&came.login, "login")?,
        recovery: sent::secret(&came.recovery, "recovery")?,
        keyring_pass: sent::bytes(&came.keyring_pass, "keyring_pass")?,
        keyring_recovery: sent::bytes(&came.keyring_recovery, "keyring_recovery")?,
        entries: came.entries,
        leave: came.leave,
        media: came.media,
        pages: came.pages,
    };
    let half = web.app.finish_rotation(session.member.id, session.id, cmd).await?;
    Ok(Json(json!({ "half": sent::text(&half) })))
}
