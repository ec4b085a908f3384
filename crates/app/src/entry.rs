//! Sealed entries: the server keeps bytes it cannot read.

mod erase;
mod get;
mod list;
mod put;

use alongside_domain::{entry::EntryHead, id::MemberId};
use alongside_store::{StoreError, Tx};

pub use alongside_store::entry::{BUNDLE_MOST, Entry};
pub use erase::erase;
pub use put::{PutEntryError, put};

/// How many entries a page of the list has.
pub const PAGE: usize = 50;

/// A page of one's own entries, last changed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// At most [`PAGE`].
    pub entries: Vec<EntryHead>,
    /// Where the next page begins, if there is one.
    pub next: Option<alongside_domain::cursor::Cursor>,
}

/// Whether a member has room for so many more bytes. One query.
pub(crate) async fn has_room(
    tx: &mut Tx<'_>,
    member: MemberId,
    more: i64,
    most: i64,
) -> Result<bool, StoreError> {
    Ok(alongside_store::entry::kept(tx, member).await?.saturating_add(more) <= most)
}
