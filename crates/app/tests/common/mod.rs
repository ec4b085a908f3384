//! People and things that several stories need.
#![allow(dead_code, clippy::unwrap_used, reason = "each story uses some of it, and all of them are tests")]

pub mod circle;

use alongside_app::{
    App,
    member::{By, SignIn, SignUp, Started},
    secret::Secret,
    testing::smallest_sealed,
};
use alongside_domain::member::Device;
use alongside_seal::{header::Kind, passphrase::Kdf};

/// Parameters as the room makes them.
pub fn kdf(salt: u8) -> Kdf {
    let salt = alongside_seal::encoding::b64url(&[salt; 16]);
    Kdf { alg: "argon2id".to_owned(), v: 19, m: 65_536, t: 3, p: 1, salt }
}

pub fn secret(byte: u8) -> Secret {
    Secret::from_bytes([byte; 32])
}

/// Signing up as `name`, whose words give the secret `words` and whose sheet gives `words + 1`.
pub fn sign_up(name: &str, words: u8) -> SignUp {
    SignUp {
        name: name.parse().unwrap(),
        kdf: kdf(words),
        login: secret(words),
        recovery: secret(words + 1),
        keyring_pass: smallest_sealed(Kind::Keyring, words),
        keyring_recovery: smallest_sealed(Kind::Keyring, words + 1),
        device: Device::Phone,
        admission: None,
    }
}

pub fn sign_in(name: &str, by: By, words: u8) -> SignIn {
    SignIn { name: name.parse().unwrap(), by, secret: secret(words), device: Device::Computer }
}

/// Signs up Maeve.
pub async fn maeve(app: &App) -> Started {
    app.sign_up(sign_up("maeve", 10)).await.unwrap()
}

/// Signs up Tom.
pub async fn tom(app: &App) -> Started {
    app.sign_up(sign_up("tom", 20)).await.unwrap()
}
