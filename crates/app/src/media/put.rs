//! Keeping a sealed photo: the file first, then the row, so that a row never points at nothing.

use alongside_domain::{
    Refusal,
    id::{EntryId, MediaId, MemberId},
};
use alongside_seal::header::{self, HeaderError, Kind, StanzaKind};
use alongside_store::{
    StoreError, Tx,
    media::{self, Media},
    queue,
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::{
    App, Reason, Sort,
    entry::has_room,
    files::{self, FilesError},
    reason::TROUBLE,
    secret::Secret,
};

/// A sealed photo as it comes.
#[derive(Clone, Debug)]
pub struct PutMedia {
    /// Chosen by the client.
    pub id: MediaId,
    /// The entry it belongs to, which may come a little later.
    pub entry: EntryId,
    /// An age file.
    pub bytes: Bytes,
}

/// Why a sealed photo was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutMediaError {
    /// The place it is for is not there, or not for this member.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// Not a sealed file of the one form.
    #[error("This photo was not sealed in the way that is known here, so it was not kept.")]
    NotSealed(HeaderError),
    /// Longer than a sealed photo may be.
    #[error("This photo is larger than a sealed photo can be. Please choose a smaller one.")]
    TooLarge,
    /// The member has no room left.
    #[error("There is no more room for sealed stories and photos. Erasing old photos makes some.")]
    NoRoom,
    /// Another photo has this id.
    #[error("Another photo is there already. Please add this one again.")]
    Another,
    /// The files.
    #[error("{TROUBLE}")]
    Files(#[from] FilesError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for PutMediaError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::NotSealed(_) => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::Another => Sort::Clash,
            Self::Files(_) | Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::NoRoom => "no-room",
            Self::Another => "media-taken",
            Self::Files(_) | Self::Store(_) => "trouble",
        }
    }
}

impl From<HeaderError> for PutMediaError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

/// Whether these very bytes are there already.
async fn is_there(tx: &mut Tx<'_>, by: MemberId, id: MediaId, sha: &[u8; 32]) -> Result<bool, PutMediaError> {
    match media::get(tx, by, id).await? {
        None => Ok(false),
        Some(there) if there.sha == *sha => Ok(true),
        Some(_) => Err(PutMediaError::Another),
    }
}

/// SHA-256. Twelve MiB take a while; others are waiting for this thread.
pub(crate) async fn digest(bytes: Bytes) -> Result<[u8; 32], StoreError> {
    let digest = tokio::task::spawn_blocking(move || Sha256::digest(&bytes).into());
    digest.await.map_err(|_| StoreError::BrokeOff)
}

impl App {
    /// Keeps a sealed photo. The same bytes under the same id once more do no harm.
    ///
    /// # Errors
    /// [`PutMediaError`]
    pub async fn put_media(&self, by: MemberId, cmd: PutMedia) -> Result<(), PutMediaError> {
        header::check(&cmd.bytes, Kind::Media, StanzaKind::Hybrid)?;
        let size = i64::try_from(cmd.bytes.len()).map_err(|_| PutMediaError::TooLarge)?;
        let (at, chance, most) = (self.now(), self.chance(), self.limits().sealed_bytes);
        let sha = digest(cmd.bytes.clone()).await?;
        let store_key = format!("sealed/{}", Secret::random(&mut self.rng()).to_text());
        let (id, key) = (cmd.id, store_key.clone());
        let intent = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if is_there(tx, by, id, &sha).await? {
                        return Ok(None);
                    }
                    if !has_room(tx, by, size, most).await? {
                        return Err(PutMediaError::NoRoom);
                    }
                    Ok(Some(files::intend(tx, at, &mut chance.rng(), &[key]).await?))
                })
            })
            .await?;
        let Some(intent) = intent else { return Ok(()) };
        self.files().put(&store_key, cmd.bytes).await?;
        let (entry, at) = (cmd.entry, self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    // Somebody may have been quicker; then the intent stays and the file goes.
                    if is_there(tx, by, id, &sha).await? {
                        return Ok(());
                    }
                    if !has_room(tx, by, size, most).await? {
                        return Err(PutMediaError::NoRoom);
                    }
                    queue::done(tx, intent).await?;
                    let new = Media { id, entry, size, sha: &sha, at, store_key: &store_key };
                    Ok(media::put(tx, by, new).await?)
                })
            })
            .await
    }
}
