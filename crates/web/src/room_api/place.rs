//! What this place is, for the room.

use alongside_app::story::MOMENTS_MAX;
use alongside_domain::{
    about::{Kind, Path, Role, Weeks, When},
    admission::ANSWER_MAX,
    entry::{ENTRY_MAX, MEDIA_MAX},
    photo::{PER_STORY, UPLOAD_MAX},
    story::{AnswersPolicy, Note, Quoting, State as StoryState, Wish},
    text::{Alt, MomentText, StoryText, Title, Words},
    vocabulary::Word,
};
use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

use crate::web::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/place", get(place))
}

/// The words of a list as `[[slug, say]]`, in the order in which they are offered.
fn words<T: Word>() -> Vec<(&'static str, &'static str)> {
    T::WORDS.iter().map(|word| (word.word(), word.spoken())).collect()
}

/// `GET /api/place` → what the composer needs to know of this server. Public.
async fn place(State(web): State<Web>) -> Json<Value> {
    Json(json!({
        "name": "Alongside",
        "commons": web.origins().commons,
        "sign_up": web.app.sign_up_rule(),
        "question": web.settings.sign_up_question,
        "limits": {
            "title": Title::MAX,
            "text": StoryText::MAX,
            "moment": MomentText::MAX,
            "alt": Alt::MAX,
            "words": Words::MAX,
            "asking": ANSWER_MAX,
            "moments": MOMENTS_MAX,
            "photos": PER_STORY,
            "photo_bytes": UPLOAD_MAX,
            "entry_bytes": ENTRY_MAX,
            "media_bytes": MEDIA_MAX,
        },
        "vocabulary": {
            "note": words::<Note>(),
            "wish": words::<Wish>(),
            "kind": words::<Kind>(),
            "weeks": words::<Weeks>(),
            "when": words::<When>(),
            "role": words::<Role>(),
            "path": words::<Path>(),
            "state": words::<StoryState>(),
            "answers": words::<AnswersPolicy>(),
            "quoting": words::<Quoting>(),
        },
    }))
}
