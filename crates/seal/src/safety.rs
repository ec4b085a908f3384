//! Safety numbers: what two people read to each other to know that they hold the same keys.

use sha2::{Digest, Sha256};

const GROUPS: usize = 6;

/// Six groups of five digits that follow a member's keys: SHA-256 over `alongside/v1/safety`,
/// recipient and signing key, line breaks between them; each group is four bytes of it, big-endian,
/// modulo 100,000.
pub fn number(enc: &str, sig: &str) -> String {
    let hash = Sha256::digest(format!("alongside/v1/safety\n{enc}\n{sig}"));
    let groups = hash.chunks_exact(4).take(GROUPS).map(|four| {
        let value = four.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{:05}", value % 100_000)
    });
    groups.collect::<Vec<_>>().join(" ")
}
