//! Public story pages, rendered once and kept compressed until something they show changes.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use alongside_app::stirred::Stirred;
use alongside_domain::id::StoryId;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use lru::LruCache;
use sha2::{Digest as _, Sha256};

use crate::{
    encoding::{Accept, Encoded},
    headers::SideHeaders,
};

/// Most bytes that are kept.
const ROOM: usize = 64 * 1024 * 1024;
/// Most pages that are kept, however small.
const MOST: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// The pages that are kept. A story that changes is dropped at once; a page whose rendering began before a change is
/// never kept.
pub struct Pages {
    kept: Mutex<Kept>,
    /// One more with every change of any story.
    changes: AtomicU64,
}

struct Kept {
    pages: LruCache<StoryId, Page>,
    size: usize,
    /// The stories that changed lately, each with the number of its change.
    changed: LruCache<StoryId, u64>,
    /// Changes up to this one may have been forgotten.
    forgotten: u64,
}

/// A page as it is kept: three encodings, each with all its headers.
#[derive(Clone)]
pub(crate) struct Page(Arc<Rendered>);

struct Rendered {
    body: Encoded,
    etag: HeaderValue,
    /// Headers of the page as brotli, gzip and plain.
    heads: [HeaderMap; 3],
    /// Headers for those who have it.
    unchanged: HeaderMap,
    version: i64,
}

/// Taken before a page is rendered; see [`Pages::keep`].
#[derive(Clone, Copy)]
pub(crate) struct Before(u64);

impl Default for Pages {
    fn default() -> Self {
        let kept = Kept { pages: LruCache::new(MOST), size: 0, changed: LruCache::new(MOST), forgotten: 0 };
        Self { kept: Mutex::new(kept), changes: AtomicU64::new(0) }
    }
}

impl Page {
    /// A page of a story at `version`, with the headers that every page has. `findable`: search engines may list it.
    pub(crate) fn new(html: String, version: i64, findable: bool, common: &SideHeaders) -> Self {
        // Of what is shown, not of the version: that also counts what nobody may see.
        let hash = Sha256::digest(html.as_bytes());
        let body = Encoded::new(html);
        let etag = format!("W/\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]));
        let etag = HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("W/\"\""));
        let mut unchanged = HeaderMap::new();
        unchanged.insert(header::ETAG, etag.clone());
        unchanged.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        unchanged.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Encoding"));
        let robots = if findable { crate::commons::LISTED } else { crate::commons::UNLISTED };
        unchanged.insert("x-robots-tag", HeaderValue::from_static(robots));
        common.apply(&mut unchanged);
        let heads = [Accept::Brotli, Accept::Gzip, Accept::Plain].map(|accept| {
            let mut head = unchanged.clone();
            head.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            if let (_, Some(encoding)) = body.pick(accept) {
                head.insert(header::CONTENT_ENCODING, encoding);
            }
            head
        });
        Self(Arc::new(Rendered { body, etag, heads, unchanged, version }))
    }

    /// The version it shows.
    pub(crate) fn version(&self) -> i64 {
        self.0.version
    }

    /// Bytes in memory, about.
    fn size(&self) -> usize {
        self.0.body.size() + 4096
    }

    /// The page for a client, or 304 when it has it.
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response<Body> {
        let page = &*self.0;
        if headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == page.etag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().clone_from(&page.unchanged);
            return response;
        }
        let accept = Accept::of(headers);
        let mut response = Response::new(Body::from(page.body.pick(accept).0));
        response.headers_mut().clone_from(&page.heads[accept as usize]);
        response
    }
}

impl Pages {
    /// The page of this story, if it is kept.
    pub(crate) fn get(&self, id: StoryId) -> Option<Page> {
        self.lock().pages.get(&id).cloned()
    }

    /// To be called before anything is read for a page.
    pub(crate) fn before(&self) -> Before {
        Before(self.changes.load(Ordering::SeqCst))
    }

    /// Keeps a page, unless its story has changed since `before`.
    pub(crate) fn keep(&self, id: StoryId, page: Page, before: Before) {
        let mut kept = self.lock();
        let changed = kept.changed.peek(&id).copied().unwrap_or(kept.forgotten);
        if changed > before.0 {
            return;
        }
        kept.size += page.size();
        if let Some((_, old)) = kept.pages.push(id, page) {
            kept.size -= old.size();
        }
        while kept.size > ROOM {
            let Some((_, old)) = kept.pages.pop_lru() else { break };
            kept.size -= old.size();
        }
    }

    /// Forgets the page of this story.
    pub(crate) fn forget(&self, id: StoryId) {
        let mut kept = self.lock();
        if let Some(old) = kept.pages.pop(&id) {
            kept.size -= old.size();
        }
    }

    // A panic while it was held cannot have left it half changed in a way that matters: pages are values.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stirred for Pages {
    fn story_changed(&self, story: StoryId) {
        let change = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        let mut kept = self.lock();
        if let Some((_, forgotten)) = kept.changed.push(story, change).filter(|(old, _)| *old != story) {
            kept.forgotten = kept.forgotten.max(forgotten);
        }
        if let Some(old) = kept.pages.pop(&story) {
            kept.size -= old.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: StoryId = StoryId::from_bytes([1; 16]);

    fn page() -> Page {
        let origins =
            crate::Origins { commons: "http://a.localhost".into(), room: "http://b.localhost".into() };
        Page::new("<p>So we wait</p>".into(), 1, false, &SideHeaders::commons(&origins, "/away"))
    }

    #[test]
    fn a_page_is_kept_until_its_story_changes() {
        let pages = Pages::default();
        pages.keep(STORY, page(), pages.before());
        assert!(pages.get(STORY).is_some());
        pages.story_changed(STORY);
        assert!(pages.get(STORY).is_none());
        assert_eq!(pages.lock().size, 0);
    }

    #[test]
    fn a_page_whose_rendering_began_before_a_change_is_never_kept() {
        let pages = Pages::default();
        let before = pages.before();
        pages.story_changed(STORY);
        pages.keep(STORY, page(), before);
        assert!(pages.get(STORY).is_none());
        pages.keep(STORY, page(), pages.before());
        assert!(pages.get(STORY).is_some());
    }

    #[test]
    fn the_change_of_another_story_does_not_matter() {
        let pages = Pages::default();
        let before = pages.before();
        pages.story_changed(StoryId::from_bytes([2; 16]));
        pages.keep(STORY, page(), before);
        assert!(pages.get(STORY).is_some());
    }
}
