//! A place with people in it, asked over HTTP.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alongside_app::{
    App, Ports,
    files::Files,
    limits::Limits,
    member::SignUp,
    once::Once,
    secret::Secret,
    story::{Content, Placed, Share, Told},
    testing::{SameChance, StillClock, smallest_sealed},
};
use alongside_domain::{
    OpenAudience, Viewer,
    about::About,
    admission::SignUpRule,
    id::{MemberId, StoryId},
    member::{Device, Side, Standing},
    story::{AnswersPolicy, Around, Pen, Quoting},
};
use alongside_seal::{encoding::b64url, header::Kind, passphrase::Kdf};
use alongside_store::testing::Fresh;
use alongside_web::{Face, Origins, Pages, Settings, Web};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode},
};
use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use http_body_util::BodyExt as _;

pub const ROOM: &str = "http://room.alongside.localhost:8080";
pub const COMMONS: &str = "http://alongside.localhost:8080";
pub const COMMONS_HOST: &str = "alongside.localhost:8080";

pub struct Place {
    pub app: App,
    pub face: Face,
    pub clock: Arc<StillClock>,
    people: AtomicU64,
    /// Dropped last: the folder goes with it.
    _fresh: Fresh,
}

/// Somebody who is signed in on the commons.
#[derive(Clone)]
pub struct Person {
    pub id: MemberId,
    pub viewer: Viewer,
    pub pen: Option<Pen>,
    pub cookie: String,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What somebody reads: everything that is no tag.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for part in self.text.split('<') {
            words.push_str(part.split_once('>').map_or(part, |(_, words)| words));
            words.push(' ');
        }
        words
    }
}

impl Place {
    pub async fn new() -> Self {
        Self::on(Fresh::sqlite().await).await
    }

    pub async fn on(fresh: Fresh) -> Self {
        Self::with(fresh, false).await
    }

    /// With the limits of a place that is open to the world.
    pub async fn limited() -> Self {
        Self::with(Fresh::sqlite().await, true).await
    }

    async fn with(fresh: Fresh, limits: bool) -> Self {
        let (pages, clock) = (Arc::<Pages>::default(), Arc::<StillClock>::default());
        let app = App::open(Ports {
            store: fresh.store.clone(),
            files: Files::in_memory(),
            clock: Arc::<StillClock>::clone(&clock),
            chance: Arc::<SameChance>::default(),
            stirred: pages.clone(),
            limits: Limits::default(),
            sign_up: SignUpRule::Open,
            watched: [].into(),
        })
        .await
        .unwrap();
        let origins = Origins { commons: COMMONS.to_owned(), room: ROOM.to_owned() };
        let settings = Settings {
            origins,
            leave_to: "/away".to_owned(),
            limits,
            behind_proxy: false,
            sign_up_question: "What brings you here?".into(),
            backups_kept_days: None,
        };
        let face = Face::new(Web::new(app.clone(), settings, pages));
        Self { app, face, clock, people: AtomicU64::new(0), _fresh: fresh }
    }

    /// Somebody who writes as `pen`, or has no pen name yet.
    pub async fn person(&self, pen: Option<&str>) -> Person {
        let n = u8::try_from(self.people.fetch_add(1, Ordering::Relaxed)).unwrap();
        let salt = b64url(&[n; 16]);
        let started = self
            .app
            .sign_up(SignUp {
                name: format!("member{n}").parse().unwrap(),
                kdf: Kdf { alg: "argon2id".into(), v: 19, m: 65_536, t: 3, p: 1, salt },
                login: Secret::from_bytes([n; 32]),
                recovery: Secret::from_bytes([n; 32]),
                keyring_pass: smallest_sealed(Kind::Keyring, 1),
                keyring_recovery: smallest_sealed(Kind::Keyring, 2),
                device: Device::Computer,
                admission: None,
            })
            .await
            .unwrap();
        let id = started.member.id;
        let pen = match pen {
            Some(pen) => Some(self.app.create_pen(id, pen.parse().unwrap()).await.unwrap()),
            None => None,
        };
        let room = self.app.resolve(Side::Room, started.room_secret).await.unwrap().unwrap();
        let code = self.app.handover(room.id).await.unwrap();
        let (secret, _) = self.app.enter(code).await.unwrap();
        let cookie = format!("__Host-commons={}", secret.to_text());
        Person { id, viewer: (&started.member).into(), pen, cookie }
    }

    pub async fn moderator(&self) -> Person {
        let n = self.people.load(Ordering::Relaxed);
        let person = self.person(Some("rowan")).await;
        let name = format!("member{n}").parse().unwrap();
        assert!(self.app.set_standing(name, Standing::Moderator).await.unwrap());
        Person { viewer: Viewer::Member { id: person.id, standing: Standing::Moderator }, ..person }
    }

    pub async fn story(&self, by: &Person, audience: OpenAudience, text: &str) -> StoryId {
        self.story_with(by, audience, told(text)).await
    }

    pub async fn story_with(&self, by: &Person, audience: OpenAudience, content: Content) -> StoryId {
        let pen = by.pen.as_ref().unwrap().id;
        let share = Share { pen, audience, content };
        self.app.share_story(by.id, share, self.once()).await.unwrap().story
    }

    /// A story with a small photo.
    pub async fn story_with_photo(&self, by: &Person, audience: OpenAudience) -> StoryId {
        // The smallest PNG there is: one dot.
        let png = STANDARD
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
            .unwrap();
        let photo = self.app.upload_photo(by.id, png.into()).await.unwrap().photo;
        let mut content = told("So we wait.");
        content.photos = vec![Placed { photo, alt: alongside_domain::text::Alt::none() }];
        self.story_with(by, audience, content).await
    }

    pub fn once(&self) -> Once {
        Once::new(&Secret::random(&mut self.app.rng()).to_text(), &[]).unwrap()
    }

    pub async fn raw(&self, request: Request<Body>) -> Reply {
        let (parts, body) = self.face.answer(request).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: parts.status, headers: parts.headers, text }
    }

    /// A page of the commons, with these headers besides the host.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().uri(path).header("host", COMMONS_HOST);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.raw(request.body(Body::empty()).unwrap()).await
    }

    /// A page as somebody sees it, or a visitor.
    pub async fn get(&self, path: &str, by: Option<&Person>) -> Reply {
        match by {
            Some(person) => self.get_with(path, &[("cookie", &person.cookie)]).await,
            None => self.get_with(path, &[]).await,
        }
    }

    /// A form as a browser sends it from `origin`.
    pub async fn form_from(
        &self,
        origin: Option<&str>,
        path: &str,
        by: Option<&Person>,
        body: &str,
    ) -> Reply {
        let mut request = Request::builder().method(Method::POST).uri(path).header("host", COMMONS_HOST);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(person) = by {
            request = request.header("cookie", &person.cookie);
        }
        self.raw(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// A form sent from a page of the commons.
    pub async fn form(&self, path: &str, by: &Person, body: &str) -> Reply {
        self.form_from(Some(COMMONS), path, Some(by), body).await
    }

    /// An answer that is taken.
    pub async fn answer(&self, story: StoryId, by: &Person, text: &str, parent: &str) -> Reply {
        let (pen, once) = (by.pen.as_ref().unwrap().id, Secret::random(&mut self.app.rng()).to_text());
        let body = format!("text={text}&pen={pen}&parent={parent}&once={once}");
        let reply = self.form(&format!("/story/{story}/answer"), by, &body).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.words());
        reply
    }
}

/// Nothing said but the text.
pub fn told(text: &str) -> Content {
    let around = Around {
        state: None,
        about: About::default(),
        notes: vec![],
        wish: vec![],
        answers: AnswersPolicy::AtOnce,
        quoting: Quoting::No,
        words: None,
        findable: false,
    };
    Content {
        title: None,
        text: text.parse().unwrap(),
        around,
        photos: vec![],
        moments: vec![],
        master_rev: 1,
    }
}

/// A moment that was at this time.
pub fn moment(at: i64, text: &str) -> Told {
    Told { name: None, at: alongside_domain::Millis(at), text: text.parse().unwrap(), photos: vec![] }
}
