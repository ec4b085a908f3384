//! Files beside the database: sealed photos, and the sizes of open ones.

use std::{fmt, path::Path, sync::Arc};

use alongside_domain::Millis;
use alongside_store::{StoreError, Tx};
use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, memory::InMemory, path};

use crate::{chance::Rng, jobs};

/// A folder by default; anything that `object_store` speaks by configuration.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// Why a file could not be kept or read. Names no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilesError {
    /// It is not there.
    #[error("the file is not there")]
    NotThere,
    /// No room is left.
    #[error("the disk is full")]
    Full,
    /// Anything else.
    #[error("the files cannot be reached")]
    Unreachable,
}

impl Files {
    /// A folder, made if it is not there, readable by its owner only. Everything written is on the disk before
    /// anybody is told so.
    ///
    /// # Errors
    /// [`FilesError`]
    pub fn in_folder(folder: &Path) -> Result<Self, FilesError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|_| FilesError::Unreachable)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| FilesError::from(&error))?;
        Ok(Self(Arc::new(store.with_automatic_cleanup(true).with_fsync(true))))
    }

    /// Any other object store.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }

    /// Nowhere: gone with the program. For tests and the demo.
    pub fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Keeps `bytes` under `key`, in place of what was there.
    ///
    /// # Errors
    /// [`FilesError`]
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), FilesError> {
        self.0
            .put(&path::Path::from(key), bytes.into())
            .await
            .map(drop)
            .map_err(|error| FilesError::from(&error))
    }

    /// The bytes under `key`.
    ///
    /// # Errors
    /// [`FilesError`]
    pub async fn get(&self, key: &str) -> Result<Bytes, FilesError> {
        let found = self.0.get(&path::Path::from(key)).await.map_err(|error| FilesError::from(&error))?;
        found.bytes().await.map_err(|error| FilesError::from(&error))
    }

    /// Erases what is under `key`; nothing there is as good.
    ///
    /// # Errors
    /// [`FilesError`]
    pub async fn erase(&self, key: &str) -> Result<(), FilesError> {
        match self.0.delete(&path::Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(FilesError::from(&error)),
        }
    }
}

/// For tests that look whether something was left behind.
#[cfg(feature = "testing")]
impl Files {
    /// How many files there are.
    ///
    /// # Errors
    /// [`FilesError`]
    pub async fn count(&self) -> Result<usize, FilesError> {
        let list = self.0.list_with_delimiter(Some(&path::Path::from("sealed"))).await;
        let open = self.0.list_with_delimiter(Some(&path::Path::from("open"))).await;
        let count = |list: Result<object_store::ListResult, object_store::Error>| {
            list.map(|list| list.objects.len() + list.common_prefixes.len())
                .map_err(|error| FilesError::from(&error))
        };
        Ok(count(list)? + count(open)?)
    }
}

/// Says that files under these keys are about to be written: unless [`alongside_store::queue::done`] is called with the returned id
/// in the transaction that makes a row for them, they are erased a day later. So no file stays without a row.
///
/// # Errors
/// Any [`StoreError`].
pub async fn intend(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    keys: &[String],
) -> Result<[u8; 16], StoreError> {
    jobs::drop_files(tx, rng, keys, at.plus(Millis::DAY)).await
}

impl From<&object_store::Error> for FilesError {
    fn from(error: &object_store::Error) -> Self {
        let full = |source: &(dyn std::error::Error + 'static)| {
            source
                .downcast_ref::<std::io::Error>()
                .is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull)
        };
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            if full(cause) {
                return Self::Full;
            }
            source = cause.source();
        }
        match error {
            object_store::Error::NotFound { .. } => Self::NotThere,
            _ => Self::Unreachable,
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Files")
    }
}
