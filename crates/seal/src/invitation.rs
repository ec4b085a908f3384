//! Invitations: what a link says, and what a keeper checks of somebody who asks to join.

use hmac::{Hmac, Mac};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use crate::circle::CircleState;
use crate::encoding::{b64url, fingerprint, unb64url};
use crate::entry::{self, EntryError, MemberKeys, Want};
use crate::envelope;
use crate::keyring::Keyring;
use crate::pq::KeyError;
use crate::user::{self, KeysError, PublicKeys};

/// The longest name that somebody may ask to join under, in characters.
pub const NAME_MAX: usize = 60;

/// What an invitation's link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What the server knows it by, 9 bytes as base64url.
    pub id: String,
    /// The circle's id.
    pub circle: String,
    /// Fingerprint of the log's first line.
    pub genesis: String,
    /// 16 bytes as base64url; never sent to a server.
    pub secret: String,
}

/// What the invitee posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// JSON of the invitee's public keys, exactly as the MAC covers it.
    pub p: String,
    /// base64url age file for the keeper, with the name the invitee wants.
    pub name: String,
    /// base64url HMAC-SHA256 under the invitation's secret.
    pub mac: String,
}

/// Why an invitation or somebody who asks to join is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// The link is not an invitation's.
    #[error("this is not an invitation's link")]
    BadLink,
    /// The invitation is to another circle.
    #[error("this is an invitation to another circle")]
    OtherCircle,
    /// Something is not base64url.
    #[error("the request is malformed")]
    Malformed,
    /// Not made by whoever holds the link, or changed since.
    #[error("this was not made with the invitation's link")]
    BadMac,
    /// The keys are not what they should be.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// Nobody should seal for this recipient.
    #[error(transparent)]
    Recipient(#[from] KeyError),
    /// They are in already.
    #[error("they are in already")]
    DoubleMember,
    /// The file with the name is not what it should be.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The name is empty, longer than [`NAME_MAX`] or more than a line.
    #[error("this is not a name")]
    BadName,
}

impl InvitationError {
    /// The name that the shared vectors use.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BadLink => "bad-link",
            Self::OtherCircle => "other-circle",
            Self::Malformed => "malformed",
            Self::BadMac => "bad-mac",
            Self::Keys(error) => error.reason(),
            Self::Recipient(_) => "bad-keys",
            Self::DoubleMember => "double-member",
            Self::Entry(error) => error.reason(),
            Self::BadName => "bad-name",
        }
    }
}

/// Reads an invitation's link, `<room>/join?i=<id>#v1.<circle>.<genesis>.<secret>`.
///
/// # Errors
/// [`InvitationError::BadLink`]
pub fn parse(link: &str) -> Result<Invitation, InvitationError> {
    let parts = || {
        let (address, fragment) = link.split_once("#v1.")?;
        let (_, id) = address.split_once("/join?i=")?;
        let mut words = fragment.split('.');
        let found = [id, words.next()?, words.next()?, words.next()?];
        words.next().is_none().then_some(found)
    };
    let [id, circle, genesis, secret] = parts().ok_or(InvitationError::BadLink)?;
    let holds = |(text, length): (&str, usize)| unb64url(text).is_some_and(|raw| raw.len() == length);
    if ![(id, 9), (circle, 16), (genesis, 32), (secret, 16)].into_iter().all(holds) {
        return Err(InvitationError::BadLink);
    }
    let [id, circle, genesis, secret] = [id, circle, genesis, secret].map(str::to_owned);
    Ok(Invitation { id, circle, genesis, secret })
}

/// The MAC over a request, ready to be finished or verified.
fn mac(invitation: &Invitation, p: &str, file: &[u8]) -> Result<Hmac<Sha256>, InvitationError> {
    let Invitation { id, circle, secret, .. } = invitation;
    let key = unb64url(secret).filter(|raw| raw.len() == 16).ok_or(InvitationError::BadLink)?;
    let keyed = <Hmac<Sha256> as Mac>::new_from_slice(&key).map_err(|_| InvitationError::BadLink)?;
    let message = format!("alongside/v1/join\n{id}\n{circle}\n{p}\n{}", fingerprint(file));
    Ok(keyed.chain_update(message))
}

/// base64url of the MAC that a request with these keys (`p`, JSON) and this name file has.
///
/// # Errors
/// [`InvitationError::BadLink`] when the secret is not 16 bytes.
pub fn mac_of(invitation: &Invitation, p: &str, file: &[u8]) -> Result<String, InvitationError> {
    Ok(b64url(&mac(invitation, p, file)?.finalize().into_bytes()))
}

/// What the keeper checks before taking somebody in: the MAC under the invitation's secret over the
/// keys and the name file, the keys, and that whoever holds them wrote the name. Returns the keys
/// and the name. `rng` is for trying whether the recipient can be sealed for.
///
/// # Errors
/// The first check that refused.
pub fn accept(
    me: &Keyring,
    invitation: &Invitation,
    state: &CircleState,
    request: &JoinRequest,
    rng: &mut impl CryptoRngCore,
) -> Result<(PublicKeys, String), InvitationError> {
    if invitation.circle != state.circle {
        return Err(InvitationError::OtherCircle);
    }
    let file = unb64url(&request.name).ok_or(InvitationError::Malformed)?;
    let said = unb64url(&request.mac).ok_or(InvitationError::Malformed)?;
    mac(invitation, &request.p, &file)?.verify_slice(&said).map_err(|_| InvitationError::BadMac)?;
    let p: Value = serde_json::from_str(&request.p).map_err(|_| InvitationError::Malformed)?;
    let member = PublicKeys::read(&p)?;
    envelope::seal(&user::recipient(&member.enc)?, &[], rng)?;
    if state.member_now(&member.user).is_some() {
        return Err(InvitationError::DoubleMember);
    }
    let mut want = Want::without_log(&invitation.id, format!("join:{}", state.circle));
    want.members.insert(member.user.clone(), MemberKeys::since(member.sig.clone(), 0));
    let name = read_name(&entry::open(&me.identity, &file, &want)?.body)?;
    Ok((member, name))
}

fn read_name(body: &str) -> Result<String, InvitationError> {
    let value: Value = serde_json::from_str(body).map_err(|_| InvitationError::BadName)?;
    let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
    let fine = value.get("kind").and_then(Value::as_str) == Some("join")
        && !name.trim().is_empty()
        && name.chars().count() <= NAME_MAX
        && !name.contains(char::is_control);
    if fine { Ok(name.to_owned()) } else { Err(InvitationError::BadName) }
}
