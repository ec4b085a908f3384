//! Filling a demo: through the same use-cases as everybody, with a clock that is set back.

use std::{
    collections::HashMap,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use alongside_app::{
    App,
    answer::Give,
    clock::{Clock, SystemClock},
    member::SignUp,
    once::Once,
    pen::PenChoice,
    secret::Secret,
    stirred::Unheard,
    story::{Content, Share, Told},
    with_author::Stand,
};
use alongside_domain::{
    Millis, Viewer,
    admission::SignUpRule,
    id::{AnswerId, EntryId, PenId, StoryId},
    member::{Device, Member, Standing},
    name::PenName,
};
use alongside_seal::{
    document::StoryDocument,
    entry::{self, Audience, Meta},
    keyring::{Keyring, recovery_login},
    passphrase::{Kdf, derive},
    pq::Identity,
};
use alongside_store::Store;
use rand_core::OsRng;
use serde_json::json;

use super::content::{self, DemoAnswer, DemoMember, DemoStory};
use crate::{config::Config, place};

/// A clock that is set by hand, so that everything has the time it says.
struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Somebody of the demo, signed up.
struct Somebody {
    viewer: Viewer,
    member: Member,
    /// Of those who can sign in: their stories are in their journey too.
    keyring: Option<Keyring>,
}

/// What filling needs at every step.
struct Demo {
    app: App,
    clock: Arc<SetClock>,
    now: Millis,
    people: Vec<Somebody>,
    /// Whose pen name it is, by key.
    pens: HashMap<String, (usize, PenId)>,
}

/// Fills an empty, migrated database.
pub async fn fill(config: &Config, store: Store) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    let clock = Arc::new(SetClock(AtomicI64::new(now.0)));
    // The people of the demo have been heard here before.
    let mut config = config.clone();
    config.settings.first_answers = 0;
    config.settings.sign_up = SignUpRule::Open;
    let app = place::app(&config, store, clock.clone(), Arc::new(Unheard)).await?;
    let mut demo = Demo { app, clock, now, people: Vec::new(), pens: HashMap::new() };
    for member in content::members()? {
        Box::pin(demo.sign_up(member)).await?;
    }
    for (_, story) in content::stories()? {
        demo.tell(&story).await?;
    }
    Ok(())
}

impl Demo {
    fn at(&self, at: Millis) {
        self.clock.0.store(at.0.min(self.now.0), Ordering::SeqCst);
    }

    async fn sign_up(&mut self, demo: DemoMember) -> Result<(), Box<dyn Error>> {
        self.at(self.now.plus(-400 * Millis::DAY));
        let (keyring, sheet) = Keyring::generate(demo.name.as_str(), &mut OsRng)?;
        let kdf = Kdf::generate(&mut OsRng);
        // Nobody has the words of the others, not even this program.
        let (login, wrap) = match &demo.words {
            Some(words) => {
                let derived = derive(demo.name.as_str(), words, &kdf)?;
                (derived.login.parse()?, derived.wrap)
            }
            None => (Secret::random(&mut self.app.rng()), Identity::generate(&mut OsRng)),
        };
        let started = self
            .app
            .sign_up(SignUp {
                name: demo.name.clone(),
                kdf,
                login,
                recovery: recovery_login(&sheet).parse()?,
                keyring_pass: keyring.seal_for(&wrap.recipient(), &mut OsRng)?.into(),
                keyring_recovery: keyring.seal_for_recovery(&mut OsRng)?.into(),
                device: Device::Computer,
                admission: None,
            })
            .await?;
        let member = started.member;
        if demo.standing == Standing::Moderator {
            self.app.set_standing(demo.name, demo.standing).await?;
        }
        for (day, name) in (1..).zip(demo.pens) {
            self.at(self.now.plus((day - 390) * Millis::DAY));
            let pen = self.app.create_pen(member.id, name).await?;
            self.pens.insert(pen.name.key(), (self.people.len(), pen.id));
        }
        // The session that signing up began is nobody's.
        self.app.end_everywhere(member.id).await?;
        let viewer = Viewer::Member { id: member.id, standing: demo.standing };
        self.people.push(Somebody { viewer, member, keyring: demo.words.is_some().then_some(keyring) });
        Ok(())
    }

    fn who(&self, pen: &PenName) -> Result<(&Somebody, PenId), Box<dyn Error>> {
        let (person, id) = self.pens.get(&pen.key()).ok_or_else(|| format!("nobody writes as {pen}"))?;
        Ok((&self.people[*person], *id))
    }

    fn once(&self) -> Result<Once, Box<dyn Error>> {
        Ok(Once::new(&Secret::random(&mut self.app.rng()).to_text(), &[])?)
    }

    async fn tell(&self, demo: &DemoStory) -> Result<(), Box<dyn Error>> {
        let shared_at = demo.shared.before(self.now);
        self.at(shared_at);
        let (author, pen) = self.who(&demo.pen)?;
        let told = |(index, moment): (usize, &content::DemoMoment)| Told {
            name: Some(format!("moment-{index}")),
            at: moment.ago.before(self.now),
            text: moment.text.clone(),
            photos: Vec::new(),
        };
        let content = Content {
            title: demo.title.clone(),
            text: demo.text.clone(),
            around: demo.around(),
            photos: Vec::new(),
            moments: demo.moments.iter().enumerate().map(told).collect(),
            master_rev: 1,
        };
        let share = Share { pen, audience: demo.audience, content };
        let story = self.app.share_story(author.member.id, share, self.once()?).await?.story;
        self.keep_sealed(author, pen, demo, story).await?;
        for answer in &demo.answers_given {
            let top = self.answer(story, None, answer).await?;
            for reply in &answer.answers {
                self.answer(story, Some(top), reply).await?;
            }
        }
        let (apart, past) = (i64::try_from(demo.with.len())? + 2, self.now.0 - shared_at.0);
        for (n, with) in (1..).zip(&demo.with) {
            self.at(shared_at.plus(past / apart * n));
            let (person, pen) = self.who(&with.pen)?;
            let stand = Stand { story, pen: PenChoice::Own(pen), with: with.kind };
            self.app.stand(person.viewer, stand, self.once()?).await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        story: StoryId,
        parent: Option<AnswerId>,
        demo: &DemoAnswer,
    ) -> Result<AnswerId, Box<dyn Error>> {
        self.at(demo.ago.before(self.now));
        let (person, pen) = self.who(&demo.pen)?;
        let give = Give { story, parent, pen: PenChoice::Own(pen), text: demo.text.clone() };
        Ok(self.app.give_answer(person.viewer, give, self.once()?).await?.answer)
    }

    /// The sealed entry that the open copy would have come from.
    async fn keep_sealed(
        &self,
        author: &Somebody,
        pen: PenId,
        demo: &DemoStory,
        story: StoryId,
    ) -> Result<(), Box<dyn Error>> {
        let Some(keyring) = &author.keyring else { return Ok(()) };
        let (around, at) = (demo.around(), self.app.now());
        let moments: Vec<_> = demo
            .moments
            .iter()
            .enumerate()
            .map(|(index, moment)| {
                json!({"id": format!("moment-{index}"), "at": moment.ago.before(self.now), "text": moment.text, "photos": []})
            })
            .collect();
        let document = json!({
            "v": 1, "kind": "story", "draft": false, "title": demo.title.as_ref().map_or("", |title| title.as_str()),
            "text": demo.text, "photos": [], "moments": moments, "state": around.state, "about": around.about,
            "notes": around.notes, "wish": around.wish, "answers": around.answers, "quoting": around.quoting,
            "words": around.words.as_ref().map_or("", |words| words.as_str()), "findable": around.findable,
            "audience": demo.audience, "pen": pen,
            "open": {"story": story, "audience": demo.audience, "rev": 1, "photos": {}}, "kept": [], "changed": at,
        });
        let body = StoryDocument::parse(&document.to_string())?.print()?;
        let id = EntryId::random(&mut self.app.rng());
        let meta = Meta { id: id.to_string(), rev: 1, at: u64::try_from(at.0)?, ..Meta::default() };
        let sealed = entry::seal(keyring, &Audience::own(keyring), &meta, &body, &mut OsRng)?;
        self.app.put_entry(author.member.id, id, 0, sealed.file.into()).await?;
        Ok(())
    }
}
