//! The room is embedded in the program, so it has to be built first.

fn main() {
    // Cargo sets it when this runs; where it was built does not matter then.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let room = std::path::Path::new(&here).join("../../room/dist");
    println!("cargo::rerun-if-changed={}", room.display());
    if !room.join("index.html").is_file() {
        println!(
            "cargo::error=room/dist is not there yet. `make run` builds it; by hand: cd room, npm ci, npm run build."
        );
    }
}
