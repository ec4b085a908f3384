//! Changing words, and the sheet with them if asked for.

use alongside_app::member::{By, ChangeWords, NewSheet};
use alongside_seal::passphrase::Kdf;
use axum::{
    Router,
    extract::{FromRequest as _, Request, State},
    http::StatusCode,
    routing::post,
};
use serde::Deserialize;

use super::{InRoom, Sent, sent};
use crate::{failure::Failure, limit::Door, web::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/words", post(words))
}

#[derive(Deserialize)]
struct WordsSent {
    login_now: Option<String>,
    recovery_now: Option<String>,
    kdf: Kdf,
    login: String,
    keyring_pass: String,
    recovery: Option<String>,
    keyring_recovery: Option<String>,
    sheet_note: Option<String>,
}

/// `POST /api/words` → 204; every other session ends. One of `login_now` and `recovery_now` shows that it is really
/// the member; `recovery` and `keyring_recovery` come together or not at all, with
/// `sheet_note` beside them.
async fn words(
    State(web): State<Web>,
    InRoom(session): InRoom,
    request: Request,
) -> Result<StatusCode, Failure> {
    // Somebody at an unlocked screen could guess here as well as at the door.
    if !web.limits.admits(Door::SignIn, &request) {
        return Err(Failure::too_often());
    }
    let Sent(came) = Sent::<WordsSent>::from_request(request, &web).await?;
    let (by, proof) = match (&came.login_now, &came.recovery_now) {
        (Some(login), None) => (By::Words, sent::secret(login, "words")?),
        (None, Some(recovery)) => (By::Sheet, sent::secret(recovery, "words")?),
        _ => {
            return Err(Failure::mistaken("words", "Please give either your words until now or your sheet."));
        }
    };
    let sheet = match (&came.recovery, &came.keyring_recovery) {
        (Some(recovery), Some(keyring)) => {
            let note = came.sheet_note.as_deref().map(|note| sent::bytes(note, "sheet_note")).transpose()?;
            let secret = sent::secret(recovery, "recovery")?;
            Some(NewSheet { secret, keyring: sent::bytes(keyring, "keyring_recovery")?, note })
        }
        (None, None) => None,
        _ => {
            return Err(Failure::mistaken(
                "recovery",
                "The new sheet did not arrive whole. Please try again.",
            ));
        }
    };
    let cmd = ChangeWords {
        by,
        proof,
        kdf: came.kdf,
        login: sent::secret(&came.login, "login")?,
        keyring_pass: sent::bytes(&came.keyring_pass, "keyring_pass")?,
        sheet,
    };
    web.app.change_words(session.member.id, session.id, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}
