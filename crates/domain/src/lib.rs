//! What Alongside talks about: its types, its words, and the one function that decides who may do what.
//!
//! Nothing in here reads a clock, a random source, a file or a network: all of it can be tested by calling it.

pub mod about;
pub mod admission;
pub mod audience;
pub mod circle;
pub mod cursor;
pub mod entry;
pub mod id;
pub mod letter;
pub mod may;
pub mod member;
pub mod name;
pub mod page;
pub mod photo;
pub mod queue;
pub mod reading;
pub mod rest;
pub mod shown;
pub mod story;
pub mod text;
pub mod time;
pub mod vocabulary;

pub use audience::{Audience, OpenAudience};
pub use may::{Action, Decision, Refusal, Viewer, may};
pub use time::Millis;
