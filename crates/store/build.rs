//! The migrations are part of the program; a new file in their folders must make it be built again.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
