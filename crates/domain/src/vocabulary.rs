//! One macro for the closed lists of words: adding a word is one line, and every surface has it.

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
