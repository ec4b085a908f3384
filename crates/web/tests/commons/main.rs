//! The commons over HTTP: what a browser without script gets.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod answering;
mod gates;
mod kept;
mod numbers;
mod pages;
mod place;
mod private;
mod queue;
mod reading;
mod sift;
