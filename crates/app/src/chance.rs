//! Chance: ids and secrets.

use rand::{RngCore, SeedableRng as _, rngs::StdRng};

/// Something that makes random number generators fit for secrets.
pub trait Chance: Send + Sync {
    /// A generator nobody else has.
    fn rng(&self) -> StdRng;
}

/// What use-cases take.
pub type Rng = dyn RngCore + Send;

/// Seeded by the operating system each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn rng(&self) -> StdRng {
        StdRng::from_os_rng()
    }
}
