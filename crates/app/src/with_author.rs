//! "I'm with you" and "this happened to me too": they reach the author as people and are counted nowhere.

mod stand;
mod who;

pub use stand::{Stand, Stood, stand};
