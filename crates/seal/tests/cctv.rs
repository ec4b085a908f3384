//! The hybrid vectors of C2SP/CCTV, the age project's own test suite (see `vectors/README.md`).

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

use std::io::Read;
use std::path::Path;

use alongside_seal::pq::Identity;
use sha2::{Digest, Sha256};

struct Vector {
    expect: String,
    payload: Option<String>,
    identities: Vec<Box<dyn age::Identity>>,
    file: Vec<u8>,
}

fn identity(text: &str) -> Box<dyn age::Identity> {
    match text.parse::<Identity>() {
        Ok(hybrid) => Box::new(hybrid),
        Err(_) => Box::new(text.parse::<age::x25519::Identity>().unwrap()),
    }
}

fn parse(raw: &[u8]) -> Vector {
    let split = raw.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let head = std::str::from_utf8(&raw[..split]).unwrap();
    let fields = |name: &str| -> Vec<String> {
        let prefix = format!("{name}: ");
        head.lines().filter_map(|line| line.strip_prefix(&prefix)).map(str::to_owned).collect()
    };
    Vector {
        expect: fields("expect").remove(0),
        payload: fields("payload").pop(),
        identities: fields("identity").iter().map(|text| identity(text)).collect(),
        file: raw[split + 2..].to_vec(),
    }
}

fn decrypt(vector: &Vector) -> Result<Vec<u8>, age::DecryptError> {
    let decryptor = age::Decryptor::new_buffered(&vector.file[..])?;
    let mut reader = decryptor.decrypt(vector.identities.iter().map(|one| &**one))?;
    let mut plain = Vec::new();
    reader.read_to_end(&mut plain)?;
    Ok(plain)
}

#[test]
fn the_hybrid_recipient_passes_the_age_projects_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/cctv");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let vector = parse(&std::fs::read(&path).unwrap());
        assert!(!vector.identities.is_empty(), "{}", path.display());
        let found = match decrypt(&vector) {
            Ok(plain) => ("success", Some(format!("{:x}", Sha256::digest(&plain)))),
            Err(age::DecryptError::NoMatchingKeys) => ("no match", None),
            Err(_) => ("header failure", None),
        };
        assert_eq!(found, (vector.expect.as_str(), vector.payload), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 18);
}
