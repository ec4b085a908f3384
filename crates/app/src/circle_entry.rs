//! What is sealed in a circle: entries and photos. The server knows whose each is and for which epoch, not which
//! entry answers which.

mod erase;
mod let_through;
mod media;
mod put;
mod read;

use alongside_domain::Millis;
use alongside_store::{StoreError, Tx, circle_entry};

pub use alongside_store::circle_entry::CircleEntry;
pub use erase::erase;
pub use let_through::let_through;
pub use media::PutCircleMedia;
pub use put::{PutCircleEntry, PutCircleEntryError, put};
pub use read::{ENTRIES_PAGE, Listed};

use crate::{chance::Rng, jobs, media::WAITS};

/// Takes away sealed photos of circles whose entry never came.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    let files = circle_entry::sweep_media(tx, at.plus(-WAITS)).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    Ok(())
}
