//! Reading letters, and erasing one's own copy of one.

use alongside_domain::{
    cursor::Cursor,
    id::{LetterId, MemberId, UserId},
};
use alongside_store::{
    StoreError,
    letter::{self, Letter, With},
};

use crate::{App, jobs};

/// With how many people at most a list goes.
pub const WITH_MOST: i64 = 500;
/// How many letters are given at a time.
pub const LETTERS_PAGE: i64 = 20;

/// Some letters between two, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// At most [`LETTERS_PAGE`].
    pub letters: Vec<Letter>,
    /// Where older ones go on.
    pub next: Option<Cursor>,
}

impl App {
    /// With whom a member writes, newest first. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn letters(&self, by: MemberId) -> Result<Vec<With>, StoreError> {
        self.store().ask(move |tx| Box::pin(letter::with(tx, by, WITH_MOST))).await
    }

    /// How many people's letters a member has not read. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn letters_waiting(&self, by: MemberId) -> Result<i64, StoreError> {
        self.store().ask(move |tx| Box::pin(letter::waiting(tx, by))).await
    }

    /// What a member and another wrote to each other, from one address to one other. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn letters_with(
        &self,
        by: MemberId,
        of: UserId,
        with: UserId,
        before: Cursor,
    ) -> Result<Shown, StoreError> {
        let read =
            self.store().ask(move |tx| Box::pin(letter::thread(tx, by, of, with, before, LETTERS_PAGE + 1)));
        let mut letters = read.await?;
        let more = letters.len() > usize::try_from(LETTERS_PAGE).unwrap_or(usize::MAX);
        if more {
            letters.pop();
        }
        let next = letters.last().filter(|_| more).map(|last| Cursor::after(last.line.at, last.line.id));
        Ok(Shown { letters, next })
    }

    /// Notes that everything the other wrote was read. The other is not told.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn read_letters(&self, by: MemberId, of: UserId, with: UserId) -> Result<(), StoreError> {
        self.store().write(move |tx| Box::pin(letter::read(tx, by, of, with))).await
    }

    /// Erases a member's own copy of a letter; the other keeps theirs. `false` when there is none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn erase_letter(&self, by: MemberId, id: LetterId) -> Result<bool, StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    let erased = letter::erase(tx, by, id).await?;
                    if erased {
                        jobs::scrub_soon(tx, at, &mut chance.rng()).await?;
                    }
                    Ok(erased)
                })
            })
            .await
    }
}
