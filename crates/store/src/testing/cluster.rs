//! A PostgreSQL for tests: the one from the environment, or a throw-away one.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use super::admin;

/// The address of the database `postgres` of the server, and the process that ends the server.
struct Cluster {
    address: String,
    /// Its standard input is open as long as this program runs; its end is what the script waits for, so the
    /// server goes away however this program ends.
    _script: Option<Child>,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| match std::env::var("ALONGSIDE_TEST_POSTGRES") {
    Ok(address) => Cluster { address, _script: None },
    Err(_) => start(),
});

/// `initdb` and `postgres` refuse to run as root, so the script runs as the user `postgres` then. Durability is off.
const SCRIPT: &str = r#"
set -eu
folder=$(mktemp -d /tmp/alongside-postgres.XXXXXX)
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
end() { trap - EXIT; kill -INT "$server" 2>/dev/null || true; wait "$server" || true; rm -rf "$folder"; }
server=0
trap 'rm -rf "$folder"' EXIT
"$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB >"$folder/log" 2>&1 &
server=$!
trap end EXIT INT TERM HUP
until "$bin/pg_isready" -q -h "$folder"; do
    kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
    sleep 0.05
done
echo "$folder"
read -r _ || true
"#;

fn start() -> Cluster {
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", SCRIPT]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]);
        command
    };
    let mut script = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .current_dir("/")
        .spawn()
        .expect("a PostgreSQL for the tests: install Debian's package `postgresql`");
    let output = script.stdout.take().expect("a pipe");
    let mut folder = String::new();
    BufReader::new(output).read_line(&mut folder).expect("a line");
    let folder = folder.trim();
    assert!(!folder.is_empty(), "PostgreSQL did not start; install Debian's package `postgresql`");
    Cluster {
        address: format!("postgres://postgres@localhost/postgres?host={folder}"),
        _script: Some(script),
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Makes an empty database and returns its address.
pub(super) async fn new_database() -> String {
    // Starting blocks the first test for a second or two; it is a test.
    let address = &CLUSTER.address;
    let name = format!("alongside_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    admin(address, format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    with_database(address, &name)
}

/// Drops a database that [`new_database`] made.
pub(super) async fn drop_database(address: &str) {
    let (server, _) = address.split_once('?').unwrap_or((address, ""));
    if let Some((_, name)) = server.rsplit_once('/') {
        admin(&CLUSTER.address, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

/// The same address with another database.
fn with_database(address: &str, name: &str) -> String {
    let (server, options) = address.split_once('?').map_or((address, None), |(a, b)| (a, Some(b)));
    let authority = server.find("://").map_or(0, |at| at + 3);
    let end = server[authority..].find('/').map_or(server.len(), |at| authority + at);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{}/{name}{options}", &server[..end])
}
