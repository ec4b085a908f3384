//! A story as the room sends it, read into what the use-cases take. What is typed by people is named when it does not
//! fit; what only a script chooses is not.

use std::str::FromStr;

use alongside_app::{
    once::Once,
    story::{Content, Placed, Share, Told},
};
use alongside_domain::{
    Millis, OpenAudience,
    about::About,
    id::{PenId, PhotoId},
    story::{AnswersPolicy, Around, Note, Quoting, State, Wish},
    vocabulary::in_order,
};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

#[derive(Deserialize, Serialize)]
pub(super) struct StorySent {
    /// Only when it is new.
    pen: Option<PenId>,
    pub(super) audience: OpenAudience,
    #[serde(default)]
    title: Option<String>,
    text: String,
    around: AroundSent,
    #[serde(default)]
    photos: Vec<PhotoSent>,
    #[serde(default)]
    moments: Vec<MomentSent>,
    master_rev: i64,
}

#[derive(Deserialize, Serialize)]
struct AroundSent {
    state: Option<State>,
    #[serde(default)]
    about: About,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    wish: Vec<Wish>,
    answers: AnswersPolicy,
    quoting: Quoting,
    words: Option<String>,
    #[serde(default)]
    findable: bool,
}

#[derive(Deserialize, Serialize)]
struct PhotoSent {
    photo: PhotoId,
    #[serde(default)]
    alt: String,
}

#[derive(Deserialize, Serialize)]
struct MomentSent {
    id: Option<String>,
    at: i64,
    text: String,
    #[serde(default)]
    photos: Vec<PhotoSent>,
}

/// Reads something that a person typed.
fn typed<T: FromStr<Err: std::fmt::Display>>(text: &str, field: &'static str) -> Result<T, Failure> {
    text.parse().map_err(|error| Failure::mistaken(field, error))
}

/// The same where it may be left empty.
fn typed_or_none<T: FromStr<Err: std::fmt::Display>>(
    text: Option<&str>,
    field: &'static str,
) -> Result<Option<T>, Failure> {
    text.filter(|text| !text.trim().is_empty()).map(|text| typed(text, field)).transpose()
}

fn photos(sent: Vec<PhotoSent>) -> Result<Vec<Placed>, Failure> {
    sent.into_iter().map(|one| Ok(Placed { photo: one.photo, alt: typed(&one.alt, "photos")? })).collect()
}

impl AroundSent {
    fn read(self) -> Result<Around, Failure> {
        Ok(Around {
            state: self.state,
            about: About { path: in_order(self.about.path), ..self.about },
            notes: in_order(self.notes),
            wish: in_order(self.wish),
            answers: self.answers,
            quoting: self.quoting,
            words: typed_or_none(self.words.as_deref(), "words")?,
            findable: self.findable,
        })
    }
}

impl MomentSent {
    fn read(self) -> Result<Told, Failure> {
        if self.id.as_ref().is_some_and(|name| name.len() > Told::NAME_MAX) {
            return Err(Failure::mistaken("moments", "Please load the page again."));
        }
        Ok(Told {
            name: self.id,
            at: Millis(self.at),
            text: typed(&self.text, "moments")?,
            photos: photos(self.photos)?,
        })
    }
}

impl StorySent {
    /// The same story sent again is the same request.
    ///
    /// # Errors
    /// 422 without a good `Idempotency-Key`.
    pub(super) fn once(&self, headers: &HeaderMap) -> Result<Once, Failure> {
        let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
        let whole = serde_json::to_vec(self).map_err(|_| Failure::trouble())?;
        Ok(Once::new(key, &[b"share", &whole])?)
    }

    pub(super) fn content(self) -> Result<Content, Failure> {
        if self.master_rev < 0 {
            return Err(Failure::mistaken("master_rev", "Please load the page again."));
        }
        Ok(Content {
            title: typed_or_none(self.title.as_deref(), "title")?,
            text: typed(&self.text, "text")?,
            around: self.around.read()?,
            photos: photos(self.photos)?,
            moments: self.moments.into_iter().map(MomentSent::read).collect::<Result<_, _>>()?,
            master_rev: self.master_rev,
        })
    }

    pub(super) fn share(self) -> Result<Share, Failure> {
        let pen = self.pen.ok_or_else(|| Failure::mistaken("pen", "Please choose one of your pen names."))?;
        Ok(Share { pen, audience: self.audience, content: self.content()? })
    }
}
