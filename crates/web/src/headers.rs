//! Headers that every answer has, by side.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::web::Origins;

/// The headers of one side, made once.
#[derive(Clone)]
pub(crate) struct SideHeaders(Vec<(HeaderName, HeaderValue)>);

impl SideHeaders {
    /// For pages: styles, fonts and pictures from here, no script, no frame.
    /// A form that is left quickly may lead to `leave_to`, which can be another site.
    pub(crate) fn commons(origins: &Origins, leave_to: &str) -> Self {
        let away = Origins::of_site(leave_to).unwrap_or_default();
        Self::with(
            origins,
            // The room is where forms never lead; entering comes from there.
            &format!(
                "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; \
                 connect-src 'self'; form-action 'self' {away}; base-uri 'none'; frame-ancestors 'none'"
            ),
        )
    }

    /// For the room: its own scripts, WebAssembly for Argon2id, nothing that turns text into script.
    pub(crate) fn room(origins: &Origins) -> Self {
        Self::with(
            origins,
            &format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
                 font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self' {}; base-uri 'none'; \
                 frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types alongside",
                origins.commons
            ),
        )
    }

    fn with(origins: &Origins, policy: &str) -> Self {
        let mut headers = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // Within the place only. `no-referrer` would make browsers hide where a form came from, even from us, and every
            // form would look like another site's.
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()",
                ),
            ),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if let Ok(policy) = HeaderValue::from_str(policy) {
            headers.push((header::CONTENT_SECURITY_POLICY, policy));
        }
        if origins.is_https() {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        Self(headers)
    }

    /// Puts them on an answer. What says nothing about keeping is not kept.
    pub(crate) fn apply(&self, to: &mut HeaderMap) {
        for (name, value) in &self.0 {
            to.insert(name.clone(), value.clone());
        }
        if !to.contains_key(header::CACHE_CONTROL) {
            to.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
    }
}
