//! The two kinds of name: the one a member signs in with, and pen names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_security::GeneralSecurityProfile;

use crate::text::{Lines, TextError, clean};

/// Why a name was not taken. Each reads as a sentence that can stand at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Fewer characters than needed, or more than fit.
    #[error("A name has {min} to {max} characters.")]
    Length {
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A character outside what this kind of name may have.
    #[error("{allowed}")]
    Character {
        /// Says what may be used.
        allowed: &'static str,
    },
}

/// The name a member signs in with: 3 to 32 of `a-z 0-9 . _ -`, starting with a letter or digit. Upper case is
/// taken as lower case. Nobody but its member ever sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberName(String);

impl MemberName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MemberName {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = text.trim().to_ascii_lowercase();
        if name.len() < 3 || name.chars().count() > 32 {
            return Err(NameError::Length { min: 3, max: 32 });
        }
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        if !name.chars().all(fits) || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(NameError::Character {
                allowed: "Please use the letters a to z, digits, and . _ - in between. Nobody else will see this name.",
            });
        }
        Ok(Self(name))
    }
}

/// A pen name: 2 to 30 characters of any script, with single spaces and `. ' ’ - _` in between.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PenName(String);

impl PenName {
    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What must be unique: letter case, spacing and look-alike characters taken away (UTS #39 skeleton), so that
    /// nobody can write as `wiIIow` beside `willow`.
    pub fn key(&self) -> String {
        let plain: String =
            self.0.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
        unicode_security::skeleton(&plain).flat_map(char::to_lowercase).collect()
    }

    /// Whether it could be taken for somebody who looks after the place, or for a part of the page.
    pub fn sounds_official(&self) -> bool {
        let key = self.key();
        OFFICIAL.iter().any(|word| Self((*word).to_owned()).key() == key)
    }

    /// The name as it stands in an address: lower case, with hyphens between the words. It has the same
    /// [`PenName::key`], so it leads to the same pen name; to be percent-encoded.
    pub fn slug(&self) -> String {
        let word = |c: char| if c.is_alphanumeric() || is_mark(c) { c } else { '-' };
        let hyphened: String = self.0.to_lowercase().chars().map(word).collect();
        hyphened.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }

    /// The first letter, for the round sign beside the name.
    pub fn initial(&self) -> String {
        self.0.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

impl FromStr for PenName {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let length = NameError::Length { min: 2, max: 30 };
        let cleaned = clean(text, 30, Lines::One).map_err(|error| match error {
            TextError::Unshowable => NameError::Character { allowed: PEN_ALLOWED },
            TextError::Empty | TextError::TooLong { .. } => length,
        })?;
        let name = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() < 2 {
            return Err(length);
        }
        let fits = |c: char| {
            matches!(c, ' ' | '.' | '\'' | '’' | '-' | '_')
                || (c.is_alphanumeric() && c.identifier_allowed())
                || is_mark(c)
        };
        let pen = Self(name);
        if !pen.0.chars().all(fits) || pen.key().is_empty() {
            return Err(NameError::Character { allowed: PEN_ALLOWED });
        }
        Ok(pen)
    }
}

/// Compared by [`PenName::key`], so that spacing, case and look-alikes make no difference.
const OFFICIAL: &[&str] = &[
    "admin",
    "administrator",
    "admins",
    "alongside",
    "alongside team",
    "anonymous",
    "author",
    "deleted",
    "help",
    "member",
    "mod",
    "moderation",
    "moderator",
    "moderators",
    "mods",
    "official",
    "owner",
    "staff",
    "support",
    "system",
    "team",
    "the author",
    "the moderator",
    "the moderators",
    "the team",
    "you",
];

const PEN_ALLOWED: &str = "Please use letters and digits, with spaces . ' - _ in between.";

/// Combining marks that scripts such as Devanagari or Thai cannot be written without.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && unicode_normalization::char::is_combining_mark(c) && c.identifier_allowed()
}

macro_rules! name_text {
    ($($name:ident),+) => { $(
        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}
name_text!(MemberName, PenName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pen_names_that_look_alike_have_one_key() {
        let key = |name: &str| name.parse::<PenName>().unwrap().key();
        assert_eq!(key("willow"), key("Willow"));
        assert_eq!(key("small hours"), key("small-hours"));
        assert_eq!(key("willow"), key("w\u{0456}llow"), "Cyrillic i");
        assert_ne!(key("willow"), key("willows"));
    }

    #[test]
    fn a_pen_name_in_an_address_reads_like_itself_and_leads_to_itself() {
        let slug = |name: &str| name.parse::<PenName>().unwrap().slug();
        assert_eq!(slug("Tom at the allotment"), "tom-at-the-allotment");
        assert_eq!(slug("O’Brien - m."), "o-brien-m");
        for name in ["Tom at the allotment", "mónica", "आशा", "ليلى نور", "小さな手", "İpek 2", "ﬁ-ne"]
        {
            let Ok(name) = name.parse::<PenName>() else { continue };
            assert_eq!(name.slug().parse::<PenName>().map(|slug| slug.key()), Ok(name.key()), "{name}");
        }
    }

    #[test]
    fn pen_names_of_many_scripts_are_taken() {
        for name in ["mónica", "आशा", "ليلى نور", "小さな手", "O’Brien", "tom at the allotment"]
        {
            assert_eq!(name.parse::<PenName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn nobody_can_write_as_the_place_itself() {
        let official = |name: &str| name.parse::<PenName>().unwrap().sounds_official();
        for name in
            ["Moderator", "M o d e r a t o r", "mod.", "Alongside", "al\u{43e}ngside", "The Team", "You"]
        {
            assert!(official(name), "{name}");
        }
        for name in ["moderato", "willow", "along the side", "younes"] {
            assert!(!official(name), "{name}");
        }
    }

    #[test]
    fn tricks_in_pen_names_are_refused_or_dropped() {
        assert_eq!("wil\u{200b}low".parse::<PenName>().unwrap().as_str(), "willow");
        for bad in ["", "a", "<b>x</b>", "a/b", "..", "x\0y", &"x".repeat(31), "a\u{1d49c}@"] {
            assert!(bad.parse::<PenName>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn sign_in_names_are_plain() {
        assert_eq!(" Maeve ".parse::<MemberName>().unwrap().as_str(), "maeve");
        for bad in ["ab", "ma eve", "-maeve", "мaeve", &"x".repeat(33), "a\nb"] {
            assert!(bad.parse::<MemberName>().is_err(), "{bad:?}");
        }
    }
}
