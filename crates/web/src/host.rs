//! One listener, two hosts: the `Host` header chooses.

use std::{convert::Infallible, panic::AssertUnwindSafe, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{Method, Response, StatusCode, header},
    middleware::{self, Next},
    response::IntoResponse as _,
    routing::get,
};
use tower::ServiceExt as _;

use crate::{commons, cookie, failure::Failure, headers::SideHeaders, room_api, web::{Origins, Web}};

/// Everything, as one service for `axum::serve`.
pub fn service(web: Web) -> Router {
    let commons = commons::routes(web.clone())
        .layer(middleware::from_fn_with_state(SideHeaders::commons(web.origins()), finish));
    let room =
        room_api::routes(web.clone()).layer(middleware::from_fn_with_state(SideHeaders::room(web.origins()), finish));
    let sides = Sides {
        commons_host: Origins::host(&web.origins().commons).to_owned(),
        room_host: Origins::host(&web.origins().room).to_owned(),
        commons_headers: SideHeaders::commons(web.origins()),
        commons,
        room,
        web: web.clone(),
    };
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .fallback(by_host)
        .with_state(std::sync::Arc::new(sides))
}

struct Sides {
    commons_host: String,
    room_host: String,
    commons_headers: SideHeaders,
    commons: Router,
    room: Router,
    web: Web,
}

async fn ready(State(sides): State<std::sync::Arc<Sides>>) -> (StatusCode, &'static str) {
    match sides.web.app.store().migration_state().await {
        Ok(alongside_store::MigrationState::Current) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}

async fn by_host(State(sides): State<std::sync::Arc<Sides>>, request: Request) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.eq_ignore_ascii_case(&sides.commons_host) {
        if let Some(page) = kept_page(&sides, &request) {
            return page;
        }
        pass(&sides.commons, request).await
    } else if host.eq_ignore_ascii_case(&sides.room_host) {
        pass(&sides.room, request).await
    } else {
        let say = "This server answers under two other names. Please check the address.\n";
        (StatusCode::MISDIRECTED_REQUEST, say).into_response()
    }
}

async fn pass(side: &Router, request: Request) -> Response<Body> {
    side.clone().oneshot(request).await.unwrap_or_else(|never: Infallible| match never {})
}

/// The quick way for what is asked for most: a public story, by somebody who is not signed in, already rendered. On
/// PostgreSQL another process may have changed the story, so the page is asked about there (see `commons::story`).
fn kept_page(sides: &Sides, request: &Request) -> Option<Response<Body>> {
    if request.method() != Method::GET || request.uri().query().is_some() || !sides.web.app.store().is_sqlite() {
        return None;
    }
    let id = request.uri().path().strip_prefix("/story/")?.parse().ok()?;
    if cookie::is_anybody(request.headers()) {
        return None;
    }
    let mut response = sides.web.pages.get(id)?.answer(request.headers());
    sides.commons_headers.apply(response.headers_mut());
    Some(response)
}

/// Around every handler: headers, one line in the log, and a calm answer when something breaks.
async fn finish(State(headers): State<SideHeaders>, request: Request, next: Next) -> Response<Body> {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", |path| path.as_str()).to_owned();
    let clock = tokio::time::Instant::now();
    let mut response = match caught(next.run(request)).await {
        Ok(response) => response,
        Err(()) => {
            tracing::error!(route, "a handler panicked");
            let failure = Failure::trouble();
            (failure.status, failure.say).into_response()
        }
    };
    headers.apply(response.headers_mut());
    let (status, micros) = (response.status().as_u16(), clock.elapsed().as_micros());
    // The route as it is written in the program: an address that was asked for may have a name in it.
    tracing::info!(%method, route, status, micros = u64::try_from(micros).unwrap_or(u64::MAX), "answered");
    response
}

/// How long a handler may take before it is given up; uploads over a slow line are read within it.
const PATIENCE: Duration = Duration::from_secs(600);

async fn caught(work: impl Future<Output = Response<Body>>) -> Result<Response<Body>, ()> {
    let work = futures_util::FutureExt::catch_unwind(AssertUnwindSafe(work));
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(drop),
        Err(_) => {
            let say = "This took too long. Please try again.";
            Ok((StatusCode::REQUEST_TIMEOUT, say).into_response())
        }
    }
}
