//! Help: the pages of `content/help`, and finding in them and in the numbers. They are built in, the same for everybody,
//! and small enough that looking through all of them is no work.

use std::sync::LazyLock;

use alongside_domain::text::fold;
use askama::Template;
use axum::{
    body::Body,
    extract::State,
    http::{Response, StatusCode},
};

use super::{
    At, Reader,
    parts::{Frame, Place},
};
use crate::{failure::Failure, markdown, web::Web};

macro_rules! pages {
    ($($slug:literal),+ $(,)?) => {
        /// The files, in the order in which they are offered.
        const FILES: &[(&str, &str)] =
            &[$(($slug, include_str!(concat!("../../../../content/help/", $slug, ".md")))),+];
    };
}

pages![
    "for-friends",
    "for-partners",
    "for-grandparents",
    "telling-children",
    "when-others-announce",
    "dates-and-anniversaries",
    "years-later",
    "for-those-who-support",
];

/// One page.
pub(super) struct Guide {
    /// Its address under `/help/`.
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    /// Whom it is for.
    pub(super) whom: &'static str,
    /// The day on which it was read against its sources.
    pub(super) checked: &'static str,
    /// Who of the field has read it; empty when nobody has yet.
    pub(super) reviewer: &'static str,
    /// Ids of what it rests on, of the figures' sources.
    pub(super) sources: Vec<&'static str>,
    /// Markdown.
    text: &'static str,
    html: String,
    words: Words,
}

/// What is looked through.
struct Words {
    title: String,
    text: String,
}

impl Words {
    fn of(title: &str, text: &str) -> Self {
        Self { title: fold(title), text: fold(text) }
    }

    /// How well it fits: 0 when one of the words is nowhere in it. A word fits the beginning of another.
    fn fits(&self, query: &[&str]) -> usize {
        let begins = |text: &str, word: &str| text.split(' ').filter(|one| one.starts_with(word)).count();
        query
            .iter()
            .map(|word| 8 * begins(&self.title, word) + begins(&self.text, word).min(4))
            .try_fold(0, |sum, fit| (fit > 0).then_some(sum + fit))
            .unwrap_or(0)
    }
}

impl Guide {
    /// Reads a file: lines of `name: value` between two of `---`, then Markdown. `None` when one is missing or unknown.
    fn read(slug: &'static str, file: &'static str) -> Option<Self> {
        let (head, text) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
        let fields: Vec<(&str, &str)> =
            head.lines().map(|line| line.split_once(':')).collect::<Option<_>>()?;
        let [
            ("title", title),
            ("for", whom),
            ("checked", checked),
            ("reviewer", reviewer),
            ("sources", sources),
        ] = fields[..]
        else {
            return None;
        };
        let (title, whom) = (title.trim(), whom.trim());
        Some(Self {
            slug,
            title,
            whom,
            checked: checked.trim(),
            reviewer: reviewer.trim(),
            sources: sources.split_whitespace().collect(),
            text,
            html: markdown::ours_to_html(text),
            words: Words::of(&format!("{title} {whom}"), text),
        })
    }

    /// The first paragraph that has one of the words, or the first of all.
    fn excerpt(&self, query: &[&str]) -> &'static str {
        let has =
            |part: &&str| fold(part).split(' ').any(|one| query.iter().any(|word| one.starts_with(word)));
        let plain = || {
            self.text
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains("]("))
        };
        let found = plain().find(has).or_else(|| plain().next()).unwrap_or_default();
        found.trim_start_matches("- ")
    }
}

static GUIDES: LazyLock<Vec<Guide>> =
    LazyLock::new(|| FILES.iter().filter_map(|(slug, file)| Guide::read(slug, file)).collect());

/// Pages that are found as well and are no file: where, what it is called, what it says, other words for it.
const ELSEWHERE: &[(&str, &str, &str, &str)] = &[
    (
        "/numbers",
        "How many go on, and how many do not",
        "From a week of pregnancy on, with the range and who was counted.",
        "numbers chance risk miscarriage statistics probability percent week heartbeat",
    ),
    (
        "/numbers/after",
        "After a loss, in numbers",
        "How long it takes, what others choose, and the next pregnancy.",
        "waiting medicine procedure next pregnancy bleeding numbers again trying",
    ),
    (
        "/numbers/context",
        "Numbers that are often quoted",
        "What they count, and what is better known.",
        "how common often one in four country stillbirth ectopic",
    ),
    (
        "/numbers/method",
        "How the numbers are made",
        "Every table with its source, and why other pages say something else.",
        "method studies source doi tables calculator",
    ),
    (
        "/phone",
        "People who pick up the phone",
        "By country, for whom, and when.",
        "phone call helpline hotline suicide crisis emergency talk somebody",
    ),
    (
        "/reading",
        "What I read",
        "What is shown, folded or left out, and a gentle mode.",
        "gentle hide fold photos notes warning mute",
    ),
    (
        "/sealed",
        "What sealed protects from",
        "And what it does not.",
        "sealed private encryption keys who can read",
    ),
];

/// Something that fits what was looked for.
struct Found {
    href: String,
    title: &'static str,
    says: &'static str,
}

/// Most words that are looked for.
const WORDS_MAX: usize = 8;

/// Words that say nothing of what is looked for, unless there are no others.
const SMALL: &[&str] = &[
    "a", "about", "after", "and", "can", "do", "for", "how", "i", "in", "is", "it", "me", "my", "of", "on",
    "our", "the", "to", "was", "we", "what", "when", "with",
];

/// A word without an ending that another form of it may not have, so that "anniversary" finds "anniversaries".
fn stem(word: &str) -> &str {
    let without =
        ["ies", "ing", "es", "ed", "s", "y", "e"].iter().find_map(|ending| word.strip_suffix(ending));
    without.filter(|stem| stem.chars().count() >= 4).unwrap_or(word)
}

/// What fits best first; everything is looked through, which is a few thousand words.
fn find(query: &str) -> Vec<Found> {
    let folded = fold(query);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX);
    let mut query: Vec<&str> = words.map(stem).collect();
    if query.iter().any(|word| !SMALL.contains(word)) {
        query.retain(|word| !SMALL.contains(word));
    }
    if query.is_empty() {
        return Vec::new();
    }
    let guides = GUIDES.iter().map(|guide| {
        let found =
            Found { href: format!("/help/{}", guide.slug), title: guide.title, says: guide.excerpt(&query) };
        (guide.words.fits(&query), found)
    });
    let elsewhere = ELSEWHERE.iter().map(|(href, title, says, words)| {
        let fits = Words::of(title, &format!("{says} {words}")).fits(&query);
        (fits, Found { href: (*href).to_owned(), title, says })
    });
    let mut found: Vec<(usize, Found)> = guides.chain(elsewhere).filter(|(fits, _)| *fits > 0).collect();
    // Of two that fit as well, the one that is offered first.
    found.sort_by_key(|(fits, _)| std::cmp::Reverse(*fits));
    found.into_iter().map(|(_, found)| found).collect()
}

/// What to do when it is urgent, the pages, finding in them, how to leave quickly, who reads what.
#[derive(Template)]
#[template(path = "help.html")]
struct Help<'a> {
    frame: Frame<'a>,
    guides: &'static [Guide],
    query: &'a str,
    found: Vec<Found>,
}

pub(super) async fn help(State(web): State<Web>, reader: Reader) -> Response<Body> {
    let frame = reader.frame(&web, Place::Help);
    let query = reader.at.q.as_deref().unwrap_or_default().trim();
    reader.page(StatusCode::OK, &Help { frame, guides: &GUIDES, query, found: find(query) })
}

#[derive(Template)]
#[template(path = "guide.html")]
struct View<'a> {
    frame: Frame<'a>,
    guide: &'static Guide,
}

pub(super) async fn guide(State(web): State<Web>, reader: Reader, At(slug): At<String>) -> Response<Body> {
    let Some(guide) = GUIDES.iter().find(|guide| guide.slug == slug) else {
        return reader.refused(&web, Failure::not_here());
    };
    let frame = reader.frame(&web, Place::Help);
    reader.page(StatusCode::OK, &View { frame, guide })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_says_whom_it_is_for() {
        assert_eq!(GUIDES.len(), FILES.len(), "each can be read");
        for guide in &*GUIDES {
            assert!(!guide.title.is_empty() && !guide.whom.is_empty(), "{}", guide.slug);
            let day: Vec<_> = guide.checked.split('-').map(str::len).collect();
            assert_eq!(day, [4, 2, 2], "{}", guide.slug);
            assert!(guide.html.contains("<h2>"), "{}", guide.slug);
        }
    }

    #[test]
    fn a_page_that_cannot_be_read_is_refused() {
        for bad in [
            "",
            "## No head",
            "---\ntitle: T\n---\nText",
            "---\ntitle: T\nfor: X\nchecked: Y\nreviewer:\nsource:\n---\nText",
        ] {
            assert!(Guide::read("bad", bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn no_page_has_a_number_without_a_source_that_is_known() {
        for guide in &*GUIDES {
            let known = |id: &&str| alongside_figures::tables::SOURCES.iter().any(|source| source.id == *id);
            assert!(guide.sources.iter().all(known), "{}", guide.slug);
            let numbers = guide.text.chars().any(|c| c.is_ascii_digit() || c == '%');
            assert!(!numbers || !guide.sources.is_empty(), "{}", guide.slug);
        }
    }

    #[test]
    fn a_page_is_read_in_three_minutes_by_somebody_of_twelve() {
        for guide in &*GUIDES {
            let words: Vec<String> = fold(guide.text).split(' ').map(str::to_owned).collect();
            assert!(words.len() <= 620, "{}: {} words", guide.slug, words.len());
            let age = reading_age(guide.text);
            assert!(age <= 12.5, "{}: {age:.1}", guide.slug);
            assert!(!guide.text.contains('!'), "{}", guide.slug);
        }
        let hard = "Notwithstanding considerable heterogeneity, epidemiological investigations demonstrate associations.";
        assert!(reading_age(hard) > 18.0);
    }

    /// The Flesch-Kincaid grade plus five years: how old somebody is who reads it with ease.
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    fn reading_age(text: &str) -> f64 {
        // A line is a sentence at least.
        let plain = text.replace("](", " (").replace('\n', ". ");
        let sentences =
            plain.split(['.', '?', ':']).filter(|part| part.chars().any(char::is_alphabetic)).count();
        let words: Vec<&str> =
            plain.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let beats: usize = words.iter().map(|word| syllables(word)).sum();
        let (sentences, words, beats) = (sentences.max(1) as f64, words.len().max(1) as f64, beats as f64);
        0.39 * words / sentences + 11.8 * beats / words - 15.59 + 5.0
    }

    /// Groups of vowels, without a silent e at the end.
    fn syllables(word: &str) -> usize {
        let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        let is_vowel = |c: char| "aeiouy".contains(c);
        let groups = word.chars().fold((0, false), |(count, before), c| {
            (count + usize::from(is_vowel(c) && !before), is_vowel(c))
        });
        let silent = word.ends_with('e') && !word.ends_with("le") && groups.0 > 1;
        (groups.0 - usize::from(silent)).max(1)
    }

    #[test]
    fn what_fits_best_comes_first_and_beginnings_and_accents_do_not_matter() {
        let first = |query: &str| find(query).first().map(|found| found.href.clone()).unwrap_or_default();
        for (query, href) in [
            ("children", "/help/telling-children"),
            ("tell my child", "/help/telling-children"),
            ("what to say to a friend", "/help/for-friends"),
            ("grandpar", "/help/for-grandparents"),
            ("anniversary", "/help/dates-and-anniversaries"),
            ("colleague announces pregnancy", "/help/when-others-announce"),
            ("partner", "/help/for-partners"),
            ("chance of miscarriage", "/numbers"),
            ("Suicíde", "/phone"),
            ("decades years later", ""),
        ] {
            assert_eq!(first(query), href, "{query}");
        }
        for nothing in ["", "   ", "!?", "xylophone"] {
            assert!(find(nothing).is_empty(), "{nothing}");
        }
    }
}
