//! Keyrings, recovery sheets and passphrases.

use alongside_seal::encoding::b64url;
use alongside_seal::envelope;
use alongside_seal::keyring::{Keyring, read_sheet, recovery_login};
use alongside_seal::passphrase::{Kdf, derive};
use alongside_seal::pq::Identity;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;

pub fn keyrings(rng: &mut ChaCha20Rng) -> Result<Value> {
    let (keyring, sheet) = Keyring::generate("ada", rng)?;
    let (ben, _) = Keyring::generate("ben", rng)?;
    Ok(json!({
        "about": "texts are keyrings to parse; files are base64url; sheets are what somebody typed",
        "texts": texts(&keyring, &ben)?,
        "files": files(&keyring, &sheet, rng)?,
        "sheets": sheets(&sheet)?
    }))
}

fn texts(keyring: &Keyring, ben: &Keyring) -> Result<Vec<Value>> {
    let good = keyring.to_text();
    let lines: Vec<&str> = good.lines().collect();
    let bens = ben.to_text();
    let bens_key = bens.lines().nth(2).ok_or("five lines")?;
    let print = |lines: &[&str]| {
        lines.join(
            "
",
        ) + "
"
    };
    let mut cases = vec![("a keyring".to_owned(), good.to_string(), "ok")];
    for (index, line) in lines.iter().enumerate() {
        let rest: Vec<&str> = lines.iter().copied().filter(|other| other != line).collect();
        cases.push((format!("without line {}", index + 1), print(&rest), "malformed"));
    }
    let mut add = |name: &str, text: String, expect| cases.push((name.to_owned(), text, expect));
    add("a line too many", format!("{}# more\n", *good), "malformed");
    add("without its last line break", good.trim_end().to_owned(), "malformed");
    add("with carriage returns", good.replace('\n', "\r\n"), "malformed");
    add("another version", good.replace("keyring v1", "keyring v2"), "malformed");
    add("no name", good.replace(" v1 ada", " v1 "), "malformed");
    add("an identity in lower case", good.replace(lines[4], &lines[4].to_lowercase()), "malformed");
    add("another's public key", good.replace(lines[2], bens_key), "key-mismatch");
    Ok(cases
        .into_iter()
        .map(|(name, text, expect)| json!({ "name": name, "text": text, "expect": expect }))
        .collect())
}

fn files(keyring: &Keyring, sheet: &Identity, rng: &mut ChaCha20Rng) -> Result<Vec<Value>> {
    let wrap = Identity::generate(rng);
    let other = Identity::generate(rng);
    let pass = keyring.seal_for(&wrap.recipient(), rng)?;
    let recovery = keyring.seal_for_recovery(rng)?;
    let junk = envelope::seal(&wrap.recipient(), b"not a keyring", rng)?;
    let mut flipped = pass.clone();
    flipped[2000] ^= 1;
    let with = |name: &str, how: &str, user: &str, identity: &Identity, file: &[u8], expect: &str| {
        let identity = identity.to_text();
        json!({ "name": name, "how": how, "user": user, "with": *identity, "expect": expect, "file": b64url(file) })
    };
    Ok(vec![
        with("by passphrase", "pass", "ada", &wrap, &pass, "ok"),
        with("by sheet", "sheet", "ada", sheet, &recovery, "ok"),
        with("under another passphrase", "pass", "ada", &other, &pass, "cannot-decrypt"),
        with("with another sheet", "sheet", "ada", &other, &recovery, "cannot-decrypt"),
        with("another member's", "pass", "ben", &wrap, &pass, "other-name"),
        with("not a keyring", "pass", "ada", &wrap, &junk, "malformed"),
        with("a flipped bit", "pass", "ada", &wrap, &flipped, "cannot-decrypt"),
        with("cut short", "pass", "ada", &wrap, &pass[..1640], "truncated"),
    ])
}

fn sheets(sheet: &Identity) -> Result<Vec<Value>> {
    let text = sheet.to_text();
    let after = text.strip_prefix("AGE-SECRET-KEY-PQ-1").ok_or("prefix")?;
    let grouped: Vec<String> =
        after.as_bytes().chunks(6).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let wrong = text.replace(&grouped[2], "QQQQQQ");
    let variants = [
        ("as printed", text.to_string(), true),
        ("in lower case", text.to_lowercase(), true),
        ("in groups", format!("AGE-SECRET-KEY-PQ-1 {}", grouped.join(" ")), true),
        ("over lines, with hyphens", format!("AGE-SECRET-KEY-PQ-1\n{}", grouped.join("-\n")), true),
        ("with the words around it", format!("Recovery sheet of ada\n\n{}\n\nKeep it safe.\n", *text), true),
        ("a letter missing", text[..text.len() - 1].to_owned(), false),
        ("a group mistyped", wrong, false),
        (
            "an x25519 identity",
            "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0".to_owned(),
            false,
        ),
        ("nothing", String::new(), false),
    ];
    let mut cases = Vec::new();
    for (name, typed, good) in variants {
        let found = read_sheet(&typed);
        if found.is_ok() != good {
            return Err(format!("sheet {name}").into());
        }
        let expect = if good { "ok" } else { "not-a-sheet" };
        let login = found.ok().map(|identity| recovery_login(&identity).to_string());
        cases.push(
            json!({ "name": name, "text": typed, "expect": expect, "identity": *text, "login": login }),
        );
    }
    Ok(cases)
}

pub fn passphrases() -> Value {
    let floor = Kdf { alg: "argon2id".into(), v: 19, m: 65_536, t: 3, p: 1, salt: b64url(&[7; 16]) };
    let cases = [
        ("six words", "ada", "maple quiet river lantern seven coat", floor.clone()),
        ("another name", "ben", "maple quiet river lantern seven coat", floor.clone()),
        ("composed", "ada", "caf\u{e9} \u{fb01}ve \u{2167}", floor.clone()),
        ("decomposed", "ada", "cafe\u{301} five VIII", floor.clone()),
        ("stronger", "ada", "maple", Kdf { m: 70_000, t: 4, p: 2, ..floor.clone() }),
        ("too little memory", "ada", "maple", Kdf { m: 65_535, ..floor.clone() }),
        ("too few passes", "ada", "maple", Kdf { t: 2, ..floor.clone() }),
        ("no lane", "ada", "maple", Kdf { p: 0, ..floor.clone() }),
        ("too much memory", "ada", "maple", Kdf { m: (1 << 20) + 1, ..floor.clone() }),
        ("too many passes", "ada", "maple", Kdf { t: 17, ..floor.clone() }),
        ("another algorithm", "ada", "maple", Kdf { alg: "argon2i".into(), ..floor.clone() }),
        ("another version", "ada", "maple", Kdf { v: 16, ..floor.clone() }),
        ("a short salt", "ada", "maple", Kdf { salt: b64url(&[7; 15]), ..floor.clone() }),
        (
            "a salt that is not base64url",
            "ada",
            "maple",
            Kdf { salt: "++++++++++++++++++++++++".into(), ..floor.clone() },
        ),
        ("no passphrase", "ada", "", floor.clone()),
        ("no name", "", "maple", floor.clone()),
        ("a line break in the name", "ada\n", "maple", floor),
    ];
    let cases = cases.map(|(case, name, passphrase, kdf)| {
        let found = derive(name, passphrase, &kdf);
        let expect = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        let (login, wrap) = found.map_or((None, None), |keys| {
            (Some(keys.login.to_string()), Some(keys.wrap.to_text().to_string()))
        });
        json!({ "name": case, "user": name, "passphrase": passphrase, "kdf": kdf, "expect": expect, "login": login, "wrap": wrap })
    });
    json!({ "about": "memory in KiB; login is base64url; wrap is an age identity", "cases": cases })
}
