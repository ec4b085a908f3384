//! The room and the scripts of the commons are embedded in the program, so they have to be built first.

fn main() {
    // Cargo sets it when this runs; where it was built does not matter then.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    for (dir, file) in [("dist", "index.html"), ("dist-commons", "answer.js")] {
        let built = std::path::Path::new(&here).join("../../room").join(dir);
        println!("cargo::rerun-if-changed={}", built.display());
        if !built.join(file).is_file() {
            println!(
                "cargo::error=room/{dir} is not there yet. `make run` builds it; by hand: cd room, npm ci, npm run build."
            );
        }
    }
}
