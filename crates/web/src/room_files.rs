//! The room's static files, as its build left them: names with hashes in them, one page, and the one that
//! opens a page for them.

use std::collections::HashMap;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
    response::IntoResponse as _,
};
use rust_embed::RustEmbed;

use crate::{
    assets::{bytes, immutable},
    encoding::Encoded,
};

#[derive(RustEmbed)]
#[folder = "../../room/dist"]
struct Files;

/// The one page, which the room's script fills.
const INDEX: &str = "index.html";
/// The page that opens a page for them.
const FOR_THEM: &str = "for.html";

/// What is served on the room's origin besides its API.
pub(crate) struct RoomFiles(HashMap<String, (Encoded, HeaderValue)>);

impl RoomFiles {
    /// Compresses and keeps everything.
    pub(crate) fn load() -> Self {
        let file = |name: &str| {
            let data = bytes(Files::get(name)?.data);
            let kind = kind(name);
            let compressed = kind == "font/woff2";
            let encoded = if compressed { Encoded::as_it_is(data) } else { Encoded::new(data) };
            Some((name.to_owned(), (encoded, HeaderValue::from_static(kind))))
        };
        Self(Files::iter().filter_map(|name| file(&name)).collect())
    }

    /// The file at `path` under `/assets/`.
    pub(crate) fn asset(&self, path: &str, headers: &HeaderMap) -> Response<Body> {
        match self.0.get(path.trim_start_matches('/')) {
            Some((file, kind)) if path != "/index.html" => immutable(file, kind.clone(), headers),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// What opens a page for them. Nothing of it stays on the device it was read on.
    pub(crate) fn for_them(&self, headers: &HeaderMap) -> Response<Body> {
        let Some((file, kind)) = self.0.get(FOR_THEM) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut response = immutable(file, kind.clone(), headers);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let hidden = HeaderValue::from_static("noindex, nofollow, noarchive");
        response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), hidden);
        response
    }

    /// The page itself; asked for anew each time, because the names in it change.
    pub(crate) fn page(&self, headers: &HeaderMap) -> Response<Body> {
        let Some((file, kind)) = self.0.get(INDEX) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let mut response = immutable(file, kind.clone(), headers);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
}

/// The SHA-256 of every file of the room with its path, by path, in the form that `sha256sum` prints and checks.
pub fn room_hashes() -> String {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_unstable();
    let line = |name: &std::borrow::Cow<'_, str>| {
        let hash = Files::get(name)?.metadata.sha256_hash();
        Some(format!("{}  {name}\n", hash.map(|byte| format!("{byte:02x}")).concat()))
    };
    names.iter().filter_map(line).collect()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
