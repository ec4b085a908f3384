//! "I'm with you" and "this happened to me too".

use alongside_app::{once::Once, with_author::Stand};
use alongside_domain::{id::StoryId, story::With};
use axum::{
    body::Body,
    extract::{Request, State},
    http::Response,
};
use serde::Deserialize;

use super::{At, Reader, form, to};
use crate::{failure::Failure, web::Web};

/// The form as it arrives.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    kind: String,
    pen: String,
    new_pen: String,
    once: String,
}

pub(super) async fn stand(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    let Ok(id) = id.parse::<StoryId>() else { return reader.refused(&web, Failure::not_here()) };
    let fields = match form::read::<Fields>(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(&web, failure),
    };
    let stood = async {
        reader.member()?;
        let with: With = fields.kind.parse().map_err(|error| Failure::mistaken("kind", error))?;
        let pen = form::pen(&fields.pen, &fields.new_pen).map_err(|say| Failure::mistaken("pen", say))?;
        let request: [&[u8]; 5] = [
            b"with",
            id.as_bytes(),
            with.slug().as_bytes(),
            fields.pen.as_bytes(),
            fields.new_pen.as_bytes(),
        ];
        let once = Once::new(&fields.once, &request)?;
        web.app.stand(reader.viewer(), Stand { story: id, pen, with }, once).await?;
        Ok(to(&format!("/story/{id}#with")))
    };
    let next = format!("/story/{id}");
    stood.await.unwrap_or_else(|failure: Failure| reader.refused_keeping(&web, failure, String::new(), next))
}
