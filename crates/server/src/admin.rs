//! `alongside admin`: looking after a place.

use std::{error::Error, sync::Arc};

use alongside_app::{clock::SystemClock, disclose::as_text, stirred::Unheard};
use alongside_domain::{Millis, member::Standing, name::MemberName};
use clap::Subcommand;

use crate::{config::Config, place};

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Make a member a moderator, or with --end no longer one
    Moderator {
        /// The name they sign in with
        name: String,
        /// No longer a moderator
        #[arg(long)]
        end: bool,
    },
    /// Print everything that is held about a member, for when a court asks
    Disclose {
        /// The name they sign in with
        name: String,
    },
    /// Print a link with which one person can sign up, once, within 14 days
    Invite,
    /// Write the database anew now instead of tonight, so that no file has anything of what was erased
    Rewrite,
    /// Print every decision of moderators, once the log of them was found to hold
    Audit,
    /// Say whether the database is ready
    Check,
}

const NOBODY: &str = "nobody here signs in with that name";

/// Does it.
pub async fn admin(config: &Config, what: What) -> Result<(), Box<dyn Error>> {
    let store = place::store(config).await?;
    match what {
        What::Check => println!("{}", store.migration_state().await?),
        What::Invite => {
            let app = place::app(config, store.clone(), Arc::new(SystemClock), Arc::new(Unheard)).await?;
            println!("{}/sign-up#{}", config.room, app.invite_as_operator().await?.to_text());
        }
        What::Rewrite => {
            store.rewrite().await?;
            println!("The database was written anew.");
        }
        What::Disclose { name } => {
            let name: MemberName = name.parse()?;
            let app = place::app(config, store.clone(), Arc::new(SystemClock), Arc::new(Unheard)).await?;
            let held = app.held_of(name).await?.ok_or(NOBODY)?;
            print!("{}", as_text(&held));
        }
        What::Audit => {
            let app = place::app(config, store.clone(), Arc::new(SystemClock), Arc::new(Unheard)).await?;
            for line in app.audit().await? {
                println!("{} {} {} {} by {}", line.n, when(line.at), line.what, line.thing, line.moderator);
            }
        }
        What::Moderator { name, end } => {
            let name: MemberName = name.parse()?;
            let app = place::app(config, store.clone(), Arc::new(SystemClock), Arc::new(Unheard)).await?;
            let standing = if end { Standing::Member } else { Standing::Moderator };
            if !app.set_standing(name, standing).await? {
                return Err(NOBODY.into());
            }
            println!("{}", if end { "No longer a moderator." } else { "Now a moderator." });
        }
    }
    store.close().await;
    Ok(())
}

/// "2026-11-24 09:05:33Z".
fn when(at: Millis) -> String {
    let utc = time::OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1000));
    let utc = utc.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = utc.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02}Z", utc.date())
}
