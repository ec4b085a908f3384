//! Pages for them: one sealed page behind a link, for people without an account. Reading one writes nothing.

mod erase;
mod list;
mod put;
mod read;

use alongside_domain::Millis;
use alongside_store::{StoreError, Tx, page};

pub use erase::erase;
pub use put::{PutPage, PutPageError, put};

use crate::{chance::Rng, jobs};

/// Takes away pages that have ended, and soon their traces in the database's own files.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    if page::sweep(tx, at).await? {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(())
}
