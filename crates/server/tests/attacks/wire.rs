//! HTTP/1.1 as bytes: what is sent is exactly what a case says, and what comes back is read strictly.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What came back on a connection.
pub struct Came {
    pub answers: Vec<Answer>,
    /// The other end closed it; else it fell silent.
    pub closed: bool,
}

/// How long silence means that nothing more comes.
const SILENCE: Duration = Duration::from_millis(700);
/// How long an answer may take at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends these bytes on a connection of their own and reads all answers. `asked_by` are the methods of the requests,
/// because an answer to HEAD has no body; those after them are taken as GET.
pub fn exchange(to: SocketAddr, bytes: &[u8], asked_by: &[&str]) -> Came {
    exchange_within(to, bytes, asked_by, SILENCE)
}

/// The same for a request that may take longer to answer.
pub fn patiently(to: SocketAddr, bytes: &[u8], asked_by: &[&str]) -> Came {
    exchange_within(to, bytes, asked_by, PATIENCE)
}

fn exchange_within(to: SocketAddr, bytes: &[u8], asked_by: &[&str], silence: Duration) -> Came {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_nodelay(true).unwrap();
    // A server that has heard enough may close before everything is sent.
    let _ = stream.write_all(bytes);
    stream.set_read_timeout(Some(silence)).unwrap();
    let (mut came, mut part) = (Vec::new(), [0; 16 * 1024]);
    let closed = loop {
        match stream.read(&mut part) {
            Ok(0) => break true,
            Ok(n) => came.extend_from_slice(&part[..n]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break false,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break true,
        }
    };
    let mut answers = Vec::new();
    let mut rest = &came[..];
    while !rest.is_empty() {
        let by = asked_by.get(answers.len()).copied().unwrap_or("GET");
        let Some((answer, after)) = Answer::read(rest, by) else {
            panic!("this is no answer: {:?}", String::from_utf8_lossy(&rest[..rest.len().min(200)]))
        };
        rest = after;
        // 100 Continue announces the one that counts.
        if answer.status != 100 {
            answers.push(answer);
        }
    }
    Came { answers, closed }
}

impl Came {
    pub fn statuses(&self) -> Vec<u16> {
        self.answers.iter().map(|answer| answer.status).collect()
    }

    /// Whether any of the answers has these words in it.
    pub fn says(&self, words: &str) -> bool {
        self.answers.iter().any(|answer| answer.text().contains(words))
    }
}

impl Answer {
    /// The first answer in `bytes` and what comes after it.
    fn read<'a>(bytes: &'a [u8], by: &str) -> Option<(Self, &'a [u8])> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status: u16 = lines.next()?.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .map(|line| {
                line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            })
            .collect::<Option<_>>()?;
        let mut answer = Self { status, headers, body: Vec::new() };
        let rest = &bytes[end + 4..];
        let is_bare = by == "HEAD" || status == 204 || status == 304 || status < 200;
        let length = if is_bare { 0 } else { answer.header("content-length").parse().unwrap_or(0) };
        assert!(answer.header("transfer-encoding").is_empty() || is_bare, "answers say their length here");
        answer.body = rest.get(..length)?.to_vec();
        Some((answer, &rest[length..]))
    }

    /// A header that is there at most once; empty when it is not.
    pub fn header(&self, name: &str) -> &str {
        let mut all = self.headers.iter().filter(|(one, _)| one == name);
        let first = all.next().map_or("", |(_, value)| value);
        assert!(all.next().is_none(), "{name} is there twice");
        first
    }

    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(one, _)| one == name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Everything but the time it was sent, the headers by their names.
    pub fn without_date(mut self) -> (u16, Vec<(String, String)>, Vec<u8>) {
        self.headers.retain(|(name, _)| name != "date");
        self.headers.sort();
        (self.status, self.headers, self.body)
    }
}

/// A request as a browser or an attacker would write it.
#[derive(Clone)]
pub struct Ask {
    pub method: String,
    target: String,
    host: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    says_length: bool,
}

impl Ask {
    pub fn new(method: &str, host: &str, target: impl Into<String>) -> Self {
        let (method, host) = (method.to_owned(), Some(host.to_owned()));
        Self {
            method,
            target: target.into(),
            host,
            headers: Vec::new(),
            body: Vec::new(),
            says_length: false,
        }
    }

    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The same as a form for this path.
    pub fn posting(mut self, path: &str) -> Self {
        (self.method, self.target) = ("POST".to_owned(), path.to_owned());
        self.form("")
    }

    pub fn body(mut self, kind: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.body = bytes.as_ref().to_vec();
        self.says_length = true;
        if kind.is_empty() { self } else { self.with("content-type", kind) }
    }

    pub fn form(self, fields: &str) -> Self {
        self.body("application/x-www-form-urlencoded", fields)
    }

    pub fn json(self, value: &serde_json::Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// The bytes, for a connection that ends after the answer or goes on.
    pub fn bytes(&self, last: bool) -> Vec<u8> {
        let mut out = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        if let Some(host) = &self.host {
            out.extend(format!("Host: {host}\r\n").bytes());
        }
        for (name, value) in &self.headers {
            out.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if self.says_length {
            out.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        }
        if last {
            out.extend(b"Connection: close\r\n");
        }
        out.extend(b"\r\n");
        out.extend(&self.body);
        out
    }
}
