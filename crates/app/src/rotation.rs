//! Changing all keys: everything of a member is sealed for new keys beside what is there, and takes its place in one
//! transaction. Until then the old keys open everything, and nobody reads what is staged.

mod begin;
mod finish;
mod stage;

use alongside_domain::{Millis, id::MemberId};
use alongside_seal::header::HeaderError;
use alongside_store::{StoreError, Tx, rotation};

use crate::{
    Reason, Sort,
    chance::Rng,
    files::FilesError,
    jobs,
    reason::TROUBLE,
    secret::{Secret, SecretHash},
};

pub use begin::{begin, give_up};
pub use finish::{Finish, finish};
pub use stage::StageMedia;

/// How long one that was begun may take.
pub const LASTS: i64 = Millis::DAY;

/// Why the keys stayed as they were.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// Not the words until now, nor the sheet.
    #[error("Those are not the words you have used until now, so nothing was changed.")]
    OpensNothing,
    /// None is under way, or another one.
    #[error("This change of keys was given up or begun anew, so nothing was changed. Please begin again.")]
    NoneUnderWay,
    /// Something is there that is not staged, or at another revision.
    #[error(
        "Something of yours changed meanwhile, so the keys are still the old ones. Please go on once more."
    )]
    Changed,
    /// Not a sealed file of the one form.
    #[error("This was not sealed in the way that is known here, so nothing was changed.")]
    NotSealed(HeaderError),
    /// Longer than such a file may be.
    #[error("Something of yours is longer than it can be once more. Nothing was changed.")]
    TooLarge,
    /// No room for everything twice.
    #[error("There is not room for everything a second time, so nothing was changed. Please begin again.")]
    NoRoom,
    /// Parameters other than this server's.
    #[error(
        "Your browser prepared the words in a way that is not safe enough here. Please load the page again."
    )]
    Kdf,
    /// A keyring that is not a sealed file of the one form.
    #[error("Your browser sealed the keyring in a way that is not known here. Please load the page again.")]
    Keyring,
    /// The files.
    #[error("{TROUBLE}")]
    Files(#[from] FilesError),
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for RotationError {
    fn sort(&self) -> Sort {
        match self {
            Self::OpensNothing => Sort::Refused,
            Self::NoneUnderWay | Self::Changed => Sort::Clash,
            Self::NotSealed(_) | Self::Kdf | Self::Keyring => Sort::Mistaken,
            Self::TooLarge | Self::NoRoom => Sort::TooLarge,
            Self::Files(_) | Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OpensNothing => "opens-nothing",
            Self::NoneUnderWay => "none-under-way",
            Self::Changed => "changed-elsewhere",
            Self::NotSealed(reason) => reason.reason(),
            Self::TooLarge => "too-large",
            Self::NoRoom => "no-room",
            Self::Kdf => "weak-kdf",
            Self::Keyring => "not-a-keyring",
            Self::Files(_) | Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::OpensNothing).then_some("words")
    }
}

impl From<HeaderError> for RotationError {
    fn from(error: HeaderError) -> Self {
        if error == HeaderError::TooLong { Self::TooLarge } else { Self::NotSealed(error) }
    }
}

/// Whether `which` is the one that is under way. One query.
async fn is_under_way(tx: &mut Tx<'_>, by: MemberId, which: SecretHash) -> Result<bool, StoreError> {
    Ok(rotation::id_hash(tx, by).await?.is_some_and(|kept| which.is(&kept)))
}

/// The same, or the error. One query.
async fn under_way(tx: &mut Tx<'_>, by: MemberId, which: Secret) -> Result<(), RotationError> {
    if is_under_way(tx, by, which.hash()).await? { Ok(()) } else { Err(RotationError::NoneUnderWay) }
}

/// Takes away what was begun too long ago.
pub(crate) async fn sweep(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    let (ended, files) = rotation::sweep(tx, at.plus(-LASTS)).await?;
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    if ended {
        jobs::scrub_soon(tx, at, rng).await?;
    }
    Ok(())
}
