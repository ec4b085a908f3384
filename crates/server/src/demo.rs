//! `alongside demo`: a place as it would be lived in, with fictional members and stories.

mod content;
mod fill;

use std::error::Error;

use alongside_store::MigrationState;

use crate::{config::Config, place, serve};

/// Fills an empty data folder, keeps one that is filled, serves it, and says last where to open it.
pub async fn demo(config: &Config) -> Result<(), Box<dyn Error>> {
    let store = place::store(config).await?;
    let fresh = store.migration_state().await? == MigrationState::Fresh;
    let unfinished = config.settings.data.join("demo-unfinished");
    if fresh {
        std::fs::write(
            &unfinished,
            "This demo was not filled to its end. Delete the folder and start again.\n",
        )?;
        store.migrate().await?;
        println!("Filling a demo. This takes a few seconds.");
        Box::pin(fill::fill(config, store.clone())).await?;
        std::fs::remove_file(&unfinished)?;
    } else if unfinished.exists() {
        return Err(format!(
            "the demo in {} was not filled to its end. Delete that folder and start again.",
            config.settings.data.display()
        )
        .into());
    }
    let members = content::members()?;
    let address = config.commons.clone();
    serve::run(config, store, move || {
        println!("\nThree people who do not exist can sign in:\n");
        for member in members.iter().filter(|member| member.words.is_some()) {
            println!("  {:<10} {}", member.name, member.words.as_deref().unwrap_or_default());
        }
        println!("\nOpen {address}");
    })
    .await
}
