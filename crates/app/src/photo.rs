//! Open photos: cleaned of everything but what is to be seen, kept in three sizes, served to whom `may` allows.

mod clean;
mod jpeg;
mod read;
mod sniff;
mod upload;

use alongside_domain::{
    Millis,
    id::PhotoId,
    photo::{PIXELS_MAX, SIDE_MAX, Size, UPLOAD_MAX},
};
use alongside_store::{StoreError, Tx, photo};

use crate::{Reason, Sort, chance::Rng, jobs};

pub use clean::{Cleaned, clean};
pub use read::ReadPhotoError;
pub(crate) use upload::Cleaning;
pub use upload::{UploadError, Uploaded};

/// How many photos of a member may wait for a story at once.
pub const WAITING_MAX: i64 = 60;
/// How long a photo may wait for a story, in milliseconds.
const WAITS: i64 = Millis::DAY;
/// How many that have waited too long are taken away at once.
const SWEPT_AT_ONCE: i64 = 200;

/// Why a file is not taken as a photo. Each sentence says what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// HEIC, HEIF or AVIF.
    #[error(
        "This photo is in a format ({0}) that we cannot clean yet. On an iPhone: Settings, Camera, Formats, Most \
         compatible; or send a screenshot of it."
    )]
    NotYet(&'static str),
    /// GIF, or several pictures in one file.
    #[error("This picture moves. Only still photos can be added for now; a screenshot of it would work.")]
    Moves,
    /// A film.
    #[error("This is a film. Only still photos can be added for now; a screenshot of it would work.")]
    Film,
    /// Anything else.
    #[error("This does not look like a photo. JPEG, PNG and WebP can be added.")]
    NotAPhoto,
    /// Cut off or damaged.
    #[error(
        "This photo did not arrive whole, or the file is damaged. Please try it again, or send a screenshot of it."
    )]
    Broken,
    /// More bytes than are taken.
    #[error("This photo is larger than {} MB. A smaller copy, or a screenshot of it, would work.", UPLOAD_MAX / 1_048_576)]
    TooManyBytes,
    /// More pixels than are taken.
    #[error(
        "This photo has more than {} million pixels, or a side of more than {SIDE_MAX}. A smaller copy would work.",
        PIXELS_MAX / 1_000_000
    )]
    TooManyPixels,
}

impl Reason for PhotoError {
    fn sort(&self) -> Sort {
        match self {
            Self::NotYet(_) | Self::Moves | Self::Film | Self::NotAPhoto => Sort::Unreadable,
            Self::Broken => Sort::Mistaken,
            Self::TooManyBytes | Self::TooManyPixels => Sort::TooLarge,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotYet(_) => "photo-format",
            Self::Moves => "photo-moves",
            Self::Film => "photo-film",
            Self::NotAPhoto => "not-a-photo",
            Self::Broken => "photo-broken",
            Self::TooManyBytes | Self::TooManyPixels => "photo-too-large",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("photo")
    }
}

/// Where the files of a photo are, one for each size.
pub(crate) fn files_of(id: PhotoId) -> Vec<String> {
    Size::ALL.iter().map(|size| file_of(id, *size)).collect()
}

fn file_of(id: PhotoId, size: Size) -> String {
    format!("open/{id}/{}.jpg", size.slug())
}

/// Takes away photos that were uploaded and never placed.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    let stale = photo::stale(tx, at.plus(-WAITS), SWEPT_AT_ONCE).await?;
    for id in &stale {
        photo::erase(tx, *id).await?;
    }
    let files: Vec<_> = stale.into_iter().flat_map(files_of).collect();
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    Ok(())
}
