//! Sealed photos. Their bytes are files under random names; the row says whose they are.

mod erase;
mod get;
mod put;

use alongside_domain::Millis;
use alongside_store::{StoreError, Tx, media};

use crate::{chance::Rng, jobs};

pub use erase::erase;
pub use get::GetMediaError;
pub(crate) use put::digest;
pub use put::{PutMedia, PutMediaError};

/// How long a sealed photo may wait for the entry it belongs to. Long, because the device lets go of a photo once it
/// is here, while the words around it may be kept back by a conflict that nobody has looked at yet.
pub const WAITS: i64 = 30 * Millis::DAY;

/// Takes away sealed photos whose entry never came, or was erased while they were on their way.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    let files = media::sweep(tx, at.plus(-WAITS)).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    Ok(())
}
