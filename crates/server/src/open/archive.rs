//! The ZIP file of an export. Nothing in it says where anything is written.

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use alongside_domain::id::{CircleId, EntryId, MediaId, UserId};
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
    /// Older exports have none.
    #[serde(default)]
    circles: Vec<ListedCircle>,
}

/// An entry as the manifest lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub rev: u64,
}

/// A circle as the manifest lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedCircle {
    /// Its id.
    pub id: String,
    /// What is in it.
    pub entries: Vec<ListedInCircle>,
}

/// An entry of a circle as the manifest lists it.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedInCircle {
    /// Its id.
    pub id: String,
    /// Who wrote it.
    pub user: String,
    /// Its revision.
    pub rev: u64,
    /// For which epoch it is sealed.
    pub epoch: u64,
}

impl ListedCircle {
    fn is_named_well(&self) -> bool {
        let well =
            |one: &ListedInCircle| one.id.parse::<EntryId>().is_ok() && one.user.parse::<UserId>().is_ok();
        self.id.parse::<CircleId>().is_ok() && self.entries.iter().all(well)
    }
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
            && manifest.entries.iter().all(|listed| listed.id.parse::<EntryId>().is_ok())
            && manifest.circles.iter().all(ListedCircle::is_named_well);
        if known { Ok(Self { zip, manifest }) } else { Err(ArchiveError::Manifest) }
    }

    /// Everything that is sealed in it.
    pub fn entries(&self) -> Vec<Listed> {
        self.manifest.entries.clone()
    }

    /// The circles in it.
    pub fn circles(&self) -> Vec<ListedCircle> {
        self.manifest.circles.clone()
    }

    /// A circle's log, line by signed line: each is two lines of the file.
    pub fn log(&mut self, circle: &str) -> Result<Vec<String>, ArchiveError> {
        let bytes = read(&mut self.zip, &format!("circles/{circle}/log.txt"), MANIFEST_MAX)?;
        let text = String::from_utf8(bytes).map_err(|_| ArchiveError::Manifest)?;
        let halves: Vec<&str> = text.lines().collect();
        Ok(halves.chunks(2).map(|two| two.join("\n")).collect())
    }

    /// The keyring that a circle still knows the member by, when it is not the one of now; sealed for that.
    pub fn former_keyring(&mut self, circle: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
        let name = format!("circles/{circle}/keyring.age");
        if self.zip.index_for_name(&name).is_none() {
            return Ok(None);
        }
        read(&mut self.zip, &name, Kind::Keyring.longest_file()).map(Some)
    }

    /// The member's grant for a circle.
    pub fn grant(&mut self, circle: &str) -> Result<Vec<u8>, ArchiveError> {
        read(&mut self.zip, &format!("circles/{circle}/grant.age"), Kind::Keyring.longest_file())
    }

    /// An entry of a circle.
    pub fn said(&mut self, circle: &str, id: &str) -> Result<Vec<u8>, ArchiveError> {
        read(&mut self.zip, &format!("circles/{circle}/entries/{id}.age"), Kind::Entry.longest_file())
    }

    /// A photo of a circle.
    pub fn photo_in_circle(&mut self, circle: &str, id: &str) -> Result<Vec<u8>, ArchiveError> {
        id.parse::<MediaId>().map_err(|_| ArchiveError::Manifest)?;
        read(&mut self.zip, &format!("circles/{circle}/media/{id}.age"), Kind::Media.longest_file())
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
