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

/// Light Markdown as HTML that is safe anywhere in a page. HTML in it shows as what was typed; images are left out,
/// headings and code are plain paragraphs; a single line end is a line end.
pub(crate) fn to_html(text: &str) -> String {
    let events = Parser::new_ext(text, Options::empty()).filter_map(lightened);
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut out, events);
    CLEANER.clean(&out).to_string()
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
