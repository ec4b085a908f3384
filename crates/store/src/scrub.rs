//! Making sure that what was erased is gone from the files as well.

use std::time::Duration;

use crate::{Store, StoreError, store::Inner};

/// How often an emptying of the log is tried while somebody reads.
const TRIES: u32 = 20;

impl Store {
    /// SQLite: erased rows were overwritten as they were erased (`secure_delete`); this empties the write-ahead log,
    /// which may still have them. PostgreSQL: `VACUUM` of the tables that hold words and bytes, which frees their
    /// room for reuse; its write-ahead log is recycled in its own time.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when readers are in the way for longer than five seconds.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Inner::Sqlite { writer, .. } => {
                for _ in 0..TRIES {
                    if writer.truncate_log().await? {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                Err(StoreError::Busy)
            }
            Inner::Pg { pool } => {
                sqlx::query(VACUUM).execute(pool).await?;
                Ok(())
            }
        }
    }
}

const VACUUM: &str = "VACUUM story, story_search, moment, photo, answer, with_author, decision, pen, entry, media, \
                      page, page_gone, circle, circle_line, circle_member, circle_invite, circle_request, circle_entry, \
                      circle_media, address, letter, correspondent, letter_block, letter_report, passkey, \
                      rotation, staged_entry, staged_media, staged_page, member, session, once, job";
