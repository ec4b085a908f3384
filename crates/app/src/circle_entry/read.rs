//! The entries of a circle: which there are, and a few at once.

use alongside_domain::{
    circle::{Act, CircleEntryHead},
    cursor::Cursor,
    id::{CircleId, EntryId, MemberId},
};
use alongside_store::circle_entry::{self, CircleEntry};

use crate::{App, circle::allowed, refused::Refused};

/// How many entries a page of the list has.
pub const ENTRIES_PAGE: usize = 200;
/// One more than is shown tells whether there is a next page.
const LOOK: i64 = 201;

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// At most [`ENTRIES_PAGE`], oldest change first.
    pub entries: Vec<CircleEntryHead>,
    /// Whether more follow the last of them.
    pub more: bool,
    /// How many there are for this reader altogether: a client that has another number has missed something erased.
    pub count: i64,
}

impl App {
    /// A page of a circle's entries that changed after `after`. Three queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn circle_entries(
        &self,
        by: MemberId,
        circle: CircleId,
        after: Cursor,
    ) -> Result<Listed, Refused> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let reader = allowed::<Refused>(tx, by, circle, Act::Read).await?.user;
                let mut entries = circle_entry::list(tx, circle, reader, after, LOOK).await?;
                let count = circle_entry::count_for(tx, circle, reader).await?;
                let more = entries.len() > ENTRIES_PAGE;
                entries.truncate(ENTRIES_PAGE);
                Ok::<_, Refused>(Listed { entries, more, count })
            })
        });
        read.await
    }

    /// Those of the first [`crate::entry::BUNDLE_MOST`] of `ids` that are there for this reader. Two queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn circle_bundle(
        &self,
        by: MemberId,
        circle: CircleId,
        ids: Vec<EntryId>,
    ) -> Result<Vec<CircleEntry>, Refused> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let reader = allowed::<Refused>(tx, by, circle, Act::Read).await?.user;
                Ok::<_, Refused>(circle_entry::bundle(tx, circle, reader, &ids).await?)
            })
        });
        read.await
    }
}
