//! What reached one's own stories.

use alongside_domain::{
    cursor::Cursor,
    shown::{Heard, HeardWhat},
};
use axum::{Json, Router, extract::State, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InRoom, Query};
use crate::{failure::Failure, session, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/heard", get(list))
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct After {
    cursor: Option<String>,
}

impl After {
    /// The cursor, or `first` when the list begins.
    pub(super) fn or(&self, first: Cursor) -> Result<Cursor, Failure> {
        match self.cursor.as_deref() {
            None | Some("") => Ok(first),
            Some(cursor) => cursor.parse().map_err(|error| Failure::mistaken("cursor", error)),
        }
    }
}

/// `GET /api/heard?cursor=` → `{heard: [{kind, story, title, pen, at, text?, answer?}], next, waiting}`, newest first; `waiting`: whether
/// answers wait to be let through.
async fn list(
    State(web): State<Web>,
    InRoom(session): InRoom,
    Query(after): Query<After>,
) -> Result<Json<Value>, Failure> {
    let cursor = after.or(Cursor::NEWEST)?;
    let page = web.app.heard(session.member.id, cursor).await.map_err(session::store)?;
    // Said once, where the list begins; not how many.
    let waiting = cursor == Cursor::NEWEST
        && !web
            .app
            .waiting(session.member.id, Cursor::OLDEST)
            .await
            .map_err(session::store)?
            .items
            .is_empty();
    let next = page.next.map(|next| next.to_string());
    let heard: Vec<Value> = page.items.into_iter().map(said).collect();
    Ok(Json(json!({ "heard": heard, "next": next, "waiting": waiting })))
}

fn said(heard: Heard) -> Value {
    let Heard { what, story, title, pen, at } = heard;
    match what {
        HeardWhat::Answer { id, text } => json!({
            "kind": "answer", "answer": id, "text": text, "story": story, "title": title, "pen": pen.name, "at": at,
        }),
        HeardWhat::With(with) => {
            json!({ "kind": with, "story": story, "title": title, "pen": pen.name, "at": at })
        }
    }
}
