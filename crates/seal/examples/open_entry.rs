//! Opens one of one's own entries with nothing but the recovery sheet and two files:
//!
//! `cargo run -p alongside-seal --example open_entry -- SHEET.txt keyring.recovery.age entry.age [ID]`
//!
//! Prints the body. With an ID, refuses the file when it is another entry.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use alongside_seal::entry::{self, Want};
use alongside_seal::keyring::Keyring;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("open_entry: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (sheet, keyring, entry, id) = match &arguments[..] {
        [sheet, keyring, entry] => (sheet, keyring, entry, None),
        [sheet, keyring, entry, id] => (sheet, keyring, entry, Some(id.clone())),
        _ => return Err("usage: open_entry SHEET.txt keyring.recovery.age entry.age [ID]".into()),
    };
    let keyring = Keyring::open_with_sheet(&std::fs::read_to_string(sheet)?, &std::fs::read(keyring)?)?;
    let want = Want { id, ..Want::own(&keyring, "", None) };
    let opened = entry::open(&keyring.identity, &std::fs::read(entry)?, &want)?;
    std::io::stdout().write_all(opened.body.as_bytes())?;
    Ok(())
}
