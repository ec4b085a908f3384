//! People's words to HTML: pulldown-cmark parses them, ammonia lets through what is on a short list.

use std::{collections::HashSet, sync::LazyLock};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(HashSet::from(["p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"]))
        .add_tag_attributes("a", ["href"])
        .url_schemes(HashSet::from(["https", "http", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer ugc"));
    cleaner
});

/// How deep elements may lie in each other. Nobody who writes gets there; what is deeper costs ever more to clean, so a
/// page of nothing but `- - - …` would keep a processor busy for minutes.
const DEEPEST: usize = 12;

/// Light Markdown as HTML that is safe anywhere in a page. HTML in it shows as what was typed; images are left out,
/// headings and code are plain paragraphs; a single line end is a line end.
pub(crate) fn to_html(text: &str) -> String {
    let mut depth = Depth::default();
    let events =
        Parser::new_ext(text, Options::empty()).filter_map(lightened).filter(|event| depth.keeps(event));
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut out, events);
    CLEANER.clean(&out).to_string()
}

/// A text of our own as HTML, with its headings. Nothing that anybody else wrote may come here.
pub(crate) fn ours_to_html(text: &'static str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut out, Parser::new(text));
    out
}

/// Leaves out what lies too deep, and keeps the words in it.
#[derive(Default)]
struct Depth {
    /// How many of what is open now are kept; those left out are all inside of them.
    kept: usize,
    left_out: usize,
}

impl Depth {
    fn keeps(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(_) if self.kept == DEEPEST => self.left_out += 1,
            Event::Start(_) => self.kept += 1,
            Event::End(_) if self.left_out > 0 => {
                self.left_out -= 1;
                return false;
            }
            Event::End(_) => self.kept = self.kept.saturating_sub(1),
            _ => {}
        }
        !(matches!(event, Event::Start(_)) && self.left_out > 0)
    }
}

fn lightened(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_)) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Image | TagEnd::HtmlBlock)
        | Event::Rule => return None,
        // What looks like HTML is words that somebody typed.
        Event::Html(words) | Event::InlineHtml(words) | Event::Code(words) => Event::Text(words),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    })
}

/// The beginning of a text as plain words on one line, for a list: at most `max` characters, cut between words.
pub(crate) fn opening(text: &str, max: usize, more: bool) -> String {
    let mut plain = String::new();
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                plain.push_str(&words);
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => plain.push(' '),
            _ => {}
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = plain.chars().take(max).collect();
    if cut.len() == plain.len() && !more {
        return plain;
    }
    let whole = cut.rfind(' ').map_or(cut.as_str(), |end| &cut[..end]);
    format!("{} …", whole.trim_end_matches(|c: char| c.is_ascii_punctuation()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn light_markdown_shows_as_meant() {
        assert_eq!(
            to_html("They were *kind*.\nThursday, then."),
            "<p>They were <em>kind</em>.<br>\nThursday, then.</p>\n"
        );
        assert_eq!(to_html("> so we wait"), "<blockquote>\n<p>so we wait</p>\n</blockquote>\n");
        assert_eq!(to_html("# Loud"), "<p>Loud</p>\n");
    }

    #[test]
    fn a_link_leads_out_without_telling_where_from() {
        let html = to_html("[help](https://example.org/a)");
        assert!(html.contains(r#"href="https://example.org/a""#) && html.contains("noreferrer"), "{html}");
    }

    #[test]
    fn what_could_run_does_not() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "![x](https://example.org/pixel.gif)",
            "<a href=\"/leave\" onclick=\"x\">a</a>",
            "```\n<svg onload=alert(1)>\n```",
            "<!-- --><style>*{}</style>",
        ] {
            let html = to_html(text);
            for bad in [
                "<script",
                "<img",
                "<svg",
                "<style",
                "<a href=\"javascript",
                "<a href=\"data",
                "<a href=\"/",
                "<a onclick",
            ] {
                assert!(!html.contains(bad), "{text} became {html}");
            }
        }
    }

    /// How deep the elements of `html` lie in each other at most.
    fn depth(html: &str) -> usize {
        let mut open = 0_usize;
        let mut deepest = 0;
        for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with("br")) {
            open = if tag.starts_with('/') { open - 1 } else { open + 1 };
            deepest = deepest.max(open);
        }
        assert_eq!(open, 0, "everything that opens closes");
        deepest
    }

    #[test]
    fn what_lies_in_itself_a_thousand_times_is_cut_short_and_its_words_stay() {
        for piece in ["- ", "> ", "1. ", "> - ", "*a **b ", "[", "_", "- > 1. "] {
            let text = format!("{}candle", piece.repeat(40_000 / piece.len()));
            let html = to_html(&text);
            assert!(html.contains("candle"), "{piece}");
            assert!(depth(&html) <= DEEPEST, "{piece}: {}", depth(&html));
        }
    }

    #[test]
    fn an_opening_is_cut_between_words() {
        assert_eq!(opening("They found **a heartbeat**, but", 400, false), "They found a heartbeat, but");
        assert_eq!(opening("one two three", 8, false), "one two …");
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_another_tag_than_the_listed(text in "[<>/a-z\"'=!&;:\\[\\]()#*`\\n -]{0,120}") {
            let html = to_html(&text);
            for tag in html.split('<').skip(1) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(["p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"].contains(&name.as_str()), "{} in {}", name, html);
                let attributes = tag.split('>').next().unwrap_or_default();
                prop_assert!(!attributes.contains(" on"), "{}", html);
            }
        }
    }
}
