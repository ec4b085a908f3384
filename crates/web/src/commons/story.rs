//! The page of a story.

use alongside_app::story::StoryWithAnswers;
use alongside_domain::{
    OpenAudience, Refusal, Viewer,
    cursor::Cursor,
    id::StoryId,
    may::Decision,
    reading::{How, Photos as HowPhotos},
    shown::{StandbyShown, StoryPage},
    story::{AnswersPolicy, Note, Quoting, With},
};
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Response, StatusCode},
};

use super::{
    At, Reader,
    answering::{AnswerForm, Typed, TypedPen},
    form,
    parts::{self, Frame, OneThread, PenChoice, Place, Rings, Told, link},
};
use crate::{failure::Failure, pages::Page, session, web::Web};

/// A story: what it is about, its words, photos and moments, who is with its author (for her alone), the answers, and
/// what the reader can do. What it mentions keeps it folded until the reader opens it.
#[derive(Template)]
#[template(path = "story.html")]
pub(crate) struct StoryView<'a> {
    frame: Frame<'a>,
    story: &'a StoryPage,
    rings: Rings,
    heading: String,
    facets: String,
    held: Option<&'a str>,
    note: Option<String>,
    /// Unless it is shown, its words wait for a yes: also when the reader leaves out such stories, and came by a link.
    how: How,
    body: Told<'a>,
    standby: &'a [StandbyShown],
    more_standby: bool,
    /// Who may answer and when it shows, for the author.
    policy: &'static str,
    /// What the author asked for.
    asked: Option<String>,
    once: String,
    with_pen: PenChoice,
    threads: Vec<OneThread<'a>>,
    first: bool,
    next: Option<String>,
    form: Option<AnswerForm>,
    /// Why the reader cannot answer.
    refusal: Option<Refusal>,
    findable: bool,
    robots: &'static str,
    /// What its author says about being quoted: on the page, and in its head for machines.
    quoting: String,
}

impl StoryView<'_> {
    /// Whether the reader says this already.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn stands(&self, with: &With) -> bool {
        self.story.stands.iter().any(|stands| stands.with == *with)
    }
}

pub(super) async fn story(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let Ok(id) = id.parse::<StoryId>() else { return reader.refused(&web, Failure::not_here()) };
    let shown =
        if reader.session.is_none() && reader.at.is_first() && !reader.plain && reader.reading.is_none() {
            for_visitors(&web, &reader, id, &headers).await
        } else {
            page(&web, &reader, id, StatusCode::OK, None).await
        };
    shown.unwrap_or_else(|failure| reader.refused(&web, failure))
}

/// The quoting wish as a sentence.
fn quoting(story: &StoryPage) -> String {
    let pen = &story.pen.name;
    match story.around.quoting {
        Quoting::No => format!("Please do not quote it elsewhere: {pen} has said no."),
        Quoting::Ask => format!("Please ask {pen} before quoting it elsewhere."),
        Quoting::PenName => format!("{pen} is fine with being quoted by this pen name."),
    }
}

/// What an author reads over the answers to her story.
const fn policy(answers: AnswersPolicy) -> &'static str {
    match answers {
        AnswersPolicy::AtOnce => "Answers show at once.",
        AnswersPolicy::AuthorFirst => "Answers show once you let them.",
        AnswersPolicy::ReaderFirst => "Answers show once whoever reads first for you lets them.",
        AnswersPolicy::Closed => "Nobody can answer.",
    }
}

/// The page for somebody who is not signed in: from memory when it is there, kept in memory when it is not.
async fn for_visitors(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    headers: &HeaderMap,
) -> Result<Response<Body>, Failure> {
    let before = web.pages.before();
    if let Some(kept) = web.pages.get(id) {
        // Another server over the same PostgreSQL may have changed it without this one being told.
        if web.app.store().is_sqlite() || version(web, id).await? == Some(kept.version()) {
            return Ok(kept.answer(headers));
        }
        web.pages.forget(id);
    }
    let read = web.app.story_with_answers(Viewer::Visitor, id, Cursor::OLDEST).await?;
    let frame = reader.frame(web, Place::Elsewhere).kept();
    let view = view(frame, &read, true, reader, &[], None, String::new());
    let html = view.render().map_err(|_| Failure::trouble())?;
    let page = Page::new(html, read.story.version, read.story.around.findable, &web.commons_headers);
    web.pages.keep(id, page.clone(), before);
    Ok(page.answer(headers))
}

async fn version(web: &Web, id: StoryId) -> Result<Option<i64>, Failure> {
    let read = web.app.store().read(move |tx| Box::pin(alongside_store::story::version(tx, id)));
    read.await.map_err(session::store)
}

/// The page for this reader, perhaps with what was typed into the form and could not be taken.
pub(super) async fn page(
    web: &Web,
    reader: &Reader,
    id: StoryId,
    status: StatusCode,
    typed: Option<Typed>,
) -> Result<Response<Body>, Failure> {
    let cursor = reader.at.cursor(Cursor::OLDEST)?;
    let read = web.app.story_with_answers(reader.viewer(), id, cursor).await?;
    let pens = match reader.session.as_ref() {
        Some(session) => web.app.pens(session.member.id).await.map_err(session::store)?,
        None => Vec::new(),
    };
    let first = reader.at.is_first();
    let frame = reader.frame(web, Place::Elsewhere);
    let view = view(frame, &read, first, reader, &pens, typed, form::once(web));
    let mut response = reader.page(status, &view);
    let robots = if read.story.around.findable { super::LISTED } else { super::UNLISTED };
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static(robots));
    Ok(response)
}

fn view<'a>(
    frame: Frame<'a>,
    read: &'a StoryWithAnswers,
    first: bool,
    reader: &Reader,
    pens: &[alongside_domain::story::Pen],
    typed: Option<Typed>,
    once: String,
) -> StoryView<'a> {
    let story = &read.story;
    let next = read.threads.next.map(|next| {
        let page = link(&format!("/story/{}", story.id), [("after", &*next.to_string())]);
        format!("{page}#answers")
    });
    let used = parts::used_here(pens, story, read.threads.items.iter().map(|thread| &thread.answer));
    let signed_in = reader.session.is_some();
    let with_pen = PenChoice::of("with", pens, story.stands.first().map(|stands| stands.pen).or(used));
    let with_pen = match typed.as_ref().and_then(|typed| typed.with.clone()) {
        Some(TypedPen { new_pen, wrong }) => PenChoice { new_pen, wrong: Some(wrong), ..with_pen },
        None => with_pen,
    };
    let (form, refusal) = match story.may.answer {
        Decision::Yes => (Some(AnswerForm::to_story(story, pens, used, once.clone(), typed)), None),
        Decision::No(refusal) => (None, Some(refusal).filter(|_| signed_in)),
    };
    let (how, photos) = match frame.reading {
        // One's own words and photos are there as one left them.
        _ if story.yours => (frame.reading.noted(&story.around.notes).min(How::Fold), HowPhotos::Shown),
        reading => (reading.story(&story.around.notes, &story.around.about), reading.photos()),
    };
    StoryView {
        rings: Rings::of(story.audience),
        heading: parts::heading(story.title.as_ref(), &story.pen),
        facets: parts::facets(&story.around.about, frame.reading),
        held: parts::held(&story.standing),
        note: parts::note(&story.around.notes),
        how,
        body: Told::of(story.text.as_str(), &story.photos, &story.moments, photos),
        standby: &read.standby.items,
        more_standby: read.standby.next.is_some(),
        policy: policy(story.around.answers),
        asked: parts::asked(&story.pen.name, &story.around.wish),
        with_pen,
        // Two forms on one page are two requests, which must not be taken for one that came twice.
        once,
        threads: read.threads.items.iter().map(|thread| OneThread::of(frame, story.id, thread)).collect(),
        first,
        next,
        form,
        refusal,
        findable: story.around.findable,
        robots: if story.around.findable { super::LISTED } else { super::UNLISTED },
        quoting: quoting(story),
        frame,
        story,
    }
}
