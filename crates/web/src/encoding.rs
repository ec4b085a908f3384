//! Bytes in the three encodings they are sent in.

use std::io::Write as _;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, header},
};
use bytes::Bytes;

/// The same text, compressed once and kept.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

/// How hard to compress: what is kept is worth more work than what is sent once.
#[derive(Clone, Copy)]
pub(crate) enum Effort {
    Once,
    Kept,
}

impl Encoded {
    /// All three encodings of `plain`.
    pub(crate) fn new(plain: impl Into<Bytes>) -> Self {
        let plain = plain.into();
        Self { gzip: gzip(&plain, Effort::Kept), brotli: brotli(&plain), plain }
    }

    /// For what is compressed already, such as fonts.
    pub(crate) const fn as_it_is(plain: Bytes) -> Self {
        Self { gzip: Bytes::new(), brotli: Bytes::new(), plain }
    }

    /// Bytes in memory.
    pub(crate) const fn size(&self) -> usize {
        self.plain.len() + self.gzip.len() + self.brotli.len()
    }

    /// The smallest that `accept` takes, with the name of its encoding.
    pub(crate) fn pick(&self, accept: Accept) -> (Bytes, Option<HeaderValue>) {
        match accept {
            Accept::Brotli if !self.brotli.is_empty() => (self.brotli.clone(), Some(BR)),
            Accept::Brotli | Accept::Gzip if !self.gzip.is_empty() => (self.gzip.clone(), Some(GZIP)),
            _ => (self.plain.clone(), None),
        }
    }
}

const BR: HeaderValue = HeaderValue::from_static("br");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// What a client takes, reduced to what we have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accept {
    Brotli,
    Gzip,
    Plain,
}

impl Accept {
    /// Reads `Accept-Encoding`; a quality of 0 means no, other qualities are not weighed.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(accept) = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
            return Self::Plain;
        };
        let takes = |name: &str| {
            accept.split(',').any(|part| {
                let (coding, quality) = part.split_once(';').unwrap_or((part, ""));
                let quality = quality.trim();
                coding.trim().eq_ignore_ascii_case(name)
                    && !matches!(quality, "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Plain
        }
    }
}

/// A page that is sent once: gzip, quickly, when the client takes it and it is worth it.
pub(crate) fn once(page: String, accept: Accept) -> Response<Body> {
    let mut response = if accept == Accept::Plain || page.len() < 1024 {
        Response::new(Body::from(page))
    } else {
        let mut response = Response::new(Body::from(gzip(page.as_bytes(), Effort::Once)));
        response.headers_mut().insert(header::CONTENT_ENCODING, GZIP);
        response
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
    response
}

// Writing into memory cannot fail; if it ever did, nothing is sent compressed.
fn gzip(plain: &[u8], effort: Effort) -> Bytes {
    let level = flate2::Compression::new(match effort {
        Effort::Once => 3,
        Effort::Kept => 9,
    });
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 3), level);
    match encoder.write_all(plain).and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes.into(),
        Err(_) => Bytes::new(),
    }
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(plain.len() / 3);
    let params = brotli::enc::BrotliEncoderParams { quality: 9, lgwin: 20, ..Default::default() };
    match brotli::BrotliCompress(&mut &plain[..], &mut out, &params) {
        Ok(_) => out.into(),
        Err(_) => Bytes::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &'static str) -> Accept {
        Accept::of(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
    }

    #[test]
    fn the_best_encoding_that_is_taken_is_chosen() {
        assert_eq!(accept("gzip, deflate, br, zstd"), Accept::Brotli);
        assert_eq!(accept("gzip, br;q=0"), Accept::Gzip);
        assert_eq!(accept("identity"), Accept::Plain);
        assert_eq!(Accept::of(&HeaderMap::new()), Accept::Plain);
    }

    #[test]
    fn what_is_compressed_is_smaller_and_says_so() {
        let encoded = Encoded::new("a".repeat(4000));
        let (bytes, name) = encoded.pick(Accept::Brotli);
        assert!(bytes.len() < 100 && name == Some(BR));
        assert_eq!(encoded.pick(Accept::Plain).0.len(), 4000);
    }
}
