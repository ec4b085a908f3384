//! The room is embedded in the program, so it has to be built first.

fn main() {
    let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../room/dist");
    println!("cargo::rerun-if-changed={}", room.display());
    if !room.join("index.html").is_file() {
        println!(
            "cargo::error=room/dist is not there yet. `make run` builds it; by hand: cd room, npm ci, npm run build."
        );
    }
}
