//! Structured logs: JSON lines on standard error, with nobody in them.

use tracing::{Level, level_filters::LevelFilter};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, prelude::*};

/// Starts logging at `level` (`info`, `alongside=debug`, …). A level that cannot be read falls back to `info`.
///
/// Only our own lines can be more than warnings: what libraries write in detail, such as requests as they came or files
/// by name, has people in it.
pub fn start(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let ours = filter_fn(|line| line.target().starts_with("alongside") || *line.level() <= Level::WARN)
        .with_max_level_hint(LevelFilter::TRACE);
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stderr)
        // Spans of libraries can carry what a request carried; events of ours never do.
        .with_current_span(false)
        .with_span_list(false);
    // Already started, as in a test that starts twice: the first one stays.
    let _ = tracing_subscriber::registry().with(filter).with(lines.with_filter(ours)).try_init();
}
