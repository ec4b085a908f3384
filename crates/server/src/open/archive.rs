//! The ZIP file of an export. Nothing in it says where anything is written.

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use alongside_domain::id::{EntryId, MediaId};
use alongside_seal::header::Kind;
use serde::Deserialize;
use zip::ZipArchive;

/// Why an export cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not there, or not readable.
    #[error("The export cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Not a ZIP file, or one that is cut short.
    #[error("This is not a whole ZIP file: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A ZIP file of something else, or of a version not known here.
    #[error("This is not an export of Alongside that is known here.")]
    Manifest,
    /// Longer than such a file can be.
    #[error("{0} is longer than it can be.")]
    TooLong(String),
}

const FORMAT: &str = "alongside export v1";
/// Most bytes of the manifest: very many stories.
const MANIFEST_MAX: u64 = 16 << 20;

#[derive(Deserialize)]
struct Manifest {
    format: String,
    entries: Vec<Listed>,
}

/// An entry as the manifest lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub rev: u64,
}

/// An export that is open for reading.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    manifest: Manifest,
}

impl Archive {
    /// Opens an export and reads what is in it.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(path)?))?;
        let bytes = read(&mut zip, "manifest.json", MANIFEST_MAX)?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| ArchiveError::Manifest)?;
        let known = manifest.format == FORMAT
            && manifest.entries.iter().all(|listed| listed.id.parse::<EntryId>().is_ok());
        if known { Ok(Self { zip, manifest }) } else { Err(ArchiveError::Manifest) }
    }

    /// Everything that is sealed in it.
    pub fn entries(&self) -> Vec<Listed> {
        self.manifest.entries.clone()
    }

    /// The keyring, for the recovery sheet.
    pub fn keyring(&mut self) -> Result<Vec<u8>, ArchiveError> {
        read(&mut self.zip, "keyring.recovery.age", Kind::Keyring.longest_file())
    }

    /// An entry.
    pub fn sealed(&mut self, id: &str) -> Result<Vec<u8>, ArchiveError> {
        read(&mut self.zip, &format!("sealed/{id}.age"), Kind::Entry.longest_file())
    }

    /// A photo.
    pub fn media(&mut self, id: &str) -> Result<Vec<u8>, ArchiveError> {
        id.parse::<MediaId>().map_err(|_| ArchiveError::Manifest)?;
        read(&mut self.zip, &format!("media/{id}.age"), Kind::Media.longest_file())
    }
}

/// A file of at most `most` bytes, however long the ZIP file says that it is.
fn read(zip: &mut ZipArchive<BufReader<File>>, name: &str, most: u64) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    zip.by_name(name)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(ArchiveError::TooLong(name.to_owned())) } else { Ok(bytes) }
}
