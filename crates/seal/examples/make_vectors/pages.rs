//! Pages for them: links, identities, and pages that open or do not.

use alongside_seal::encoding::b64url;
use alongside_seal::entry::{self, Audience, Meta};
use alongside_seal::keyring::Keyring;
use alongside_seal::page::{self, PageLink};
use alongside_seal::pq::Identity;
use alongside_seal::{envelope, header::Kind, signed};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::Result;
use crate::log::with;

pub fn make(rng: &mut ChaCha20Rng) -> Result<Value> {
    let link = PageLink { id: b64url(&[6; 16]), secret: b64url(&[7; 32]), passcode: false };
    let locked = PageLink { passcode: true, ..link.clone() };
    Ok(json!({
        "about": "identities follow from link and passcode; cases are opened with the identity beside them",
        "links": links(&link)?, "identities": identities(&link, &locked),
        "cases": cases(&link, &locked, rng)?
    }))
}

fn links(link: &PageLink) -> Result<Vec<Value>> {
    let PageLink { id, secret, .. } = link;
    let good = format!("https://room.example/for/{id}#v1.{secret}");
    let cases = [
        ("a link", good.clone(), true),
        ("a link with a passcode", good.replace("#v1.", "#v1p."), true),
        ("another version", good.replace("#v1.", "#v2."), false),
        ("no fragment", good.split('#').next().unwrap_or_default().to_owned(), false),
        ("a cut secret", good[..good.len() - 1].to_owned(), false),
        ("something more", format!("{good}.AAAA"), false),
        ("a short id", good.replace(id, &id[..20]), false),
        ("another page", good.replace("/for/", "/join/"), false),
        ("nothing", String::new(), false),
    ];
    let read = |(name, link, good): (&str, String, bool)| {
        let found = page::parse(&link);
        if found.is_ok() != good {
            return Err(format!("link {name}").into());
        }
        let expect = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        Ok(json!({ "name": name, "link": link, "expect": expect, "reads": found.ok() }))
    };
    cases.into_iter().map(read).collect()
}

fn identities(link: &PageLink, locked: &PageLink) -> Vec<Value> {
    let other = PageLink { id: b64url(&[8; 16]), ..locked.clone() };
    let secret = PageLink { secret: b64url(&[9; 32]), ..locked.clone() };
    let weak = PageLink { secret: b64url(&[9; 16]), ..link.clone() };
    let cases = [
        ("by the link alone", link, ""),
        ("a passcode that is not asked for", link, "blue door"),
        ("with a passcode", locked, "caf\u{e9} \u{fb01}ve"),
        ("with a passcode, decomposed", locked, "cafe\u{301} five"),
        ("another page with that passcode", &other, "caf\u{e9} five"),
        ("another secret with that passcode", &secret, "caf\u{e9} five"),
        ("no passcode where one is needed", locked, ""),
        ("a secret that is too short", &weak, ""),
    ];
    let cases = cases.map(|(name, link, passcode)| {
        let found = page::identity(link, passcode);
        let expect = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
        let identity = found.ok().map(|identity| identity.to_text().to_string());
        json!({ "name": name, "link": link, "passcode": passcode, "expect": expect, "identity": identity })
    });
    cases.to_vec()
}

fn cases(link: &PageLink, locked: &PageLink, rng: &mut ChaCha20Rng) -> Result<Vec<Value>> {
    let (me, _) = Keyring::generate("ada", rng)?;
    let identity = page::identity(link, "")?;
    let other = Identity::generate(rng);
    let body = json!({
        "kind": "page", "what": "We wait until Thursday.", "helps": "Soup.", "please_not": "Questions.",
        "call_instead": "Robin", "passcode": false, "newer": [1, null]
    });
    let aud = format!("page:{}", link.id);
    let mut seal = |id: &str, aud: &str, epoch: u64, head: &str, body: &Value| -> Result<Vec<u8>> {
        let recipient = identity.recipient();
        let audience = Audience { aud: aud.to_owned(), recipient, epoch, head: head.to_owned() };
        let meta = Meta { id: id.to_owned(), rev: 1, at: 1_790_000_000_000, ..Meta::default() };
        Ok(entry::seal(&me, &audience, &meta, &body.to_string(), rng)?.file)
    };
    let good = seal(&link.id, &aud, 0, "", &body)?;
    let least = seal(&link.id, &aud, 0, "", &json!({ "kind": "page", "helps": null }))?;
    let mut made = vec![
        ("a page", link, &identity, good.clone(), "ok"),
        ("as little as there may be", link, &identity, least, "ok"),
        ("another page", link, &identity, seal("other", &aud, 0, "", &body)?, "swapped-id"),
        (
            "for another page's readers",
            link,
            &identity,
            seal(&link.id, "page:x", 0, "", &body)?,
            "other-audience",
        ),
        ("of an epoch", link, &identity, seal(&link.id, &aud, 1, "", &body)?, "other-epoch"),
        ("after a log", link, &identity, seal(&link.id, &aud, 0, "x", &body)?, "other-head"),
        ("another link", link, &other, good.clone(), "cannot-decrypt"),
        ("another passcode", locked, &other, good.clone(), "cannot-decrypt"),
    ];
    for (name, field, value) in [
        ("something else than a page", "kind", json!("story")),
        ("no kind", "kind", Value::Null),
        ("words that are a number", "what", json!(1)),
        ("words that are a list", "call_instead", json!([])),
    ] {
        let file = seal(&link.id, &aud, 0, "", &with(body.clone(), json!({ (field): value })))?;
        made.push((name, link, &identity, file, "bad-document"));
    }
    let (eve, _) = Keyring::generate("eve", rng)?;
    for (name, by, change, signer, expect) in [
        ("by a sign-in name", &me, json!({ "author": "ada" }), None, "wrong-user"),
        ("by another than whoever signed", &eve, json!({}), None, "wrong-user"),
        ("signed by another key than it names", &eve, json!({}), Some(&me), "bad-signature"),
    ] {
        let file = resigned(&identity, &good, by, change, signer, rng)?;
        made.push((name, link, &identity, file, expect));
    }
    made.into_iter()
        .map(|(name, link, identity, file, expect)| case(name, link, identity, &file, expect))
        .collect()
}

/// A page with its header changed and signed again, by `by`, in the name of `claims` if that is somebody.
fn resigned(
    identity: &Identity,
    file: &[u8],
    by: &Keyring,
    change: Value,
    claims: Option<&Keyring>,
    rng: &mut ChaCha20Rng,
) -> Result<Vec<u8>> {
    let plain = envelope::open(identity, file, Kind::Entry)?;
    let text = String::from_utf8(plain)?;
    let [magic, header, _, rest] = text.splitn(4, '\n').collect::<Vec<_>>()[..] else {
        return Err("four parts".into());
    };
    let mut fields: Value = serde_json::from_str(header)?;
    fields.as_object_mut().map(|fields| fields.remove("by"));
    let mut line = signed::sign(&by.signing, "entry", &with(fields, change))?;
    if let Some(claims) = claims {
        line = line.replace(&signed::public(&by.signing), &signed::public(&claims.signing));
    }
    let mut forged = format!("{magic}\n{line}\n{rest}").into_bytes();
    forged.resize(text.len(), b'\n');
    Ok(envelope::seal(&identity.recipient(), &forged, rng)?)
}

fn case(name: &str, link: &PageLink, identity: &Identity, file: &[u8], expect: &str) -> Result<Value> {
    let found = page::open(link, identity, file);
    let reason = found.as_ref().map_or_else(|error| error.reason(), |_| "ok");
    if reason != expect {
        return Err(format!("{name}: expected {expect}, found {reason}").into());
    }
    let reads = found.ok().map(|(page, _)| page);
    Ok(json!({
        "name": name, "link": link, "identity": *identity.to_text(), "expect": expect, "reads": reads,
        "file": b64url(file)
    }))
}
