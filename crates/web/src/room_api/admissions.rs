//! Being let in where signing up is not open to everybody: asking, looking, inviting. A secret travels in a body, never
//! in an address.

use axum::{
    Json, Router,
    extract::{FromRequest as _, Request, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Sent, sent};
use crate::{failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admissions/ask", post(ask))
        .route("/admissions/look", post(look))
        .route("/invitations", get(out).post(invite).delete(withdraw))
}

#[derive(Deserialize)]
struct Answer {
    answer: String,
}

/// `POST /api/admissions/ask {answer}` → 201 `{token}`, with which one comes back. Public, where one asks to be let in.
async fn ask(State(web): State<Web>, request: Request) -> Result<(StatusCode, Json<Value>), Failure> {
    if !web.limits.admits(Door::Ask, &request) {
        return Err(Failure::too_often());
    }
    let Sent(Answer { answer }) = Sent::from_request(request, &web).await?;
    let token = web.app.ask_to_be_let_in(answer).await?;
    Ok((StatusCode::CREATED, Json(json!({ "token": token.to_text() }))))
}

#[derive(Deserialize)]
struct Look {
    token: String,
}

/// `POST /api/admissions/look {token}` → `{state, words}`. Public.
async fn look(State(web): State<Web>, request: Request) -> Result<Json<Value>, Failure> {
    if !web.limits.admits(Door::Invitation, &request) {
        return Err(Failure::too_often());
    }
    let Sent(Look { token }) = Sent::from_request(request, &web).await?;
    let (state, words) = web.app.look_at_admission(sent::secret(&token, "token")?).await?;
    Ok(Json(json!({ "state": state, "words": words })))
}

/// `GET /api/invitations` → `{out}`: how many of one's own nobody has used.
async fn out(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let out = web.app.invitations_out(session::viewer(Some(&session.member))).await?;
    Ok(Json(json!({ "out": out })))
}

/// `POST /api/invitations` → 201 `{token}`
async fn invite(
    State(web): State<Web>,
    InRoom(session): InRoom,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let token = web.app.invite_somebody(session::viewer(Some(&session.member))).await?;
    Ok((StatusCode::CREATED, Json(json!({ "token": token.to_text() }))))
}

/// `DELETE /api/invitations` → 204: takes back all that nobody has used.
async fn withdraw(State(web): State<Web>, InRoom(session): InRoom) -> Result<StatusCode, Failure> {
    web.app.withdraw_invitations(session::viewer(Some(&session.member))).await?;
    Ok(StatusCode::NO_CONTENT)
}
