//! How somebody reads here: chosen by each for themselves. What is hidden is left out, what is folded waits for a yes.

use std::{fmt, str::FromStr};

use crate::{
    about::{About, Path},
    story::Note,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What becomes of something that has a note. Of several, the later one here wins.
    How {
        Show = "show", "show it";
        Fold = "fold", "fold it until I open it";
        Hide = "hide", "leave it out";
    }
}

/// What becomes of photos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Photos {
    /// They are there.
    Shown,
    /// Each behind a veil, and not fetched before it is lifted.
    Veiled,
    /// Left out, with what their author wrote for those who do not see them.
    LeftOut,
}

const NOTES: usize = Note::ALL.len();

/// What a reader has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In the order of [`Note::ALL`].
    notes: [How; NOTES],
    /// Photos are veiled until one is chosen.
    pub veiled: bool,
    /// No numbers, no photos, and nothing with living children or a new pregnancy unless that is asked for.
    pub gentle: bool,
}

/// Nobody has chosen: notes fold, photos are veiled.
impl Default for Reading {
    fn default() -> Self {
        Self { notes: [How::Fold; NOTES], veiled: true, gentle: false }
    }
}

/// It is not a choice that was written by [`Reading`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not a choice")]
pub struct NotAChoice;

impl Reading {
    /// What was chosen for a kind of note.
    pub fn of(&self, note: Note) -> How {
        let at = Note::ALL.iter().position(|one| *one == note);
        at.and_then(|at| self.notes.get(at).copied()).unwrap_or(How::Fold)
    }

    /// Chooses for a kind of note.
    pub fn choose(&mut self, note: Note, how: How) {
        for (one, chosen) in Note::ALL.iter().zip(&mut self.notes) {
            if *one == note {
                *chosen = how;
            }
        }
    }

    /// What becomes of something with these notes: the strictest of them. Nothing noted is shown.
    pub fn noted(&self, notes: &[Note]) -> How {
        notes.iter().map(|note| self.how(*note)).max().unwrap_or(How::Show)
    }

    /// The same of a story, whose facets may say as much as a note.
    pub fn story(&self, notes: &[Note], about: &About) -> How {
        let said = |path: Path, note: Note| about.path.contains(&path).then(|| self.gently(note)).flatten();
        let facets =
            [said(Path::LivingChildren, Note::LivingChildren), said(Path::PregnantAgain, Note::NewPregnancy)];
        facets.into_iter().flatten().chain([self.noted(notes)]).max().unwrap_or(How::Show)
    }

    /// What becomes of photos.
    pub const fn photos(&self) -> Photos {
        match (self.gentle, self.veiled) {
            (true, _) => Photos::LeftOut,
            (false, true) => Photos::Veiled,
            (false, false) => Photos::Shown,
        }
    }

    fn how(&self, note: Note) -> How {
        self.gently(note).unwrap_or_else(|| self.of(note))
    }

    /// Gentle mode leaves out what was not asked for.
    fn gently(&self, note: Note) -> Option<How> {
        let is_left_out = matches!(note, Note::LivingChildren | Note::NewPregnancy);
        (self.gentle && is_left_out && self.of(note) != How::Show).then_some(How::Hide)
    }
}

/// A letter for each kind of note, then one for photos and one for gentle mode.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for how in self.notes {
            f.write_str(&how.slug()[..1])?;
        }
        f.write_str(if self.veiled { "v" } else { "p" })?;
        f.write_str(if self.gentle { "g" } else { "o" })
    }
}

impl FromStr for Reading {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<Self, NotAChoice> {
        let letters = text.as_bytes();
        if letters.len() != NOTES + 2 {
            return Err(NotAChoice);
        }
        let mut reading = Self::default();
        for (letter, how) in letters.iter().zip(&mut reading.notes) {
            *how = match letter {
                b's' => How::Show,
                b'f' => How::Fold,
                b'h' => How::Hide,
                _ => return Err(NotAChoice),
            };
        }
        reading.veiled = match letters[NOTES] {
            b'v' => true,
            b'p' => false,
            _ => return Err(NotAChoice),
        };
        reading.gentle = match letters[NOTES + 1] {
            b'g' => true,
            b'o' => false,
            _ => return Err(NotAChoice),
        };
        Ok(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_of_several_notes_wins() {
        let mut reading = Reading::default();
        assert_eq!(reading.noted(&[]), How::Show);
        assert_eq!(reading.noted(&[Note::Scan]), How::Fold);
        reading.choose(Note::Scan, How::Show);
        assert_eq!(reading.noted(&[Note::Scan]), How::Show);
        assert_eq!(reading.noted(&[Note::Scan, Note::Blood]), How::Fold);
        reading.choose(Note::Blood, How::Hide);
        assert_eq!(reading.noted(&[Note::Blood, Note::Scan, Note::Faith]), How::Hide);
    }

    #[test]
    fn gentle_mode_leaves_out_children_and_pregnancies_unless_they_are_asked_for() {
        let mut reading = Reading { gentle: true, ..Reading::default() };
        let about = About { path: vec![Path::PregnantAgain], ..About::default() };
        assert_eq!(reading.photos(), Photos::LeftOut);
        for note in [Note::LivingChildren, Note::NewPregnancy] {
            assert_eq!(reading.noted(&[note]), How::Hide);
        }
        assert_eq!(reading.story(&[], &about), How::Hide, "its facet says it as well");
        assert_eq!(reading.noted(&[Note::Stillbirth]), How::Fold, "all else is as it was");
        reading.choose(Note::NewPregnancy, How::Show);
        assert_eq!(reading.story(&[Note::NewPregnancy], &about), How::Show);
        assert_eq!(reading.noted(&[Note::LivingChildren]), How::Hide);
        reading.gentle = false;
        assert_eq!(reading.noted(&[Note::LivingChildren]), How::Fold);
        assert_eq!(
            reading.story(&[], &About { path: vec![Path::LivingChildren], ..About::default() }),
            How::Show
        );
    }

    #[test]
    fn a_choice_is_written_and_read_again_and_nothing_else_is_read() {
        let mut reading = Reading { veiled: false, gentle: true, ..Reading::default() };
        reading.choose(Note::MedicalHarm, How::Hide);
        reading.choose(Note::Scan, How::Show);
        assert_eq!(reading.to_string().parse(), Ok(reading));
        let all = Reading::default().to_string();
        for wrong in ["", "x", &all[1..], &format!("{all}v"), &all.replace('f', "x"), "ä".repeat(9).as_str()]
        {
            assert_eq!(wrong.parse::<Reading>(), Err(NotAChoice), "{wrong}");
        }
    }
}
