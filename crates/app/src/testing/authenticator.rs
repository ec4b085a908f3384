//! An authenticator made of nothing but a key, for stories about passkeys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const TOUCHED: u8 = 1;
const VERIFIED: u8 = 4;
const HAS_KEY: u8 = 64;

/// Holds one passkey. What it says can be turned, to see what is refused.
#[derive(Clone, Debug)]
pub struct Authenticator {
    key: SigningKey,
    credential: Vec<u8>,
    handle: String,
    rp: String,
    /// Where its browser says that it is.
    pub origin: String,
    /// How often it has signed.
    pub counter: u32,
    /// Whether it made sure who holds it.
    pub verified: bool,
}

impl Authenticator {
    /// Makes a passkey as `options` ask for it; the second is the answer. Each `seed` from 1 has its own key.
    pub fn make(options: &Value, origin: &str, seed: u8) -> Option<(Self, Value)> {
        let mut one = Self {
            key: SigningKey::from_slice(&[seed; 32]).ok()?,
            credential: vec![seed; 20],
            handle: options["user"]["id"].as_str()?.to_owned(),
            rp: options["rp"]["id"].as_str()?.to_owned(),
            origin: origin.to_owned(),
            counter: 0,
            verified: true,
        };
        let answer = one.answer_with_key(options)?;
        Some((one, answer))
    }

    /// An answer to a challenge for making a passkey, with the key this one has already.
    pub fn answer_with_key(&mut self, options: &Value) -> Option<Value> {
        let mut data = self.data(HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).ok()?.to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.public_key()?);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).ok()?);
        object.extend(data);
        Some(json!({
            "id": B64.encode(&self.credential),
            "rawId": B64.encode(&self.credential),
            "type": "public-key",
            "response": {
                "clientDataJSON": B64.encode(self.client_data("webauthn.create", options)),
                "attestationObject": B64.encode(object),
            },
            "clientExtensionResults": {},
        }))
    }

    /// Signs a challenge for signing in.
    pub fn sign(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let (data, client) = (self.data(0), self.client_data("webauthn.get", options));
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: DerSignature = self.key.sign(&signed);
        json!({
            "id": B64.encode(&self.credential),
            "rawId": B64.encode(&self.credential),
            "type": "public-key",
            "response": {
                "clientDataJSON": B64.encode(client),
                "authenticatorData": B64.encode(data),
                "signature": B64.encode(signature.as_bytes()),
                "userHandle": self.handle,
            },
            "clientExtensionResults": {},
        })
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(&self.rp).to_vec();
        data.push(TOUCHED | more | if self.verified { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin });
        data.to_string().into_bytes()
    }

    /// COSE: an EC2 key on P-256 for ES256.
    fn public_key(&self) -> Option<Vec<u8>> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x()?, point.y()?);
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend_from_slice(x);
        key.extend_from_slice(b"\x22\x58\x20");
        key.extend_from_slice(y);
        Some(key)
    }
}
