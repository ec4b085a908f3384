//! One macro for the closed lists of words: adding a word is one line, and every surface has it.

use std::str::FromStr;

use crate::text::NotAWord;

/// One word of a closed list, for what works with any of the lists.
pub trait Word: Copy + Ord + FromStr<Err = NotAWord> + 'static {
    /// All of them, in the order in which they are offered.
    const WORDS: &'static [Self];

    /// The slug: lower case ASCII, stored and sent, never shown.
    fn word(self) -> &'static str;

    /// How it is said on the screen.
    fn spoken(self) -> &'static str;
}

/// The order in which they are offered, each at most once: how lists of words are kept.
pub fn in_order<T: Word>(mut words: Vec<T>) -> Vec<T> {
    words.sort_unstable();
    words.dedup();
    words
}

/// The slugs with a space between them; empty for none.
pub fn join<T: Word>(words: &[T]) -> String {
    words.iter().map(|word| word.word()).collect::<Vec<_>>().join(" ")
}

/// The words of slugs with white space between them, [`in_order`].
///
/// # Errors
/// [`NotAWord`] when one is not of this list.
pub fn split<T: Word>(slugs: &str) -> Result<Vec<T>, NotAWord> {
    slugs.split_ascii_whitespace().map(str::parse).collect::<Result<Vec<_>, _>>().map(in_order)
}

/// Declares an enum whose members each have a slug (stored, sent, used in forms) and words (shown to people).
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $slug:literal, $say:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $say] $(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The slug: lower case ASCII, stored and sent, never shown.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }

            /// How it is said on the screen.
            pub const fn say(self) -> &'static str {
                match self { $(Self::$variant => $say),+ }
            }
        }

        impl $crate::vocabulary::Word for $name {
            const WORDS: &'static [Self] = Self::ALL;
            fn word(self) -> &'static str {
                self.slug()
            }
            fn spoken(self) -> &'static str {
                self.say()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::NotAWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($slug => Ok(Self::$variant),)+ _ => Err($crate::text::NotAWord) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.slug())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Note;

    #[test]
    fn a_list_of_words_reads_back_in_the_order_in_which_they_are_offered() {
        let notes = in_order(vec![Note::Faith, Note::Scan, Note::Faith]);
        assert_eq!(join(&notes), "scan faith");
        assert_eq!(split(" faith  scan scan"), Ok(notes));
        assert_eq!(split::<Note>(""), Ok(vec![]));
        assert_eq!(split::<Note>("scan kittens"), Err(NotAWord));
    }
}
