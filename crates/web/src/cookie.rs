//! The cookies: one for each side, one that says that tabs of the commons go by another name, and one with what
//! somebody chose to read there: nothing of that is kept anywhere else. Each belongs to one
//! host (`__Host-`), is out of reach of scripts, and opens nothing sealed.

use alongside_app::secret::Secret;
use alongside_domain::{member::Side, reading::Reading};
use axum::http::{HeaderMap, HeaderValue, header};

const fn name(side: Side) -> &'static str {
    match side {
        Side::Room => "__Host-room",
        Side::Commons => "__Host-commons",
    }
}

/// The secret in the cookie of this side. Sent twice, it is not read at all.
pub(crate) fn read(headers: &HeaderMap, side: Side) -> Option<Secret> {
    let name = name(side);
    let mut values = values(headers, name);
    let value = values.next()?;
    if values.next().is_some() { None } else { value.parse().ok() }
}

/// Whether a cookie of the commons came with the request, whatever is in it: then its page is made for it alone.
pub(crate) fn is_anybody(headers: &HeaderMap) -> bool {
    headers.get_all(header::COOKIE).iter().any(|value| {
        [name(Side::Commons), PLAIN, READING]
            .iter()
            .any(|name| value.as_bytes().windows(name.len()).any(|window| window == name.as_bytes()))
    })
}

/// Tabs go by another name, in this browser.
const PLAIN: &str = "__Host-plain";

/// What somebody chose to read, in this browser.
const READING: &str = "__Host-reading";

fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Whether tabs go by another name.
pub(crate) fn is_plain(headers: &HeaderMap) -> bool {
    values(headers, PLAIN).any(|value| value == "1")
}

/// What somebody chose to read; `None` for nobody's choice.
pub(crate) fn reading(headers: &HeaderMap) -> Option<Reading> {
    values(headers, READING).next()?.parse().ok()
}

/// `Set-Cookie` that keeps the choice for a year.
pub(crate) fn set_reading(reading: &Reading) -> HeaderValue {
    let line = format!("{READING}={reading}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000");
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}

/// `Set-Cookie` that gives tabs another name for a year, or their own again.
pub(crate) fn set_plain(plain: bool) -> HeaderValue {
    HeaderValue::from_static(if plain {
        "__Host-plain=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"
    } else {
        "__Host-plain=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    })
}

/// `Set-Cookie` with a new secret. A session cookie: gone when the browser is closed.
pub(crate) fn set(side: Side, secret: &Secret) -> HeaderValue {
    written(side, &secret.to_text(), "")
}

/// `Set-Cookie` that takes the cookie away.
pub(crate) fn clear(side: Side) -> HeaderValue {
    written(side, "", "; Max-Age=0")
}

fn written(side: Side, value: &str, rest: &str) -> HeaderValue {
    // The commons is entered by links from elsewhere, the room never is.
    let same_site = match side {
        Side::Room => "Strict",
        Side::Commons => "Lax",
    };
    let line = format!("{}={value}; Path=/; Secure; HttpOnly; SameSite={same_site}{rest}", name(side));
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())])
    }

    #[test]
    fn a_cookie_of_one_side_does_not_open_the_other() {
        let secret = Secret::from_bytes([7; 32]);
        let line = format!("a=b; __Host-commons={}", secret.to_text());
        assert!(read(&headers(&line), Side::Commons).is_some());
        assert!(read(&headers(&line), Side::Room).is_none());
    }

    #[test]
    fn a_cookie_sent_twice_opens_nothing() {
        let text = Secret::from_bytes([7; 32]).to_text();
        assert!(read(&headers(&format!("__Host-room={text}; __Host-room={text}")), Side::Room).is_none());
    }
}
