//! Somebody who reads the answers before the author does.

use alongside_domain::{
    Millis, Viewer,
    id::{MemberId, PenId},
};
use alongside_store::{StoreError, Tx, first_reader, pen};

use super::SiftError;
use crate::App;

/// Asks the pen name with the key `reader` to read first for `pen`, one of one's own. It holds once they say yes;
/// until then answers wait for the author alone. Only who wrote something the asker can read is asked: that a pen
/// name exists is told to nobody else. Two queries.
///
/// # Errors
/// [`SiftError`]
pub async fn ask_to_read_first(
    tx: &mut Tx<'_>,
    at: Millis,
    by: (MemberId, Viewer),
    pen: PenId,
    reader: &str,
) -> Result<(), SiftError> {
    let (member, viewer) = by;
    pen::seen(tx, viewer, reader).await?.ok_or(SiftError::Nobody)?;
    if !first_reader::ask(tx, member, pen, reader, at).await? {
        return Err(SiftError::Nobody);
    }
    Ok(())
}

impl App {
    /// See [`ask_to_read_first`].
    ///
    /// # Errors
    /// [`SiftError`]
    pub async fn ask_to_read_first(&self, by: Viewer, pen: PenId, reader: String) -> Result<(), SiftError> {
        let (at, member) = (self.now(), by.member().ok_or(alongside_domain::Refusal::SignIn)?);
        self.store()
            .write(move |tx| {
                Box::pin(async move { ask_to_read_first(tx, at, (member, by), pen, &reader).await })
            })
            .await
    }

    /// Says yes to reading first for the pen name with this key. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn read_first(&self, by: MemberId, of: String) -> Result<(), StoreError> {
        let at = self.now();
        self.store()
            .write(move |tx| Box::pin(async move { first_reader::accept(tx, by, &of, at).await }))
            .await
    }

    /// Ends it, or says no; by either of the two. What waits goes on waiting for the author. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn end_reading_first(&self, by: MemberId, of: String) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(async move { first_reader::end(tx, by, &of).await })).await
    }
}
