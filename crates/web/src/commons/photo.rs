//! Photos in open stories.

use alongside_domain::{id::PhotoId, photo::Size};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};

use super::{At, Reader};
use crate::{failure::Failure, web::Web};

/// `GET /photo/{id}/{size}.jpg`. Whoever may read the story sees it; each time it is asked again whether they may.
pub(super) async fn photo(
    State(web): State<Web>,
    reader: Reader,
    At((id, file)): At<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    let size = file.strip_suffix(".jpg").and_then(|size| size.parse::<Size>().ok());
    let (Ok(id), Some(size)) = (id.parse::<PhotoId>(), size) else {
        return reader.refused(&web, Failure::not_here());
    };
    let photo = match web.app.photo(reader.viewer(), id, size).await {
        Ok(photo) => photo,
        Err(error) => return reader.refused(&web, error.into()),
    };
    let mut response = Response::new(Body::empty());
    let out = response.headers_mut();
    out.insert("x-robots-tag", HeaderValue::from_static("noindex, noimageindex, noai, noimageai"));
    // What a visitor may see is for everyone.
    if reader.session.is_none() {
        // A photo never changes; it can only be taken back.
        let etag = HeaderValue::from_static("\"as-it-was\"");
        let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag);
        out.insert(header::ETAG, etag);
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        out.insert(header::VARY, HeaderValue::from_static("Cookie"));
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    *response.body_mut() = Body::from(photo);
    response
}
