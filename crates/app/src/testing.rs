//! A clock that stands still, chance that can be repeated, and an application over them, for stories told as tests.

mod authenticator;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use alongside_domain::{Millis, admission::SignUpRule, id::StoryId};
use alongside_seal::header::Kind;
use alongside_store::{Store, StoreError};
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use bytes::Bytes;
use rand::{SeedableRng as _, rngs::StdRng};

pub use authenticator::Authenticator;

use crate::{App, Ports, chance::Chance, clock::Clock, files::Files, limits::Limits, stirred::Stirred};

/// Stands still until it is moved. Begins at 2026-03-02T03:00:00Z, a Monday at three in the morning.
#[derive(Debug)]
pub struct StillClock(AtomicI64);

impl Default for StillClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_772_420_400_000))
    }
}

impl StillClock {
    /// Moves it by so many milliseconds.
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// The same numbers in every run, never the same twice in one.
#[derive(Debug, Default)]
pub struct SameChance(AtomicU64);

impl Chance for SameChance {
    fn rng(&self) -> StdRng {
        StdRng::seed_from_u64(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// Remembers which stories changed.
#[derive(Debug, Default)]
pub struct Heard(Mutex<Vec<StoryId>>);

impl Heard {
    /// Those that changed since this was last asked.
    pub fn take(&self) -> Vec<StoryId> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Stirred for Heard {
    fn story_changed(&self, story: StoryId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(story);
    }
}

/// An application with everything in reach that a story may want to turn.
pub struct Stage {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<StillClock>,
    /// What it told about stories.
    pub heard: Arc<Heard>,
    /// Its files, in memory.
    pub files: Files,
}

impl Stage {
    /// An application over `store`.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn over(store: Store) -> Result<Self, StoreError> {
        Self::with(store, Limits::default()).await
    }

    /// An application over `store` that not everybody can join.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn joined(store: Store, sign_up: SignUpRule) -> Result<Self, StoreError> {
        Self::of(store, Limits::default(), sign_up).await
    }

    /// An application over `store` with other limits.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn with(store: Store, limits: Limits) -> Result<Self, StoreError> {
        Self::of(store, limits, SignUpRule::Open).await
    }

    async fn of(store: Store, limits: Limits, sign_up: SignUpRule) -> Result<Self, StoreError> {
        let (clock, heard, files) =
            (Arc::<StillClock>::default(), Arc::<Heard>::default(), Files::in_memory());
        let app = App::open(Ports {
            store,
            files: files.clone(),
            clock: Arc::<StillClock>::clone(&clock),
            chance: Arc::<SameChance>::default(),
            stirred: Arc::<Heard>::clone(&heard),
            limits,
            sign_up,
            watched: [String::from("burn in hell")].into(),
        })
        .await?;
        Ok(Self { app, clock, heard, files })
    }

    /// Does jobs until none is due.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn do_jobs(&self) -> Result<(), StoreError> {
        while self.app.do_due_jobs().await? > 0 {}
        Ok(())
    }
}

/// An age file as far as a server can see, with `payload` bytes inside (a padded length for everything but
/// keyrings). Nobody can open it; `filler` makes one differ from another.
pub fn sealed_looking(payload: usize, filler: u8) -> Bytes {
    looking(&format!("mlkem768x25519 {}", filled(1120, filler)), payload, filler)
}

/// The same, for a keyring that is sealed to a passkey.
pub fn sealed_to_passkey(filler: u8) -> Bytes {
    looking(&format!("age-encryption.org/fido2prf {}", filled(16, filler)), 2000, filler)
}

fn filled(length: usize, filler: u8) -> String {
    BASE64_STANDARD_NO_PAD.encode(vec![filler; length])
}

fn looking(stanza: &str, payload: usize, filler: u8) -> Bytes {
    let (body, mac) = (filled(32, filler), filled(32, filler));
    let mut file = format!("age-encryption.org/v1\n-> {stanza}\n{body}\n--- {mac}\n").into_bytes();
    let chunks = payload.div_ceil(64 * 1024).max(1);
    file.resize(file.len() + 16 + payload + 16 * chunks, filler);
    file.into()
}

/// The smallest file of a kind that looks sealed.
pub fn smallest_sealed(kind: Kind, filler: u8) -> Bytes {
    let payload = match kind {
        Kind::Entry | Kind::Media => 4096,
        Kind::Keyring => 2000,
    };
    sealed_looking(payload, filler)
}
