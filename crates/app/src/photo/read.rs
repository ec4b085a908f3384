//! One size of a photo.

use alongside_domain::{Action, Audience, Refusal, Viewer, id::PhotoId, may, may::Subject, photo::Size};
use alongside_store::{StoreError, photo};
use bytes::Bytes;

use super::file_of;
use crate::{App, Reason, Sort, files::FilesError, reason::TROUBLE};

/// A photo that may be shown.
#[derive(Clone, Debug)]
pub struct OpenPhoto {
    /// A JPEG.
    pub bytes: Bytes,
    /// Its story is for everyone and not held. Even so it can be taken back at any time.
    pub public: bool,
}

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
    /// One size of a photo: of a story that `viewer` may read, or of one's own that is in no story yet. One query.
    ///
    /// # Errors
    /// [`ReadPhotoError`]
    pub async fn photo(&self, viewer: Viewer, id: PhotoId, size: Size) -> Result<OpenPhoto, ReadPhotoError> {
        let facts = self.store().read(move |tx| Box::pin(photo::facts(tx, id))).await?;
        let facts = facts.ok_or(Refusal::NotHere)?;
        let public = match facts.story {
            Some(story) => {
                may(viewer, Action::Read, &Subject::Story(story)).granted()?;
                story.audience == Audience::Everyone && !story.held
            }
            None if viewer.is(facts.member) => false,
            None => return Err(Refusal::NotHere.into()),
        };
        match self.files().get(&file_of(id, size)).await {
            Ok(bytes) => Ok(OpenPhoto { bytes, public }),
            // It was taken back a moment ago.
            Err(FilesError::NotThere) => Err(Refusal::NotHere.into()),
            Err(error) => Err(ReadPhotoError::Files(error)),
        }
    }
}
