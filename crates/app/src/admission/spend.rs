//! Using the right to sign up, which ends it.

use alongside_domain::{Millis, admission::SignUpRule};
use alongside_store::{StoreError, Tx, admission};

use crate::secret::Secret;

/// Whether somebody may sign up now: anybody where it is open, else whoever has a right, which is used up. At most one
/// query.
pub(crate) async fn spend(
    tx: &mut Tx<'_>,
    rule: SignUpRule,
    token: Option<Secret>,
    at: Millis,
) -> Result<bool, StoreError> {
    match (rule, token) {
        (SignUpRule::Open, _) => Ok(true),
        (SignUpRule::ByRequest | SignUpRule::ByInvitation, None) => Ok(false),
        (SignUpRule::ByRequest | SignUpRule::ByInvitation, Some(token)) => {
            admission::spend(tx, &token.hash().0, at).await
        }
    }
}
