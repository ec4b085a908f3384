//! The queue of moderators. For anybody else there is no such page.

use alongside_app::{
    Reason as _, Sort,
    queue::{Decide, Taken},
};
use alongside_domain::{
    admission::SignUpRule,
    id::MatterId,
    queue::{Matter, Outcome, Pause, Raised, Thing},
    reading::{Photos, Reading},
    shown::PenShown,
    story::Note,
    text::Reason,
};
use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use serde::Deserialize;

use super::{
    At, Reader, form,
    parts::{self, Frame, Place, Told},
    rest::RestForm,
    to,
};
use crate::{failure::Failure, web::Web};

/// Before one takes something, and when nothing waits.
#[derive(Template)]
#[template(path = "queue.html")]
struct Queue<'a> {
    frame: Frame<'a>,
    /// Nothing waits that this moderator may look at.
    empty: bool,
    /// One asks to be let in here.
    asking: bool,
    /// The moderator's hours were just kept.
    kept: bool,
    rest: RestForm,
}

/// One thing that waits, and what can be decided about it.
#[derive(Template)]
#[template(path = "matter.html")]
struct View<'a> {
    frame: Frame<'a>,
    matter: &'a Matter,
    /// "An answer by heron".
    what: String,
    /// In which story, and what that is called.
    story: String,
    heading: String,
    facets: String,
    note: Option<String>,
    body: Told<'a>,
    typed: Fields,
    wrong: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    outcome: String,
    reason: String,
    notes: Vec<String>,
    pause: String,
}

impl Fields {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn has(&self, note: &Note) -> bool {
        self.notes.iter().any(|slug| slug == note.slug())
    }
}

impl View<'_> {
    /// Why it waits, as one line.
    fn why(raised: &Raised) -> String {
        let notes: Vec<_> = raised.notes.iter().map(|note| note.say()).collect();
        let lacks = if notes.is_empty() {
            String::new()
        } else {
            format!(", and says it mentions {}", notes.join(", "))
        };
        format!("{}{lacks}", raised.why.say())
    }
}

pub(super) async fn queue(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let shown = async {
        let rest = RestForm::of(web.app.rest(reader.viewer()).await?, web.app.now());
        let frame = reader.frame(&web, Place::Elsewhere);
        let (empty, kept) =
            (reader.at.q.as_deref() == Some("nothing"), reader.at.q.as_deref() == Some("kept"));
        let asking = web.app.sign_up_rule() == SignUpRule::ByRequest;
        Ok(reader.page(StatusCode::OK, &Queue { frame, empty, asking, kept, rest }))
    };
    shown.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}

/// There is no queue for anybody else.
fn moderator(reader: &Reader) -> Result<(), Failure> {
    let standing = reader.session.as_ref().map(|session| session.member.standing);
    (standing == Some(alongside_domain::member::Standing::Moderator))
        .then_some(())
        .ok_or_else(Failure::not_here)
}

/// What is sent with taking the next.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Taking {
    /// Although they chose to rest.
    anyway: bool,
}

pub(super) async fn take(State(web): State<Web>, reader: Reader, request: Request) -> Response<Body> {
    let taken = async {
        let Taking { anyway } = form::read(request).await?;
        take_on(&web, &reader, anyway).await
    };
    taken.await.unwrap_or_else(|failure: Failure| reader.refused(&web, failure))
}

pub(super) async fn matter(State(web): State<Web>, reader: Reader, At(id): At<String>) -> Response<Body> {
    let shown = page(&web, &reader, &id, StatusCode::OK, Fields::default(), None).await;
    shown.unwrap_or_else(|failure| reader.refused(&web, failure))
}

async fn page(
    web: &Web,
    reader: &Reader,
    id: &str,
    status: StatusCode,
    typed: Fields,
    wrong: Option<String>,
) -> Result<Response<Body>, Failure> {
    let id: MatterId = id.parse().map_err(|_| Failure::not_here())?;
    let matter = web.app.matter(reader.viewer(), id).await?;
    let frame = reader.frame(web, Place::Elsewhere);
    let view = match &matter.thing {
        Thing::Story(story) => View {
            what: format!("A story by {}", story.pen.name),
            story: format!("/story/{}", story.id),
            heading: heading(story),
            facets: parts::facets(&story.around.about, Reading::default()),
            note: parts::note(&story.around.notes),
            body: Told::of(story.text.as_str(), &story.photos, &story.moments, Photos::Veiled),
            frame,
            matter: &matter,
            typed,
            wrong,
        },
        Thing::Answer(answer, story) => View {
            what: format!("An answer by {}", answer.pen.name),
            story: format!("/story/{}", story.id),
            heading: heading(story),
            facets: parts::facets(&story.around.about, Reading::default()),
            note: parts::note(&answer.notes),
            body: Told::of(answer.text.as_str(), &[], &[], Photos::Veiled),
            frame,
            matter: &matter,
            typed,
            wrong,
        },
    };
    Ok(reader.page(status, &view))
}

fn heading(story: &alongside_domain::story::Story) -> String {
    let pen = PenShown { name: story.pen.name.clone(), key: String::new() };
    parts::heading(story.title.as_ref(), &pen)
}

pub(super) async fn decide(
    State(web): State<Web>,
    reader: Reader,
    At(id): At<String>,
    request: Request,
) -> Response<Body> {
    let fields: Fields = match form::read(request).await {
        Ok(fields) => fields,
        Err(failure) => return reader.refused(&web, failure),
    };
    let kept = fields.reason.clone();
    decided(&web, &reader, &id, fields)
        .await
        .unwrap_or_else(|failure| reader.refused_keeping(&web, failure, kept, "/queue".into()))
}

async fn decided(web: &Web, reader: &Reader, id: &str, fields: Fields) -> Result<Response<Body>, Failure> {
    moderator(reader)?;
    let matter: MatterId = id.parse().map_err(|_| Failure::not_here())?;
    let wrong = match decision(matter, &fields) {
        Err(say) => say,
        Ok(cmd) => match web.app.decide_matter(reader.viewer(), cmd).await {
            Ok(()) => return take_on(web, reader, false).await,
            Err(error) if error.sort() == Sort::Mistaken => error.to_string(),
            Err(error) => return Err(error.into()),
        },
    };
    page(web, reader, id, StatusCode::UNPROCESSABLE_ENTITY, fields, Some(wrong)).await
}

/// The next one at once, so that twenty minutes go into reading.
async fn take_on(web: &Web, reader: &Reader, anyway: bool) -> Result<Response<Body>, Failure> {
    Ok(match web.app.take_matter(reader.viewer(), anyway).await? {
        Taken::This(id) => to(&format!("/queue/{id}")),
        Taken::Nothing => to("/queue?q=nothing"),
        Taken::Resting => to("/queue"),
    })
}

fn decision(matter: MatterId, fields: &Fields) -> Result<Decide, String> {
    let outcome: Outcome = fields.outcome.parse().map_err(|_| "Please choose what to do.".to_owned())?;
    let pause: Option<Pause> = match &*fields.pause {
        "" => None,
        pause => Some(pause.parse().map_err(|_| "Please choose for how long.".to_owned())?),
    };
    let notes = fields.notes.iter().map(|slug| slug.parse::<Note>()).collect::<Result<Vec<_>, _>>();
    let notes = notes.map_err(|_| "Please choose notes from the list.".to_owned())?;
    let notes = Note::ALL.iter().copied().filter(|note| notes.contains(note)).collect();
    let reason = match fields.reason.trim() {
        "" => None,
        reason => Some(reason.parse::<Reason>().map_err(|error| error.to_string())?),
    };
    Ok(Decide { matter, outcome, reason, notes, pause })
}
