//! The fictional members and stories in `content/demo`, read as what `README.md` there describes.

use alongside_domain::{
    Millis, OpenAudience,
    about::{About, Kind, Path, Role, Weeks, When},
    member::Standing,
    name::{MemberName, PenName},
    story::{AnswersPolicy, Around, Note, Quoting, State, Wish, With},
    text::{AnswerText, MomentText, StoryText, Title, Words},
};
use rust_embed::RustEmbed;
use serde::{Deserialize, Deserializer};

#[derive(RustEmbed)]
#[folder = "../../content/demo"]
#[include = "*.toml"]
struct Files;

/// Why the demo content cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// A file is not there.
    #[error("content/demo/{0} is missing")]
    Missing(String),
    /// A file cannot be read as what it should be.
    #[error("content/demo/{file}: {why}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why, with the line.
        why: String,
    },
}

/// One of the fictional members.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMember {
    /// What they sign in with.
    pub name: MemberName,
    /// What they write under.
    pub pens: Vec<PenName>,
    /// Their words, for the three that are printed.
    pub words: Option<String>,
    /// Member or moderator.
    #[serde(default = "member", rename = "role")]
    pub standing: Standing,
}

const fn member() -> Standing {
    Standing::Member
}

#[derive(Debug, Deserialize)]
struct Members {
    member: Vec<DemoMember>,
}

/// How long before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ago(i64);

impl Ago {
    /// The point in time that long before `now`.
    pub const fn before(self, now: Millis) -> Millis {
        now.plus(-self.0)
    }
}

impl<'de> Deserialize<'de> for Ago {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("{text:?} is not a time such as 12m, 5h or 3d"));
        let parts = text.split_whitespace().map(|part| {
            let (number, unit) = part.split_at_checked(part.len().checked_sub(1)?)?;
            let unit = match unit {
                "m" => Millis::MINUTE,
                "h" => Millis::HOUR,
                "d" => Millis::DAY,
                _ => return None,
            };
            i64::from(number.parse::<u32>().ok()?).checked_mul(unit)
        });
        parts.sum::<Option<i64>>().filter(|sum| *sum > 0).map(Self).ok_or_else(wrong)
    }
}

/// A fictional story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoStory {
    /// Who writes it.
    pub pen: PenName,
    /// Community or everyone.
    pub audience: OpenAudience,
    /// Its title.
    pub title: Option<Title>,
    /// How long ago it was let go.
    pub shared: Ago,
    state: Option<State>,
    kind: Option<Kind>,
    weeks: Option<Weeks>,
    when: Option<When>,
    role: Option<Role>,
    #[serde(default)]
    path: Vec<Path>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    wish: Vec<Wish>,
    answers: AnswersPolicy,
    quoting: Quoting,
    #[serde(default)]
    findable: bool,
    words: Option<Words>,
    /// Its text.
    pub text: StoryText,
    /// Dated updates, oldest first.
    #[serde(default, rename = "moment")]
    pub moments: Vec<DemoMoment>,
    /// Answers, oldest first.
    #[serde(default, rename = "answer")]
    pub answers_given: Vec<DemoAnswer>,
    /// Who stands with its author.
    #[serde(default)]
    pub with: Vec<DemoWith>,
}

impl DemoStory {
    /// Everything around it.
    pub fn around(&self) -> Around {
        let mut path = self.path.clone();
        let mut notes = self.notes.clone();
        let mut wish = self.wish.clone();
        path.sort_unstable();
        notes.sort_unstable();
        wish.sort_unstable();
        Around {
            state: self.state,
            about: About { kind: self.kind, weeks: self.weeks, when: self.when, role: self.role, path },
            notes,
            wish,
            answers: self.answers,
            quoting: self.quoting,
            words: self.words.clone(),
            findable: self.findable,
        }
    }
}

/// A dated update.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMoment {
    /// How long ago.
    pub ago: Ago,
    /// Its text.
    pub text: MomentText,
}

/// An answer, with those to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAnswer {
    /// Who gives it.
    pub pen: PenName,
    /// How long ago.
    pub ago: Ago,
    /// Its text.
    pub text: AnswerText,
    /// Answers to it.
    #[serde(default, rename = "answer")]
    pub answers: Vec<DemoAnswer>,
}

/// Somebody who stands with the author.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoWith {
    /// Their pen name.
    pub pen: PenName,
    /// Which of the two they say.
    pub kind: With,
}

/// The members, as listed.
pub fn members() -> Result<Vec<DemoMember>, ContentError> {
    Ok(read::<Members>("members.toml")?.member)
}

/// The stories, oldest first, each with its file's name without `.toml`.
pub fn stories() -> Result<Vec<(String, DemoStory)>, ContentError> {
    let mut stories = Vec::new();
    for file in Files::iter().filter(|file| file.starts_with("stories/")) {
        let slug = file.trim_start_matches("stories/").trim_end_matches(".toml").to_owned();
        stories.push((slug, read::<DemoStory>(&file)?));
    }
    stories.sort_by_key(|(slug, story)| (std::cmp::Reverse(story.shared), slug.clone()));
    Ok(stories)
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> Result<T, ContentError> {
    let bytes = Files::get(file).ok_or_else(|| ContentError::Missing(file.to_owned()))?.data;
    let unreadable = |why: String| ContentError::Unreadable { file: file.to_owned(), why };
    let text = std::str::from_utf8(&bytes).map_err(|error| unreadable(error.to_string()))?;
    toml::from_str(text).map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    fn everybody(answers: &[DemoAnswer], into: &mut Vec<PenName>) {
        for answer in answers {
            into.push(answer.pen.clone());
            everybody(&answer.answers, into);
        }
    }

    #[test]
    fn there_is_as_much_as_the_place_was_promised() {
        let members = members().unwrap();
        let stories = stories().unwrap();
        let mut answers = Vec::new();
        for (_, story) in &stories {
            everybody(&story.answers_given, &mut answers);
        }
        assert_eq!(members.len(), 25);
        assert!(stories.len() >= 40, "{} stories", stories.len());
        assert!(answers.len() >= 300, "{} answers", answers.len());
        assert_eq!(members.iter().filter(|member| member.words.is_some()).count(), 3);
    }

    #[test]
    fn every_pen_belongs_to_a_member_and_no_story_has_two_of_one_member() {
        let members = members().unwrap();
        let owner: HashMap<String, &str> = members
            .iter()
            .flat_map(|member| member.pens.iter().map(|pen| (pen.key(), member.name.as_str())))
            .collect();
        for (slug, story) in stories().unwrap() {
            let mut pens = vec![story.pen.clone()];
            everybody(&story.answers_given, &mut pens);
            pens.extend(story.with.iter().map(|with| with.pen.clone()));
            let distinct: HashSet<String> = pens.iter().map(PenName::key).collect();
            let owners: HashSet<&str> = distinct
                .iter()
                .map(|key| *owner.get(key).unwrap_or_else(|| panic!("{slug}: nobody is {key}")))
                .collect();
            assert_eq!(distinct.len(), owners.len(), "{slug}");
        }
    }

    #[test]
    fn an_answer_comes_after_what_it_answers() {
        fn in_order(slug: &str, before: Ago, answers: &[DemoAnswer]) {
            for answer in answers {
                assert!(answer.ago <= before, "{slug}: an answer by {} is too early", answer.pen);
                in_order(slug, answer.ago, &answer.answers);
            }
        }
        for (slug, story) in stories().unwrap() {
            in_order(&slug, story.shared, &story.answers_given);
            assert!(story.moments.iter().all(|moment| moment.ago <= story.shared), "{slug}");
        }
    }
}
