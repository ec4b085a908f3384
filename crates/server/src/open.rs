//! `alongside open`: an export, opened offline with the recovery sheet.

mod archive;
mod circle;
mod letter;
mod words;

use std::{
    error::Error,
    fs,
    io::{IsTerminal as _, Read as _},
    path::{Path, PathBuf},
};

use alongside_seal::{
    document::{Photo, StoryDocument},
    entry::{self, Want},
    keyring::Keyring,
    media,
};
use archive::{Archive, Listed};
use clap::Args;

/// What to open, and where to.
#[derive(Clone, Debug, Args)]
pub struct Open {
    /// The export, a ZIP file
    export: PathBuf,
    /// A folder that is not there yet, or is empty
    #[arg(long)]
    out: PathBuf,
    /// A file with the recovery sheet's line in it; without it the line is read from standard input
    #[arg(long)]
    sheet: Option<PathBuf>,
}

/// A sheet is a line; a whole printed page with it is not much longer.
const SHEET_MAX: u64 = 64 * 1024;

/// Opens every story, writes it with its photos, and prints what could not be opened.
pub fn open(cmd: &Open) -> Result<(), Box<dyn Error>> {
    let mut archive = Archive::open(&cmd.export)?;
    make_empty(&cmd.out)?;
    let sheet = read_sheet(cmd.sheet.as_deref())?;
    let keyring = Keyring::open_with_sheet(&sheet, &archive.keyring()?)
        .map_err(|_| "This recovery sheet does not open this export.")?;
    let entries = archive.entries();
    let mut refused = 0_usize;
    let mut own = 0_usize;
    let mut note = None;
    for (number, listed) in entries.iter().enumerate() {
        match one(&mut archive, &keyring, listed, number + 1, &cmd.out) {
            Ok(found) => {
                own += 1;
                note = found.or(note);
            }
            Err(reason) => {
                refused += 1;
                eprintln!("{}: {reason}", listed.id);
            }
        }
    }
    for (number, listed) in archive.circles().iter().enumerate() {
        match circle::open(&mut archive, &keyring, listed, number + 1, &cmd.out) {
            Ok((said, changed)) => {
                refused += changed;
                println!("A circle, with {said} entries opened");
            }
            Err(reason) => {
                refused += 1;
                eprintln!("{}: {reason}", listed.id);
            }
        }
    }
    let (letters, changed) = letter::open(&mut archive, &note.unwrap_or_default(), &cmd.out)?;
    refused += changed;
    if letters > 0 {
        println!("{letters} letters opened");
    }
    println!("{own} of {} opened, into {}", entries.len(), cmd.out.display());
    match refused {
        0 => Ok(()),
        _ => Err(
            "What is named above was changed on the way, or is of a kind not known here. It was left out."
                .into(),
        ),
    }
}

fn make_empty(out: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(out)?;
    if fs::read_dir(out)?.next().is_some() {
        return Err(format!("{} is not empty. Please name a folder that is.", out.display()).into());
    }
    Ok(())
}

fn read_sheet(file: Option<&Path>) -> Result<String, Box<dyn Error>> {
    let mut line = String::new();
    match file {
        Some(path) => fs::File::open(path)?.take(SHEET_MAX).read_to_string(&mut line)?,
        None => {
            if std::io::stdin().is_terminal() {
                eprintln!("Please type the line of the recovery sheet, which begins with AGE-SECRET-KEY:");
                std::io::stdin().read_line(&mut line)?
            } else {
                std::io::stdin().take(SHEET_MAX).read_to_string(&mut line)?
            }
        }
    };
    Ok(line)
}

/// One entry: opened, checked, and written into a folder of its own. Returns the note that opens letters, when it is
/// that.
fn one(
    archive: &mut Archive,
    keyring: &Keyring,
    listed: &Listed,
    number: usize,
    out: &Path,
) -> Result<Option<letter::Note>, Box<dyn Error>> {
    let want = Want::own(keyring, &listed.id, Some(listed.rev));
    let opened = entry::open(&keyring.identity, &archive.sealed(&listed.id)?, &want)?;
    let Ok(story) = StoryDocument::parse(&opened.body) else {
        if let Some(note) = letter::Note::read(&opened.body) {
            return Ok(Some(note));
        }
        // A page for them, or what a newer room keeps: as it is.
        fs::write(out.join(format!("{number:03}.json")), &opened.body)?;
        return Ok(None);
    };
    let folder = out.join(words::folder(number, &story));
    fs::create_dir(&folder)?;
    let mut pictures = Vec::new();
    for (i, photo) in story.photos().enumerate() {
        let name = format!("photo-{}.jpg", i + 1);
        fs::write(folder.join(&name), picture(archive, keyring, photo)?)?;
        pictures.push(name);
    }
    fs::write(folder.join("story.json"), &opened.body)?;
    fs::write(folder.join("story.md"), words::markdown(&story, &pictures))?;
    Ok(None)
}

fn picture(archive: &mut Archive, keyring: &Keyring, photo: &Photo) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(media::open(&keyring.identity, &archive.media(&photo.media)?, &photo.sha)?)
}
