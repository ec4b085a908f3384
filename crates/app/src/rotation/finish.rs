//! The last step: what is staged takes its place, and the old words, the old sheet and every other session end.

use std::collections::{HashMap, HashSet};

use alongside_domain::{
    Millis,
    id::{EntryId, MediaId, MemberId, PageId, SessionId},
};
use alongside_seal::passphrase::Kdf;
use alongside_store::{StoreError, Tx, entry, member, passkey, rotation, session};
use bytes::Bytes;

use super::{RotationError, is_under_way};
use crate::{
    App,
    chance::Rng,
    jobs,
    member::{By, is_keyring, is_taken, proves},
    secret::Secret,
};

/// The new keys, and what was sealed for them.
#[derive(Clone, Debug)]
pub struct Finish {
    /// What beginning gave.
    pub rotation: Secret,
    /// How the new words become keys.
    pub kdf: Kdf,
    /// The login secret that the new words give.
    pub login: Secret,
    /// The login secret that the new sheet gives.
    pub recovery: Secret,
    /// The new keyring, sealed to the new words.
    pub keyring_pass: Bytes,
    /// The new keyring, sealed to the new sheet.
    pub keyring_recovery: Bytes,
    /// Entries that are staged, each with the revision that was seen.
    pub entries: HashMap<EntryId, i64>,
    /// The same of entries that could not be opened any more; they are erased.
    pub leave: HashMap<EntryId, i64>,
    /// Photos that are staged.
    pub media: HashSet<MediaId>,
    /// Pages for them that are staged, each with the revision that was seen.
    pub pages: HashMap<PageId, i64>,
}

/// Puts what is staged in the place of what is there, and the new keys in the place of the old; ends every other
/// session, and gives this one another half, which is returned: what a browser keeps of the old keyring opens no more.
/// Who did it already, and did not hear so, may do it again. `most` are the bytes that a member may keep.
///
/// # Errors
/// [`RotationError`]; nothing was changed then.
pub async fn finish(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    here: SessionId,
    most: i64,
    cmd: Finish,
) -> Result<[u8; 32], RotationError> {
    if !is_taken(&cmd.kdf) {
        return Err(RotationError::Kdf);
    }
    if !is_keyring(&cmd.keyring_pass) || !is_keyring(&cmd.keyring_recovery) {
        return Err(RotationError::Keyring);
    }
    if is_under_way(tx, by, cmd.rotation.hash()).await? {
        covers(tx, by, &cmd).await?;
        let before = entry::kept(tx, by).await?;
        swap_sealed(tx, at, rng, by, &cmd).await?;
        // What was said in circles and letters since it was staged is there as well.
        if entry::kept(tx, by).await? > most.max(before) {
            return Err(RotationError::NoRoom);
        }
        swap_keys(tx, by, here, &cmd).await?;
    } else if !proves(tx, by, By::Words, cmd.login.hash()).await? {
        return Err(RotationError::NoneUnderWay);
    }
    let mut half = [0; 32];
    rng.fill_bytes(&mut half);
    session::set_half(tx, here, &half).await?;
    Ok(half)
}

/// Everything that is there is staged or left behind, at the revision that is there. Five queries.
async fn covers(tx: &mut Tx<'_>, by: MemberId, cmd: &Finish) -> Result<(), RotationError> {
    let there: HashMap<_, _> = rotation::entry_revs(tx, by).await?.into_iter().collect();
    let staged: HashSet<_> = rotation::entries(tx, by).await?.into_iter().collect();
    let as_seen = |(id, rev): (&EntryId, &i64)| there.get(id) == Some(rev);
    let entries = there.len() == cmd.entries.len() + cmd.leave.len()
        && cmd.entries.iter().all(as_seen)
        && cmd.leave.iter().all(as_seen)
        && cmd.leave.keys().all(|id| !cmd.entries.contains_key(id))
        && cmd.entries.keys().all(|id| staged.contains(id));
    let photos: HashMap<_, _> = rotation::media(tx, by).await?.into_iter().collect();
    let photos =
        cmd.media.iter().all(|id| photos.get(id).is_some_and(|entry| cmd.entries.contains_key(entry)));
    let there: HashMap<_, _> = rotation::page_revs(tx, by).await?.into_iter().collect();
    let staged: HashSet<_> = rotation::pages(tx, by).await?.into_iter().collect();
    let pages = cmd.pages.iter().all(|(id, rev)| there.get(id) == Some(rev) && staged.contains(id));
    if entries && photos && pages { Ok(()) } else { Err(RotationError::Changed) }
}

/// What was staged and is not wanted any more is thrown away first. Ten queries, and one for each of those.
async fn swap_sealed(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    cmd: &Finish,
) -> Result<(), StoreError> {
    let mut files = Vec::new();
    for (id, _) in rotation::media(tx, by).await? {
        if !cmd.media.contains(&id) {
            files.extend(rotation::drop_media(tx, by, id).await?);
        }
    }
    for id in rotation::pages(tx, by).await? {
        if !cmd.pages.contains_key(&id) {
            rotation::drop_page(tx, by, id).await?;
        }
    }
    for id in cmd.leave.keys() {
        entry::erase(tx, by, *id).await?;
    }
    files.extend(rotation::swap(tx, by, at).await?);
    if !files.is_empty() {
        jobs::drop_files(tx, rng, &files, at).await?;
    }
    jobs::scrub_soon(tx, at, rng).await
}

/// Whatever opened the old keyring opens nothing from now on, passkeys among it. Four queries.
async fn swap_keys(
    tx: &mut Tx<'_>,
    by: MemberId,
    here: SessionId,
    cmd: &Finish,
) -> Result<(), RotationError> {
    let kdf = serde_json::to_string(&cmd.kdf).map_err(|_| RotationError::Kdf)?;
    member::set_words(tx, by, &kdf, &cmd.login.hash().0, &cmd.keyring_pass).await?;
    member::set_sheet(tx, by, &cmd.recovery.hash().0, &cmd.keyring_recovery, None).await?;
    passkey::remove_all(tx, by).await?;
    Ok(session::end_others(tx, by, here).await?)
}

impl App {
    /// See [`finish`].
    ///
    /// # Errors
    /// [`RotationError`]
    pub async fn finish_rotation(
        &self,
        by: MemberId,
        here: SessionId,
        cmd: Finish,
    ) -> Result<[u8; 32], RotationError> {
        let (at, chance, most) = (self.now(), self.chance(), self.limits().sealed_bytes);
        self.store()
            .write(move |tx| {
                Box::pin(async move { finish(tx, at, &mut chance.rng(), by, here, most, cmd).await })
            })
            .await
    }
}
