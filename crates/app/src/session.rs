//! Sessions: of the room, and of the commons, which come from one of the room.

mod end;
mod enter;
mod handover;
mod list;
mod resolve;

use alongside_domain::{
    Millis,
    id::{MemberId, SessionId},
    member::{Device, Side},
};
use alongside_store::{
    StoreError, Tx,
    session::{NewSession, put},
};

use crate::{chance::Rng, secret::Secret};

pub use alongside_store::session::{Line as SessionLine, Resolved as SessionInfo};
pub use enter::{EnterError, enter};
pub use handover::handover;

/// How long a session lasts, however often it is used. Signing in again is one step.
pub const LASTS: i64 = 30 * Millis::DAY;
/// How long a handover code may be used.
pub const HANDOVER_LASTS: i64 = Millis::MINUTE;

/// A session of the room that has just begun.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    /// Its id.
    pub id: SessionId,
    /// For the cookie.
    pub secret: Secret,
    /// The server's half of what unlocks the keyring on the device.
    pub half: [u8; 32],
}

/// Begins a session of the room. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn begin(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    member: MemberId,
    device: Device,
) -> Result<Begun, StoreError> {
    let mut begun = Begun { id: SessionId::random(rng), secret: Secret::random(rng), half: [0; 32] };
    rng.fill_bytes(&mut begun.half);
    let new = NewSession {
        id: begun.id,
        member,
        side: Side::Room,
        parent: None,
        secret_hash: &begun.secret.hash().0,
        half: Some(&begun.half),
        device,
        started_at: at.hour(),
        ends_at: at.plus(LASTS),
    };
    put(tx, new).await?;
    Ok(begun)
}
