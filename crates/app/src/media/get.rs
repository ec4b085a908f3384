//! One sealed photo.

use alongside_domain::{
    Refusal,
    id::{MediaId, MemberId},
};
use alongside_store::{StoreError, media};
use bytes::Bytes;

use crate::{App, Reason, Sort, files::FilesError, reason::TROUBLE};

/// Why there is no photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GetMediaError {
    /// None with this id, or not this member's.
    #[error("There is no such photo.")]
    NotHere,
    /// The files.
    #[error("{TROUBLE}")]
    Files(FilesError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for GetMediaError {
    fn sort(&self) -> Sort {
        match self {
            Self::NotHere => Sort::NotHere,
            Self::Files(_) | Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotHere => "not-here",
            Self::Files(_) | Self::Store(_) => "trouble",
        }
    }
}

impl App {
    /// A member's own sealed photo: an age file. One query.
    ///
    /// # Errors
    /// [`GetMediaError`]
    pub async fn media(&self, by: MemberId, id: MediaId) -> Result<Bytes, GetMediaError> {
        let placed = self.store().ask(move |tx| Box::pin(media::get(tx, by, id))).await?;
        let placed = placed.ok_or(GetMediaError::NotHere)?;
        self.files().get(&placed.store_key).await.map_err(GetMediaError::Files)
    }
}

impl From<Refusal> for GetMediaError {
    fn from(_: Refusal) -> Self {
        Self::NotHere
    }
}
