//! What the room's static app talks to: JSON and age files, on the room's origin only.

mod admissions;
mod circle_entries;
mod circles;
mod entries;
mod erase;
mod handover;
mod heard;
mod letters;
mod pages;
mod passkeys;
mod pens;
mod photos;
mod place;
mod rotation;
mod sealed_media;
mod sent;
mod sessions;
mod sign_in;
mod sign_up;
mod stories;
mod story_sent;
mod words;

use alongside_app::session::SessionInfo;
use alongside_domain::member::Side;
use axum::{
    Json, Router,
    body::Body,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Redirect},
    routing::get,
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{body, failure::Failure, host, session, web::Web};

/// Paths of the room that are its one page; what is shown there is the script's to say.
const PAGES: [&str; 25] = [
    "/",
    "/sign-in",
    "/sign-up",
    "/sheet-sign-in",
    "/write",
    "/write/{entry}",
    "/journey",
    "/journey/years",
    "/story/{entry}",
    "/for-them",
    "/for-them/{page}",
    "/pens",
    "/heard",
    "/circles",
    "/circles/{circle}",
    "/circles/{circle}/{entry}",
    "/join",
    "/letters",
    "/letters/new",
    "/letters/{of}/{with}",
    "/settings",
    "/settings/keys",
    "/settings/erase",
    "/settings/held",
    "/export",
];

/// Largest JSON body in bytes: two wrapped keyrings fit.
const SHORT_MAX: usize = 64 * 1024;
/// The same for a long story with all its moments.
const STORY_MAX: usize = 4 * 1024 * 1024;

pub(crate) fn routes(web: Web) -> Router {
    let api = Router::new()
        .merge(sign_up::routes())
        .merge(admissions::routes())
        .merge(sign_in::routes())
        .merge(words::routes())
        .merge(rotation::routes())
        .merge(sessions::routes())
        .merge(handover::routes())
        .merge(entries::routes())
        .merge(sealed_media::routes())
        .merge(circles::routes())
        .merge(circle_entries::routes())
        .merge(letters::routes())
        .merge(place::routes())
        .merge(pages::routes())
        .merge(passkeys::routes())
        .merge(pens::routes())
        .merge(erase::routes())
        .merge(photos::routes())
        .merge(stories::routes())
        .merge(heard::routes())
        .fallback(async || Failure::not_here())
        .method_not_allowed_fallback(async || {
            Failure::new(StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be used like that.")
        })
        .layer(middleware::from_fn_with_state(web.clone(), same_origin));
    let pages = PAGES.iter().fold(Router::new(), |router, path| router.route(path, get(page)));
    Router::new()
        .nest("/api", api)
        .merge(pages)
        .route("/for/{id}", get(for_them))
        .route("/away", get(away))
        .route("/assets/{*path}", get(asset))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
        .fallback(not_here)
        .with_state(web)
}

/// Where whoever leaves quickly is taken: the page of the commons that tells nothing, or another site.
async fn away(State(web): State<Web>) -> Redirect {
    let to = &web.settings.leave_to;
    if to.starts_with('/') {
        Redirect::to(&format!("{}{to}", web.origins().commons))
    } else {
        Redirect::to(to)
    }
}

async fn page(State(web): State<Web>, headers: HeaderMap) -> Response<Body> {
    web.room.page(&headers)
}

/// The page that opens a page for them: small, static, the same for every link.
async fn for_them(State(web): State<Web>, headers: HeaderMap) -> Response<Body> {
    web.room.for_them(&headers)
}

async fn not_here(State(web): State<Web>, headers: HeaderMap) -> Response<Body> {
    let mut response = web.room.page(&headers);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

async fn asset(State(web): State<Web>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    web.room.asset(uri.path(), &headers)
}

/// What changes something must come from the room itself.
async fn same_origin(State(web): State<Web>, request: Request, next: Next) -> Response<Body> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !host::is_text(&request) {
        Failure::not_here().into_response()
    } else if reads || session::is_from(request.headers(), &web.origins().room) {
        next.run(request).await
    } else {
        Failure::other_site().into_response()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        self.with(&json!({}))
    }
}

impl Failure {
    /// As an answer that also says how things stand now: the fields of the object `now`.
    pub(crate) fn with(self, now: &serde_json::Value) -> Response<Body> {
        let mut answer = now.clone();
        answer["error"] = json!({ "code": self.code, "say": self.say, "field": self.field });
        (self.status, Json(answer)).into_response()
    }
}

/// The session of the room that a request came with; 401 without.
pub(crate) struct InRoom(pub(crate) SessionInfo);

impl FromRequestParts<Web> for InRoom {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        session::needed(web, &parts.headers, Side::Room).await.map(Self)
    }
}

/// A JSON body of at most 64 KiB, read as `T`.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Web> for Sent<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, _: &Web) -> Result<Self, Failure> {
        sent_json(request, SHORT_MAX).await.map(Self)
    }
}

/// A JSON body of at most 4 MiB from a member: it is not read before it is known who sends it.
pub(crate) struct SentLong<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Web> for SentLong<T> {
    type Rejection = Failure;
    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        session::needed(web, request.headers(), Side::Room).await?;
        sent_json(request, STORY_MAX).await.map(Self)
    }
}

async fn sent_json<T: DeserializeOwned>(request: Request, most: usize) -> Result<T, Failure> {
    // Only what a script of the room sends has this type; a form of another site cannot.
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if !kind.to_ascii_lowercase().starts_with(b"application/json") {
        let say = "This was sent in a way that is not known here. Please load the page again.";
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", say));
    }
    let bytes = body::read(request, most).await?;
    read_json(&bytes)
}

/// What stands behind the `?` of an address.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        match axum::extract::Query::<T>::from_request_parts(parts, web).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(_) => {
                Err(Failure::mistaken("query", "This address is not whole. Please load the page again."))
            }
        }
    }
}

/// `bytes` as `T`; the failure names the field, never what was in it.
pub(crate) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        let say = "This could not be read. Please load the page again.";
        let status = if error.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
        Failure::new(status, "unreadable", say)
    })
}

/// An id in a path; anything else is nothing that is here.
pub(crate) fn id<T>(text: &str) -> Result<alongside_domain::id::Id<T>, Failure> {
    text.parse().map_err(|_| Failure::not_here())
}
