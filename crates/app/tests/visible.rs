//! Every list holds exactly what `may` says: each viewer, each audience, held or not, whoever wrote it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod open;

use std::collections::BTreeSet;

use alongside_app::{App, hold::Held, sift::Verdict, story::Order, testing::Stage};
use alongside_domain::{
    Action, Audience, OpenAudience, Viewer,
    cursor::{Cursor, Page},
    id::{AnswerId, MemberId, PhotoId, StoryId},
    may,
    may::{AnswerFacts, Between, StoryFacts, Subject},
    member::Standing,
    photo::Size,
    shown::{HeardWhat, StoryLine},
    story::{AnswersPolicy, Shows, With},
};
use alongside_store::on_both;
use open::{Person, answered, moderating, once, person, placed, shared, stand, told, uploaded};

/// A story as it was put there, and what decides about it.
struct Put {
    id: StoryId,
    facts: StoryFacts,
    pen: String,
    photo: PhotoId,
    answers: Vec<PutAnswer>,
}

struct PutAnswer {
    id: AnswerId,
    author: MemberId,
    held: bool,
    parent: Option<AnswerId>,
    shows: Shows,
}

impl Put {
    fn is_read_by(&self, viewer: Viewer) -> bool {
        may(viewer, Action::Read, &Subject::Story(self.facts)).is_yes()
    }

    /// What has not come through is in no list but its writer's.
    fn answer_is_listed_for(&self, viewer: Viewer, answer: &PutAnswer) -> bool {
        let above = self.answers.iter().find(|other| Some(other.id) == answer.parent);
        let through = [Some(answer), above].into_iter().flatten().all(|one| one.shows == Shows::Through);
        self.answer_is_read_by(viewer, answer) && (through || viewer.is(answer.author))
    }

    fn answer_is_read_by(&self, viewer: Viewer, answer: &PutAnswer) -> bool {
        let above = self.answers.iter().find(|other| Some(other.id) == answer.parent);
        let under_held = above.is_some_and(|above| above.held);
        let under = above.map_or(Shows::Through, |above| above.shows);
        let (author, held, shows, story) = (answer.author, answer.held, answer.shows, self.facts);
        let facts = AnswerFacts { author, held, under_held, shows, under, story };
        may(viewer, Action::Read, &Subject::Answer(facts)).is_yes()
    }
}

/// Everybody there is.
struct Cast {
    author: Person,
    answerer: Person,
    stranger: Person,
    moderator: Person,
    /// A moderator who writes stories and answers.
    writer: Person,
}

impl Cast {
    async fn gather(app: &App) -> Self {
        Self {
            author: person(app, "willow").await,
            answerer: person(app, "rowan").await,
            stranger: person(app, "linnet").await,
            moderator: moderating(&person(app, "heron").await),
            writer: moderating(&person(app, "kestrel").await),
        }
    }

    fn viewers(&self) -> Vec<(&'static str, Viewer)> {
        vec![
            ("visitor", Viewer::Visitor),
            ("stranger", self.stranger.viewer),
            ("author", self.author.viewer),
            ("answerer", self.answerer.viewer),
            ("moderator", self.moderator.viewer),
            ("moderator who writes", self.writer.viewer),
        ]
    }
}

/// A story in this state, with shown and held answers by everybody, and replies to each.
async fn put(
    app: &App,
    cast: &Cast,
    by: &Person,
    audience: OpenAudience,
    held: bool,
    answers: AnswersPolicy,
) -> Put {
    let mut content = told("Canary words, so that it is found.");
    let photo = uploaded(app, by).await;
    content.photos = vec![placed(photo)];
    let id = shared(app, by, audience, content.clone()).await;
    let mut put_answers = Vec::new();
    for giver in [&cast.author, &cast.answerer, &cast.writer] {
        for top_held in [false, true] {
            let top = answered(app, id, giver, None, "An answer.").await;
            let through = Shows::Through;
            put_answers.push(PutAnswer {
                id: top,
                author: giver.id,
                held: top_held,
                parent: None,
                shows: through,
            });
            for reply_held in [false, true] {
                let reply = answered(app, id, &cast.answerer, Some(top), "A reply.").await;
                put_answers.push(PutAnswer {
                    id: reply,
                    author: cast.answerer.id,
                    held: reply_held,
                    parent: Some(top),
                    shows: through,
                });
            }
        }
    }
    // One that is set aside, and a reply by its writer to it.
    let aside = answered(app, id, &cast.answerer, None, "An answer.").await;
    let under = answered(app, id, &cast.answerer, Some(aside), "A reply.").await;
    if by.id != cast.answerer.id {
        app.sift(by.viewer, aside, Verdict::Aside).await.unwrap();
    }
    let (author, held_back) = (cast.answerer.id, Shows::Aside);
    put_answers.push(PutAnswer { id: aside, author, held: false, parent: None, shows: held_back });
    put_answers.push(PutAnswer {
        id: under,
        author,
        held: false,
        parent: Some(aside),
        shows: Shows::Through,
    });
    let reason = || "A reason.".parse().unwrap();
    for answer in put_answers.iter().filter(|answer| answer.held) {
        app.hold(cast.moderator.viewer, Held::Answer(answer.id), reason()).await.unwrap();
    }
    app.stand(cast.stranger.viewer, stand(id, &cast.stranger, With::WithYou), once()).await.unwrap();
    content.around.answers = answers;
    if answers.waits() {
        // What was there begins to wait, but for the author's own and what was set aside.
        for answer in put_answers.iter_mut().filter(|one| one.author != by.id && one.shows == Shows::Through)
        {
            answer.shows = Shows::Waiting;
        }
    }
    let cmd = alongside_app::story::Replace { story: id, audience, content };
    app.replace_story(by.viewer, cmd).await.unwrap();
    if held {
        app.hold(cast.moderator.viewer, Held::Story(id), reason()).await.unwrap();
    }
    let between = Between::default();
    let facts = StoryFacts { author: by.id, audience: Audience::from(audience), held, answers, between };
    Put { id, facts, pen: by.pen.name.key(), photo, answers: put_answers }
}

/// All pages of a list of stories.
async fn whole(mut next: impl AsyncFnMut(Cursor) -> Page<StoryLine>) -> BTreeSet<StoryId> {
    let (mut cursor, mut all) = (Cursor::NEWEST, BTreeSet::new());
    loop {
        let page = next(cursor).await;
        for line in page.items {
            assert!(all.insert(line.id), "each once");
        }
        match page.next {
            Some(after) => cursor = after,
            None => return all,
        }
    }
}

async fn compare_lists(app: &App, cast: &Cast, stories: &[Put]) {
    for (name, viewer) in cast.viewers() {
        let expected: BTreeSet<_> =
            stories.iter().filter(|put| put.is_read_by(viewer)).map(|put| put.id).collect();
        for order in [Order::Newest, Order::Answered] {
            let list = whole(async |cursor| app.stories(viewer, order, cursor, None).await.unwrap()).await;
            assert_eq!(list, expected, "{order:?} for {name}");
        }
        let query = || Some("canary".parse().unwrap());
        let found =
            whole(async |cursor| app.stories(viewer, Order::Newest, cursor, query()).await.unwrap()).await;
        assert_eq!(found, expected, "search for {name}");
        for by in [&cast.author, &cast.writer] {
            let key = by.pen.name.key();
            let of_pen = stories.iter().filter(|put| put.pen == key && expected.contains(&put.id));
            let page =
                whole(async |cursor| app.pen_page(viewer, key.clone(), cursor).await.unwrap().stories).await;
            assert_eq!(page, of_pen.map(|put| put.id).collect(), "the page of {key} for {name}");
        }
    }
}

async fn compare_story(app: &App, name: &str, viewer: Viewer, put: &Put) {
    let reads = put.is_read_by(viewer);
    let says = format!("{:?} for {name}", put.facts);
    assert_eq!(app.story(viewer, put.id).await.is_ok(), reads, "{says}");
    assert_eq!(app.photo(viewer, put.photo, Size::Small).await.is_ok(), reads, "photo of {says}");
    let mine = viewer.is(put.facts.author);
    assert_eq!(app.who_is_with(viewer, put.id, Cursor::NEWEST).await.is_ok(), mine, "who is with {says}");
    let expected = |parent| -> BTreeSet<AnswerId> {
        put.answers
            .iter()
            .filter(|one| one.parent == parent && put.answer_is_listed_for(viewer, one))
            .map(|one| one.id)
            .collect()
    };
    let threads = app.story_with_answers(viewer, put.id, Cursor::OLDEST).await;
    let threads = threads.map(|story| story.threads.items).unwrap_or_default();
    let tops: BTreeSet<_> = threads.iter().map(|thread| thread.answer.id).collect();
    assert_eq!(tops, expected(None), "answers of {says}");
    for thread in threads {
        let first: BTreeSet<_> = thread.replies.iter().map(|reply| reply.id).collect();
        assert_eq!(first, expected(Some(thread.answer.id)), "first replies of {says}");
    }
    for answer in put.answers.iter().filter(|answer| answer.parent.is_none()) {
        let replies = app.replies(viewer, answer.id, Cursor::OLDEST).await;
        assert_eq!(replies.is_ok(), put.answer_is_read_by(viewer, answer), "thread of {says}");
        if let Ok(replies) = replies {
            let all: BTreeSet<_> = replies.replies.items.iter().map(|reply| reply.id).collect();
            assert_eq!(all, expected(Some(answer.id)), "replies of {says}");
        }
    }
    let own = app.own_story(viewer, put.id, Cursor::OLDEST).await;
    assert_eq!(own.is_ok(), mine, "one's own copy: {says}");
    if let Ok(own) = own {
        let kept: BTreeSet<_> = own.answers.items.iter().map(|answer| answer.id).collect();
        let expected = put
            .answers
            .iter()
            .filter(|one| put.answer_is_listed_for(viewer, one))
            .map(|one| one.id)
            .collect();
        assert_eq!(kept, expected, "answers for keeping: {says}");
    }
}

/// An author hears as a member, also when they are a moderator, and never themselves.
async fn compare_heard(app: &App, by: &Person, stories: &[Put]) {
    let viewer = Viewer::Member { id: by.id, standing: Standing::Member };
    let mut expected = BTreeSet::new();
    for put in stories.iter().filter(|put| put.facts.author == by.id) {
        let others = put.answers.iter().filter(|one| one.author != by.id && !one.held);
        expected.extend(
            others
                .filter(|one| put.answer_is_read_by(viewer, one))
                .filter(|one| {
                    // What one wrote oneself is heard of by replies, unless it is held or has not come through.
                    one.shows == Shows::Through
                        && put.answers.iter().all(|other| {
                            Some(other.id) != one.parent || (!other.held && other.shows == Shows::Through)
                        })
                })
                .map(|one| one.id),
        );
    }
    let (mut cursor, mut heard, mut with) = (Cursor::NEWEST, BTreeSet::new(), 0);
    loop {
        let page = app.heard(by.id, cursor).await.unwrap();
        for one in page.items {
            match one.what {
                HeardWhat::Answer { id, .. } => assert!(heard.insert(id), "each once"),
                HeardWhat::With(_) => with += 1,
            }
        }
        match page.next {
            Some(after) => cursor = after,
            None => break,
        }
    }
    assert_eq!(heard, expected, "heard by {}", by.pen.name);
    assert_eq!(with, stories.iter().filter(|put| put.facts.author == by.id).count());
}

on_both! {
    async fn every_list_holds_exactly_what_may_be_read(store) {
        let stage = Stage::over(store).await.unwrap();
        let app = &stage.app;
        let cast = Cast::gather(app).await;
        let mut stories = Vec::new();
        for by in [&cast.author, &cast.writer] {
            for audience in OpenAudience::ALL {
                for held in [false, true] {
                    for answers in AnswersPolicy::ALL {
                        stage.clock.pass(1);
                        stories.push(put(app, &cast, by, *audience, held, *answers).await);
                    }
                }
            }
        }
        // So that every list has a second page.
        for _ in 0..2 {
            stories.push(put(app, &cast, &cast.author, OpenAudience::Everyone, false, AnswersPolicy::AtOnce).await);
            for _ in 0..2 {
                stories.push(put(app, &cast, &cast.author, OpenAudience::Community, false, AnswersPolicy::AtOnce).await);
            }
        }
        compare_lists(app, &cast, &stories).await;
        for (name, viewer) in cast.viewers() {
            for put in &stories {
                compare_story(app, name, viewer, put).await;
            }
        }
        compare_heard(app, &cast.author, &stories).await;
        compare_heard(app, &cast.writer, &stories).await;
    }
}
