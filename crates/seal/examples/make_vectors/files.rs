//! Photos and signed lines.

use alongside_seal::encoding::{b64url, fingerprint};
use alongside_seal::pq::Identity;
use alongside_seal::{envelope, media, signed};
use curve25519_dalek::Scalar;
use ed25519_dalek::{Signer, SigningKey};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use crate::Result;

pub fn media(rng: &mut ChaCha20Rng) -> Result<Value> {
    let identity = Identity::generate(rng);
    let recipient = identity.recipient();
    let mut cases = Vec::new();
    let mut add = |name: &str, file: &[u8], sha: &str, expect: &str| -> Result<()> {
        let found = media::open(&identity, file, sha);
        let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        if reason != expect {
            return Err(format!("{name}: expected {expect}, found {reason}").into());
        }
        let opened = found.ok().map(|bytes| b64url(&bytes));
        cases.push(
            json!({ "name": name, "sha": sha, "expect": expect, "bytes": opened, "file": b64url(file) }),
        );
        Ok(())
    };
    let photo: Vec<u8> = [0xff, 0xd8, 0xff].into_iter().chain(0..=255).collect();
    let good = media::seal(&recipient, &photo, rng)?;
    add("a photo", &good.file, &good.sha, "ok")?;
    let empty = media::seal(&recipient, &[], rng)?;
    add("nothing at all", &empty.file, &empty.sha, "ok")?;
    add("another photo", &good.file, &empty.sha, "media-hash")?;
    let mut flipped = good.file.clone();
    flipped[3000] ^= 1;
    add("a flipped bit", &flipped, &good.sha, "media-hash")?;
    add("a flipped bit that the hash covers", &flipped, &fingerprint(&flipped), "cannot-decrypt")?;

    let mut lie = |name: &str, prefix: u64, length: usize, last: u8, expect: &str| -> Result<()> {
        let mut plain = prefix.to_be_bytes().to_vec();
        plain.resize(length, 0);
        plain[length - 1] = last;
        let file = envelope::seal(&recipient, &plain, rng)?;
        add(name, &file, &fingerprint(&file), expect)
    };
    lie("a length one beyond the end", 4089, 4096, 0, "bad-length")?;
    lie("the greatest length there is", u64::MAX, 4096, 0, "bad-length")?;
    lie("a length that needs less padding", 100, 4352, 0, "bad-length")?;
    lie("something hidden in the padding", 100, 4096, 1, "bad-padding")?;
    lie("a length that is not padded", 100, 4100, 0, "unpadded")?;
    Ok(json!({ "about": "file and bytes are base64url", "identity": *identity.to_text(), "cases": cases }))
}

pub fn signed(rng: &mut ChaCha20Rng) -> Result<Value> {
    let key = SigningKey::generate(rng);
    let other = SigningKey::generate(rng);
    let by = signed::public(&key);
    let line = signed::sign(&key, "grant", &json!({ "circle": "c1", "note": "à côté" }))?;
    let claims = signed::sign(&other, "grant", &json!({ "circle": "c1" }))?;
    let stolen = claims.split_once('\n').map_or("", |(json, _)| json);
    let (json_part, signature) = line.split_once('\n').ok_or("two lines")?;
    let anew = |line: &str| sign_as_it_is(&key, line);
    let twice = json_part.replacen('{', r#"{"circle":"c2","#, 1);
    let half = json_part.replace("à côté", r"\ud800");
    let number = json_part.replacen('{', r#"{"rev":1.0,"#, 1);
    let spaced = json_part.replacen(':', ": ", 1);
    let case = |name: &str, kind: &str, signed: &str, by: &str, good: bool| json!({ "name": name, "type": kind, "signed": signed, "by": by, "good": good });
    Ok(json!({ "about": "Ed25519 over alongside/v1/<type>, a line break, the first line", "cases": [
        case("a signed line", "grant", &line, &by, true),
        case("another type", "entry", &line, &by, false),
        case("another key", "grant", &line, &signed::public(&other), false),
        case("changed", "grant", &line.replace("c1", "c2"), &by, false),
        case("no signature", "grant", json_part, &by, false),
        case("an empty signature", "grant", &format!("{json_part}\n"), &by, false),
        case("a short signature", "grant", &format!("{json_part}\n{}", &signature[..80]), &by, false),
        case("a padded signature", "grant", &format!("{line}=="), &by, false),
        case("a third line", "grant", &format!("{line}\n"), &by, false),
        case("another's line", "grant", &format!("{stolen}\n{signature}"), &by, false),
        case("a key that is not one", "grant", &line, "AAAA", false),
        case("a field that is there twice", "grant", &anew(&twice), &by, false),
        case("half of a character", "grant", &anew(&half), &by, false),
        case("a number with a point", "grant", &anew(&number), &by, false),
        case("a part of a number", "grant", &anew(&number.replace("1.0", "1.5")), &by, false),
        case("a number that is not exact", "grant", &anew(&number.replace("1.0", "9007199254740992")), &by, false),
        case("a space that nobody writes", "grant", &anew(&spaced), &by, false),
        case("a point of small order", "grant", &small_order(&key, json_part), &by, false),
        case("a key of small order", "grant", &format!("{{\"by\":\"{NEUTRAL}\"}}\n{NEUTRAL_TWICE}"), NEUTRAL, false),
    ]}))
}

/// The neutral point, as a key and as both halves of a signature (its second half is nought).
const NEUTRAL: &str = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NEUTRAL_TWICE: &str =
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A signature over a line that was not written as it is read.
fn sign_as_it_is(key: &SigningKey, line: &str) -> String {
    let signature = key.sign(format!("alongside/v1/grant\n{line}").as_bytes());
    format!("{line}\n{}", b64url(&signature.to_bytes()))
}

/// A signature whose first half is the neutral point: it holds by RFC 8032's equation, and strict readers refuse it.
fn small_order(key: &SigningKey, line: &str) -> String {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut hash = Sha512::new();
    hash.update(neutral);
    hash.update(key.verifying_key().as_bytes());
    hash.update(format!("alongside/v1/grant\n{line}"));
    let half = Scalar::from_hash(hash) * key.to_scalar();
    format!("{line}\n{}", b64url(&[neutral, half.to_bytes()].concat()))
}
