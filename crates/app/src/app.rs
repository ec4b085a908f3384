//! The application: the store, and the ports to what lies outside it.

use std::sync::Arc;

use alongside_domain::{Millis, admission::SignUpRule};
use alongside_store::{Store, StoreError, key};
use rand::rngs::StdRng;

use crate::{chance::Chance, clock::Clock, files::Files, limits::Limits, photo::Cleaning, stirred::Stirred};

/// What the application needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Where rows are kept; migrated.
    pub store: Store,
    /// Where photos and other files are kept.
    pub files: Files,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids and secrets.
    pub chance: Arc<dyn Chance>,
    /// Hears which stories changed.
    pub stirred: Arc<dyn Stirred>,
    /// How much there is room for.
    pub limits: Limits,
    /// How one becomes a member.
    pub sign_up: SignUpRule,
    /// Words that are looked out for, folded.
    pub watched: Arc<[String]>,
}

/// All use-cases. Cheap to clone; all clones are one application.
///
/// Each noun adds its methods in its own module. A method reads the clock, begins a transaction, calls the use-case
/// and commits, so that no surface can forget to.
#[derive(Clone)]
pub struct App {
    pub(crate) ports: Ports,
    /// What HMACs are made with that hide whether a name exists.
    pub(crate) names_key: [u8; 32],
    pub(crate) cleaning: Arc<Cleaning>,
}

impl App {
    /// Opens the application over a migrated store; makes this server's secrets the first time.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn open(ports: Ports) -> Result<Self, StoreError> {
        let chance = Arc::clone(&ports.chance);
        let names_key = ports
            .store
            .write(move |tx| Box::pin(async move { key::get_or_make(tx, &mut chance.rng(), "names").await }))
            .await?;
        Ok(Self { ports, names_key, cleaning: Arc::default() })
    }

    /// Now, as the application's clock says.
    pub fn now(&self) -> Millis {
        self.ports.clock.now()
    }

    /// Fresh chance, for ids and secrets.
    pub fn rng(&self) -> StdRng {
        self.ports.chance.rng()
    }

    /// The store, for whoever keeps house: migration, scrubbing, closing.
    pub const fn store(&self) -> &Store {
        &self.ports.store
    }

    /// How much there is room for.
    pub const fn limits(&self) -> &Limits {
        &self.ports.limits
    }

    /// How one becomes a member here.
    pub const fn sign_up_rule(&self) -> SignUpRule {
        self.ports.sign_up
    }

    pub(crate) const fn files(&self) -> &Files {
        &self.ports.files
    }

    pub(crate) fn chance(&self) -> Arc<dyn Chance> {
        Arc::clone(&self.ports.chance)
    }

    pub(crate) fn stirred(&self) -> &dyn Stirred {
        &*self.ports.stirred
    }
}
