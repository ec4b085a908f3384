//! Laying what is sealed for the new keys beside what is there.

use alongside_domain::{
    Millis,
    id::{EntryId, MediaId, MemberId, PageId},
};
use alongside_seal::header::{self, Kind, StanzaKind};
use alongside_store::{StoreError, Tx, entry, media::Media, queue, rotation};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{RotationError, under_way};
use crate::{App, chance::Rng, files, jobs, secret::Secret};

/// A photo sealed for the new keys.
#[derive(Clone, Debug)]
pub struct StageMedia {
    /// The one it takes the place of.
    pub id: MediaId,
    /// The entry that belongs to.
    pub entry: EntryId,
    /// An age file.
    pub bytes: Bytes,
}

/// Whether what is staged is not too much, together with what is said in circles and letters; everything may be there
/// a second time. Whoever has more than there is room for can still change all keys. Two queries.
async fn fits(tx: &mut Tx<'_>, by: MemberId, more: i64, most: i64) -> Result<(), RotationError> {
    let most = most.max(entry::kept(tx, by).await?);
    let fits = rotation::afterwards(tx, by).await?.saturating_add(more) <= most;
    if fits { Ok(()) } else { Err(RotationError::NoRoom) }
}

/// An entry or a page.
#[derive(Clone, Copy, Debug)]
enum Which {
    Entry(EntryId),
    Page(PageId),
}

async fn stage(
    tx: &mut Tx<'_>,
    by: MemberId,
    rotation: Secret,
    which: Which,
    bytes: &[u8],
    most: i64,
) -> Result<(), RotationError> {
    header::check(bytes, Kind::Entry, StanzaKind::Hybrid)?;
    let size = i64::try_from(bytes.len()).map_err(|_| RotationError::TooLarge)?;
    under_way(tx, by, rotation).await?;
    match which {
        Which::Entry(id) => rotation::put_entry(tx, by, id, size, bytes).await?,
        Which::Page(id) => rotation::put_page(tx, by, id, size, bytes).await?,
    }
    fits(tx, by, 0, most).await
}

/// Takes away the photo that was staged for this one before.
async fn unplace(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: MediaId,
) -> Result<(), StoreError> {
    if let Some(old) = rotation::drop_media(tx, by, id).await? {
        jobs::drop_files(tx, rng, &[old], at).await?;
    }
    Ok(())
}

impl App {
    /// Stages an entry, in place of what was staged for it.
    ///
    /// # Errors
    /// [`RotationError`]
    pub async fn stage_entry(
        &self,
        by: MemberId,
        rotation: Secret,
        id: EntryId,
        bytes: Bytes,
    ) -> Result<(), RotationError> {
        self.stage(by, rotation, Which::Entry(id), bytes).await
    }

    /// Stages a page for them, in place of what was staged for it.
    ///
    /// # Errors
    /// [`RotationError`]
    pub async fn stage_page(
        &self,
        by: MemberId,
        rotation: Secret,
        id: PageId,
        bytes: Bytes,
    ) -> Result<(), RotationError> {
        self.stage(by, rotation, Which::Page(id), bytes).await
    }

    async fn stage(
        &self,
        by: MemberId,
        rotation: Secret,
        which: Which,
        bytes: Bytes,
    ) -> Result<(), RotationError> {
        let most = self.limits().sealed_bytes;
        self.store()
            .write(move |tx| Box::pin(async move { stage(tx, by, rotation, which, &bytes, most).await }))
            .await
    }

    /// Stages a photo, in place of what was staged for it: the file first, then the row.
    ///
    /// # Errors
    /// [`RotationError`]
    pub async fn stage_media(
        &self,
        by: MemberId,
        rotation: Secret,
        cmd: StageMedia,
    ) -> Result<(), RotationError> {
        header::check(&cmd.bytes, Kind::Media, StanzaKind::Hybrid)?;
        let size = i64::try_from(cmd.bytes.len()).map_err(|_| RotationError::TooLarge)?;
        let (at, chance, most) = (self.now(), self.chance(), self.limits().sealed_bytes);
        let bytes = cmd.bytes.clone();
        let sha: [u8; 32] = tokio::task::spawn_blocking(move || Sha256::digest(&bytes).into())
            .await
            .map_err(|_| StoreError::BrokeOff)?;
        let store_key = format!("sealed/{}", Secret::random(&mut self.rng()).to_text());
        let (id, key) = (cmd.id, store_key.clone());
        let intent = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    under_way(tx, by, rotation).await?;
                    unplace(tx, at, &mut chance.rng(), by, id).await?;
                    fits(tx, by, size, most).await?;
                    Ok::<_, RotationError>(files::intend(tx, at, &mut chance.rng(), &[key]).await?)
                })
            })
            .await?;
        self.files().put(&store_key, cmd.bytes).await?;
        let (entry, at, chance) = (cmd.entry, self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    under_way(tx, by, rotation).await?;
                    queue::done(tx, intent).await?;
                    let new = Media { id, entry, size, sha: &sha, at, store_key: &store_key };
                    unplace(tx, at, &mut chance.rng(), by, id).await?;
                    rotation::put_media(tx, by, new).await?;
                    fits(tx, by, 0, most).await
                })
            })
            .await
    }
}
