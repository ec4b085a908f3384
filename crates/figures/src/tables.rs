//! The tables as they were built in. `build.rs` wrote what is included here.
#![allow(
    clippy::unreadable_literal,
    clippy::doc_markdown,
    clippy::needless_raw_string_hashes,
    reason = "written by the build, read by the compiler"
)]

use crate::{
    figure::{Counts, Figure, Interval, LeftOut, Source},
    kind::{Status, Table, Unit, Value},
    life::LifeWeek,
};

/// A number that is computed with, and the figure it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cited {
    pub value: f64,
    pub interval: Option<Interval>,
    pub figure: &'static Figure,
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
