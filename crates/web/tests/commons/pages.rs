//! What pages show.

use alongside_domain::OpenAudience::{Community, Everyone};
use axum::http::StatusCode;

use crate::place::{Place, moment, told};

/// The page without its scripts that are files of this place, with nothing between their tags.
fn without_own_scripts(page: &str) -> String {
    let (first, rest) = page.split_once("<script defer src=\"/assets/").unwrap_or((page, ""));
    match rest.split_once("\"></script>") {
        Some((name, after)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) => {
            format!("{first}{}", without_own_scripts(after))
        }
        _ => page.to_owned(),
    }
}

#[tokio::test]
async fn markup_that_somebody_typed_is_shown_as_typed() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let mut content =
        told("<script>xss()</script> [a](javascript:xss()) ![b](https://elsewhere.example/x.gif)");
    content.title = Some("<img src=x onerror=xss()>".parse().unwrap());
    content.around.words = Some("\"><svg onload=xss()>".parse().unwrap());
    content.moments = vec![moment(1_700_000_000_000, "</ol><script>xss()</script>")];
    let story = place.story_with(&maeve, Everyone, content).await;
    place.answer(story, &maeve, "%3Ciframe+srcdoc=x%3E</textarea>", "").await;
    for by in [None, Some(&maeve)] {
        for path in [&*format!("/story/{story}"), "/", "/community?q=%3Cscript%3Exss%28%29", "/pen/willow"] {
            let text = without_own_scripts(&place.get(path, by).await.text);
            for bad in
                ["<script", "<img src=x", "<svg onload", "<iframe", "=\"javascript:", "=\"https://elsewhere"]
            {
                assert!(!text.contains(bad), "{path} has {bad}");
            }
        }
    }
    let page = place.get(&format!("/story/{story}"), None).await;
    assert!(page.text.contains("&lt;img src=x onerror=xss()&gt;") || page.text.contains("&#60;img src=x"));
}

#[tokio::test]
async fn moments_stand_in_order_with_their_day() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let mut content = told("So we wait.");
    content.moments = vec![moment(1_772_400_000_000, "Thursday, then."), moment(1_772_300_000_000, "Home.")];
    let story = place.story_with(&maeve, Community, content).await;
    let text = place.get(&format!("/story/{story}"), Some(&maeve)).await.text;
    let (home, thursday) = (text.find("Home.").unwrap(), text.find("Thursday, then.").unwrap());
    assert!(home < thursday && text.contains("<ol class=\"moments\">"));
    assert!(text.contains("datetime=\"2026-02-28T17:33Z\""), "{text}");
}

#[tokio::test]
async fn the_community_goes_on_from_page_to_page() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    for n in 0..45 {
        place.clock.pass(1000);
        place.story(&maeve, Community, &format!("Number {n} of the waiting.")).await;
    }
    for list in ["/community", "/community?order=answered", "/community?q=waiting"] {
        let (mut path, mut seen, mut pages) = (list.to_owned(), Vec::new(), 0);
        loop {
            let page = place.get(&path, Some(&maeve)).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let numbers =
                page.text.split("Number ").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
            seen.extend(numbers);
            pages += 1;
            let next =
                page.text.split("rel=\"next\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
            let Some(next) = next else { break };
            path = next.replace("&amp;", "&").replace("&#38;", "&");
        }
        let newest_first: Vec<String> = (0..45).rev().map(|n| n.to_string()).collect();
        assert_eq!((pages, seen), (3, newest_first), "{list}");
    }
    let none = place.get("/community?q=xylophone", Some(&maeve)).await;
    assert!(none.words().contains("No story has all of these words."));
}

#[tokio::test]
async fn the_page_to_leave_to_tells_nothing() {
    let place = Place::new().await;
    let words = place.get("/away", None).await.words().to_lowercase();
    for word in ["alongside", "loss", "pregnan", "miscarriage", "community", "story"] {
        assert!(!words.contains(word), "{word}");
    }
    for path in ["/", "/help", "/community", "/x"] {
        let page = place.get(path, None).await.text;
        assert!(
            page.contains("action=\"/leave-quickly\"><button class=\"leave\" data-to=\"/away\">"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn nothing_on_a_page_comes_from_elsewhere_or_runs_in_it() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    for by in [None, Some(&maeve)] {
        for path in
            ["/", "/help", "/sealed", "/community", &format!("/story/{story}"), "/pen/willow", "/x", "/away"]
        {
            let page = place.get(path, by).await.text;
            let text = without_own_scripts(&page);
            for bad in [" style=\"", "<style", "<script", "src=\"http", "onclick", "//fonts."] {
                assert!(!text.contains(bad), "{path} has {bad}");
            }
            let links = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            for link in links {
                let home = ["/", "#", "data:", "tel:"].iter().any(|start| link.starts_with(start));
                assert!(
                    home || link.starts_with("http://room.alongside.localhost:8080/"),
                    "{path} leads to {link}"
                );
            }
            for asset in page.split("=\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let reply = place.get_with(&format!("/assets/{asset}"), &[("accept-encoding", "br")]).await;
                assert_eq!(reply.status, StatusCode::OK);
                assert!(reply.header("cache-control").contains("immutable"));
            }
        }
    }
}

#[tokio::test]
async fn help_has_pages_that_are_found_without_script() {
    let place = Place::new().await;
    let help = place.get("/help", None).await;
    for part in [
        "For friends: what to say, and what not to",
        "Telling children, by age",
        "Pages to read, or to pass on",
    ] {
        assert!(help.words().contains(part), "{part}");
    }
    let page = place.get("/help/telling-children", None).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Words that frighten", "Nobody of the field has reviewed it yet.", "For: Parents"] {
        assert!(page.words().contains(part), "{part}");
    }
    assert!(!page.text.contains("noindex"), "whoever looks for help finds it");
    assert_eq!(place.get("/help/nothing", None).await.status, StatusCode::NOT_FOUND);
    let found = place.get("/help?q=my+child", None).await;
    assert!(found.text.contains("“my child”") && found.text.contains(r#"href="/help/telling-children""#));
    let none = place.get("/help?q=%3Cb%3Exylophone", None).await;
    assert!(none.words().contains("Nothing here has all of these words."));
    assert!(!none.text.contains("<b>xylophone"), "what is looked for is only text");
}
