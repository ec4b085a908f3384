//! Builds the tables in: checks every row of `data/` and writes what may be shown as Rust. A bad row stops the build
//! and is named with its file and row.

#[path = "check/mod.rs"]
mod check;
#[path = "check/write.rs"]
mod write;

use std::{env, error::Error, fs, path::PathBuf, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=check");
    println!("cargo::rerun-if-changed=src/kind.rs");
    // Cargo sets it when this runs; where it was built does not matter then.
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    match check::check(&check::files_in(&here.join("data"))?) {
        Ok(tables) => {
            let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?);
            fs::write(out.join("tables.rs"), write::rust(&tables))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            for fault in faults {
                println!("cargo::error=crates/figures/data/{fault}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
