//! Erasing an entry of a circle for good, with its photos.

use alongside_domain::{
    Millis,
    circle::{Act, may},
    id::{CircleId, EntryId, MediaId, MemberId},
};
use alongside_store::{Tx, circle, circle_entry};

use crate::{App, chance::Rng, circle::allowed, jobs, refused::Refused};

/// Erases an entry and its photos; `false` when there is none. Its author can, whom they put it there for, and
/// whoever keeps the circle. At most eight queries.
///
/// # Errors
/// [`Refused`]
pub async fn erase(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    circle: CircleId,
    id: EntryId,
) -> Result<bool, Refused> {
    let standing = allowed::<Refused>(tx, by, circle, Act::Read).await?;
    let Some(there) = circle_entry::compare(tx, circle, id, &[]).await? else { return Ok(false) };
    let for_them = there.told_for == Some(standing.user);
    may(Some(standing.role), Act::Erase { own: there.member == by, for_them }).granted()?;
    circle_entry::erase(tx, circle, id).await?;
    let files = circle_entry::erase_media_of(tx, circle, id).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    circle::stir(tx, circle, at).await?;
    jobs::scrub_soon(tx, at, rng).await?;
    Ok(true)
}

/// Erases one photo; `false` when there is none. At most four queries.
async fn erase_media(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    circle: CircleId,
    id: MediaId,
) -> Result<bool, Refused> {
    let standing = allowed::<Refused>(tx, by, circle, Act::Read).await?;
    let Some(owner) = circle_entry::media_owner(tx, circle, id).await? else { return Ok(false) };
    may(Some(standing.role), Act::Erase { own: owner == by, for_them: false }).granted()?;
    if let Some(file) = circle_entry::erase_media(tx, circle, id).await? {
        jobs::drop_files(tx, rng, &[file], at).await?;
    }
    Ok(true)
}

impl App {
    /// See [`erase`].
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn erase_circle_entry(
        &self,
        by: MemberId,
        circle: CircleId,
        id: EntryId,
    ) -> Result<bool, Refused> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| Box::pin(async move { erase(tx, at, &mut chance.rng(), by, circle, id).await }))
            .await
    }

    /// Erases a photo of a circle; `false` when there is none. Who put it there can, and whoever keeps the circle.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn erase_circle_media(
        &self,
        by: MemberId,
        circle: CircleId,
        id: MediaId,
    ) -> Result<bool, Refused> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { erase_media(tx, at, &mut chance.rng(), by, circle, id).await })
            })
            .await
    }
}
