//! People with pen names, and stories to let go.
#![allow(dead_code, reason = "each story uses some of it")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::atomic::{AtomicU64, Ordering};

use alongside_app::{
    App,
    answer::Give,
    once::Once,
    pen::PenChoice,
    story::{Content, Placed, Share, Told},
    with_author::Stand,
};
use alongside_domain::{
    Millis, OpenAudience, Viewer,
    about::About,
    id::{AnswerId, MemberId, PhotoId, StoryId},
    member,
    story::{AnswersPolicy, Around, Pen, Quoting, With},
    text::Alt,
};
use bytes::Bytes;

use crate::common;

/// Somebody with one pen name.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: MemberId,
    pub viewer: Viewer,
    pub pen: Pen,
}

/// Signs up somebody who writes as `pen`.
pub async fn person(app: &App, pen: &str) -> Person {
    static WORDS: AtomicU64 = AtomicU64::new(0);
    let n = WORDS.fetch_add(1, Ordering::Relaxed);
    let words = u8::try_from(n % 120).unwrap() * 2;
    let started = app.sign_up(common::sign_up(&format!("member{n}"), words)).await.unwrap();
    let id = started.member.id;
    let pen = app.create_pen(id, pen.parse().unwrap()).await.unwrap();
    Person { id, viewer: (&started.member).into(), pen }
}

/// The same person, as a moderator.
pub fn moderating(person: &Person) -> Person {
    let viewer = Viewer::Member { id: person.id, standing: member::Standing::Moderator };
    Person { viewer, ..person.clone() }
}

/// A key nobody has used, for a request nobody has sent.
pub fn once() -> Once {
    static KEYS: AtomicU64 = AtomicU64::new(0);
    Once::new(&format!("a-key-of-its-own-{:08}", KEYS.fetch_add(1, Ordering::Relaxed)), &[]).unwrap()
}

/// Nothing said but the text.
pub fn around() -> Around {
    Around {
        state: None,
        about: About::default(),
        notes: vec![],
        wish: vec![],
        answers: AnswersPolicy::AtOnce,
        quoting: Quoting::No,
        words: None,
        findable: false,
    }
}

pub fn told(text: &str) -> Content {
    Content {
        title: None,
        text: text.parse().unwrap(),
        around: around(),
        photos: vec![],
        moments: vec![],
        master_rev: 1,
    }
}

pub fn moment(name: &str, at: i64, text: &str) -> Told {
    Told { name: Some(name.into()), at: Millis(at), text: text.parse().unwrap(), photos: vec![] }
}

pub fn placed(photo: PhotoId) -> Placed {
    Placed { photo, alt: Alt::none() }
}

/// Lets a story go.
pub async fn shared(app: &App, by: &Person, audience: OpenAudience, content: Content) -> StoryId {
    app.share_story(by.id, Share { pen: by.pen.id, audience, content }, once()).await.unwrap().story
}

pub fn answer(story: StoryId, by: &Person, parent: Option<AnswerId>, text: &str) -> Give {
    Give { story, parent, pen: PenChoice::Own(by.pen.id), text: text.parse().unwrap() }
}

/// Gives an answer.
pub async fn answered(
    app: &App,
    story: StoryId,
    by: &Person,
    parent: Option<AnswerId>,
    text: &str,
) -> AnswerId {
    app.give_answer(by.viewer, answer(story, by, parent, text), once()).await.unwrap().answer
}

pub fn stand(story: StoryId, by: &Person, with: With) -> Stand {
    Stand { story, pen: PenChoice::Own(by.pen.id), with }
}

/// A small photo as a camera writes it, without notes.
pub fn jpeg(width: u32, height: u32) -> Bytes {
    let image = image::RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { image::Rgb([200, 30, 30]) } else { image::Rgb([30, 30, 200]) }
    });
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90).encode_image(&image).unwrap();
    out.into()
}

/// Takes a photo in.
pub async fn uploaded(app: &App, by: &Person) -> PhotoId {
    app.upload_photo(by.id, jpeg(64, 48)).await.unwrap().photo
}
