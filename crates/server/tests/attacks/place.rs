//! The program itself, running on a free port with its data in a folder of its own, and a few people in it.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use alongside_seal::encoding::b64url;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::wire::{self, Answer, Ask, Came};

pub const COMMONS: &str = "http://alongside.localhost:8080";
pub const COMMONS_HOST: &str = "alongside.localhost:8080";
pub const ROOM: &str = "http://room.alongside.localhost:8080";
pub const ROOM_HOST: &str = "room.alongside.localhost:8080";
/// An id that is well formed and that nothing has.
pub const NOBODY: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Somebody with a session on both sides, as `name=value` of the cookies.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub room: String,
    pub commons: String,
    pub pen: String,
}

pub struct Place {
    child: Child,
    pub at: SocketAddr,
    folder: TempDir,
    /// Tells a story to everyone and one to the community.
    pub maeve: Person,
    /// Has nothing but a pen name.
    pub tom: Person,
    pub rowan: Person,
    /// Open to everyone.
    pub story: String,
    /// Open to members.
    pub inside: String,
}

impl Place {
    pub fn new() -> Self {
        let mut place = Self::empty(&[("ALONGSIDE_LIMITS", "false")]);
        place.maeve = place.person("maeve-who-signs-in", "willow", 1);
        place.tom = place.person("tom-who-signs-in", "marguerite", 2);
        place.rowan = place.person("rowan-who-signs-in", "rowan", 3);
        let made = place.run(&["admin", "moderator", &place.rowan.name]);
        assert!(made, "nobody could be made a moderator");
        place.story = place.share("everyone", "So we wait, and everyone may know.");
        place.inside = place.share("community", "So we wait, among ourselves.");
        place
    }

    /// The program with these settings, and nobody there yet.
    pub fn empty(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (child, at) = (0..5).find_map(|_| start(&folder, settings)).expect("it does not start");
        let nobody =
            Person { name: String::new(), room: String::new(), commons: String::new(), pen: String::new() };
        let (maeve, tom, rowan) = (nobody.clone(), nobody.clone(), nobody);
        Self { child, at, folder, maeve, tom, rowan, story: String::new(), inside: String::new() }
    }

    fn run(&self, args: &[&str]) -> bool {
        program(&self.folder).args(args).stdout(Stdio::null()).status().unwrap().success()
    }

    /// One request and its answer, which is held to what is promised of every answer.
    pub fn ask(&self, ask: &Ask) -> Answer {
        let came = wire::patiently(self.at, &ask.bytes(true), &[&ask.method]);
        assert_eq!(came.answers.len(), 1, "one answer to one request");
        let answer = came.answers.into_iter().next().unwrap();
        holds(&answer);
        answer
    }

    /// Bytes as they are, and everything that came back.
    pub fn raw(&self, bytes: impl AsRef<[u8]>, asked_by: &[&str]) -> Came {
        let came = wire::exchange(self.at, bytes.as_ref(), asked_by);
        for answer in &came.answers {
            // What is no HTTP is refused by the parser, with nothing but a status.
            if answer.body.is_empty() && matches!(answer.status, 400 | 414 | 431) {
                assert!(!answer.has("set-cookie"));
            } else {
                holds(answer);
            }
        }
        came
    }

    pub fn get(&self, host: &str, path: &str) -> Answer {
        self.ask(&Ask::new("GET", host, path))
    }

    /// A page of the commons as a member sees it.
    pub fn page(&self, path: &str, by: &Person) -> Answer {
        self.ask(&Ask::new("GET", COMMONS_HOST, path).with("cookie", &by.commons))
    }

    /// Something of the API of the room as a member gets it.
    pub fn api(&self, path: &str, by: &Person) -> Answer {
        self.ask(&Ask::new("GET", ROOM_HOST, path).with("cookie", &by.room))
    }

    /// A request from the room itself.
    pub fn from_room(method: &str, path: &str, by: Option<&Person>) -> Ask {
        let ask = Ask::new(method, ROOM_HOST, path).with("origin", ROOM);
        if let Some(person) = by { ask.with("cookie", &person.room) } else { ask }
    }

    /// A form from a page of the commons.
    pub fn from_commons(path: &str, by: Option<&Person>) -> Ask {
        let ask = Ask::new("POST", COMMONS_HOST, path).with("origin", COMMONS);
        if let Some(person) = by { ask.with("cookie", &person.commons) } else { ask }
    }

    /// A new person with a pen name, signed in on both sides.
    pub fn person(&self, name: &str, pen: &str, secret: u8) -> Person {
        let up = self.ask(&Self::from_room("POST", "/api/sign-up", None).json(&sign_up(name, secret)));
        assert_eq!(up.status, 201, "{}", up.text());
        let mut person =
            Person { name: name.to_owned(), room: cookie(&up), commons: String::new(), pen: String::new() };
        let made = Self::from_room("POST", "/api/pens", Some(&person)).json(&json!({ "name": pen }));
        json_of(&self.ask(&made))["id"].as_str().unwrap().clone_into(&mut person.pen);
        person.commons = cookie(&self.enter(&self.code(&person), "/community"));
        person
    }

    /// A code that brings somebody over to the commons.
    pub fn code(&self, by: &Person) -> String {
        let got = self.ask(&Self::from_room("POST", "/api/handover", Some(by)).json(&json!({})));
        json_of(&got)["code"].as_str().unwrap().to_owned()
    }

    /// Coming over, as the room does it.
    pub fn enter(&self, code: &str, next: &str) -> Answer {
        let form = format!("code={code}&next={next}");
        self.ask(&Ask::new("POST", COMMONS_HOST, "/enter").with("origin", ROOM).form(&form))
    }

    fn share(&self, audience: &str, text: &str) -> String {
        let around = json!({ "state": null, "answers": "at-once", "quoting": "no", "words": null });
        let story = json!({
            "pen": self.maeve.pen, "audience": audience, "text": text, "around": around, "master_rev": 1,
        });
        let ask = Self::from_room("POST", "/api/stories", Some(&self.maeve));
        let key = format!("the-story-for-{audience}");
        let shared = self.ask(&ask.with("idempotency-key", key).json(&story));
        assert_eq!(shared.status, 201, "{}", shared.text());
        json_of(&shared)["story"].as_str().unwrap().to_owned()
    }

    /// Whether somebody is still signed in, on both sides.
    pub fn is_in(&self, person: &Person) -> bool {
        let room = json_of(&self.api("/api/session", person))["signed_in"] == true;
        room && self.page("/community", person).status == 200
    }

    /// That nothing broke, and that the log names nobody.
    pub fn has_kept_calm(&self) {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
        assert!(log.contains("\"listening\""), "there is a log: {log}");
        for line in log.lines() {
            assert!(!line.contains("\"ERROR\"") && !line.contains("panicked"), "{line}");
            for hidden in ["who-signs-in", "willow", "So we wait", &self.story, "127.0.0.1"] {
                assert!(hidden.is_empty() || !line.contains(hidden), "the log has {hidden}: {line}");
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(folder: &TempDir) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_alongside"));
    program.env_clear().env("ALONGSIDE_DATA", folder.path().join("data"));
    program.env("ALONGSIDE_COMMONS", COMMONS).env("ALONGSIDE_ROOM", ROOM);
    program
}

/// `None` when somebody else took the port first.
fn start(folder: &TempDir, settings: &[(&str, &str)]) -> Option<(Child, SocketAddr)> {
    let at = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let made = program(folder).arg("migrate").stdout(Stdio::null()).status().unwrap();
    assert!(made.success(), "the database could not be made");
    let log = File::create(folder.path().join("log")).unwrap();
    let mut serve = program(folder);
    serve.args(["serve", "--listen", &at.to_string()]).envs(settings.iter().copied());
    let mut child = serve.stderr(log).spawn().unwrap();
    for _ in 0..600 {
        if TcpStream::connect(at).is_ok() && child.try_wait().unwrap().is_none() {
            return Some((child, at));
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    panic!("it does not listen")
}

/// What holds for every answer of ours, whatever was asked.
fn holds(answer: &Answer) {
    let Answer { status, headers, .. } = answer;
    assert!(*status < 500, "{status}: {}", answer.text());
    for (name, _) in headers {
        assert!(!name.starts_with("access-control-"), "{name}: other sites may read nothing");
        assert!(!["server", "x-powered-by"].contains(&&**name), "{name} tells too much");
    }
    for (_, set) in headers.iter().filter(|(name, _)| name == "set-cookie") {
        let named = ["__Host-room=", "__Host-commons=", "__Host-plain=", "__Host-reading="]
            .iter()
            .any(|name| set.starts_with(name));
        let kept =
            ["; Path=/", "; Secure", "; HttpOnly", "; SameSite="].iter().all(|part| set.contains(part));
        assert!(named && kept && !set.to_lowercase().contains("domain"), "{set}");
        assert!(answer.header("cache-control").contains("no-store"), "a cookie is never kept: {set}");
    }
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action "] {
        assert!(policy.contains(part), "{status} has no {part}: {policy:?}");
    }
    for bad in ["unsafe-inline", "'unsafe-eval'", "*", "data: 'self'", "http: ", "https: "] {
        assert!(!policy.contains(bad), "{bad} in {policy}");
    }
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{status}: {name}");
    }
    assert!(answer.header("permissions-policy").contains("camera=(), microphone=(), geolocation=()"));
    assert!(answer.has("cache-control"), "{status} says nothing about keeping");
    if !answer.body.is_empty() {
        assert!(answer.has("content-type"), "{status} leaves it to the browser what it is");
    }
}

/// The cookie that was set, as it is sent back.
pub fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    assert!(!set.is_empty(), "{} sets no cookie: {}", answer.status, answer.text());
    set.split(';').next().unwrap().to_owned()
}

pub fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", answer.text()))
}

pub fn kdf() -> Value {
    json!({ "alg": "argon2id", "v": 19, "m": 65_536, "t": 3, "p": 1, "salt": b64url(&[1; 16]) })
}

pub fn sign_up(name: &str, secret: u8) -> Value {
    json!({
        "name": name, "kdf": kdf(), "login": b64url(&[secret; 32]), "recovery": b64url(&[secret + 100; 32]),
        "keyring_pass": b64url(&sealed(2000)), "keyring_recovery": b64url(&sealed(2000)), "device": "Firefox",
    })
}

/// An age file as far as a server can see. Nobody can open it.
pub fn sealed(payload: usize) -> Vec<u8> {
    let filled = |length: usize| {
        let text = b64url(&vec![7; length]);
        text.replace('-', "+").replace('_', "/")
    };
    let (share, body) = (filled(1120), filled(32));
    let mut file =
        format!("age-encryption.org/v1\n-> mlkem768x25519 {share}\n{body}\n--- {body}\n").into_bytes();
    let chunks = payload.div_ceil(64 * 1024).max(1);
    file.resize(file.len() + 16 + payload + 16 * chunks, 7);
    file
}
