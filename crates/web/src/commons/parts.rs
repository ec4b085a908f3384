//! What pages are made of.

use alongside_domain::{
    Audience, Millis, OpenAudience,
    about::{About, Kind, Role, Weeks, When},
    id::{PenId, StoryId},
    name::PenName,
    reading::{How, Photos as HowPhotos, Reading},
    shown::{AnswerShown, PenShown, StoryLine, StoryPage, Thread},
    story::{AnswersPolicy, Moment, Note, Pen, Photo, Shows, Standing, Wish},
    text::Title,
};
use askama::Template;

use super::phone::{self, Country};
use crate::{markdown, web::Web, when};

/// Where a page is in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Community,
    Numbers,
    Help,
    Elsewhere,
}

/// What is around every page.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    web: &'a Web,
    pub(crate) signed_in: bool,
    /// The reader looks after the place.
    pub(crate) moderator: bool,
    pub(crate) place: Place,
    /// The tab tells neither our name nor our sign.
    pub(crate) plain: bool,
    /// What the reader chose to read.
    pub(crate) reading: Reading,
    pub(crate) room: &'a str,
    pub(crate) leave_to: &'a str,
    /// Left out of pages that are kept: "3 days ago" would not stay true.
    now: Option<Millis>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(web: &'a Web, signed_in: bool, place: Place) -> Self {
        let settings = &web.settings;
        Self {
            web,
            signed_in,
            moderator: false,
            place,
            plain: false,
            reading: Reading::default(),
            room: &settings.origins.room,
            leave_to: &settings.leave_to,
            now: Some(web.app.now()),
        }
    }

    /// The same for a page that is kept: it says on which day things were.
    pub(crate) const fn kept(self) -> Self {
        Self { now: None, ..self }
    }

    pub(crate) fn css(&self) -> &'a str {
        self.web.assets.css()
    }

    pub(crate) fn fonts(&self) -> &'a [String] {
        self.web.assets.fonts()
    }

    pub(crate) fn leave_script(&self) -> &'a str {
        self.web.assets.leave_script()
    }

    #[expect(clippy::unused_self, reason = "templates have the frame at hand")]
    pub(crate) fn people(&self) -> &'static [Country] {
        phone::people()
    }

    pub(crate) fn answer_script(&self) -> &'a str {
        self.web.assets.answer_script()
    }

    #[expect(clippy::unused_self, reason = "templates have the frame at hand")]
    pub(crate) fn day(&self, at: impl std::borrow::Borrow<Millis>) -> String {
        when::day(*at.borrow())
    }

    pub(crate) fn numbers_script(&self) -> &'a str {
        self.web.assets.numbers_script()
    }

    pub(crate) fn ago(&self, at: impl std::borrow::Borrow<Millis>) -> String {
        let at = *at.borrow();
        self.now.map_or_else(|| when::day(at), |now| when::ago(at, now))
    }
}

/// The sign for how far something goes: concentric rings, one more for each step outwards.
#[derive(Template)]
#[template(path = "rings.html")]
pub(crate) struct Rings {
    audience: Audience,
}

impl Rings {
    pub(crate) fn of(audience: impl Into<Audience>) -> Self {
        Self { audience: audience.into() }
    }
}

/// What a story is called on a page: its title, or whose it is.
pub(crate) fn heading(title: Option<&Title>, pen: &PenShown) -> String {
    title.map_or_else(|| format!("A story by {}", pen.name), Title::to_string)
}

/// Facets on one line: "Missed miscarriage · 6 to 9 weeks · second loss".
/// Without weeks for who wants no numbers.
pub(crate) fn facets(about: &About, reading: Reading) -> String {
    let weeks = about.weeks.filter(|_| !reading.gentle).map(Weeks::say);
    let said = [about.kind.map(Kind::say), weeks, about.when.map(When::say)];
    let role = about.role.map(Role::say);
    let path = about.path.iter().map(|path| path.say());
    said.into_iter().flatten().chain(role).chain(path).collect::<Vec<_>>().join(" · ")
}

/// What a story mentions: "Mentions a scan, a heartbeat and blood."
pub(crate) fn note(notes: &[Note]) -> Option<String> {
    let all: Vec<&str> = notes.iter().map(|note| note.say()).collect();
    (!all.is_empty()).then(|| format!("Mentions {}.", listed(&all)))
}

/// What an author asked for: "willow asked for company and practical help."
pub(crate) fn asked(pen: &PenName, wishes: &[Wish]) -> Option<String> {
    let for_what: Vec<&str> =
        wishes.iter().filter(|wish| **wish != Wish::NoAnswers).map(|wish| wish.say()).collect();
    let no_answers = wishes.contains(&Wish::NoAnswers);
    match (for_what.is_empty(), no_answers) {
        (true, false) => None,
        (true, true) => Some(format!("{pen} wanted to say it, and asked for no answers.")),
        (false, false) => Some(format!("{pen} asked for {}.", listed(&for_what))),
        (false, true) => Some(format!("{pen} asked for {}, and needs no answers.", listed(&for_what))),
    }
}

/// Whether company is what would help, and no advice: nobody asked for information or practical help.
pub(crate) fn company(wishes: &[Wish]) -> bool {
    wishes.contains(&Wish::Company)
        && !wishes.contains(&Wish::Information)
        && !wishes.contains(&Wish::Practical)
}

fn listed(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Why it is held, if it is.
pub(crate) fn held(standing: &Standing) -> Option<&str> {
    match standing {
        Standing::Shown | Standing::Review => None,
        Standing::Held(reason) => Some(reason.as_str()),
    }
}

/// A story in a list: what it is about, its title, who wrote it when, and how it begins unless it has notes.
#[derive(Template)]
#[template(path = "line.html")]
pub(crate) struct Line<'a> {
    frame: Frame<'a>,
    story: &'a StoryLine,
    rings: Rings,
    title: String,
    facets: String,
    note: Option<String>,
    folded: bool,
    opening: String,
}

impl<'a> Line<'a> {
    /// Those that the reader did not choose to leave out, and how many were left out. One's own are always there.
    pub(crate) fn all(frame: Frame<'a>, lines: impl Iterator<Item = &'a StoryLine>) -> (Vec<Self>, usize) {
        let (mut shown, mut left_out) = (Vec::new(), 0);
        for line in lines {
            if !line.yours && frame.reading.story(&line.around.notes, &line.around.about) == How::Hide {
                left_out += 1;
            } else {
                shown.push(Self::of(frame, line));
            }
        }
        (shown, left_out)
    }

    fn of(frame: Frame<'a>, line: &'a StoryLine) -> Self {
        Self {
            folded: frame.reading.noted(&line.around.notes) != How::Show,
            frame,
            story: line,
            rings: Rings::of(line.audience),
            title: heading(line.title.as_ref(), &line.pen),
            facets: facets(&line.around.about, frame.reading),
            note: note(&line.around.notes),
            opening: markdown::opening(&line.opening, 260, line.more),
        }
    }
}

/// The words and pictures of a story: text, photos, and its moments in order.
#[derive(Template)]
#[template(path = "body.html")]
pub(crate) struct Told<'a> {
    text: String,
    photos: Photos<'a>,
    moments: Vec<ToldMoment<'a>>,
}

struct ToldMoment<'a> {
    id: alongside_domain::id::MomentId,
    datetime: String,
    day: String,
    text: String,
    photos: Photos<'a>,
}

impl<'a> Told<'a> {
    pub(crate) fn of(text: &str, photos: &'a [Photo], moments: &'a [Moment], how: HowPhotos) -> Self {
        let moment = |moment: &'a Moment| ToldMoment {
            id: moment.id,
            datetime: when::datetime(moment.at),
            day: when::moment(moment.at),
            text: markdown::to_html(moment.text.as_str()),
            photos: Photos { photos: &moment.photos, how },
        };
        let moments = moments.iter().map(moment).collect();
        Self { text: markdown::to_html(text), photos: Photos { photos, how }, moments }
    }
}

/// Photos, each in three sizes for the browser to choose from.
#[derive(Template)]
#[template(path = "photos.html")]
struct Photos<'a> {
    photos: &'a [Photo],
    how: HowPhotos,
}

/// One answer.
#[derive(Template)]
#[template(path = "answer.html")]
pub(crate) struct OneAnswer<'a> {
    frame: Frame<'a>,
    story: StoryId,
    answer: &'a AnswerShown,
    /// The answer at the top of its thread, where replies to it go.
    thread: alongside_domain::id::AnswerId,
    held: Option<&'a str>,
    /// What a moderator says it mentions: it is folded.
    note: Option<String>,
    how: How,
    text: String,
    /// On the page of its own thread, which has the form already.
    alone: bool,
}

impl<'a> OneAnswer<'a> {
    pub(crate) fn of(frame: Frame<'a>, story: StoryId, answer: &'a AnswerShown, alone: bool) -> Self {
        Self {
            frame,
            story,
            answer,
            thread: answer.parent.unwrap_or(answer.id),
            held: held(&answer.standing),
            note: note(&answer.notes),
            how: if answer.yours { How::Show } else { frame.reading.noted(&answer.notes) },
            text: markdown::to_html(answer.text.as_str()),
            alone,
        }
    }
}

/// An answer with the first of its replies.
#[derive(Template)]
#[template(path = "answers.html")]
pub(crate) struct OneThread<'a> {
    answer: OneAnswer<'a>,
    replies: Vec<OneAnswer<'a>>,
    more: Option<String>,
}

impl<'a> OneThread<'a> {
    pub(crate) fn of(frame: Frame<'a>, story: StoryId, thread: &'a Thread) -> Self {
        let replies = thread.replies.iter().map(|reply| OneAnswer::of(frame, story, reply, false)).collect();
        let more = thread.more.then(|| format!("/story/{story}/answer/{}", thread.answer.id));
        Self { answer: OneAnswer::of(frame, story, &thread.answer, false), replies, more }
    }
}

/// Under which pen name: one of one's own, or a new one. With several, none is chosen unless one was used here before:
/// the wrong one would tell who somebody is.
#[derive(Clone, Debug, Template)]
#[template(path = "pen_choice.html")]
pub(crate) struct PenChoice {
    /// Makes the ids of its fields unlike those of another form on the page.
    pub(crate) id: &'static str,
    pub(crate) pens: Vec<Pen>,
    pub(crate) chosen: Option<PenId>,
    pub(crate) new_pen: String,
    pub(crate) wrong: Option<String>,
}

impl PenChoice {
    /// One of `pens`, which are the reader's own.
    pub(crate) fn of(id: &'static str, pens: &[Pen], used: Option<PenId>) -> Self {
        let only = match pens {
            [only] => Some(only.id),
            _ => None,
        };
        Self { id, pens: pens.to_vec(), chosen: used.or(only), new_pen: String::new(), wrong: None }
    }

    fn is_chosen(&self, pen: &Pen) -> bool {
        self.chosen == Some(pen.id)
    }
}

/// The pen name that the reader has used in this story already, as far as this page shows.
pub(crate) fn used_here<'a>(
    pens: &[Pen],
    story: &StoryPage,
    mut answers: impl Iterator<Item = &'a AnswerShown>,
) -> Option<PenId> {
    let key = if story.yours {
        Some(&story.pen.key)
    } else {
        answers.find(|answer| answer.yours).map(|answer| &answer.pen.key)
    };
    let by_key = key.and_then(|key| pens.iter().find(|pen| pen.name.key() == *key)).map(|pen| pen.id);
    by_key.or_else(|| story.stands.first().map(|stands| stands.pen))
}

/// The sentence under an answer form: who will read it, and when.
pub(crate) const fn reach(audience: OpenAudience, answers: AnswersPolicy) -> &'static str {
    match (audience, answers.waits()) {
        (OpenAudience::Community, false) => "Members of this community will be able to read it.",
        (OpenAudience::Everyone, false) => "Anyone will be able to read it.",
        (OpenAudience::Community, true) => {
            "It shows to members of this community once the author, or somebody they trust, has read it."
        }
        (OpenAudience::Everyone, true) => {
            "It shows to anyone once the author, or somebody they trust, has read it."
        }
    }
}

/// A link with a query.
pub(crate) fn link<'a>(path: &str, query: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query = serde_html_form::to_string(query.into_iter().collect::<Vec<_>>()).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
