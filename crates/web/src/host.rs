//! One listener, two hosts: the `Host` header chooses.

use std::{convert::Infallible, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, Response, StatusCode, header},
    middleware::{self, Next},
    response::IntoResponse,
};
use percent_encoding::percent_decode_str;
use tower::ServiceExt as _;

use crate::{
    commons, cookie,
    failure::Failure,
    headers::SideHeaders,
    room_api,
    web::{Origins, Web},
};

/// Everything that is answered, on both hosts. Cheap to clone.
#[derive(Clone)]
pub struct Face(Arc<Sides>);

struct Sides {
    commons_host: String,
    room_host: String,
    commons: Router,
    room: Router,
    web: Web,
}

impl Face {
    /// The face of a place.
    pub fn new(web: Web) -> Self {
        let around = |headers: &SideHeaders, broken| Around { headers: headers.clone(), broken };
        let commons_around = around(&web.commons_headers, commons::broken as fn() -> Response<Body>);
        let commons =
            commons::routes(web.clone()).layer(middleware::from_fn_with_state(commons_around, finish));
        let room_around = around(&web.room_headers, || Failure::trouble().into_response());
        let room = room_api::routes(web.clone()).layer(middleware::from_fn_with_state(room_around, finish));
        Self(Arc::new(Sides {
            commons_host: Origins::host(&web.origins().commons).to_owned(),
            room_host: Origins::host(&web.origins().room).to_owned(),
            commons,
            room,
            web,
        }))
    }

    /// The quick way for what is asked for most: a public story, by somebody who is not signed in, already rendered.
    /// `None` when it has to be [`Face::answer`]. On PostgreSQL another process may have changed the story, so the
    /// page is asked about there (see `commons::story`).
    pub fn kept<B>(&self, request: &Request<B>) -> Option<Response<Body>> {
        let Sides { web, commons_host, .. } = &*self.0;
        if *request.method() != Method::GET || request.uri().query().is_some() || !web.app.store().is_sqlite()
        {
            return None;
        }
        let id = request.uri().path().strip_prefix("/story/")?.parse().ok()?;
        let headers = request.headers();
        let is_commons = asked_for(request).eq_ignore_ascii_case(commons_host.as_bytes());
        if !is_commons || cookie::is_anybody(headers) {
            return None;
        }
        Some(web.pages.get(id)?.answer(headers))
    }

    /// Any request. The address it came from is in its extensions as axum's `ConnectInfo<SocketAddr>`; nothing else
    /// than the limits on the doors looks at it.
    pub async fn answer(&self, request: Request) -> Response<Body> {
        if let Some(page) = self.kept(&request) {
            return page;
        }
        let Sides { commons_host, room_host, commons, room, web } = &*self.0;
        let bare = match request.uri().path() {
            "/healthz" => Some((StatusCode::OK, "ok\n")),
            "/readyz" => Some(self.ready().await),
            _ => None,
        };
        if let Some(bare) = bare {
            let mut response = bare.into_response();
            web.commons_headers.apply(response.headers_mut());
            return response;
        }
        let host = asked_for(&request);
        if host.eq_ignore_ascii_case(commons_host.as_bytes()) {
            pass(commons, request).await
        } else if host.eq_ignore_ascii_case(room_host.as_bytes()) {
            pass(room, request).await
        } else {
            let say = "This server answers under two other names. Please check the address.\n";
            let mut response = (StatusCode::MISDIRECTED_REQUEST, say).into_response();
            web.commons_headers.apply(response.headers_mut());
            response
        }
    }

    async fn ready(&self) -> (StatusCode, &'static str) {
        match self.0.web.app.store().migration_state().await {
            Ok(alongside_store::MigrationState::Current) => (StatusCode::OK, "ready\n"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
        }
    }
}

/// The host that a request is for; nothing when it names none, several, or one in its target and another beside it. A
/// proxy in front may go by the one that we would not.
fn asked_for<B>(request: &Request<B>) -> &[u8] {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return b"" };
    let named = request.uri().authority().map_or(host.as_bytes(), |named| named.as_str().as_bytes());
    if named.eq_ignore_ascii_case(host.as_bytes()) { host.as_bytes() } else { b"" }
}

async fn pass(side: &Router, request: Request) -> Response<Body> {
    side.clone().oneshot(request).await.unwrap_or_else(|never: Infallible| match never {})
}

/// What is the same around every handler of a side.
#[derive(Clone)]
struct Around {
    headers: SideHeaders,
    /// What is answered when a handler breaks off.
    broken: fn() -> Response<Body>,
}

/// Headers, one line in the log, and a calm answer when something breaks.
async fn finish(State(around): State<Around>, request: Request, next: Next) -> Response<Body> {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", |path| path.as_str()).to_owned();
    let clock = tokio::time::Instant::now();
    let mut response = match caught(next.run(request)).await {
        Ok(response) => response,
        Err(Stopped::Broke) => {
            tracing::error!(route, "a handler panicked");
            (around.broken)()
        }
        Err(Stopped::Late) => {
            (StatusCode::REQUEST_TIMEOUT, "This took too long. Please try again.\n").into_response()
        }
    };
    around.headers.apply(response.headers_mut());
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        // The limits count by the minute.
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    let (status, micros) = (response.status().as_u16(), clock.elapsed().as_micros());
    // The route as it is written in the program: an address that was asked for may have a name in it.
    tracing::info!(%method, route, status, micros = u64::try_from(micros).unwrap_or(u64::MAX), "answered");
    response
}

/// How long a handler may take before it is given up; uploads over a slow line are read within it.
const PATIENCE: Duration = Duration::from_mins(10);

/// Why there is no answer.
enum Stopped {
    Broke,
    Late,
}

async fn caught(work: impl Future<Output = Response<Body>>) -> Result<Response<Body>, Stopped> {
    let work = futures_util::FutureExt::catch_unwind(AssertUnwindSafe(work));
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|_| Stopped::Broke),
        Err(_) => Err(Stopped::Late),
    }
}

/// Whether a path is text at all; one that is not leads nowhere.
pub(crate) fn is_text(request: &Request) -> bool {
    percent_decode_str(request.uri().path()).decode_utf8().is_ok()
}
