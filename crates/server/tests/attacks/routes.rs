//! Every route of both sides that changes something.

use std::path::Path;

use crate::{
    place::{COMMONS, COMMONS_HOST, NOBODY, ROOM, ROOM_HOST},
    routes_written::{self, Written},
};

#[derive(Clone, Debug)]
pub struct Route {
    pub method: &'static str,
    pub pattern: String,
    pub host: &'static str,
    /// The origin that may send to it.
    pub from: &'static str,
}

impl Route {
    /// With well formed ids of nothing in it, and this story.
    pub fn path(&self, story: &str) -> String {
        let path = self.pattern.replacen("/story/{id}", &format!("/story/{story}"), 1);
        let part = |part: &str| if part.starts_with('{') { NOBODY.to_owned() } else { part.to_owned() };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    pub fn is_commons(&self) -> bool {
        self.host == COMMONS_HOST
    }
}

/// All of them, the commons first.
pub fn that_change() -> Vec<Route> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = routes_written::all(&crates).into_iter().filter(|route| route.method != "GET");
    let routes: Vec<Route> = all
        .map(|Written { method, pattern, is_commons }| {
            let host = if is_commons { COMMONS_HOST } else { ROOM_HOST };
            let from = if is_commons && pattern != "/enter" { COMMONS } else { ROOM };
            Route { method, pattern, host, from }
        })
        .collect();
    let commons = routes.iter().filter(|route| route.is_commons()).count();
    assert!(commons >= 10 && routes.len() - commons >= 40, "{commons} of {} on the commons", routes.len());
    routes
}
