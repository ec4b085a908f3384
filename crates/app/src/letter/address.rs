//! Addresses: one's own, and those of pen names that take letters.

use alongside_domain::{
    Refusal, Viewer,
    id::{MemberId, PenId, UserId},
};
use alongside_seal::{signed, user::PublicKeys};
use alongside_store::{
    StoreError, Tx,
    letter_address::{self, OfPen, Own},
    pen,
};
use serde::Deserialize;

use super::LetterError;
use crate::{App, refused::Refused};

/// Longest line of an address, in bytes: two keys and a signature.
const LINE_MAX: usize = 8 * 1024;

/// An address as its member sends it.
#[derive(Clone, Debug)]
pub struct NewAddress {
    /// Made from its signing key.
    pub user: UserId,
    /// The pen name it is for; for circles none.
    pub pen: Option<PenId>,
    /// The public keys and the pen name, as a line that they signed.
    pub line: String,
    /// Whether somebody new may write.
    pub open: bool,
}

#[derive(Deserialize)]
struct Line {
    pen: Option<String>,
    sig: String,
}

/// The line is signed by the key that makes this user, and is for this pen name.
fn holds(new: &NewAddress) -> bool {
    let Some((json, _)) = new.line.split_once('\n') else { return false };
    let Ok(Line { pen, sig }) = serde_json::from_str::<Line>(json) else { return false };
    let Ok(fields) = signed::verify::<serde_json::Value>("address", &new.line, &sig) else { return false };
    let Ok(keys) = PublicKeys::read(&fields) else { return false };
    keys.user == new.user.to_string() && pen == new.pen.map(|pen| pen.to_string())
}

/// Keeps an address, or only opens or closes it. At most three queries.
async fn put(tx: &mut Tx<'_>, by: MemberId, new: &NewAddress) -> Result<(), LetterError> {
    if new.line.len() > LINE_MAX || !holds(new) {
        return Err(LetterError::BadAddress);
    }
    if let Some(id) = new.pen {
        pen::own(tx, by, id).await?.ok_or(LetterError::BadAddress)?;
    }
    let kept = letter_address::put(tx, by, new.user, new.pen, &new.line, new.open).await?;
    if kept { Ok(()) } else { Err(LetterError::Taken) }
}

impl App {
    /// A member's own addresses. One query.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn addresses(&self, by: MemberId) -> Result<Vec<Own>, StoreError> {
        self.store().ask(move |tx| Box::pin(letter_address::own(tx, by))).await
    }

    /// Keeps an address in place of the one that this pen name, or circles, had; the same one is opened or closed.
    ///
    /// # Errors
    /// [`LetterError`]
    pub async fn put_address(&self, by: MemberId, new: NewAddress) -> Result<(), LetterError> {
        self.store().write(move |tx| Box::pin(async move { put(tx, by, &new).await })).await
    }

    /// The address of a pen name that takes letters, for whoever may see the name. Two queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn address_of(&self, viewer: Viewer, key: String) -> Result<OfPen, Refused> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                pen::seen(tx, viewer, &key).await?.ok_or(Refusal::NotHere)?;
                Ok::<_, Refused>(letter_address::of_pen(tx, &key).await?.ok_or(Refusal::NotHere)?)
            })
        });
        read.await
    }
}
