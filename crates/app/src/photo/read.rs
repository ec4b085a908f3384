//! One size of a photo.

use alongside_domain::{Action, Refusal, Viewer, id::PhotoId, may, may::Subject, photo::Size};
use alongside_store::{StoreError, photo};
use bytes::Bytes;

use super::file_of;
use crate::{App, Reason, Sort, files::FilesError, reason::TROUBLE};

/// Why there is no photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadPhotoError {
    /// It is not there, or not for this viewer.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The files.
    #[error("{TROUBLE}")]
    Files(#[source] FilesError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for ReadPhotoError {
    fn sort(&self) -> Sort {
        match self {
            Self::Refusal(refusal) => refusal.sort(),
            Self::Files(_) | Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refusal(refusal) => refusal.code(),
            Self::Files(_) | Self::Store(_) => "trouble",
        }
    }
}

impl App {
    /// One size of a photo, a JPEG: of a story that `viewer` may read, or of one's own that is in no story yet. One query.
    ///
    /// # Errors
    /// [`ReadPhotoError`]
    pub async fn photo(&self, viewer: Viewer, id: PhotoId, size: Size) -> Result<Bytes, ReadPhotoError> {
        let facts = self.store().ask(move |tx| Box::pin(photo::facts(tx, id))).await?;
        let facts = facts.ok_or(Refusal::NotHere)?;
        match facts.story {
            Some(story) => may(viewer, Action::Read, &Subject::Story(story)).granted()?,
            None if viewer.is(facts.member) => {}
            None => return Err(Refusal::NotHere.into()),
        }
        match self.files().get(&file_of(id, size)).await {
            Ok(bytes) => Ok(bytes),
            // It was taken back a moment ago.
            Err(FilesError::NotThere) => Err(Refusal::NotHere.into()),
            Err(error) => Err(ReadPhotoError::Files(error)),
        }
    }
}
