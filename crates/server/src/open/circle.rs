//! A circle in an export: from the keyring to its grant, from the grant to what was said.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use alongside_seal::{
    circle::{CircleState, Known, read_log},
    document::StoryDocument,
    entry::{self, Opened, Want},
    grant,
    keyring::Keyring,
    media,
    pq::Identity,
    trust::{self, Trusted},
};
use serde::Deserialize;

use super::{
    archive::{Archive, ListedCircle, ListedInCircle},
    words,
};

/// What is said in a circle, as far as a file can show it.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Body {
    About {
        name: String,
        names: BTreeMap<String, String>,
    },
    Story,
    Answer {
        to: String,
        text: String,
    },
    With {
        to: String,
        with: String,
    },
    Trust {
        #[serde(rename = "for")]
        trusted: BTreeMap<String, Trusted>,
    },
    /// What a newer room put there: it is in the export, and this program does not know what it says.
    #[serde(other)]
    Newer,
}

/// The names that the circle has for its members.
type Names<'n> = Option<&'n BTreeMap<String, String>>;

/// One entry that held every check.
struct Said {
    id: String,
    user: String,
    epoch: u64,
    opened: Opened,
    body: Body,
}

/// A circle that is open.
struct Circle {
    state: CircleState,
    identities: BTreeMap<u64, Identity>,
    folder: PathBuf,
}

/// Opens a circle into a folder of its own. Returns how many entries were opened, and how many refused.
///
/// # Errors
/// When its log or its grant does not hold: then nothing of it is opened.
pub fn open(
    archive: &mut Archive,
    keyring: &Keyring,
    listed: &ListedCircle,
    number: usize,
    out: &Path,
) -> Result<(usize, usize), Box<dyn Error>> {
    let lines = archive.log(&listed.id)?;
    let state = read_log(&listed.id, &lines, Known::default())?;
    let former = archive.former_keyring(&listed.id)?;
    let former = former.map(|file| Keyring::open(&keyring.identity, &file)).transpose()?;
    let identities = grant::open(former.as_ref().unwrap_or(keyring), &state, &archive.grant(&listed.id)?)?;
    let folder = out.join(format!("circle-{number:03}"));
    fs::create_dir(&folder)?;
    let circle = Circle { state, identities, folder };
    let (mut said, mut refused) = (Vec::new(), 0);
    for one in &listed.entries {
        match circle.entry(archive, &listed.id, one) {
            Ok(Some(opened)) => said.push(opened),
            // From before the member's time: there is no key for it.
            Ok(None) => {}
            Err(reason) => {
                refused += 1;
                eprintln!("{}: {reason}", one.id);
            }
        }
    }
    circle.write(archive, &listed.id, &said)?;
    Ok((said.len(), refused))
}

impl Circle {
    fn entry(
        &self,
        archive: &mut Archive,
        circle: &str,
        listed: &ListedInCircle,
    ) -> Result<Option<Said>, Box<dyn Error>> {
        let Some(identity) = self.identities.get(&listed.epoch) else { return Ok(None) };
        let mut want = Want::circle(&self.state, Some(listed.id.clone()), listed.epoch);
        want.author = Some(listed.user.clone());
        want.seen_rev = Some(listed.rev);
        let opened = entry::open(identity, &archive.said(circle, &listed.id)?, &want)?;
        let body = serde_json::from_str(&opened.body)?;
        let (id, user, epoch) = (listed.id.clone(), listed.user.clone(), listed.epoch);
        Ok(Some(Said { id, user, epoch, opened, body }))
    }

    /// The names that whoever kept the circle gave: the newest of them.
    fn names<'a>(&self, said: &'a [Said]) -> Option<(&'a str, &'a BTreeMap<String, String>)> {
        let by_keeper = said.iter().filter_map(|one| {
            let mark = self.state.heads.get(&one.opened.header.head)?;
            match &one.body {
                Body::About { name, names } if mark.keeper == one.user => {
                    Some(((mark.seq, one.opened.header.rev), name.as_str(), names))
                }
                _ => None,
            }
        });
        by_keeper.max_by_key(|(newest, ..)| *newest).map(|(_, name, names)| (name, names))
    }

    /// What the circle calls somebody, with whichever keys it got to know them.
    fn called<'n>(&self, names: Names<'n>, user: &str) -> &'n str {
        let all = self.state.known_as(user);
        names.and_then(|names| all.iter().find_map(|one| names.get(*one))).map_or("Somebody", String::as_str)
    }

    /// Who told a story, and for whom when that person says so too.
    fn told_by(&self, said: &[Said], names: Names<'_>, one: &Said, story: &StoryDocument) -> String {
        let trusts: Vec<_> = said
            .iter()
            .filter_map(|one| match &one.body {
                Body::Trust { trusted } => {
                    Some(trust::Said { id: &one.id, user: &one.user, epoch: one.epoch, trusted })
                }
                _ => None,
            })
            .collect();
        let told = words::one_line(self.called(names, &one.user));
        match &story.told_for {
            Some(whom) if trust::between(&self.state, &trusts, whom, &one.user).post => {
                format!("{told} for {}", words::one_line(self.called(names, whom)))
            }
            _ => told,
        }
    }

    fn write(&self, archive: &mut Archive, circle: &str, said: &[Said]) -> Result<(), Box<dyn Error>> {
        let (title, names) = self.names(said).map_or(("", None), |(name, names)| (name, Some(names)));
        let who = |user: &str| self.called(names, user);
        let people: Vec<&str> = self
            .state
            .members
            .iter()
            .filter(|(_, member)| member.is_in())
            .map(|(user, _)| who(user))
            .collect();
        let mut overview = format!("# {}\n\nIn it: {}\n", words::one_line(title), people.join(", "));
        for (number, one) in said.iter().filter(|one| matches!(one.body, Body::Story)).enumerate() {
            let story = StoryDocument::parse(&one.opened.body)?;
            let folder = words::folder(number + 1, &story);
            let told_by = self.told_by(said, names, one, &story);
            let _ = writeln!(overview, "\n- {folder} by {told_by}");
            let place = self.folder.join(&folder);
            fs::create_dir(&place)?;
            let pictures = self.pictures(archive, circle, one, &story, &place)?;
            let mut text = words::markdown(&story, &pictures);
            let _ = writeln!(text, "\nTold by {told_by}");
            for other in said {
                match &other.body {
                    Body::Answer { to, text: answer } if *to == one.id => {
                        let at = i64::try_from(other.opened.header.at).unwrap_or(i64::MAX);
                        text.push_str(&words::answer(who(&other.user), at, answer));
                    }
                    Body::With { to, with } if *to == one.id => {
                        let _ = writeln!(text, "\n{}: {with}", words::one_line(who(&other.user)));
                    }
                    _ => {}
                }
            }
            fs::write(place.join("story.md"), text)?;
            fs::write(place.join("story.json"), &one.opened.body)?;
        }
        Ok(fs::write(self.folder.join("circle.md"), overview)?)
    }

    fn pictures(
        &self,
        archive: &mut Archive,
        circle: &str,
        one: &Said,
        story: &StoryDocument,
        place: &Path,
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let mut pictures = Vec::new();
        let Some(identity) = self.identities.get(&one.epoch) else { return Ok(pictures) };
        for (i, photo) in story.photos().enumerate() {
            let name = format!("photo-{}.jpg", i + 1);
            let file = archive.photo_in_circle(circle, &photo.media)?;
            fs::write(place.join(&name), media::open(identity, &file, &photo.sha)?)?;
            pictures.push(name);
        }
        Ok(pictures)
    }
}
