//! Reading a page, for whoever has its link: nobody is asked who they are, and nothing is written.

use alongside_domain::{Refusal, id::PageId};
use alongside_store::page;

use crate::{App, refused::Refused};

impl App {
    /// The age file behind a link. Ended, taken away and never there are one answer. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn read_page(&self, id: PageId) -> Result<Vec<u8>, Refused> {
        let at = self.now();
        let bytes = self.store().ask(move |tx| Box::pin(page::read(tx, id, at))).await?;
        Ok(bytes.ok_or(Refusal::NotHere)?)
    }
}
