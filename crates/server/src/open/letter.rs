//! Letters in an export: the keys to them are in a sealed note to oneself.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    path::Path,
};

use alongside_seal::{keyring::Keyring, letter};
use serde::Deserialize;

use super::{
    archive::{Archive, ListedLetter},
    words,
};

/// What a member remembers of letters: the keys of their own addresses, and names.
#[derive(Debug, Default, Deserialize)]
pub struct Note {
    kind: String,
    addresses: Vec<Own>,
    known: HashMap<String, Known>,
}

#[derive(Debug, Deserialize)]
struct Own {
    user: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Known {
    name: String,
}

impl Note {
    /// The note in an entry's body, if it is one.
    pub fn read(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok().filter(|note: &Self| note.kind == "letters")
    }

    fn name(&self, user: &str) -> &str {
        self.known.get(user).map_or("Somebody", |known| known.name.as_str())
    }
}

/// Opens every letter, oldest first, into one file for each two addresses. Returns how many were opened and refused.
///
/// # Errors
/// When nothing can be written.
pub fn open(archive: &mut Archive, note: &Note, out: &Path) -> Result<(usize, usize), std::io::Error> {
    let mut all: BTreeMap<(String, String), Vec<letter::Letter>> = BTreeMap::new();
    let (mut opened, mut refused) = (0, 0);
    for listed in archive.letters() {
        match one(archive, note, &listed) {
            Ok(letter) => {
                opened += 1;
                all.entry((listed.of, listed.with)).or_default().push(letter);
            }
            Err(reason) => {
                refused += 1;
                eprintln!("{}: {reason}", listed.id);
            }
        }
    }
    for (number, ((of, with), mut letters)) in all.into_iter().enumerate() {
        letters.sort_by_key(|letter| letter.at);
        fs::write(out.join(format!("letters-{:03}.md", number + 1)), text(note, &of, &with, &letters))?;
    }
    Ok((opened, refused))
}

fn one(
    archive: &mut Archive,
    note: &Note,
    listed: &ListedLetter,
) -> Result<letter::Letter, Box<dyn std::error::Error>> {
    let own = note.addresses.iter().find(|own| own.user == listed.of);
    let keys = Keyring::parse(&own.ok_or("The keys of its address are not in this export.")?.text)?;
    Ok(letter::open(&keys.identity, &archive.letter(&listed.id)?, &listed.id, &listed.from, &listed.to)?)
}

fn text(note: &Note, of: &str, with: &str, letters: &[letter::Letter]) -> String {
    let mut text = format!("# Letters with {}\n", words::one_line(note.name(with)));
    for letter in letters {
        let who = if letter.from.user == of { "You" } else { note.name(with) };
        let at = i64::try_from(letter.at).unwrap_or(i64::MAX);
        let _ = write!(text, "\n## {}, {}\n\n{}\n", words::one_line(who), words::minute(at), letter.text);
        if let Some(about) = &letter.about {
            let _ = write!(text, "\n### {}\n\n{}\n", words::one_line(&about.title), about.text);
        }
    }
    text
}
