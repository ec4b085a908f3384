//! Where a page of a list ended, so that the next one can go on: a time and an id, never a number of rows.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    id::Id,
    time::{LATEST, Millis},
};

/// The key of the last row of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Its time.
    pub at: Millis,
    /// Its id, which breaks ties.
    pub id: [u8; 16],
}

/// The text was not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This page cannot be found any more. Please start again from the first.")]
pub struct NotACursor;

impl Cursor {
    /// Before the first row of a list that starts with the newest.
    pub const NEWEST: Self = Self { at: LATEST, id: [0xff; 16] };
    /// Before the first row of a list that starts with the oldest.
    pub const OLDEST: Self = Self { at: Millis(0), id: [0; 16] };

    /// The cursor after a row with this time and id.
    pub fn after<T>(at: Millis, id: Id<T>) -> Self {
        Self { at, id: *id.as_bytes() }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.at.0.to_be_bytes());
        bytes[8..].copy_from_slice(&self.id);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        if text.len() != 32 {
            return Err(NotACursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        let (at, id) = bytes.split_first_chunk::<8>().ok_or(NotACursor)?;
        let at = Millis(i64::from_be_bytes(*at));
        if at < Millis(0) || at > LATEST {
            return Err(NotACursor);
        }
        Ok(Self { at, id: id.try_into().map_err(|_| NotACursor)? })
    }
}

/// How many things are on a page of a list.
pub const PAGE: usize = 20;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it, at most as many as were asked for.
    pub items: Vec<T>,
    /// Where the next page goes on, when there is one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The first `most` of `rows`, which were read with one more than that to see whether anything follows; `key`
    /// tells the time and id by which a row is sorted.
    pub fn cut(mut rows: Vec<T>, most: usize, key: impl FnOnce(&T) -> Cursor) -> Self {
        let more = rows.len() > most;
        rows.truncate(most);
        let next = if more { rows.last().map(key) } else { None };
        Self { items: rows, next }
    }

    /// The same page of what `change` makes of each.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::StoryId;

    #[test]
    fn a_cursor_reads_back_and_anything_else_does_not() {
        let cursor = Cursor::after(Millis(1_790_000_000_000), StoryId::from_bytes([7; 16]));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", "AAAA", "' OR 1=1 --", &"_".repeat(32)] {
            assert_eq!(bad.parse::<Cursor>(), Err(NotACursor));
        }
    }

    #[test]
    fn a_page_goes_on_only_when_something_follows() {
        let cursor = |n: &i64| Cursor { at: Millis(*n), id: [0; 16] };
        assert_eq!(Page::cut(vec![3, 2, 1], 2, cursor), Page { items: vec![3, 2], next: Some(cursor(&2)) });
        assert_eq!(Page::cut(vec![3, 2], 2, cursor), Page { items: vec![3, 2], next: None });
        assert_eq!(Page::cut(Vec::new(), 2, cursor), Page { items: vec![], next: None });
    }
}
