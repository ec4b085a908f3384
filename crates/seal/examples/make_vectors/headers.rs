//! Files as a server sees them. What is inside does not matter here and is random.

use alongside_seal::encoding::b64url;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD as B64};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::RngCore;
use serde_json::{Value, json};

const MAGIC: &str = "age-encryption.org/v1\n";
const HYBRID: &str = "mlkem768x25519";
const PASSKEY: &str = "age-encryption.org/fido2prf";
/// Nonce and tag around a payload of one chunk.
const AROUND: usize = 32;

struct Parts {
    stanza: String,
    passkey: String,
    body: String,
    mac: String,
    payload: Vec<u8>,
}

fn parts(rng: &mut ChaCha20Rng) -> Parts {
    let mut random = |length: usize| {
        let mut bytes = vec![0; length];
        rng.fill_bytes(&mut bytes);
        bytes
    };
    Parts {
        stanza: format!("-> {HYBRID} {}\n", B64.encode(random(1120))),
        passkey: format!("-> {PASSKEY} {}\n", B64.encode(random(16))),
        body: format!("{}\n", B64.encode(random(32))),
        mac: format!("--- {}\n", B64.encode(random(32))),
        payload: random(4096 + AROUND),
    }
}

/// Changes the last character of a base64 line so that a bit beyond the bytes is set.
fn stray_bit(line: &str) -> String {
    let mut text = line.trim_end().to_owned();
    let last = text.pop().unwrap_or('A');
    let next = char::from_u32(u32::from(last) + 1).unwrap_or('B');
    format!("{text}{next}\n")
}

pub fn make(rng: &mut ChaCha20Rng) -> Value {
    let parts = parts(rng);
    let Parts { stanza, passkey, body, mac, payload } = &parts;
    let mut cases = Vec::new();
    let mut add = |name: &str,
                   kind: &str,
                   allowed: &str,
                   header: &str,
                   payload: &[u8],
                   zeros: usize,
                   expect: &str| {
        let file = b64url(&[header.as_bytes(), payload].concat());
        cases.push(json!({ "name": name, "kind": kind, "stanza": allowed, "file": file, "zeros": zeros, "expect": expect }));
    };
    let good = format!("{MAGIC}{stanza}{body}{mac}");
    let short = &payload[..AROUND + 100];

    add("an entry", "entry", HYBRID, &good, payload, 0, "ok");
    add("a photo of two chunks", "media", HYBRID, &good, short, 67_584 - 100 + 16, "ok");
    add("a keyring", "keyring", HYBRID, &good, short, 0, "ok");
    add(
        "a keyring for a passkey",
        "keyring",
        PASSKEY,
        &format!("{MAGIC}{passkey}{body}{mac}"),
        short,
        0,
        "ok",
    );
    add("an empty keyring", "keyring", HYBRID, &good, &payload[..AROUND], 0, "ok");
    add("the longest entry", "entry", HYBRID, &good, short, (1 << 20) - 100 + 15 * 16, "ok");

    add(
        "an entry above 1 MiB",
        "entry",
        HYBRID,
        &good,
        short,
        (1 << 20) + 32_768 - 100 + 16 * 16,
        "too-long",
    );
    add("a keyring above 16 KiB", "keyring", HYBRID, &good, short, 16_384 - 99, "too-long");
    add("an unpadded entry", "entry", HYBRID, &good, payload, 1, "unpadded");
    add("an entry under 4 KiB", "entry", HYBRID, &good, short, 0, "unpadded");
    add("unpadded media", "media", HYBRID, &good, short, 5000, "unpadded");

    add("nothing", "entry", HYBRID, "", &[], 0, "truncated");
    add("cut in the version line", "entry", HYBRID, &MAGIC[..10], &[], 0, "truncated");
    add("cut in the stanza", "entry", HYBRID, &good[..900], &[], 0, "truncated");
    add("cut in the body", "entry", HYBRID, &format!("{MAGIC}{stanza}{}", &body[..20]), &[], 0, "truncated");
    add("cut in the MAC", "entry", HYBRID, good.trim_end(), &[], 0, "truncated");
    add("cut in the nonce", "entry", HYBRID, &good, &payload[..10], 0, "truncated");
    add("cut in the first tag", "entry", HYBRID, &good, &payload[..AROUND - 1], 0, "truncated");
    add("an empty last chunk", "media", HYBRID, &good, short, 65_536 - 100 + 16, "truncated");

    add("another format", "entry", HYBRID, "-----BEGIN AGE ENCRYPTED FILE-----\n", payload, 0, "not-age");
    add("another version", "entry", HYBRID, &good.replace("/v1", "/v2"), payload, 0, "not-age");
    refused_headers(&parts, &good, &mut add);
    json!({
        "about": "file is base64url, to be followed by `zeros` zero bytes; expect is ok or a reason",
        "cases": cases
    })
}

type Add<'a> = dyn FnMut(&str, &str, &str, &str, &[u8], usize, &str) + 'a;

fn refused_headers(parts: &Parts, good: &str, add: &mut Add<'_>) {
    let Parts { stanza, passkey, body, mac, payload } = parts;
    let x25519 = format!("-> X25519 {body}{body}");
    let scrypt = format!("-> scrypt {} 18\n{body}", B64.encode([7; 16]));
    let grease = format!("-> k-grease abc\n{body}");
    let mut entry =
        |name: &str, header: &str, expect: &str| add(name, "entry", HYBRID, header, payload, 0, expect);

    entry("an x25519 stanza", &format!("{MAGIC}{x25519}{mac}"), "wrong-stanza");
    entry("a scrypt stanza", &format!("{MAGIC}{scrypt}{mac}"), "wrong-stanza");
    entry("a passkey's stanza", &format!("{MAGIC}{passkey}{body}{mac}"), "wrong-stanza");
    entry("grease before", &format!("{MAGIC}{grease}{stanza}{body}{mac}"), "wrong-stanza");
    entry("grease after", &format!("{MAGIC}{stanza}{body}{grease}{mac}"), "extra-stanza");
    entry("an x25519 stanza after", &format!("{MAGIC}{stanza}{body}{x25519}{mac}"), "extra-stanza");
    entry("the same stanza twice", &format!("{MAGIC}{stanza}{body}{stanza}{body}{mac}"), "extra-stanza");

    entry("no stanza", &format!("{MAGIC}{mac}{body}{body}"), "bad-header");
    entry("no argument", &format!("{MAGIC}-> {HYBRID}\n{body}{mac}"), "bad-header");
    entry("a short argument", &format!("{MAGIC}-> {HYBRID} AAAA\n{body}{mac}"), "bad-header");
    entry(
        "two arguments",
        &good.replacen('\n', "\u{1}", 1).replacen('\n', " A\n", 1).replacen('\u{1}', "\n", 1),
        "bad-header",
    );
    entry("carriage returns", &good.replacen(&**body, &body.replace('\n', "\r\n"), 1), "bad-header");
    entry(
        "padding in the body",
        &good.replacen(body.trim_end(), &format!("{}=", body.trim_end()), 1),
        "bad-header",
    );
    entry("a stray bit in the body", &good.replacen(&**body, &stray_bit(body), 1), "bad-header");
    entry("a stray bit in the MAC", &good.replacen(&**mac, &stray_bit(mac), 1), "bad-header");
    entry("no MAC", &good.replacen("--- ", "---", 1), "bad-header");
    let long = format!("{MAGIC}-> {HYBRID} {}\n{body}{mac}", "A".repeat(5000));
    entry("an oversize header", &long, "header-too-long");
    add("a hybrid stanza for a passkey file", "keyring", PASSKEY, good, payload, 0, "wrong-stanza");
}
