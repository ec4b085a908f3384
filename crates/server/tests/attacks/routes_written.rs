//! The routes of both sides, read from the sources of the web face: a route that is added there is attacked
//! without anybody having to remember it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A route as it is written in the program.
#[derive(Clone, Debug)]
pub struct Written {
    /// Such as `POST`.
    pub method: &'static str,
    /// From the root of its host, with the names of its ids: `/story/{id}`.
    pub pattern: String,
    /// On the commons, else in the room.
    pub is_commons: bool,
}

/// All routes, those of the commons first. `crates` is the folder of the crates.
///
/// # Panics
/// When the sources are not where they were.
pub fn all(crates: &Path) -> Vec<Written> {
    let web = crates.join("web/src");
    let mut routes = found(&[web.join("commons.rs"), web.join("commons")], "", true);
    let commons = routes.len();
    // `room_api.rs` itself has only pages and files of the room.
    routes.extend(found(&[web.join("room_api.rs")], "", false));
    routes.extend(found(&[web.join("room_api")], "/api", false));
    assert!(commons >= 20, "only {commons} routes of the commons were found");
    assert!(routes.len() - commons >= 60, "only {} routes of the room were found", routes.len() - commons);
    routes
}

fn found(places: &[PathBuf], under: &str, is_commons: bool) -> Vec<Written> {
    let mut routes = Vec::new();
    for place in places {
        let mut files = sources(place);
        files.sort();
        for file in files {
            let source = fs::read_to_string(file).expect("a source is text");
            routes.extend(in_source(&source, under, is_commons));
        }
    }
    routes
}

/// A source, or all that are in a folder and below.
fn sources(place: &Path) -> Vec<PathBuf> {
    if !place.is_dir() {
        return vec![place.to_owned()];
    }
    let inside = fs::read_dir(place).expect("the sources are there");
    inside.flat_map(|one| sources(&one.expect("a source").path())).collect()
}

const METHODS: [(&str, &str); 5] =
    [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE"), ("patch(", "PATCH")];

/// What `.route("…", post(…).delete(…))` says in a source.
fn in_source(source: &str, under: &str, is_commons: bool) -> Vec<Written> {
    let mut routes = Vec::new();
    for call in source.split(".route(").skip(1) {
        let Some((pattern, rest)) = call.trim_start().strip_prefix('"').and_then(|call| call.split_once('"'))
        else {
            continue;
        };
        let handlers = up_to_its_end(rest);
        for (name, method) in METHODS {
            let is_word =
                |at: usize| !handlers[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if handlers.match_indices(name).any(|(at, _)| is_word(at)) {
                routes.push(Written { method, pattern: format!("{under}{pattern}"), is_commons });
            }
        }
    }
    routes
}

/// As far as the bracket that closes `.route(`.
fn up_to_its_end(text: &str) -> &str {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        open += i32::from(letter == '(') - i32::from(letter == ')');
        if open == 0 {
            return &text[..at];
        }
    }
    text
}
