//! How many queries something costs.

use std::cell::Cell;

tokio::task_local! {
    static QUERIES: Cell<u32>;
}

/// Runs `work` and tells how many queries it made, wherever they ran. Tests use it to hold a page to its cost.
pub async fn counted<F: Future>(work: F) -> (F::Output, u32) {
    QUERIES
        .scope(Cell::new(0), async {
            let out = work.await;
            (out, QUERIES.with(Cell::get))
        })
        .await
}

/// Adds to the count of whoever counts; nothing happens when nobody does.
pub(crate) fn add(queries: u32) {
    let _ = QUERIES.try_with(|count| count.set(count.get().saturating_add(queries)));
}
