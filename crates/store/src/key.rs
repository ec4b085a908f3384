//! Secrets of this server.

use rand::RngCore;

use crate::{StoreError, Tx};

sql! {
    GET = "SELECT key FROM server_key WHERE name = $1";
    PUT = "INSERT INTO server_key (name, key) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
}

/// The secret called `name`, made from `rng` the first time it is asked for.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_or_make(
    tx: &mut Tx<'_>,
    rng: &mut (dyn RngCore + Send),
    name: &str,
) -> Result<[u8; 32], StoreError> {
    if let Some((key,)) = first!(tx, (Vec<u8>,), GET, name)? {
        return key.try_into().map_err(|_| StoreError::corrupt("key"));
    }
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    run!(tx, PUT, name, key.as_slice())?;
    Ok(key)
}
