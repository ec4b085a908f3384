//! `alongside`: the program.

mod admin;
mod config;
mod demo;
mod listen;
mod logs;
mod open;
mod place;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use config::{Config, Flags};

/// A place for people who go through pregnancy loss.
///
/// Settings come from a file (--config), then the environment (ALONGSIDE_…), then flags; the later wins.
#[derive(Debug, Parser)]
#[command(name = "alongside", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a place whose database is ready
    Serve,
    /// Make a demo with fictional members and stories in the data folder, or keep the one that is there, and serve it
    Demo,
    /// Bring the database to the form that this program needs
    Migrate,
    /// Open an export with the recovery sheet, without a server or a network
    Open(open::Open),
    /// Print the SHA-256 of every file of the room that this program serves, as sha256sum does
    RoomHash,
    /// Look after a place
    Admin {
        #[command(subcommand)]
        what: admin::What,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("alongside: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::read(&cli.flags)?;
    logs::start(&config.settings.log);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = config.settings.worker_threads {
        runtime.worker_threads(threads.max(1));
    }
    runtime.enable_all().build()?.block_on(async {
        match cli.command {
            Command::Serve => serve::serve(&config).await,
            Command::Demo => demo::demo(&config).await,
            Command::Migrate => place::migrate(&config).await,
            Command::Open(cmd) => open::open(&cmd),
            Command::RoomHash => {
                print!("{}", alongside_web::room_hashes());
                Ok(())
            }
            Command::Admin { what } => admin::admin(&config, what).await,
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn every_command_explains_itself() {
        super::Cli::command().debug_assert();
    }
}
