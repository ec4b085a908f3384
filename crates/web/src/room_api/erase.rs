//! Erasing a pen name, or the whole account; what would go; and what is held.

use alongside_app::{
    disclose::NOT_HELD,
    member::{By, EraseAccount},
};
use alongside_domain::Millis;
use axum::{
    Json, Router,
    extract::{FromRequest as _, Path, Request, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{delete, get},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Sent, id, sent, sessions::forgotten};
use crate::{failure::Failure, limit::Door, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/erase", get(what).post(account))
        .route("/pens/{id}", delete(pen))
        .route("/held", get(held))
}

/// Until when backups have what is erased today: a day in milliseconds, or nothing when nobody has said.
fn backups(web: &Web) -> Value {
    let until = |days: u16| web.app.now().plus(i64::from(days) * Millis::DAY);
    json!({ "days": web.settings.backups_kept_days, "until": web.settings.backups_kept_days.map(until) })
}

/// `GET /api/erase` → what would go: `{backups: {days, until}, pens: [{id, name, stories, answers, with}], entries,
/// photos, pages, letters, in_circles, kept: [circle]}`, where `kept` are circles that one keeps with others in them.
async fn what(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let goes = web.app.what_goes(session.member.id).await.map_err(session::store)?;
    let pens: Vec<_> = goes
        .pens
        .into_iter()
        .map(|pen| {
            let (stories, answers) = (pen.stories, pen.answers);
            json!({ "id": pen.id, "name": pen.name, "stories": stories, "answers": answers, "with": pen.with })
        })
        .collect();
    Ok(Json(json!({
        "backups": backups(&web),
        "pens": pens,
        "entries": goes.entries,
        "photos": goes.photos,
        "pages": goes.pages,
        "letters": goes.letters,
        "in_circles": goes.in_circles,
        "kept": goes.kept,
    })))
}

#[derive(Deserialize)]
struct EraseSent {
    login_now: Option<String>,
    recovery_now: Option<String>,
    #[serde(default)]
    end_circles: bool,
}

/// `POST /api/erase {login_now | recovery_now, end_circles}` → 204: the account is gone, and the browser is told to forget
/// what it has. 409 `still-keeping` while one keeps a circle with others in it and does not say that it ends.
async fn account(
    State(web): State<Web>,
    InRoom(session): InRoom,
    request: Request,
) -> Result<impl IntoResponse, Failure> {
    // Somebody at an unlocked screen could guess here as well as at the door.
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<EraseSent>::from_request(request, &web).await?;
    let (by, proof) = match (&came.login_now, &came.recovery_now) {
        (Some(login), None) => (By::Words, sent::secret(login, "words")?),
        (None, Some(recovery)) => (By::Sheet, sent::secret(recovery, "words")?),
        _ => return Err(Failure::mistaken("words", "Please give either your words or your sheet.")),
    };
    let cmd = EraseAccount { by, proof, end_circles: came.end_circles };
    web.app.erase_account(session.member.id, cmd).await?;
    Ok(forgotten())
}

/// `DELETE /api/pens/{id}` → 204: with everything under it.
async fn pen(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.erase_pen(session.member.id, id(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/held` → `{backups, tables: [{name, say, until, besides, count, sealed, columns: [{name, why}], rows}],
/// not_held}`: every table there is, of each at most twenty rows, a text for each column; of those with many rows only
/// how many.
async fn held(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let tables = web.app.held(session.member.id).await.map_err(session::store)?;
    let tables: Vec<_> = tables
        .into_iter()
        .map(|table| {
            let columns: Vec<_> =
                table.columns.iter().map(|(name, why)| json!({ "name": name, "why": why })).collect();
            json!({
                "name": table.name,
                "say": table.say,
                "until": table.until,
                "besides": table.besides,
                "count": table.count,
                "sealed": table.sealed,
                "columns": columns,
                "rows": table.rows,
            })
        })
        .collect();
    Ok(Json(json!({ "backups": backups(&web), "tables": tables, "not_held": NOT_HELD })))
}
