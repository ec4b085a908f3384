//! The room as authenticators know it. The checks of the standard are `webauthn-rs`'s (docs/adr/0005-passkeys.md).

use std::sync::Arc;

use serde_json::{Value, json};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, Url, Uuid,
    },
};

/// The room's origin, for which passkeys are made and outside of which they answer nothing. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RelyingParty(Arc<Webauthn>);

impl RelyingParty {
    /// The party of an origin such as `https://room.example.org`; `None` when it has no name that a passkey could be
    /// made for, but an address.
    pub fn of(origin: &str) -> Option<Self> {
        let url = Url::parse(origin).ok()?;
        let built = WebauthnBuilder::new(url.domain()?, &url).ok()?.rp_name("Alongside").build();
        built.ok().map(|webauthn| Self(Arc::new(webauthn)))
    }

    /// What a browser needs to make a passkey: one that the authenticator finds by itself, after it has made sure who
    /// holds it, and says nothing of its make.
    pub(super) fn ask_to_make(
        &self,
        handle: [u8; 16],
        name: &str,
        known: Vec<Vec<u8>>,
    ) -> Option<(Value, PasskeyRegistration)> {
        let known = (!known.is_empty()).then_some(known);
        let (options, state) =
            self.0.start_passkey_registration(Uuid::from_bytes(handle), name, name, known).ok()?;
        let mut options = serde_json::to_value(options.public_key).ok()?;
        let chosen = options.get_mut("authenticatorSelection")?.as_object_mut()?;
        chosen.insert("residentKey".to_owned(), json!("required"));
        chosen.insert("requireResidentKey".to_owned(), json!(true));
        Some((options, state))
    }

    /// The passkey in an answer, if the answer fits.
    pub(super) fn made(
        &self,
        answer: &RegisterPublicKeyCredential,
        state: &PasskeyRegistration,
    ) -> Option<Passkey> {
        self.0.finish_passkey_registration(answer, state).ok()
    }

    /// What a browser needs to let somebody sign in, whoever it is.
    pub(super) fn ask_who(&self) -> Option<(Value, DiscoverableAuthentication)> {
        let (options, state) = self.0.start_discoverable_authentication().ok()?;
        Some((serde_json::to_value(options.public_key).ok()?, state))
    }

    /// The passkey after it has signed in, its counter raised; `None` when the answer does not fit.
    pub(super) fn signed(
        &self,
        answer: &PublicKeyCredential,
        state: DiscoverableAuthentication,
        mut passkey: Passkey,
    ) -> Option<Passkey> {
        let result = self.0.finish_discoverable_authentication_v2(answer, state, &passkey).ok()?;
        // Asked for and signed; looked at all the same, because everything hangs on it.
        if !result.user_verified() {
            return None;
        }
        passkey.update_credential(&result)?;
        Some(passkey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_needs_a_name_for_passkeys() {
        assert!(RelyingParty::of("http://room.alongside.localhost:8080").is_some());
        assert!(RelyingParty::of("https://room.example.org").is_some());
        assert!(RelyingParty::of("http://127.0.0.1:8080").is_none());
        assert!(RelyingParty::of("room").is_none());
    }

    #[test]
    fn what_is_asked_for_is_found_by_itself_after_a_check_and_unattested() {
        let party = RelyingParty::of("https://room.example.org").unwrap();
        let (options, _) = party.ask_to_make([7; 16], "maeve", vec![vec![1; 16]]).unwrap();
        assert_eq!(options["rp"]["id"], "room.example.org");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["excludeCredentials"].as_array().map(Vec::len), Some(1));
        let (options, _) = party.ask_who().unwrap();
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"], json!([]));
    }
}
