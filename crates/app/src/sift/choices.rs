//! What somebody has chosen about who answers: hidden words, mutes, whom they keep away, who reads first.

use alongside_domain::{
    id::MemberId,
    shown::{KeptAway, PenShown, ReadsFirst},
    text::HiddenWord,
};
use alongside_store::{StoreError, first_reader, hidden_word, keep_away, mute, sift};

use crate::App;

/// All of it, for the page where it is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Hidden words, in the order of the alphabet.
    pub hidden_words: Vec<String>,
    /// Muted pen names, newest first.
    pub muted: Vec<PenShown>,
    /// Whom they keep away, newest first.
    pub kept_away: Vec<KeptAway>,
    /// Who reads first for them.
    pub readers: Vec<ReadsFirst>,
    /// For whom they read first, or are asked to.
    pub reads_for: Vec<ReadsFirst>,
}

impl App {
    /// What a member has chosen. Five queries.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn choices(&self, by: MemberId) -> Result<Choices, StoreError> {
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    Ok(Choices {
                        hidden_words: sift::hidden_words(tx, by).await?,
                        muted: mute::list(tx, by).await?,
                        kept_away: keep_away::list(tx, by).await?,
                        readers: first_reader::of(tx, by).await?,
                        reads_for: first_reader::reads_for(tx, by).await?,
                    })
                })
            })
            .await
    }

    /// Hides a word: answers that have it are set aside from now on. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn hide_word(&self, by: MemberId, word: HiddenWord) -> Result<(), StoreError> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { hidden_word::put(tx, by, &word, at).await })).await
    }

    /// Hides it no longer. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn show_word(&self, by: MemberId, word: HiddenWord) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(async move { hidden_word::end(tx, by, &word).await })).await
    }

    /// Leaves a pen name out of what `by` reads; nobody else is told. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn mute(&self, by: MemberId, key: String) -> Result<(), StoreError> {
        let at = self.now();
        self.store().write(move |tx| Box::pin(async move { mute::put(tx, by, &key, at).await })).await
    }

    /// Reads them again. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn unmute(&self, by: MemberId, key: String) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(async move { mute::end(tx, by, &key).await })).await
    }
}
