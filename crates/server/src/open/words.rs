//! A story as a Markdown file, and what its folder is called.

use std::fmt::Write as _;

use alongside_seal::document::{Moment, Photo, StoryDocument};
use time::OffsetDateTime;

/// Most characters of a title in the name of a folder.
const NAME_MAX: usize = 40;

/// `003-so-we-wait`: only letters and digits, whatever the title has.
pub fn folder(number: usize, story: &StoryDocument) -> String {
    let word = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let plain: String = story.title.to_lowercase().chars().take(NAME_MAX).map(word).collect();
    let name = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { format!("{number:03}") } else { format!("{number:03}-{name}") }
}

/// The story with its moments and the answers that were kept. `pictures` are the names of its photos' files, in the
/// order of [`StoryDocument::photos`].
pub fn markdown(story: &StoryDocument, pictures: &[String]) -> String {
    let mut pictures = pictures.iter();
    let mut out = String::new();
    if !story.title.is_empty() {
        let _ = writeln!(out, "# {}\n", one_line(&story.title));
    }
    if let Some(on) = &story.on {
        let _ = writeln!(out, "*{}*\n", one_line(on));
    }
    let _ = writeln!(out, "{}\n", story.text);
    show(&mut out, &story.photos, &mut pictures);
    for Moment { at, text, photos, .. } in &story.moments {
        let _ = writeln!(out, "## {}\n\n{text}\n", minute(*at));
        show(&mut out, photos, &mut pictures);
    }
    if !story.kept.is_empty() {
        out.push_str("## Answers\n\n");
    }
    for kept in &story.kept {
        out.push_str(&answer(&kept.pen, kept.at, &kept.text));
    }
    let _ = writeln!(out, "---\nLast changed {}", minute(story.changed));
    out
}

fn show<'a>(out: &mut String, photos: &[Photo], pictures: &mut impl Iterator<Item = &'a String>) {
    for photo in photos {
        if let Some(file) = pictures.next() {
            let alt = one_line(&photo.alt).replace(['[', ']'], "");
            let _ = writeln!(out, "![{alt}]({file})\n");
        }
    }
}

/// An answer: who gave it, when, and the words.
pub fn answer(name: &str, at: i64, text: &str) -> String {
    let mut out = format!("**{}**, {}\n\n", one_line(name), minute(at));
    for line in text.lines() {
        let _ = writeln!(out, "> {line}");
    }
    out.push('\n');
    out
}

/// The text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "3 March 2026, 16:40 UTC"; the number itself for what is no time of this calendar.
pub fn minute(at: i64) -> String {
    let Ok(utc) = OffsetDateTime::from_unix_timestamp(at.div_euclid(1000)) else { return at.to_string() };
    let (day, month, year) = (utc.day(), utc.month(), utc.year());
    format!("{day} {month} {year}, {:02}:{:02} UTC", utc.hour(), utc.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(json: &str) -> StoryDocument {
        StoryDocument::parse(json).unwrap()
    }

    #[test]
    fn a_folder_is_named_after_its_story_and_by_nothing_else() {
        let named = |title: &str| {
            folder(
                3,
                &story(&serde_json::json!({"v":1,"kind":"story","changed":1,"title":title}).to_string()),
            )
        };
        assert_eq!(named("So we wait · agus fanaimid"), "003-so-we-wait-agus-fanaimid");
        assert_eq!(named("../../etc/passwd"), "003-etc-passwd");
        assert_eq!(named("小さな手"), "003-小さな手");
        assert_eq!(named("..."), "003");
        assert!(named(&"x".repeat(500)).len() < 60);
    }

    #[test]
    fn a_story_reads_as_it_was_told() {
        let photo = serde_json::json!({"media":"m","alt":"A window\nat night","w":1,"h":1,"type":"image/jpeg","sha":"s"});
        let json = serde_json::json!({
            "v":1, "kind":"story", "changed": 1_772_556_000_000_i64, "title":"So we wait", "text":"*First.*",
            "on":"2026-03", "photos":[photo],
            "moments":[{"id":"a","at":1_772_642_400_000_i64,"text":"Thursday."}],
            "kept":[{"pen":"wren","at":1_772_642_400_000_i64,"text":"I am here.\nStill.","to":null}]
        });
        let text = markdown(&story(&json.to_string()), &["photo-1.jpg".to_owned()]);
        assert_eq!(
            text,
            "# So we wait\n\n*2026-03*\n\n*First.*\n\n![A window at night](photo-1.jpg)\n\n\
             ## 4 March 2026, 16:40 UTC\n\nThursday.\n\n## Answers\n\n**wren**, 4 March 2026, 16:40 UTC\n\n\
             > I am here.\n> Still.\n\n---\nLast changed 3 March 2026, 16:40 UTC\n"
        );
    }
}
