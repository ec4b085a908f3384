//! Columns back into types. What does not fit is a row that nothing here writes.

use std::str::FromStr;

use alongside_domain::{id::Id, story::Standing, vocabulary};

use crate::StoreError;

/// An id.
pub(crate) fn id<T>(bytes: &[u8], what: &'static str) -> Result<Id<T>, StoreError> {
    Id::from_slice(bytes).map_err(|_| StoreError::corrupt(what))
}

/// A word, a name or a text.
pub(crate) fn read<T: FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(what))
}

/// One that may be left out.
pub(crate) fn option<T: FromStr>(text: Option<&str>, what: &'static str) -> Result<Option<T>, StoreError> {
    text.map(|text| read(text, what)).transpose()
}

/// A list of words.
pub(crate) fn words<T: vocabulary::Word>(slugs: &str, what: &'static str) -> Result<Vec<T>, StoreError> {
    vocabulary::split(slugs).map_err(|_| StoreError::corrupt(what))
}

/// Shown, waiting for a moderator, or held with the reason.
pub(crate) fn standing(held: Option<&str>, review: bool) -> Result<Standing, StoreError> {
    let otherwise = if review { Standing::Review } else { Standing::Shown };
    Ok(option(held, "held")?.map_or(otherwise, Standing::Held))
}

/// A length in pixels.
pub(crate) fn pixels(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError::corrupt("pixels"))
}
