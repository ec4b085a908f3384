//! Who sees what.

use alongside_domain::{
    OpenAudience::{Community, Everyone},
    story::Quoting,
    text::Title,
};
use axum::http::StatusCode;

use crate::place::{Place, told};

const NOWHERE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

#[tokio::test]
async fn what_may_not_be_seen_looks_like_what_is_not_there() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let moderator = place.moderator().await;
    let inside = place.story(&maeve, Community, "For members.").await.to_string();
    let held = place.story(&maeve, Everyone, "Held.").await.to_string();
    let reply = place.form(&format!("/story/{held}/hold"), &moderator, "reason=It names a child.").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let same = |text: &str, id: &str| text.replace(id, NOWHERE);
    for (path, by, id) in [
        (format!("/story/{inside}"), None, &inside),
        (format!("/story/{held}"), None, &held),
        (format!("/story/{held}"), Some(&ines), &held),
        (format!("/story/{inside}/answer/{NOWHERE}"), None, &inside),
    ] {
        let there = place.get(&path, by).await;
        let nowhere = place.get(&path.replace(&**id, NOWHERE), by).await;
        assert_eq!((there.status, nowhere.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
        assert_eq!(same(&there.text, id), nowhere.text, "{path}");
        let but_date = |reply: &crate::place::Reply| {
            reply.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).collect::<Vec<_>>()
        };
        assert_eq!(but_date(&there), but_date(&nowhere), "{path}");
    }
    let (hers, nobodys) = (place.get("/pen/willow", None).await, place.get("/pen/willows", None).await);
    assert_eq!((hers.status, nobodys.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    for (who, sees) in [(&maeve, true), (&moderator, true), (&ines, false)] {
        let page = place.get(&format!("/story/{held}"), Some(who)).await;
        assert_eq!(page.words().contains("It names a child."), sees);
    }
}

#[tokio::test]
async fn the_community_is_for_members() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    place.story(&maeve, Community, "Said inside.").await;
    let visitor = place.get("/community", None).await;
    assert_eq!(visitor.status, StatusCode::UNAUTHORIZED);
    assert!(!visitor.text.contains("Said inside") && visitor.words().contains("sign in"));
    assert!(!place.get("/", None).await.text.contains("Said inside"));
    assert!(place.get("/community", Some(&maeve)).await.text.contains("Said inside"));
}

#[tokio::test]
async fn below_everyone_nothing_reaches_search_engines_titles_or_previews() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let titled = |findable: bool| {
        let mut content = told("So we wait.");
        content.title = Some("A title of mine".parse::<Title>().unwrap());
        content.around.findable = findable;
        content
    };
    for (audience, findable, open) in [
        (Community, false, false),
        (Community, true, false),
        (Everyone, false, false),
        (Everyone, true, true),
    ] {
        let story = place.story_with(&maeve, audience, titled(findable)).await;
        for by in [Some(&maeve), None] {
            if by.is_none() && audience == Community {
                continue;
            }
            let page = place.get(&format!("/story/{story}"), by).await;
            let head = page.text.split("<body>").next().unwrap();
            assert_eq!(head.contains("A title of mine"), open, "{audience:?} {findable}");
            assert_eq!(head.contains("og:"), open, "{audience:?} {findable}");
            assert_eq!(head.contains("noindex"), !open, "{audience:?} {findable}");
            assert_eq!(page.header("x-robots-tag").contains("noindex"), !open, "{audience:?} {findable}");
        }
    }
}

#[tokio::test]
async fn who_is_with_the_author_is_hers_to_see_and_nobody_is_counted() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    let story = place.story(&maeve, Everyone, "So we wait.").await;
    let path = format!("/story/{story}");
    let mut last = None;
    for n in 0..3 {
        let other = place.person(Some(&format!("robin {n}"))).await;
        let pen = other.pen.as_ref().unwrap().id;
        let form = format!("kind=me-too&pen={pen}&once=0123456789abcdef{n}");
        let reply = place.form(&format!("{path}/with"), &other, &form).await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (StatusCode::SEE_OTHER, &*format!("{path}#with"))
        );
        place.answer(story, &other, "Here.", "").await;
        last = Some(other);
    }
    let hers = place.get(&path, Some(&maeve)).await.words();
    assert!(hers.contains("Who is with you") && hers.contains("“This happened to me too”"));
    let other = last.unwrap();
    let own = place.get(&path, Some(&other)).await;
    assert!(own.words().contains("You said so") && own.text.contains("aria-pressed=\"true\""));
    assert!(!own.words().contains("Who is with you"));
    for by in [Some(&maeve), Some(&other), None] {
        for path in ["/", "/community", &path, "/pen/willow"] {
            let words = place.get(path, by).await.words();
            for n in 2..5 {
                for what in ["people", "answers", "members", "stories", "readers"] {
                    assert!(!words.contains(&format!("{n} {what}")), "{path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_page_has_the_name_one_signs_in_with_or_a_pen_that_is_not_ones_own() {
    let place = Place::new().await;
    let (maeve, ines) = (place.person(Some("willow")).await, place.person(Some("marguerite")).await);
    let story = place.story(&maeve, Community, "So we wait.").await;
    place.answer(story, &ines, "I am here.", "").await;
    for (by, other) in [(&maeve, &ines), (&ines, &maeve)] {
        for path in ["/", "/community", &format!("/story/{story}"), "/pen/willow", "/help"] {
            let page = place.get(path, Some(by)).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.header("cache-control").contains("no-store"), "{path}");
            let others = other.pen.as_ref().unwrap().id.to_string();
            for hidden in [&*others, "member0", "member1"] {
                assert!(!page.text.contains(hidden), "{path} has {hidden}");
            }
        }
    }
}

#[tokio::test]
async fn the_quoting_wish_stands_on_every_open_story_for_people_and_for_machines() {
    let place = Place::new().await;
    let maeve = place.person(Some("willow")).await;
    for (wish, say) in [
        (Quoting::No, "Please do not quote it elsewhere: willow has said no."),
        (Quoting::Ask, "Please ask willow before quoting it elsewhere."),
        (Quoting::PenName, "willow is fine with being quoted by this pen name."),
    ] {
        for (audience, findable) in [(Community, false), (Everyone, false), (Everyone, true)] {
            let mut content = told("So we wait.");
            (content.around.quoting, content.around.findable) = (wish, findable);
            let story = place.story_with(&maeve, audience, content).await;
            let page = place.get(&format!("/story/{story}"), Some(&maeve)).await;
            let (head, body) = page.text.split_once("<body>").unwrap();
            assert!(head.contains(&format!("<meta name=\"dcterms.rights\" content=\"{say}\">")), "{wish:?}");
            assert!(body.contains(say), "{wish:?}");
            assert!(head.contains("noai, noimageai") && head.contains("nosnippet") != findable, "{wish:?}");
        }
    }
}

#[tokio::test]
async fn those_who_gather_words_to_learn_from_are_asked_to_take_none() {
    let robots = Place::new().await.get("/robots.txt", None).await.text;
    let (gatherers, others) = robots.split_once("\n\n").unwrap();
    for name in ["GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "PerplexityBot", "Bytespider"] {
        assert!(gatherers.contains(&format!("User-agent: {name}\n")), "{name}");
    }
    assert!(gatherers.ends_with("\nDisallow: /") && others.starts_with("User-agent: *\n"));
    for path in ["/community", "/pen/", "/photo/", "/answers", "/decided", "/queue"] {
        assert!(others.contains(&format!("Disallow: {path}\n")), "{path}");
    }
}
