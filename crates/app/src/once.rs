//! A request that may come twice is done once: the second time gets the first one's outcome.

use alongside_domain::{
    Millis,
    id::{MemberId, StoryId},
};
use alongside_store::{StoreError, Tx, once};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::reason::{Reason, Sort, TROUBLE};

/// How long an outcome is kept.
pub const KEPT: i64 = 7 * Millis::DAY;

/// A request with the key its client gave it.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    request: [u8; 32],
}

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnceError {
    /// The key is not 16 to 64 characters of `A-Z a-z 0-9 _ -`.
    #[error("This form is not complete. Please load the page again.")]
    BadKey,
    /// The key came before, with something else in it.
    #[error(
        "This was sent before with other words in it. Please load the page again, so that both are kept."
    )]
    Another,
    /// The database.
    #[error("{TROUBLE}")]
    Store(#[from] StoreError),
}

impl Reason for OnceError {
    fn sort(&self) -> Sort {
        match self {
            Self::BadKey => Sort::Mistaken,
            Self::Another => Sort::Clash,
            Self::Store(_) => Sort::Trouble,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadKey => "once-key",
            Self::Another => "once-another",
            Self::Store(_) => "trouble",
        }
    }
}

impl Once {
    /// `key` as the client chose it; `request` is everything that makes this request what it is, in a fixed order,
    /// beginning with what it is for.
    ///
    /// # Errors
    /// [`OnceError::BadKey`]
    pub fn new(key: &str, request: &[&[u8]]) -> Result<Self, OnceError> {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !(16..=64).contains(&key.len()) || !key.bytes().all(safe) {
            return Err(OnceError::BadKey);
        }
        let mut hash = Sha256::new();
        for part in request {
            // With its length, so that no two lists of parts read the same.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(Self { key: key.to_owned(), request: hash.finalize().into() })
    }

    /// The outcome of the first time, if this is not the first time. One query.
    ///
    /// # Errors
    /// [`OnceError::Another`] when the key came with something else; [`OnceError::Store`].
    pub async fn before<T: DeserializeOwned>(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
    ) -> Result<Option<T>, OnceError> {
        let Some(first) = once::get(tx, member, &self.key).await? else { return Ok(None) };
        if first.request_hash != self.request {
            return Err(OnceError::Another);
        }
        let outcome = serde_json::from_str(&first.outcome).map_err(|_| StoreError::Corrupt("outcome"))?;
        Ok(Some(outcome))
    }

    /// Keeps the outcome, in the transaction that brought it about; with a story, for as long as that is there.
    /// One query.
    ///
    /// # Errors
    /// [`OnceError::Store`]
    pub async fn after<T: Serialize + Sync>(
        &self,
        tx: &mut Tx<'_>,
        at: Millis,
        member: MemberId,
        about: Option<StoryId>,
        outcome: &T,
    ) -> Result<(), OnceError> {
        let outcome = serde_json::to_string(outcome).map_err(|_| StoreError::Corrupt("outcome"))?;
        Ok(once::put(tx, member, &self.key, &self.request, &outcome, at, about).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bounded_and_parts_do_not_run_together() {
        for bad in ["", "short", &"x".repeat(65), "0123456789abcde/"] {
            assert_eq!(Once::new(bad, &[]).unwrap_err(), OnceError::BadKey);
        }
        let request = |parts: &[&[u8]]| Once::new("0123456789abcdef", parts).unwrap().request;
        assert_ne!(request(&[b"ab", b"c"]), request(&[b"a", b"bc"]));
    }
}
