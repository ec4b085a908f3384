//! Members: signing up, signing in, changing words.

mod change_words;
mod erase;
mod salt;
mod sign_in;
mod sign_up;
mod standing;

use alongside_domain::member::Member;
use alongside_seal::{
    header::{self, Kind, StanzaKind},
    passphrase::{FLOOR, Kdf},
};
use bytes::Bytes;

use crate::secret::Secret;

pub use change_words::{ChangeWords, ChangeWordsError, NewSheet, change_words};
pub use erase::{EraseAccount, EraseAccountError, erase};
pub use salt::kdf_for;
pub(crate) use sign_in::proves;
pub use sign_in::{By, SignIn, SignInError, sign_in};
pub use sign_up::{SignUp, SignUpError, sign_up};

/// A session of the room that has just begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// Goes into the room's cookie and nowhere else.
    pub room_secret: Secret,
    /// The keyring, sealed to what the member came with.
    pub keyring: Bytes,
    /// The server's half of what unlocks the keyring on the device.
    pub half: [u8; 32],
    /// Who.
    pub member: Member,
}

/// Bytes of salt that words have here.
const SALT: usize = 16;

/// Whether these parameters are the ones this server takes. Exactly one set of numbers and one length of salt, so
/// that the made-up parameters of a name nobody has look the same as anybody's.
pub(crate) fn is_taken(kdf: &Kdf) -> bool {
    (kdf.m, kdf.t, kdf.p) == FLOOR
        && kdf.check().is_ok()
        && alongside_seal::encoding::unb64url(&kdf.salt).is_some_and(|salt| salt.len() == SALT)
}

/// Whether this is a keyring sealed to one hybrid recipient.
pub(crate) fn is_keyring(file: &[u8]) -> bool {
    header::check(file, Kind::Keyring, StanzaKind::Hybrid).is_ok()
}
