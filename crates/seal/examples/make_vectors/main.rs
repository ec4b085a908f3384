//! Writes `crates/seal/vectors/*.json`, the same bytes every time:
//!
//! `cargo run -p alongside-seal --example make_vectors`

mod circles;
mod documents;
mod entries;
mod files;
mod grants;
mod headers;
mod invitations;
mod keys;
mod letters;
mod log;
mod pages;

use std::error::Error;
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

use alongside_seal::padme::padme;

/// What the makers return; a case that does not come out as it says is an error.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let rng = |seed: u64| ChaCha20Rng::seed_from_u64(seed);
    write(&folder, "padme", &padded_lengths())?;
    write(&folder, "headers", &headers::make(&mut rng(1)))?;
    write(&folder, "entries", &entries::make(&mut rng(2))?)?;
    write(&folder, "media", &files::media(&mut rng(3))?)?;
    write(&folder, "signed", &files::signed(&mut rng(4))?)?;
    write(&folder, "keyrings", &keys::keyrings(&mut rng(5))?)?;
    write(&folder, "passphrases", &keys::passphrases())?;
    write(&folder, "documents", &documents::make())?;
    write(&folder, "circles", &circles::make(&mut rng(6))?)?;
    write(&folder, "grants", &grants::make(&mut rng(7))?)?;
    write(&folder, "invitations", &invitations::make(&mut rng(8))?)?;
    write(&folder, "pages", &pages::make(&mut rng(9))?)?;
    write(&folder, "letters", &letters::make(&mut rng(10))?)?;
    Ok(())
}

fn write(folder: &Path, name: &str, value: &Value) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    std::fs::write(folder.join(format!("{name}.json")), text)?;
    Ok(())
}

fn padded_lengths() -> Value {
    let lengths = [0_u64, 1, 4095, 4096, 4097, 4224, 4225, 5000, 8192, 8193, 65_535, 65_536, 65_537, 100_000];
    let large = [1_048_575, 1_048_576, 1_048_577, 12_582_912, 12_582_913];
    let cases = lengths.into_iter().chain(large).map(|length| json!([length, padme(length)]));
    json!({ "about": "[length, padded length], in bytes", "cases": cases.collect::<Vec<_>>() })
}
