//! One's own open stories.

use alongside_app::story::{OwnAnswer, OwnCopy, Replace, TakeBackError};
use alongside_domain::{
    OpenAudience, Refusal,
    cursor::Cursor,
    shown::{OwnStory, StandbyShown, StoryPage},
    story::{Moment, Photo, Standing},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query, Sent, SentLong, heard::After, id, story_sent::StorySent};
use crate::{
    failure::Failure,
    pace::{Act, Whence},
    session,
    web::Web,
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/stories", get(list).post(share))
        .route("/stories/{id}", get(one).put(replace).delete(take_back))
        .route("/stories/{id}/audience", post(set_audience))
}

/// Why a moderator holds it, if one does.
fn held(standing: &Standing) -> Option<&str> {
    match standing {
        Standing::Shown | Standing::Review => None,
        Standing::Held(reason) => Some(reason.as_str()),
    }
}

/// `GET /api/stories` → `[{id, audience, title, pen, pen_id, shared_at, version, master_rev, held}]`, newest first.
async fn list(State(web): State<Web>, InRoom(session): InRoom) -> Result<Json<Vec<Value>>, Failure> {
    let own = web.app.own_stories(session.member.id).await.map_err(session::store)?;
    let said = |story: &OwnStory| {
        json!({
            "id": story.id, "audience": story.audience, "title": story.title, "pen": story.pen_name,
            "pen_id": story.pen, "shared_at": story.shared_at, "version": story.version,
            "master_rev": story.master_rev, "held": held(&story.standing),
        })
    };
    Ok(Json(own.iter().map(said).collect()))
}

/// `POST /api/stories` with `Idempotency-Key` → 201 `{story, version, url}`.
async fn share(
    State(web): State<Web>,
    InRoom(session): InRoom,
    headers: HeaderMap,
    from: Whence,
    SentLong(sent): SentLong<StorySent>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let once = sent.once(&headers)?;
    let cmd = sent.share()?;
    web.paced(Act::Share, session.member.id, None, from)?;
    let shared = web.app.share_story(session.member.id, cmd, once).await?;
    let url = format!("{}/story/{}", web.origins().commons, shared.story);
    Ok((StatusCode::CREATED, Json(json!({ "story": shared.story, "version": shared.version, "url": url }))))
}

/// `PUT /api/stories/{id}`: the same without a pen name → `{version}`. The same twice is the same as once.
async fn replace(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    SentLong(sent): SentLong<StorySent>,
) -> Result<Json<Value>, Failure> {
    let (story, audience) = (id(&which)?, sent.audience);
    let cmd = Replace { story, audience, content: sent.content()? };
    let version = web.app.replace_story((&session.member).into(), cmd).await?;
    Ok(Json(json!({ "version": version })))
}

#[derive(Deserialize)]
struct HowFar {
    audience: OpenAudience,
}

/// `POST /api/stories/{id}/audience {audience}` → `{version}`: widens to everyone, or narrows to the community.
async fn set_audience(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Sent(HowFar { audience }): Sent<HowFar>,
) -> Result<Json<Value>, Failure> {
    let (by, story) = ((&session.member).into(), id(&which)?);
    let version = match audience {
        OpenAudience::Everyone => web.app.widen_story(by, story, audience).await?,
        OpenAudience::Community => web.app.narrow_story(by, story).await?,
    };
    Ok(Json(json!({ "version": version })))
}

#[derive(Deserialize)]
struct Seen {
    version: Option<i64>,
}

/// `DELETE /api/stories/{id}?version=` → 204, also when it was taken back already; 409 when there is a newer version.
async fn take_back(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(Seen { version }): Query<Seen>,
) -> Result<StatusCode, Failure> {
    match web.app.take_back_story((&session.member).into(), id(&which)?, version).await {
        Ok(()) | Err(TakeBackError::Refusal(Refusal::NotHere)) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}

/// `GET /api/stories/{id}?cursor=` → `{story, answers: [{id, parent, pen, at, text}], with: [{pen, kind, at}], next}`,
/// for keeping; the cursor goes on with the answers.
async fn one(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Path(which): Path<String>,
    Query(after): Query<After>,
) -> Result<Json<Value>, Failure> {
    let cursor = after.or(Cursor::OLDEST)?;
    let own = web.app.own_story((&session.member).into(), id(&which)?, cursor).await?;
    let OwnCopy { story, answers, with } = own;
    let next = answers.next.map(|next| next.to_string());
    let answers: Vec<Value> = answers.items.iter().map(answer).collect();
    let with: Vec<Value> = with.items.iter().map(standby).collect();
    Ok(Json(json!({ "story": page(&story), "answers": answers, "with": with, "next": next })))
}

fn answer(own: &OwnAnswer) -> Value {
    json!({ "id": own.id, "parent": own.parent, "pen": own.pen, "at": own.at, "text": own.text })
}

fn standby(one: &StandbyShown) -> Value {
    json!({ "pen": one.pen.name, "kind": one.with, "at": one.at })
}

fn photos(all: &[Photo]) -> Vec<Value> {
    let one = |photo: &Photo| json!({ "photo": photo.id, "alt": photo.alt, "width": photo.width, "height": photo.height });
    all.iter().map(one).collect()
}

fn page(story: &StoryPage) -> Value {
    let around = &story.around;
    let moment = |one: &Moment| json!({ "at": one.at, "text": one.text, "photos": photos(&one.photos) });
    json!({
        "id": story.id,
        "pen": story.pen.name,
        "audience": story.audience,
        "title": story.title,
        "text": story.text,
        "around": {
            "state": around.state, "about": around.about, "notes": around.notes, "wish": around.wish,
            "answers": around.answers, "quoting": around.quoting, "words": around.words,
            "findable": around.findable,
        },
        "photos": photos(&story.photos),
        "moments": story.moments.iter().map(moment).collect::<Vec<_>>(),
        "shared_at": story.shared_at,
        "edited_at": story.edited_at,
        "version": story.version,
        "held": held(&story.standing),
    })
}
