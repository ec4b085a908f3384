//! Taking a photo in: cleaned, kept as three files, waiting for a story.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use alongside_domain::{
    id::{MemberId, PhotoId},
    photo::UPLOAD_MAX,
};
use alongside_store::{StoreError, photo, queue};
use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{Cleaned, PhotoError, WAITING_MAX, clean, file_of, files_of};
use crate::{
    App, Reason, Sort,
    files::{self, FilesError},
    reason::TROUBLE,
};

/// How many photos are cleaned at once; each may take half a gigabyte.
static CLEANING: Semaphore = Semaphore::const_new(2);
/// How many wait for that or are at it; each holds its upload in memory.
static WAITING: Semaphore = Semaphore::const_new(24);

/// Who has one being cleaned or waiting for it: one each, so that nobody can keep all others from it.
#[derive(Debug, Default)]
pub(crate) struct Cleaning(Mutex<BTreeSet<MemberId>>);

/// A member's turn; over when it is dropped.
struct Turn(Arc<Cleaning>, MemberId);

impl Turn {
    fn of(cleaning: &Arc<Cleaning>, member: MemberId) -> Option<Self> {
        let free = cleaning.0.lock().unwrap_or_else(PoisonError::into_inner).insert(member);
        free.then(|| Self(Arc::clone(cleaning), member))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// A photo that was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Its id.
    pub photo: PhotoId,
    /// Width of the largest size in pixels.
    pub width: u32,
    /// Height of the largest size in pixels.
    pub height: u32,
}

/// Why a photo was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// It is not a photo that can be taken.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// This member has many photos that are in no story.
    #[error(
        "Many photos are waiting for a story already. Please save the story first, or come back tomorrow."
    )]
    TooMany,
    /// Another photo of this member is being cleaned.
    #[error("Another photo of yours is being cleaned right now. Please send this one in a moment.")]
    OneAtATime,
    /// Everybody is uploading at once.
    #[error("Many photos are being cleaned right now. Please try again in a minute.")]
    Busy,
    /// The files.
    #[error("{TROUBLE}")]
    Files(#[from] FilesError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for UploadError {
    fn sort(&self) -> Sort {
        match self {
            Self::Photo(error) => error.sort(),
            Self::TooMany | Self::OneAtATime | Self::Busy => Sort::TooMany,
            Self::Files(_) | Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Photo(error) => error.code(),
            Self::TooMany => "photos-waiting",
            Self::OneAtATime => "one-at-a-time",
            Self::Busy => "busy",
            Self::Files(_) | Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Photo(error) => error.field(),
            _ => None,
        }
    }
}

impl App {
    /// Takes a photo in: what was sent is cleaned and forgotten, and only its member sees what is left of it until
    /// it is in a story. It waits a day. Nothing of it is in a transaction while it is cleaned or written.
    ///
    /// # Errors
    /// [`UploadError`]
    pub async fn upload_photo(&self, by: MemberId, bytes: Bytes) -> Result<Uploaded, UploadError> {
        if bytes.len() > UPLOAD_MAX {
            return Err(PhotoError::TooManyBytes.into());
        }
        if self.store().ask(move |tx| Box::pin(photo::unplaced(tx, by))).await? >= WAITING_MAX {
            return Err(UploadError::TooMany);
        }
        let Cleaned { width, height, files } = self.clean_aside(by, bytes).await?;
        let id = PhotoId::random(&mut self.rng());
        let (at, chance) = (self.now(), self.chance());
        let keys = files_of(id);
        // Should anything fail from here on, the files go by themselves.
        let intent = self
            .store()
            .write(move |tx| Box::pin(async move { files::intend(tx, at, &mut chance.rng(), &keys).await }));
        let intent = intent.await?;
        for (size, file) in files {
            self.files().put(&file_of(id, size), file).await?;
        }
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if photo::unplaced(tx, by).await? >= WAITING_MAX {
                        return Err(UploadError::TooMany);
                    }
                    queue::done(tx, intent).await?;
                    Ok(photo::add(tx, by, id, (width, height), at).await?)
                })
            })
            .await?;
        Ok(Uploaded { photo: id, width, height })
    }
}

impl App {
    /// Cleans a photo on a thread on which it keeps nobody waiting.
    async fn clean_aside(&self, by: MemberId, bytes: Bytes) -> Result<Cleaned, UploadError> {
        let own = Turn::of(&self.cleaning, by).ok_or(UploadError::OneAtATime)?;
        let _waiting = WAITING.try_acquire().map_err(|_| UploadError::Busy)?;
        let turn = CLEANING.acquire().await.map_err(|_| UploadError::Busy)?;
        let cleaned = tokio::task::spawn_blocking(move || {
            // Held until it is done, even when whoever sent it has gone.
            let _turns = (turn, own);
            clean(&bytes)
        });
        // A decoder that panics has met a file that nobody should decode.
        Ok(cleaned.await.unwrap_or(Err(PhotoError::Broken))?)
    }
}
