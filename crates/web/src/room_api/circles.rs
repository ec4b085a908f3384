//! Circles: their logs, who is in them, invitations.

use alongside_app::circle::{Append, Ask, CircleError, GrantFor, JoinError, LINE_MAX, NewInvite, View};
use alongside_domain::{
    Millis,
    circle::{InviteId, Role},
    id::{CircleId, RequestId, UserId},
};
use alongside_seal::header::Kind;
use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query, Sent, SentLong, entries::longest, id, sent};
use crate::{body, failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/circles", get(list).post(create))
        .route("/circles/{id}", get(one).delete(end))
        .route("/circles/{id}/lines", post(append))
        .route("/circles/{id}/grants/{user}", put(grant))
        .route("/circles/{id}/invites", post(invite))
        .route("/circles/{id}/invites/{invite}", delete(withdraw))
        .route("/circles/{id}/requests/{request}", delete(decline))
        .route("/circles/{id}/leave", post(leave))
        .route("/circles/{id}/renewal", post(renewal))
        .route("/invites/{invite}", get(invitation))
        .route("/invites/{invite}/request", post(ask))
}

/// `GET /api/circles` → `[{id, user, keeper, lines, changed_at}]`, last changed first.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let circles = web.app.circles(session.member.id).await.map_err(session::store)?;
    let line = |one: &alongside_domain::circle::CircleHead| {
        let keeper = one.role == Role::Keeper;
        json!({ "id": one.id, "user": one.user, "keeper": keeper, "lines": one.lines, "changed_at": one.changed_at })
    };
    Ok(Json(circles.iter().map(line).collect()))
}

#[derive(Deserialize)]
struct CreateSent {
    id: CircleId,
    line: String,
    grant: String,
}

/// `POST /api/circles {id, line, grant}` → 201, also when the very same circle is there.
async fn create(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Sent(came): Sent<CreateSent>,
) -> Result<StatusCode, Failure> {
    let grant = sent::bytes(&came.grant, "grant")?;
    web.app.create_circle(session.member.id, came.id, bounded(came.line)?, grant).await?;
    Ok(StatusCode::CREATED)
}

fn bounded(line: String) -> Result<String, Failure> {
    let fits = line.len() <= LINE_MAX;
    if fits {
        Ok(line)
    } else {
        Err(Failure::mistaken("line", "This is longer than a line of a circle can be."))
    }
}

#[derive(Deserialize)]
struct FromQuery {
    #[serde(default)]
    from: u32,
}

/// `GET /api/circles/{id}?from=` → `{user, lines, count, grant, invites, requests, left, renewals}`; the last four
/// for the keeper only.
async fn one(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(query): Query<FromQuery>,
) -> Result<Json<Value>, Failure> {
    let view = web.app.circle(session.member.id, id(&which)?, query.from.into()).await?;
    Ok(Json(view_json(&view)))
}

fn view_json(view: &View) -> Value {
    let mut out = json!({
        "user": view.user,
        "lines": view.lines,
        "count": view.count,
        "grant": view.grant.as_deref().map(sent::text),
    });
    if let Some(keeping) = &view.keeping {
        out["invites"] = keeping
            .invites
            .iter()
            .map(
                |one| json!({ "id": one.id.to_string(), "uses_left": one.uses_left, "ends_at": one.ends_at }),
            )
            .collect();
        out["requests"] = keeping
            .requests
            .iter()
            .map(|one| {
                json!({
                    "id": one.id,
                    "invite": one.invite.to_string(),
                    "p": one.p,
                    "name": sent::text(&one.name_file),
                    "mac": one.mac,
                    "at": one.at,
                })
            })
            .collect();
        out["left"] = json!(keeping.left);
        out["renewals"] =
            keeping.renewals.iter().map(|one| json!({ "user": one.user, "line": one.line })).collect();
    }
    out
}

#[derive(Deserialize)]
struct GrantSent {
    user: UserId,
    bytes: String,
}

#[derive(Deserialize)]
struct AppendSent {
    line: String,
    #[serde(default)]
    grants: Vec<GrantSent>,
    request: Option<RequestId>,
}

/// `POST /api/circles/{id}/lines {line, grants: [{user, bytes}], request}` → `{count}`, or 409 with how many lines
/// there are.
async fn append(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    SentLong(came): SentLong<AppendSent>,
) -> Result<Response, Failure> {
    let grants = came.grants.into_iter().map(|grant| {
        Ok::<_, Failure>(GrantFor { user: grant.user, file: sent::bytes(&grant.bytes, "grants")? })
    });
    let grants = grants.collect::<Result<_, _>>()?;
    let new = Append { circle: id(&which)?, line: bounded(came.line)?, grants, request: came.request };
    match web.app.append_to_circle(session.member.id, new).await {
        Ok(count) => Ok(Json(json!({ "count": count })).into_response()),
        Err(error @ CircleError::Moved { lines }) => {
            Ok(Failure::from(error).with(&json!({ "count": lines })))
        }
        Err(error) => Err(error.into()),
    }
}

/// `PUT /api/circles/{id}/grants/{user}`: an age file → 204.
async fn grant(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, user)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let (which, user) = (id(&which)?, id(&user)?);
    let file = body::read(request, longest(Kind::Keyring)).await?;
    web.app.put_grant(session.member.id, which, GrantFor { user, file }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct InviteSent {
    id: String,
    uses: u32,
    ends_at: Millis,
}

/// `POST /api/circles/{id}/invites {id, uses, ends_at}` → 201.
async fn invite(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Sent(came): Sent<InviteSent>,
) -> Result<StatusCode, Failure> {
    let new = NewInvite { id: invite_id(&came.id)?, uses: came.uses, ends_at: came.ends_at };
    web.app.invite(session.member.id, id(&which)?, new).await?;
    Ok(StatusCode::CREATED)
}

fn invite_id(text: &str) -> Result<InviteId, Failure> {
    text.parse().map_err(|_| JoinError::Over.into())
}

/// `DELETE /api/circles/{id}/invites/{invite}` → 204, also when it was gone already.
async fn withdraw(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, invite)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.withdraw_invite(session.member.id, id(&which)?, invite_id(&invite)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/circles/{id}/requests/{request}` → 204, also when it was gone already.
async fn decline(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((which, request)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.decline_request(session.member.id, id(&which)?, id(&request)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/circles/{id}/leave` → 204.
async fn leave(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.leave_circle(session.member.id, id(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct RenewalSent {
    line: String,
}

/// `POST /api/circles/{id}/renewal {line}` → 204: new keys, for the keeper to say yes to; once more replaces it.
async fn renewal(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Sent(came): Sent<RenewalSent>,
) -> Result<StatusCode, Failure> {
    web.app.ask_renewal(session.member.id, id(&which)?, bounded(came.line)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/circles/{id}` → 204: it ends, for everybody.
async fn end(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.end_circle(session.member.id, id(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/invites/{invite}?from=` → `{circle, lines}` for any member, while it lasts.
async fn invitation(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(invite): Path<String>,
    Query(query): Query<FromQuery>,
    request: Request,
) -> Result<Json<Value>, Failure> {
    if !web.limits.admits(Door::Invitation, &request) {
        return Err(Failure::too_often());
    }
    let (circle, lines) =
        web.app.invitation(session.member.id, invite_id(&invite)?, query.from.into()).await?;
    Ok(Json(json!({ "circle": circle, "lines": lines })))
}

#[derive(Deserialize)]
struct AskSent {
    p: String,
    name: String,
    mac: String,
}

/// `POST /api/invites/{invite}/request {p, name, mac}` → 204; once more replaces it.
async fn ask(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(invite): Path<String>,
    Sent(came): Sent<AskSent>,
) -> Result<StatusCode, Failure> {
    let name_file = sent::bytes(&came.name, "name")?;
    let new = Ask { invite: invite_id(&invite)?, p: came.p, name_file, mac: came.mac };
    web.app.ask_to_join(session.member.id, new).await?;
    Ok(StatusCode::NO_CONTENT)
}
