//! Sealed photos in a circle: the file first, then the row, as with one's own.

use alongside_domain::{
    circle::Act,
    id::{CircleId, EntryId, MediaId, MemberId},
};
use alongside_seal::header::{self, Kind, StanzaKind};
use alongside_store::{
    Tx,
    circle_entry::{self, NewMedia},
    queue,
};
use bytes::Bytes;

use crate::{
    App,
    circle::allowed,
    entry::has_room,
    files,
    media::{GetMediaError, PutMediaError, digest},
    secret::Secret,
};

/// A sealed photo as it comes.
#[derive(Clone, Debug)]
pub struct PutCircleMedia {
    /// In which circle.
    pub circle: CircleId,
    /// Chosen by the client.
    pub id: MediaId,
    /// The entry it belongs to, which may come a little later.
    pub entry: EntryId,
    /// An age file.
    pub bytes: Bytes,
}

/// Whether there is something left to do: these very bytes may be there already.
async fn is_wanted(
    tx: &mut Tx<'_>,
    by: MemberId,
    new: (CircleId, MediaId),
    sha: &[u8; 32],
    room: (i64, i64),
) -> Result<bool, PutMediaError> {
    allowed::<PutMediaError>(tx, by, new.0, Act::Write).await?;
    match circle_entry::media(tx, new.0, new.1).await? {
        Some(there) if there.sha == *sha => Ok(false),
        Some(_) => Err(PutMediaError::Another),
        None if has_room(tx, by, room.0, room.1).await? => Ok(true),
        None => Err(PutMediaError::NoRoom),
    }
}

impl App {
    /// Keeps a sealed photo in a circle. The same bytes under the same id once more do no harm.
    ///
    /// # Errors
    /// [`PutMediaError`]
    pub async fn put_circle_media(&self, by: MemberId, new: PutCircleMedia) -> Result<(), PutMediaError> {
        header::check(&new.bytes, Kind::Media, StanzaKind::Hybrid)?;
        let size = i64::try_from(new.bytes.len()).map_err(|_| PutMediaError::TooLarge)?;
        let (at, chance, room) = (self.now(), self.chance(), (size, self.limits().sealed_bytes));
        let sha = digest(new.bytes.clone()).await?;
        let store_key = format!("sealed/{}", Secret::random(&mut self.rng()).to_text());
        let (which, key) = ((new.circle, new.id), store_key.clone());
        let intent = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !is_wanted(tx, by, which, &sha, room).await? {
                        return Ok(None);
                    }
                    Ok::<_, PutMediaError>(Some(files::intend(tx, at, &mut chance.rng(), &[key]).await?))
                })
            })
            .await?;
        let Some(intent) = intent else { return Ok(()) };
        self.files().put(&store_key, new.bytes).await?;
        let (entry, at) = (new.entry, self.now());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    // Somebody may have been quicker; then the intent stays and the file goes.
                    if !is_wanted(tx, by, which, &sha, room).await? {
                        return Ok(());
                    }
                    queue::done(tx, intent).await?;
                    let row = NewMedia {
                        id: which.1,
                        entry,
                        member: by,
                        size,
                        sha: &sha,
                        at,
                        store_key: &store_key,
                    };
                    Ok(circle_entry::put_media(tx, which.0, row).await?)
                })
            })
            .await
    }

    /// A sealed photo of a circle: an age file. Two queries.
    ///
    /// # Errors
    /// [`GetMediaError`]
    pub async fn circle_media(
        &self,
        by: MemberId,
        circle: CircleId,
        id: MediaId,
    ) -> Result<Bytes, GetMediaError> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                allowed::<GetMediaError>(tx, by, circle, Act::Read).await?;
                circle_entry::media(tx, circle, id).await?.ok_or(GetMediaError::NotHere)
            })
        });
        let placed = read.await?;
        self.files().get(&placed.store_key).await.map_err(GetMediaError::Files)
    }
}
