//! The arrows of ARCHITECTURE.md: which crate of ours may know which.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use cargo_metadata::{DependencyKind, MetadataCommand};

/// From left to right; each may know those to its left, and no others.
const ARROWS: [&str; 7] = ["seal", "domain", "figures", "store", "app", "web", "server"];
/// The numbers stand alone: they know nothing of ours, and only pages show them.
const FIGURES: &str = "alongside-figures";
/// What the pure ones never touch, however indirectly it may come.
const IMPURE: [&str; 4] = ["tokio", "sqlx", "axum", "hyper"];

#[test]
fn every_crate_knows_only_those_to_its_left() {
    let metadata = MetadataCommand::new().manifest_path("../../Cargo.toml").no_deps().exec().unwrap();
    let place = |name: &str| {
        name.strip_prefix("alongside-").and_then(|name| ARROWS.iter().position(|one| *one == name))
    };
    let mut seen = 0;
    for package in &metadata.packages {
        let Some(here) = place(&package.name) else {
            panic!("{} has no place among the arrows", package.name)
        };
        seen += 1;
        for dependency in package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development) {
            if let Some(there) = place(&dependency.name) {
                assert!(there < here, "{} must not know {}", package.name, dependency.name);
                assert_ne!(&**package.name, FIGURES, "{FIGURES} must not know {}", dependency.name);
                let shows = ["alongside-web", "alongside-server"].contains(&&**package.name);
                assert!(shows || dependency.name != FIGURES, "{} must not know {FIGURES}", package.name);
            }
            let pure = ["alongside-seal", "alongside-domain", FIGURES].contains(&&**package.name);
            assert!(!pure || !IMPURE.contains(&&*dependency.name), "{} must stay pure", package.name);
        }
    }
    assert_eq!(seen, ARROWS.len());
}
