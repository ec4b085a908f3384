//! Text from outside, bounded and cleaned before anything else sees it.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A word that is not one of the list it should be from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not one of the choices")]
pub struct NotAWord;

/// Why a text was not taken. Each reads as a sentence that can stand at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("There is nothing here yet.")]
    Empty,
    /// More characters than fit.
    #[error("This is {over} characters too long. There is room for {max}.")]
    TooLong {
        /// Most characters.
        max: usize,
        /// How many too many.
        over: usize,
    },
    /// A character that cannot be shown, such as a control character.
    #[error("There is a character in this that cannot be shown. Please type that part again.")]
    Unshowable,
}

/// Cleans `text` and checks that it has at most `max` characters (Unicode scalar values).
///
/// Normalises to NFC, turns line ends into `\n`, trims the ends, and drops what has no place in prose and can make
/// it read as something else: direction overrides and isolates, zero-width spaces, tags and other invisible
/// format characters. Joiners (U+200C, U+200D) and direction marks (U+200E, U+200F, U+061C) stay: Persian, Hebrew,
/// Hindi and family emoji need them.
///
/// # Errors
/// [`TextError::Unshowable`] for control characters other than line feed and tab, [`TextError::TooLong`] over `max`.
/// An empty text is no error here.
pub fn clean(text: &str, max: usize, lines: Lines) -> Result<String, TextError> {
    // A bound before any work: a character has at most four bytes, and NFC never needs more than three times as many.
    if text.len() > max.saturating_mul(12).saturating_add(64) {
        let is = text.chars().count();
        return Err(TextError::TooLong { max, over: is.saturating_sub(max).max(1) });
    }
    let mut out = String::with_capacity(text.len());
    let unified = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    for c in normal(&unified).chars() {
        match c {
            '\n' if lines == Lines::Many => out.push('\n'),
            '\n' | '\t' => out.push(' '),
            '\u{2028}' | '\u{2029}' => out.push(if lines == Lines::Many { '\n' } else { ' ' }),
            c if c.is_control() => return Err(TextError::Unshowable),
            c if is_trick(c) => {}
            c => out.push(c),
        }
    }
    let trimmed = out.trim();
    let is = trimmed.chars().count();
    if is > max {
        return Err(TextError::TooLong { max, over: is - max });
    }
    Ok(trimmed.to_owned())
}

/// In NFC. Nearly every text is already, which is quick to see; every text read back from the database comes here.
fn normal(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether a text may have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Line feeds become spaces.
    One,
    /// Line feeds stay.
    Many,
}

/// Invisible characters that change how others are read, and private or unassigned planes used for tricks.
const fn is_trick(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The words of a text for finding it: letters and digits in lower case, single spaces in between. The accents of
/// Latin, Greek and Cyrillic are gone, and each character of a script without spaces is a word of its own.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase) {
        let alone = has_no_spaces(c);
        if (gap || alone) && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        gap = alone;
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            out.push(c);
        } else {
            gap = true;
        }
    }
    out.truncate(out.trim_end().len());
    out.nfc().collect()
}

/// Accents that people leave out when they type in a hurry. Marks of other scripts are part of their letters.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Scripts that are written without spaces between words.
const fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident ($max:literal, $lines:ident, $empty:ident);)+) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Most characters (Unicode scalar values).
            pub const MAX: usize = $max;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, TextError> {
                let text = clean(text, $max, Lines::$lines)?;
                if text.is_empty() && !texts!(@may_be_empty $empty) {
                    return Err(TextError::Empty);
                }
                Ok(Self(text))
            }
        }
        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
    (@may_be_empty needed) => { false };
    (@may_be_empty may_be_empty) => { true };
}

texts! {
    /// The title of a story.
    Title(120, One, needed);
    /// The text of a story, light Markdown.
    StoryText(40_000, Many, needed);
    /// The text of a moment, light Markdown.
    MomentText(10_000, Many, needed);
    /// The text of an answer, light Markdown.
    AnswerText(6_000, Many, needed);
    /// Words for those who do not see a photo.
    Alt(600, One, may_be_empty);
    /// Words the author uses.
    Words(80, One, needed);
    /// What a member calls one of their passkeys.
    PasskeyName(40, One, needed);
    /// Why a moderator held something; the person reads it.
    Reason(600, Many, needed);
    /// What somebody looks for.
    Query(120, One, needed);
}

/// A word, or a few, that somebody does not want to read. Compared folded, as whole words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiddenWord(String);

impl HiddenWord {
    /// Most characters (Unicode scalar values).
    pub const MAX: usize = 60;

    /// As its member wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is compared: see [`fold`].
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

impl FromStr for HiddenWord {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        match clean(text, Self::MAX, Lines::One)? {
            said if fold(&said).is_empty() => Err(TextError::Empty),
            said => Ok(Self(said)),
        }
    }
}

/// Whether a text has one of these, each folded, as whole words.
pub fn has_any<'a>(text: &str, folded: impl IntoIterator<Item = &'a str>) -> bool {
    let text = format!(" {} ", fold(text));
    folded.into_iter().any(|one| !one.is_empty() && text.contains(&format!(" {one} ")))
}

impl Alt {
    /// No words given.
    pub const fn none() -> Self {
        Self(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn direction_overrides_and_zero_width_spaces_are_dropped() {
        assert_eq!("a\u{202e}b\u{200b}c\u{feff}".parse::<Title>().unwrap().as_str(), "abc");
    }

    #[test]
    fn words_are_folded_to_what_people_mean() {
        assert_eq!(fold("  The SECOND scan — Thursday's, «déjà»! "), "the second scan thursday s deja");
        assert_eq!(fold("小さな手 2024年"), "小 さ な 手 2024 年");
        assert_eq!(fold("Ελένη Ёлка"), "ελενη елка");
    }

    #[test]
    fn a_hidden_word_is_found_however_it_is_written_and_only_as_a_whole() {
        let word: HiddenWord = " God’s PLAN ".parse().unwrap();
        assert!(has_any("It was all God's plan, dear.", [&*word.folded()]));
        assert!(!has_any("God's planet", [&*word.folded()]));
        assert_eq!("…".parse::<HiddenWord>(), Err(TextError::Empty));
    }

    #[test]
    fn a_family_and_persian_joiners_stay_whole() {
        for text in ["👩\u{200d}👩\u{200d}👧", "می\u{200c}خواهم"] {
            assert_eq!(text.parse::<Title>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_control_character_is_refused_with_a_sentence() {
        assert_eq!("a\0b".parse::<StoryText>(), Err(TextError::Unshowable));
    }

    #[test]
    fn too_long_says_by_how_much() {
        assert_eq!("x".repeat(125).parse::<Title>(), Err(TextError::TooLong { max: 120, over: 5 }));
        assert!(matches!("x".repeat(1_000_000).parse::<Title>(), Err(TextError::TooLong { max: 120, .. })));
    }

    #[test]
    fn white_space_alone_is_empty() {
        assert_eq!(" \n\u{200b}\t ".parse::<StoryText>(), Err(TextError::Empty));
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in "\\PC{0,200}") {
            if let Ok(once) = clean(&text, 400, Lines::Many) {
                prop_assert_eq!(clean(&once, 400, Lines::Many), Ok(once.clone()));
            }
        }
    }
}
