//! "I'm with you" and "this happened to me too".

use alongside_app::{Reason as _, Sort, once::Once, to_author::ToAuthorError, with_author::Stand};
use alongside_domain::{id::StoryId, story::With};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    At, Reader,
    answering::{Typed, TypedPen},
    form, story, to,
};
use crate::{
    failure::Failure,
    pace::{Act, Whence},
    web::Web,
};

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
    from: Whence,
    request: Request,
) -> Response<Body> {
    let Ok(id) = id.parse::<StoryId>() else { return reader.refused(&web, Failure::not_here()) };
    let fields = match form::read::<Fields>(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(&web, failure),
    };
    let stood = stood(&web, &reader, id, from, &fields).await;
    let next = format!("/story/{id}");
    stood.unwrap_or_else(|failure| reader.refused_keeping(&web, failure, String::new(), next))
}

async fn stood(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    from: Whence,
    fields: &Fields,
) -> Result<Response<Body>, Failure> {
    let member = reader.member()?;
    let with: With = fields.kind.parse().map_err(|error| Failure::mistaken("kind", error))?;
    let pen = match form::pen(&fields.pen, &fields.new_pen) {
        Ok(pen) => pen,
        Err(say) => return again(web, reader, id, fields, StatusCode::UNPROCESSABLE_ENTITY, say).await,
    };
    let request: [&[u8]; 5] =
        [b"with", id.as_bytes(), with.slug().as_bytes(), fields.pen.as_bytes(), fields.new_pen.as_bytes()];
    let once = Once::new(&fields.once, &request)?;
    web.paced(Act::With, member.id, fields.pen.parse().ok(), from)?;
    match web.app.stand(reader.viewer(), Stand { story: id, pen, with }, once).await {
        Ok(_) => Ok(to(&format!("/story/{id}#with"))),
        Err(ToAuthorError::Pen(error)) if error.sort() != Sort::Trouble => {
            let say = error.to_string();
            again(web, reader, id, fields, Failure::from(error).status, say).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page again, with a sentence at the pen name.
async fn again(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    fields: &Fields,
    status: StatusCode,
    wrong: String,
) -> Result<Response<Body>, Failure> {
    let with = Some(TypedPen { new_pen: fields.new_pen.clone(), wrong });
    story::page(web, reader, id, status, Some(Typed { with, ..Typed::default() })).await
}
