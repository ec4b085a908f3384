//! Configuration: a TOML file, then the environment (`ALONGSIDE_…`), then flags; the later wins.

use std::{net::SocketAddr, path::PathBuf};

use alongside_domain::{
    admission::SignUpRule,
    text::{Lines, clean},
};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use url::Url;

/// The settings as they come from outside. Names are the same in the file, the environment and here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The folder with the database and the photos.
    pub data: PathBuf,
    /// One address for both hosts.
    pub listen: SocketAddr,
    /// Where members read, a full origin. Left out: `http://alongside.localhost:<port>`.
    pub commons: Option<String>,
    /// Where members write, a full origin on a host of its own. Left out: `http://room.alongside.localhost:<port>`.
    pub room: Option<String>,
    /// `postgres://…`; left out: SQLite in `data`.
    pub database: Option<String>,
    /// Where "Leave quickly" leads: a path here or an https address.
    pub leave_to: String,
    /// Worker threads; left out: one per core.
    pub worker_threads: Option<usize>,
    /// Mebibytes of sealed stories and photos that one member may keep.
    pub sealed_mib: u32,
    /// For how many days backups are kept, which members are told; 0: there are none. Left out: nobody has said.
    pub backups_kept_days: Option<u16>,
    /// How one becomes a member: `open`, `by-request` or `by-invitation`.
    pub sign_up: SignUpRule,
    /// What whoever asks to be let in is asked.
    pub sign_up_question: String,
    /// So many answers of a new member wait for a moderator; 0 where nobody needs to look first.
    pub first_answers: u8,
    /// Words that are looked out for, beside those that come with the program.
    pub watch_for: Vec<String>,
    /// Rate limits on signing up and signing in.
    pub limits: bool,
    /// A proxy of one's own is in front, and adds whom it speaks for to `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The level of the log, such as `info` or `alongside=debug`.
    pub log: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            commons: None,
            room: None,
            database: None,
            leave_to: "/away".into(),
            worker_threads: None,
            sealed_mib: 2048,
            backups_kept_days: None,
            sign_up: SignUpRule::Open,
            sign_up_question: "What brings you here? A sentence or two is enough. No names, please.".into(),
            first_answers: 2,
            watch_for: Vec::new(),
            limits: true,
            behind_proxy: false,
            log: "info".into(),
        }
    }
}

/// What flags say; only those that were given count.
#[derive(Clone, Debug, Default, Serialize, clap::Args)]
pub struct Flags {
    /// A TOML file with settings
    #[arg(long, value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The folder with the database and the photos [default: ./data]
    #[arg(long, value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// One address for both hosts [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// postgres://… instead of SQLite in the data folder
    #[arg(long, value_name = "URL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// Worker threads [default: one per core]
    #[arg(long, value_name = "N", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_threads: Option<usize>,
    /// The level of the log [default: info]
    #[arg(long, value_name = "LEVEL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// Why the settings cannot be used. Each says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there.
    #[error("there is no settings file at {}", .0.display())]
    NoFile(PathBuf),
    /// A setting is unknown or of the wrong kind.
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
    /// An origin is not one.
    #[error("`{setting}` must be an origin such as https://example.org, with no path; it is {value:?}")]
    NotAnOrigin {
        /// The setting.
        setting: &'static str,
        /// What it was.
        value: String,
    },
    /// Both hosts are the same.
    #[error(
        "`commons` and `room` must be on two hosts, so that the keys in the room are out of reach of the commons"
    )]
    OneHost,
    /// The question is no question.
    #[error("`sign_up_question` must be one line of 1 to 300 characters")]
    Question,
    /// `leave_to` leads nowhere.
    #[error("`leave_to` must be a path that starts with / or an https address; it is {0:?}")]
    LeaveTo(String),
}

/// Settings that fit together.
#[derive(Clone, Debug)]
pub struct Config {
    /// As they came, with every gap filled.
    pub settings: Settings,
    /// The origin where members read, such as `http://alongside.localhost:8080`.
    pub commons: String,
    /// The origin where members write.
    pub room: String,
}

impl Config {
    /// Reads the file named by `--config` (or by `ALONGSIDE_CONFIG`), the environment and the flags.
    pub fn read(flags: &Flags) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Settings::default()));
        let named = flags.config.clone().or_else(|| std::env::var_os("ALONGSIDE_CONFIG").map(PathBuf::from));
        if let Some(file) = named {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let settings = figment
            .merge(Env::prefixed("ALONGSIDE_").ignore(&["config", "test_postgres"]))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        Self::check(settings)
    }

    fn check(settings: Settings) -> Result<Self, ConfigError> {
        let port = settings.listen.port();
        let at_home = |host: &str| format!("http://{host}:{port}");
        let commons = settings.commons.clone().unwrap_or_else(|| at_home("alongside.localhost"));
        let room = settings.room.clone().unwrap_or_else(|| at_home("room.alongside.localhost"));
        let (commons, commons_host) = origin("commons", &commons)?;
        let (room, room_host) = origin("room", &room)?;
        if commons_host == room_host {
            return Err(ConfigError::OneHost);
        }
        let leads_somewhere = (settings.leave_to.starts_with('/') && !settings.leave_to.starts_with("//"))
            || Url::parse(&settings.leave_to).is_ok_and(|url| url.scheme() == "https");
        if !clean(&settings.sign_up_question, 300, Lines::One).is_ok_and(|line| !line.is_empty()) {
            return Err(ConfigError::Question);
        }
        if !leads_somewhere {
            return Err(ConfigError::LeaveTo(settings.leave_to));
        }
        Ok(Self { settings, commons, room })
    }
}

/// The origin in `value` without its last slash, and its host.
fn origin(setting: &'static str, value: &str) -> Result<(String, String), ConfigError> {
    let wrong = || ConfigError::NotAnOrigin { setting, value: value.to_owned() };
    let url = Url::parse(value).map_err(|_| wrong())?;
    let host = url.host_str().ok_or_else(wrong)?.to_owned();
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !bare || !matches!(url.scheme(), "http" | "https") {
        return Err(wrong());
    }
    Ok((url.origin().ascii_serialization(), host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_hosts_follow_the_port() {
        let settings = Settings { listen: "127.0.0.1:9001".parse().unwrap(), ..Settings::default() };
        let config = Config::check(settings).unwrap();
        assert_eq!(config.commons, "http://alongside.localhost:9001");
        assert_eq!(config.room, "http://room.alongside.localhost:9001");
    }

    #[test]
    fn the_room_never_shares_a_host_with_the_commons() {
        let settings = Settings {
            commons: Some("https://example.org".into()),
            room: Some("https://example.org:8443/".into()),
            ..Settings::default()
        };
        assert!(matches!(Config::check(settings), Err(ConfigError::OneHost)));
    }

    #[test]
    fn an_origin_with_a_path_is_refused() {
        let settings = Settings { commons: Some("https://example.org/place".into()), ..Settings::default() };
        assert!(matches!(Config::check(settings), Err(ConfigError::NotAnOrigin { setting: "commons", .. })));
    }

    #[test]
    fn a_place_that_one_asks_to_join_asks_something() {
        for bad in ["", "  ", &"x".repeat(301)] {
            let settings = Settings { sign_up_question: bad.into(), ..Settings::default() };
            assert!(matches!(Config::check(settings), Err(ConfigError::Question)), "{bad}");
        }
    }

    #[test]
    fn leaving_never_leads_to_a_script() {
        for bad in ["javascript:alert(1)", "//evil.example", "", "http://plain.example"] {
            let settings = Settings { leave_to: bad.into(), ..Settings::default() };
            assert!(matches!(Config::check(settings), Err(ConfigError::LeaveTo(_))), "{bad}");
        }
    }

    #[test]
    fn a_flag_wins_over_a_file_and_a_misspelt_setting_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alongside.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9001\"\nlog = \"warn\"\n").unwrap();
        let mut flags = Flags { config: Some(file.clone()), ..Flags::default() };
        assert_eq!(Config::read(&flags).unwrap().settings.listen.port(), 9001);
        flags.listen = Some("127.0.0.1:9002".parse().unwrap());
        let config = Config::read(&flags).unwrap();
        assert_eq!((config.settings.listen.port(), config.settings.log.as_str()), (9002, "warn"));
        std::fs::write(&file, "lisen = 1\n").unwrap();
        assert!(Config::read(&flags).unwrap_err().to_string().contains("lisen"));
    }
}
