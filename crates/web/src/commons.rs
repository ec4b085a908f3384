//! The commons: pages rendered on the server, which read and answer without script.

mod answer;
mod answering;
mod asking;
mod choices;
mod community;
mod enter;
mod form;
mod front;
mod help;
mod moderate;
mod numbers;
mod parts;
mod pen;
mod phone;
mod photo;
mod queue;
mod reading;
mod reported;
mod reporting;
mod rest;
mod sift;
mod story;
mod thread;
mod with;

use alongside_app::session::SessionInfo;
use alongside_domain::{
    Viewer,
    cursor::{Cursor, NotACursor},
    member::{Side, Standing},
    reading::Reading,
};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::IntoResponse as _,
    routing::{get, post},
};

use serde::Deserialize;

use crate::{
    cookie,
    encoding::{self, Accept},
    failure::Failure,
    session,
    web::Web,
};
use parts::{Frame, Place};

pub(crate) fn routes(web: Web) -> Router {
    let pages = Router::new()
        .route("/", get(front::front))
        .route("/community", get(community::community))
        .route("/help", get(help::help))
        .route("/help/{slug}", get(help::guide))
        .route("/plain", post(front::plain))
        .route("/phone", get(phone::phone))
        .route("/reading", get(reading::reading).post(reading::choose))
        .route("/sealed", get(front::sealed))
        .route("/pen/{key}", get(pen::pen))
        .route("/story/{id}", get(story::story))
        .route("/story/{id}/answer", post(answer::give))
        .route("/story/{id}/with", post(with::stand))
        .route("/story/{id}/hold", post(moderate::hold_story))
        .route("/story/{id}/release", post(moderate::release_story))
        .route("/story/{id}/answer/{answer}", get(thread::thread))
        .route("/story/{id}/answer/{answer}/withdraw", post(answer::withdraw))
        .route("/story/{id}/answer/{answer}/hold", post(moderate::hold_answer))
        .route("/story/{id}/answer/{answer}/release", post(moderate::release_answer))
        .route("/story/{id}/answer/{answer}/let-through", post(sift::let_through))
        .route("/story/{id}/answer/{answer}/set-aside", post(sift::set_aside))
        .route("/story/{id}/answer/{answer}/restrict", post(sift::restrict))
        .route("/story/{id}/answer/{answer}/block", post(sift::block))
        .route("/story/{id}/let-all-through", post(sift::let_all_through))
        .route("/answers", get(sift::waiting))
        .route("/answers/aside", get(sift::aside))
        .route("/answers/choices", get(choices::choices).post(choices::change))
        .route("/story/{id}/report", post(reporting::report_story))
        .route("/story/{id}/answer/{answer}/report", post(reporting::report_answer))
        .route("/decided", get(reporting::decided))
        .route("/decided/{id}/appeal", post(reporting::appeal))
        .route("/queue", get(queue::queue))
        .route("/queue/next", post(queue::take))
        .route("/queue/rest", post(rest::choose))
        .route("/queue/{id}", get(queue::matter).post(queue::decide))
        .route("/photo/{id}/{size}", get(photo::photo))
        .route("/asking", get(asking::list))
        .route("/asking/{id}", post(asking::decide))
        .route("/letters/reported", get(reported::list))
        .route("/letters/reported/{id}", post(reported::decide))
        .merge(numbers::routes())
        .route("/leave", post(enter::leave))
        .route("/leave-quickly", post(enter::leave_quickly))
        .layer(middleware::from_fn_with_state(web.clone(), same_origin));
    Router::new()
        .merge(pages)
        .route("/enter", post(enter::enter))
        .route("/away", get(front::away))
        .route("/assets/{name}", get(asset))
        .route("/robots.txt", get(async || ROBOTS))
        .fallback(nothing)
        .method_not_allowed_fallback(not_like_that)
        .with_state(web)
}

async fn nothing(State(web): State<Web>, reader: Reader) -> Response<Body> {
    reader.refused(&web, Failure::not_here())
}

async fn not_like_that(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let say = "This page cannot be used like that.";
    reader.refused(&web, Failure::new(StatusCode::METHOD_NOT_ALLOWED, "method", say))
}

/// Stories of everyone whose authors allow it may be found; the pages themselves say which. Nobody said yes to being
/// learnt from: those who gather words for that are asked to take none.
const ROBOTS: &str = "\
User-agent: AI2Bot
User-agent: Amazonbot
User-agent: anthropic-ai
User-agent: Applebot-Extended
User-agent: Bytespider
User-agent: CCBot
User-agent: ChatGPT-User
User-agent: Claude-Web
User-agent: ClaudeBot
User-agent: cohere-ai
User-agent: Diffbot
User-agent: FacebookBot
User-agent: Google-Extended
User-agent: GPTBot
User-agent: ImagesiftBot
User-agent: Meta-ExternalAgent
User-agent: OAI-SearchBot
User-agent: Omgilibot
User-agent: PerplexityBot
User-agent: Timpibot
User-agent: YouBot
Disallow: /

User-agent: *
Disallow: /community
Disallow: /pen/
Disallow: /photo/
Disallow: /enter
Disallow: /answers
Disallow: /decided
Disallow: /queue
";

/// What is asked of whoever reads a page with a machine: list it nowhere, keep no copy, show no part of it, learn
/// nothing from it.
pub(crate) const UNLISTED: &str = "noindex, nofollow, noarchive, nosnippet, noai, noimageai";
/// The same for what its author lets be found.
pub(crate) const LISTED: &str = "noarchive, noai, noimageai";

async fn asset(State(web): State<Web>, At(name): At<String>, headers: HeaderMap) -> Response<Body> {
    web.assets.serve(&name, &headers)
}

/// What is answered when a handler breaks off: a page without anything that could break too.
pub(crate) fn broken() -> Response<Body> {
    let say = alongside_app::reason::TROUBLE;
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Alongside</title><h1>This did not work</h1><p>{say}</p><p><a href=\"/\">To the front page</a></p></html>"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, axum::response::Html(page)).into_response()
}

/// What changes something must come from a page of the commons.
async fn same_origin(State(web): State<Web>, request: Request, next: Next) -> Response<Body> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || session::is_from(request.headers(), &web.origins().commons) {
        next.run(request).await
    } else {
        Refused::new(&web, false, Failure::other_site()).page()
    }
}

/// Whoever asks for a page: a member or a visitor, and how the page may be sent.
pub(crate) struct Reader {
    pub(crate) session: Option<SessionInfo>,
    pub(crate) accept: Accept,
    pub(crate) at: Asked,
    /// Tabs go by another name in this browser.
    pub(crate) plain: bool,
    /// What was chosen to be read in this browser; `None`: nothing was chosen.
    pub(crate) reading: Option<Reading>,
    /// The path that was asked for, to come back to after signing in.
    pub(crate) path: String,
}

impl FromRequestParts<Web> for Reader {
    type Rejection = Response<Body>;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response<Body>> {
        let session = session::of(web, &parts.headers, Side::Commons)
            .await
            .map_err(|failure| Refused::new(web, false, failure).page())?;
        let at = Asked::of(parts.uri.query().unwrap_or_default());
        let (accept, plain) = (Accept::of(&parts.headers), cookie::is_plain(&parts.headers));
        let reading = cookie::reading(&parts.headers);
        Ok(Self { session, accept, at, plain, reading, path: parts.uri.path().to_owned() })
    }
}

/// What a link to a page can ask for besides its path. Anything else is left unread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(crate) after: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) q: Option<String>,
}

impl Asked {
    /// A query that cannot be read is one that asks for nothing.
    fn of(query: &str) -> Self {
        serde_html_form::from_str(query).unwrap_or_default()
    }

    /// `after`, or where the list begins.
    pub(crate) fn cursor(&self, start: Cursor) -> Result<Cursor, Failure> {
        match self.after.as_deref().filter(|after| !after.is_empty()) {
            None => Ok(start),
            Some(after) => after.parse().map_err(|error: NotACursor| {
                Failure::new(StatusCode::BAD_REQUEST, "cursor", error.to_string())
            }),
        }
    }

    /// The list begins at its beginning.
    pub(crate) fn is_first(&self) -> bool {
        self.after.as_deref().is_none_or(str::is_empty)
    }
}

/// What stands in the path. What cannot be read leads nowhere, like any other path.
pub(crate) struct At<T>(pub(crate) T);

impl<T: serde::de::DeserializeOwned + Send> FromRequestParts<Web> for At<T> {
    type Rejection = Response<Body>;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response<Body>> {
        if let Ok(Path(at)) = Path::<T>::from_request_parts(parts, web).await {
            return Ok(Self(at));
        }
        let reader = Reader::from_request_parts(parts, web).await?;
        Err(reader.refused(web, Failure::not_here()))
    }
}

impl Reader {
    pub(crate) fn viewer(&self) -> Viewer {
        session::viewer(self.session.as_ref().map(|session| &session.member))
    }

    /// What is around every page.
    pub(crate) fn frame<'a>(&self, web: &'a Web, place: Place) -> Frame<'a> {
        let session = self.session.as_ref();
        let mut frame = Frame::new(web, session.is_some(), place);
        frame.plain = self.plain;
        frame.reading = self.reading.unwrap_or_default();
        frame.moderator = session.is_some_and(|session| session.member.standing == Standing::Moderator);
        frame
    }

    /// The member, or 401.
    pub(crate) fn member(&self) -> Result<&alongside_domain::member::Member, Failure> {
        self.session.as_ref().map(|session| &session.member).ok_or_else(Failure::sign_in)
    }

    /// A page for this reader alone.
    pub(crate) fn page(&self, status: StatusCode, page: &impl Template) -> Response<Body> {
        html(status, page, self.accept)
    }

    /// A no, as a page.
    pub(crate) fn refused(&self, web: &Web, failure: Failure) -> Response<Body> {
        let mut refused = Refused::new(web, self.session.is_some(), failure);
        refused.frame.plain = self.plain;
        Refused { next: self.path.clone(), ..refused }.page()
    }
}

fn html(status: StatusCode, page: &impl Template, accept: Accept) -> Response<Body> {
    let Ok(text) = page.render() else {
        tracing::error!("a page could not be rendered");
        return Failure::trouble().say.into_response();
    };
    let mut response = encoding::once(text, accept);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// A no as a page: one sentence, and what had been typed. The same for what is not here and what may not be seen.
#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct Refused<'a> {
    frame: Frame<'a>,
    status: StatusCode,
    heading: &'static str,
    say: String,
    sign_in: bool,
    next: String,
    /// What a person had typed into a form that could not be taken.
    kept: String,
}

impl<'a> Refused<'a> {
    pub(crate) fn new(web: &'a Web, signed_in: bool, failure: Failure) -> Self {
        let sign_in = failure.status == StatusCode::UNAUTHORIZED
            || (failure.status == StatusCode::NOT_FOUND && !signed_in);
        let heading = match failure.status {
            StatusCode::UNAUTHORIZED => "For members",
            StatusCode::NOT_FOUND => "Not here",
            _ => "This was not done",
        };
        let frame = Frame::new(web, signed_in, Place::Elsewhere);
        Self {
            frame,
            status: failure.status,
            heading,
            say: failure.say,
            sign_in,
            next: "/community".into(),
            kept: String::new(),
        }
    }

    pub(crate) fn keeping(self, kept: String) -> Self {
        Self { kept, ..self }
    }

    pub(crate) fn page(&self) -> Response<Body> {
        html(self.status, self, Accept::Plain)
    }
}

/// A 303 to a path here.
pub(crate) fn to(path: &str) -> Response<Body> {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
