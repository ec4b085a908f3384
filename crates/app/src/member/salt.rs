//! How words become keys, for a name that may or may not exist.

use alongside_domain::name::MemberName;
use alongside_seal::{
    encoding::b64url,
    passphrase::{FLOOR, Kdf},
};
use alongside_store::{StoreError, Tx, member};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::SALT;
use crate::App;

/// The parameters of the member with this name; for a name nobody has, made-up ones of the same form that stay the
/// same. The made-up ones are always computed, so that both take the same time. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn kdf_for(tx: &mut Tx<'_>, names_key: &[u8; 32], name: &MemberName) -> Result<Kdf, StoreError> {
    let made_up = made_up(names_key, name)?;
    let kept = member::kdf(tx, name).await?;
    let made_up = serde_json::to_string(&made_up).map_err(|_| StoreError::Corrupt("kdf"))?;
    serde_json::from_str(&kept.unwrap_or(made_up)).map_err(|_| StoreError::Corrupt("kdf"))
}

fn made_up(names_key: &[u8; 32], name: &MemberName) -> Result<Kdf, StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(names_key).map_err(|_| StoreError::Corrupt("key"))?;
    mac.update(b"alongside/v1/salt\n");
    mac.update(name.as_str().as_bytes());
    let salt = mac.finalize().into_bytes();
    let (m, t, p) = FLOOR;
    Ok(Kdf { alg: "argon2id".to_owned(), v: 19, m, t, p, salt: b64url(&salt[..SALT]) })
}

impl App {
    /// See [`kdf_for`].
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn kdf_for(&self, name: MemberName) -> Result<Kdf, StoreError> {
        let key = self.names_key;
        self.store().read(move |tx| Box::pin(async move { kdf_for(tx, &key, &name).await })).await
    }
}
