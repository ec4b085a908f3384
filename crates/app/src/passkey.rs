//! Passkeys: adding one, signing in by one, removing one. Words and sheet stay what they are beside them.

mod add;
mod list;
mod party;
mod remove;
mod sign_in;

use alongside_domain::{
    Millis,
    id::{MemberId, PasskeyTryId},
};
use alongside_store::{StoreError, Tx, passkey};
use serde_json::Value;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

pub use add::{AddPasskey, AddPasskeyError, add_passkey, begin_adding};
pub use alongside_store::passkey::Line as PasskeyLine;
pub use party::RelyingParty;
pub use sign_in::{ByPasskey, PasskeyIn, PasskeyInError, sign_in_by_passkey};
pub use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// How many passkeys one member may have.
pub const PASSKEYS_MOST: i64 = 10;
/// How long a challenge may be answered: as long as browsers wait for a touch.
pub const TRY_LASTS: i64 = 5 * Millis::MINUTE;
/// How many challenges for signing in may wait for an answer at a time, of all people together. Whoever comes then
/// takes the place of the oldest: a full house shuts nobody out.
pub const TRIES_MOST: i64 = 10_000;

/// What was begun: to be answered within [`TRY_LASTS`], once.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Comes back with the answer.
    pub id: PasskeyTryId,
    /// What the browser's `navigator.credentials` takes, as JSON.
    pub options: Value,
}

/// What the server remembers of a challenge.
#[derive(serde::Serialize, serde::Deserialize)]
enum Asked {
    /// A member adds a passkey.
    Add {
        /// What the answer is checked against.
        state: PasskeyRegistration,
        /// The random bytes by which the authenticator will know the member.
        handle: [u8; 16],
    },
    /// Somebody signs in.
    SignIn(DiscoverableAuthentication),
}

/// Keeps a challenge. At most four queries.
async fn keep(
    tx: &mut Tx<'_>,
    at: Millis,
    id: PasskeyTryId,
    member: Option<MemberId>,
    asked: &Asked,
) -> Result<(), StoreError> {
    passkey::sweep(tx, at).await?;
    if let Some(member) = member {
        passkey::end_tries(tx, member).await?;
    } else if passkey::count_tries(tx).await? >= TRIES_MOST {
        passkey::drop_oldest(tx).await?;
    }
    let state = serde_json::to_string(asked).map_err(|_| StoreError::Corrupt("challenge"))?;
    passkey::put_try(tx, id, member, &state, at.plus(TRY_LASTS)).await
}

/// Takes a challenge that was given to `member`, or to somebody who signs in. Whatever is then wrong with the answer,
/// it is spent. One query.
async fn take(
    tx: &mut Tx<'_>,
    at: Millis,
    id: PasskeyTryId,
    member: Option<MemberId>,
) -> Result<Option<Asked>, StoreError> {
    let taken = passkey::take_try(tx, at, id).await?.filter(|taken| taken.member == member);
    taken
        .map(|taken| serde_json::from_str(&taken.state).map_err(|_| StoreError::Corrupt("challenge")))
        .transpose()
}

/// The UTC day of a time.
const fn day(at: Millis) -> Millis {
    at.plus(-at.0.rem_euclid(Millis::DAY))
}
