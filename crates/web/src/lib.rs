//! The web face of Alongside: two origins behind one listener.
//!
//! [`commons`] is pages that work without script; [`room_api`] is what the room's static app talks to. Both are thin:
//! they parse, call a use-case of `alongside_app`, and render.

mod assets;
mod body;
pub mod commons;
mod cookie;
mod encoding;
mod failure;
mod headers;
mod host;
mod limit;
mod markdown;
mod pace;
mod pages;
mod room_api;
mod room_files;
mod session;
mod web;
mod when;

pub use host::Face;
pub use pages::Pages;
pub use room_files::room_hashes;
pub use web::{Origins, Settings, Web};
