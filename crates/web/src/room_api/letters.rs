//! Letters: addresses, writing, reading, and saying no.

use alongside_app::letter::{NewAddress, WriteLetter};
use alongside_domain::{
    Viewer,
    cursor::Cursor,
    id::{LetterId, PenId, UserId},
    letter::Stand,
    name::PenName,
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query, Sent, SentLong, id, sent};
use crate::{failure::Failure, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/addresses", get(addresses))
        .route("/addresses/{user}", put(put_address))
        .route("/addresses/of/{pen}", get(address_of))
        .route("/letters", get(with).post(write))
        .route("/letters/waiting", get(waiting))
        .route("/letters/one/{id}", delete(erase))
        .route("/letters/one/{id}/report", post(report))
        .route("/letters/{of}/{with}", get(thread))
        .route("/letters/{of}/{with}/read", post(read))
        .route("/letters/{of}/{with}/stand", put(stand))
        .route("/letters/{of}/{with}/block", put(block))
}

/// `GET /api/addresses` → `[{user, pen: {id, name} | null, open}]`.
async fn addresses(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let own = web.app.addresses(session.member.id).await.map_err(session::store)?;
    let lines = own.iter().map(|one| {
        let pen = one.pen.as_ref().map(|(id, name)| json!({ "id": id, "name": name }));
        json!({ "user": one.user, "pen": pen, "open": one.open })
    });
    Ok(Json(lines.collect()))
}

#[derive(Deserialize)]
struct AddressSent {
    pen: Option<PenId>,
    line: String,
    open: bool,
}

/// `PUT /api/addresses/{user} {pen, line, open}` → 204, in place of what this pen name, or circles, had.
async fn put_address(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(user): Path<String>,
    Sent(came): Sent<AddressSent>,
) -> Result<StatusCode, Failure> {
    let new = NewAddress { user: id(&user)?, pen: came.pen, line: came.line, open: came.open };
    web.app.put_address(session.member.id, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/addresses/of/{pen}` → `{user, name, line}` of a pen name that takes letters and that the reader may see.
async fn address_of(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(pen): Path<String>,
) -> Result<Json<Value>, Failure> {
    let name: PenName = pen.parse().map_err(|_| Failure::not_here())?;
    let found = web.app.address_of(Viewer::from(&session.member), name.key()).await?;
    Ok(Json(json!({ "user": found.user, "name": found.name, "line": found.line })))
}

/// `GET /api/letters` → `[{of, with, at, unread, stand, blocked, pen, own_pen}]`, newest first.
async fn with(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let all = web.app.letters(session.member.id).await.map_err(session::store)?;
    let lines = all.iter().map(|one| {
        json!({
            "of": one.of, "with": one.with, "at": one.at, "unread": one.unread,
            "stand": one.stand.map(Stand::slug), "blocked": one.blocked, "pen": one.pen, "own_pen": one.own_pen,
        })
    });
    Ok(Json(lines.collect()))
}

/// `GET /api/letters/waiting` → `{people}` whose letters were not read.
async fn waiting(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Value>, Failure> {
    let people = web.app.letters_waiting(session.member.id).await.map_err(session::store)?;
    Ok(Json(json!({ "people": people })))
}

#[derive(Deserialize)]
struct CursorQuery {
    #[serde(default)]
    before: String,
}

/// `GET /api/letters/{of}/{with}?before=` → `{letters: [{id, from, to, mine, at, read, bytes}], next}`, newest first.
async fn thread(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((of, with)): Path<(String, String)>,
    Query(query): Query<CursorQuery>,
) -> Result<Json<Value>, Failure> {
    let before = match query.before.as_str() {
        "" => Cursor::NEWEST,
        text => text.parse().map_err(|error| Failure::mistaken("before", error))?,
    };
    let shown = web.app.letters_with(session.member.id, id(&of)?, id(&with)?, before).await;
    let shown = shown.map_err(session::store)?;
    let letters: Vec<Value> = shown
        .letters
        .iter()
        .map(|one| {
            let line = &one.line;
            json!({
                "id": line.id, "from": line.from, "to": line.to, "mine": line.mine, "at": line.at,
                "read": line.read, "bytes": sent::text(&one.bytes),
            })
        })
        .collect();
    Ok(Json(json!({ "letters": letters, "next": shown.next.map(|next| next.to_string()) })))
}

#[derive(Deserialize)]
struct LetterSent {
    id: LetterId,
    from: UserId,
    to: UserId,
    mine: String,
    theirs: String,
}

/// `POST /api/letters {id, from, to, mine, theirs}` → 201; the same once more does no harm.
async fn write(
    State(web): State<Web>,
    InRoom(session): InRoom,
    SentLong(came): SentLong<LetterSent>,
) -> Result<StatusCode, Failure> {
    let (mine, theirs) = (sent::bytes(&came.mine, "mine")?, sent::bytes(&came.theirs, "theirs")?);
    let new = WriteLetter { id: came.id, from: came.from, to: came.to, mine, theirs };
    web.app.write_letter(session.member.id, new).await?;
    Ok(StatusCode::CREATED)
}

/// `DELETE /api/letters/one/{id}` → 204, also when one's own copy was gone already.
async fn erase(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
) -> Result<StatusCode, Failure> {
    web.app.erase_letter(session.member.id, id(&which)?).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct ReportSent {
    opened: String,
    why: String,
}

/// `POST /api/letters/one/{id}/report {opened, why}` → 204: the moderators get this letter, opened.
async fn report(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    SentLong(came): SentLong<ReportSent>,
) -> Result<StatusCode, Failure> {
    web.app.report_letter(session.member.id, id(&which)?, came.opened, came.why).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/letters/{of}/{with}/read` → 204.
async fn read(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((of, with)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    web.app.read_letters(session.member.id, id(&of)?, id(&with)?).await.map_err(session::store)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct StandSent {
    stand: String,
}

/// `PUT /api/letters/{of}/{with}/stand {stand: "taken" | "declined"}` → 204.
async fn stand(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((of, with)): Path<(String, String)>,
    Sent(came): Sent<StandSent>,
) -> Result<StatusCode, Failure> {
    let wanted = came.stand.parse().ok().filter(|stand| *stand != Stand::Asked);
    let wanted = wanted.ok_or_else(|| Failure::mistaken("stand", "This cannot be said of letters."))?;
    web.app.stand_to(session.member.id, id(&of)?, id(&with)?, wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct BlockSent {
    blocked: bool,
}

/// `PUT /api/letters/{of}/{with}/block {blocked}` → 204: nothing from them to the address `of` any more, whatever name
/// they write under; one's other addresses stay as they are.
async fn block(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path((of, with)): Path<(String, String)>,
    Sent(came): Sent<BlockSent>,
) -> Result<StatusCode, Failure> {
    web.app.block_letters(session.member.id, id(&of)?, id(&with)?, came.blocked).await?;
    Ok(StatusCode::NO_CONTENT)
}
