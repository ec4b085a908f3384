//! Opening what a place consists of: its database, its files, its application.

use std::{error::Error, path::Path, sync::Arc};

use alongside_app::{
    App, Ports, chance::SystemChance, clock::Clock, files::Files, limits::Limits, stirred::Stirred,
};
use alongside_store::{Config as StoreConfig, MigrationState, Place, Store};

use crate::config::Config;

/// Why a place was not opened.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The database is not in the form this program needs; the state says what to do.
    #[error("{0}")]
    NotReady(MigrationState),
}

/// The database of a place, in whatever form it is. Makes the data folder, for its owner only.
pub async fn store(config: &Config) -> Result<Store, Box<dyn Error>> {
    let data = &config.settings.data;
    private_folder(data)
        .map_err(|error| format!("the data folder {} cannot be made: {error}", data.display()))?;
    let place = match &config.settings.database {
        Some(address) => address.parse()?,
        None => Place::Sqlite(data.join("alongside.db")),
    };
    Ok(Store::open(&StoreConfig::new(place)).await?)
}

/// The application of a place whose database is ready.
pub async fn app(
    config: &Config,
    store: Store,
    clock: Arc<dyn Clock>,
    stirred: Arc<dyn Stirred>,
) -> Result<App, Box<dyn Error>> {
    let state = store.migration_state().await?;
    if state != MigrationState::Current {
        return Err(PlaceError::NotReady(state).into());
    }
    let folder = config.settings.data.join("files");
    private_folder(&folder)?;
    let files = Files::in_folder(&folder)?;
    let chance = Arc::new(SystemChance);
    let limits = Limits {
        sealed_bytes: i64::from(config.settings.sealed_mib) * 1024 * 1024,
        first_answers: i64::from(config.settings.first_answers),
    };
    let watched = watched(&config.settings.watch_for);
    let sign_up = config.settings.sign_up;
    Ok(App::open(Ports { store, files, clock, chance, stirred, limits, sign_up, watched }).await?)
}

/// Words that are looked out for: those that come with the program, and the operator's own.
fn watched(own: &[String]) -> Arc<[String]> {
    let bundled = include_str!("../../../content/watched/en.txt").lines();
    let all = bundled.filter(|line| !line.starts_with('#')).chain(own.iter().map(String::as_str));
    all.map(alongside_domain::text::fold).filter(|word| !word.is_empty()).collect()
}

/// `alongside migrate`
pub async fn migrate(config: &Config) -> Result<(), Box<dyn Error>> {
    let store = store(config).await?;
    store.migrate().await?;
    println!("{}", store.migration_state().await?);
    store.close().await;
    Ok(())
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
