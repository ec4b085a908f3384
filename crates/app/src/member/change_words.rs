//! New words, and a new sheet if asked for. Whoever holds the old ones elsewhere is signed out.

use alongside_domain::id::{MemberId, SessionId};
use alongside_seal::passphrase::Kdf;
use alongside_store::{StoreError, Tx, member};
use bytes::Bytes;

use super::{By, is_keyring, is_taken, proves};
use crate::{App, Reason, Sort, reason::TROUBLE, secret::Secret};

/// The new words, and what shows that it is really the member who asks.
#[derive(Clone, Debug)]
pub struct ChangeWords {
    /// What shows it: the words until now, or the sheet.
    pub by: By,
    /// The login secret that gives.
    pub proof: Secret,
    /// How the new words become keys.
    pub kdf: Kdf,
    /// The login secret that the new words give.
    pub login: Secret,
    /// The keyring, sealed to the new words.
    pub keyring_pass: Bytes,
    /// When the old sheet shall open nothing any more.
    pub sheet: Option<NewSheet>,
}

/// A new recovery sheet.
#[derive(Clone, Debug)]
pub struct NewSheet {
    /// The login secret it gives.
    pub secret: Secret,
    /// The keyring, sealed to it.
    pub keyring: Bytes,
    /// Its recipient, signed and sealed to the keyring: passkeys have a copy of the keyring that may be older.
    pub note: Option<Bytes>,
}

impl NewSheet {
    fn is_sealed(&self) -> bool {
        is_keyring(&self.keyring) && self.note.as_ref().is_none_or(|note| is_keyring(note))
    }
}

/// Why the words stayed as they were.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeWordsError {
    /// Not the words until now, nor the sheet.
    #[error("Those are not the words you have used until now, so nothing was changed.")]
    OpensNothing,
    /// Parameters other than this server's.
    #[error(
        "Your browser prepared the words in a way that is not safe enough here. Please load the page again."
    )]
    Kdf,
    /// A keyring that is not a sealed file of the one form.
    #[error("Your browser sealed the keyring in a way that is not known here. Please load the page again.")]
    Keyring,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for ChangeWordsError {
    fn sort(&self) -> Sort {
        match self {
            Self::OpensNothing => Sort::Refused,
            Self::Kdf | Self::Keyring => Sort::Mistaken,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OpensNothing => "opens-nothing",
            Self::Kdf => "weak-kdf",
            Self::Keyring => "not-a-keyring",
            Self::Store(_) => "trouble",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::OpensNothing).then_some("words")
    }
}

/// Puts new words in place of the old and ends every other session. At most four queries.
///
/// # Errors
/// [`ChangeWordsError`]
pub async fn change_words(
    tx: &mut Tx<'_>,
    by: MemberId,
    session: SessionId,
    cmd: ChangeWords,
) -> Result<(), ChangeWordsError> {
    if !is_taken(&cmd.kdf) {
        return Err(ChangeWordsError::Kdf);
    }
    let sheet = cmd.sheet.as_ref();
    if !is_keyring(&cmd.keyring_pass) || sheet.is_some_and(|sheet| !sheet.is_sealed()) {
        return Err(ChangeWordsError::Keyring);
    }
    if !proves(tx, by, cmd.by, cmd.proof.hash()).await? {
        return Err(ChangeWordsError::OpensNothing);
    }
    let kdf = serde_json::to_string(&cmd.kdf).map_err(|_| ChangeWordsError::Kdf)?;
    member::set_words(tx, by, &kdf, &cmd.login.hash().0, &cmd.keyring_pass).await?;
    if let Some(NewSheet { secret, keyring, note }) = sheet {
        member::set_sheet(tx, by, &secret.hash().0, keyring, note.as_deref()).await?;
    }
    Ok(alongside_store::session::end_others(tx, by, session).await?)
}

impl App {
    /// See [`change_words`].
    ///
    /// # Errors
    /// [`ChangeWordsError`]
    pub async fn change_words(
        &self,
        by: MemberId,
        session: SessionId,
        cmd: ChangeWords,
    ) -> Result<(), ChangeWordsError> {
        self.store().write(move |tx| Box::pin(change_words(tx, by, session, cmd))).await
    }
}
