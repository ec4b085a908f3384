//! Who a cookie belongs to.

use alongside_domain::member::Side;
use alongside_store::{StoreError, session};

use super::SessionInfo;
use crate::{App, secret::Secret};

impl App {
    /// The session that this secret opens on this side, if any. One query; that it was used in this hour is noted
    /// beside it, without anybody waiting.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn resolve(&self, side: Side, secret: Secret) -> Result<Option<SessionInfo>, StoreError> {
        let (at, hash) = (self.now(), secret.hash());
        let found = self
            .store()
            .ask(move |tx| Box::pin(async move { session::resolve(tx, at, side, &hash.0).await }))
            .await?;
        if let Some(info) = &found
            && info.used_at < at.hour()
        {
            let (id, store) = (info.id, self.store().clone());
            tokio::spawn(async move {
                let noted = store.write(move |tx| Box::pin(session::touch(tx, id, at.hour()))).await;
                if let Err(error) = noted {
                    tracing::warn!(%error, "could not note that a session was used");
                }
            });
        }
        Ok(found)
    }
}
