//! The style sheet, the fonts and the scripts of the commons, under names that change with their content.

use std::{borrow::Cow, collections::HashMap};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    response::IntoResponse as _,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use crate::encoding::{Accept, Encoded};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// What pages can have beside what they are without script.
#[derive(RustEmbed)]
#[folder = "../../room/dist-commons"]
struct Scripts;

/// The sheets that make up the one style sheet, in order.
const SHEETS: [&str; 5] = ["tokens.css", "fonts.css", "base.css", "commons.css", "numbers.css"];
/// The fonts that every page needs at once.
const FIRST_FONTS: [&str; 3] = [
    "fonts/literata-latin-400-normal.woff2",
    "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2",
    "fonts/atkinson-hyperlegible-next-latin-600-normal.woff2",
];

/// What is served under `/assets/`.
#[derive(Default)]
pub(crate) struct Assets {
    files: HashMap<String, (Encoded, HeaderValue)>,
    css: String,
    fonts: Vec<String>,
    answer_script: String,
    leave_script: String,
    numbers_script: String,
}

impl Assets {
    /// Names, compresses and keeps everything.
    pub(crate) fn load() -> Self {
        let mut assets = Self::default();
        let mut sheet: String = SHEETS.iter().map(|name| text(name)).collect();
        for name in Files::iter().filter(|name| name.ends_with(".woff2")) {
            let bytes = Files::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
            let path = assets.add(&name, Encoded::as_it_is(bytes.clone().into()), &bytes, "font/woff2");
            sheet = sheet.replace(&format!("url({name})"), &format!("url({path})"));
            if FIRST_FONTS.contains(&&*name) {
                assets.fonts.push(path);
            }
        }
        let sheet = smaller(&sheet);
        assets.css = assets.add(
            "alongside.css",
            Encoded::new(sheet.clone()),
            sheet.as_bytes(),
            "text/css; charset=utf-8",
        );
        assets.answer_script = assets.script("answer.js");
        assets.leave_script = assets.script("leave.js");
        assets.numbers_script = assets.script("numbers.js");
        assets
    }

    fn add(&mut self, name: &str, file: Encoded, bytes: &[u8], kind: &'static str) -> String {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..9]);
        let name = name.rsplit('/').next().unwrap_or(name);
        let path = format!("{hash}.{name}");
        self.files.insert(path.clone(), (file, HeaderValue::from_static(kind)));
        format!("/assets/{path}")
    }

    fn script(&mut self, name: &str) -> String {
        let data = Scripts::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
        self.add(name, Encoded::new(data.clone()), &data, "text/javascript; charset=utf-8")
    }

    /// The path of the style sheet.
    pub(crate) fn css(&self) -> &str {
        &self.css
    }

    /// The paths of the fonts that every page needs at once.
    pub(crate) fn fonts(&self) -> &[String] {
        &self.fonts
    }

    /// The path of what reads along while an answer is written.
    pub(crate) fn answer_script(&self) -> &str {
        &self.answer_script
    }

    /// The path of what makes leaving quick, on every page.
    pub(crate) fn leave_script(&self) -> &str {
        &self.leave_script
    }

    /// The path of what remembers how numbers are shown, on the device.
    pub(crate) fn numbers_script(&self) -> &str {
        &self.numbers_script
    }

    /// The file with this name, for ever the same.
    pub(crate) fn serve(&self, name: &str, headers: &HeaderMap) -> Response<Body> {
        match self.files.get(name) {
            Some((file, kind)) => immutable(file, kind.clone(), headers),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

/// A file whose name has its hash in it.
pub(crate) fn immutable(file: &Encoded, kind: HeaderValue, headers: &HeaderMap) -> Response<Body> {
    let (bytes, encoding) = file.pick(Accept::of(headers));
    let mut response = Response::new(Body::from(bytes));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, kind);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

fn text(name: &str) -> String {
    let data = Files::get(name).map_or(Cow::Borrowed(&[][..]), |file| file.data);
    String::from_utf8_lossy(&data).into_owned()
}

/// The sheet without comments and line ends. What compression does not take care of by itself, no more.
fn smaller(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Bytes of an embedded file.
pub(crate) fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_in_the_sheet_is_served_under_the_name_it_has_there() {
        let assets = Assets::load();
        let (sheet, _) = &assets.files[assets.css().trim_start_matches("/assets/")];
        let sheet = String::from_utf8(sheet.pick(Accept::Plain).0.to_vec()).unwrap();
        let urls: Vec<&str> =
            sheet.split("url(").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
        assert_eq!(urls.len(), 6);
        for url in urls {
            assert!(assets.files.contains_key(url.trim_start_matches("/assets/")), "{url}");
        }
        assert_eq!(assets.fonts().len(), 3);
    }
}
