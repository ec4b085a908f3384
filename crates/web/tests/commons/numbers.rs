//! The numbers: asked by a form, answered with figures of the tables, and kept nowhere.

use alongside_figures::{
    About, Age, Day, Losses, OfHundred, Scan, Table, after_heartbeat, from_here_on,
    stillbirth::{from_week_on, of_all_births},
    tables,
};
use alongside_store::counted;
use axum::http::StatusCode;

use crate::place::{COMMONS, Place, Reply};

/// The number fields of the form.
const FIELDS: [&str; 5] = ["weeks", "days", "scan", "age", "losses"];

async fn asked(place: &Place, form: &str) -> Reply {
    place.form_from(Some(COMMONS), "/numbers", None, form).await
}

async fn answered(place: &Place, form: &str) -> String {
    let reply = asked(place, form).await;
    assert_eq!(reply.status, StatusCode::OK, "{form}: {}", plain(&reply.words()));
    reply.text
}

/// Words with one space between them.
fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".").replace(" ,", ",")
}

/// What is read in a page between two places.
fn between(page: &str, from: &str, to: &str) -> String {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from} in {page}"));
    let part = rest.split_once(to).map_or(rest, |(part, _)| part).to_owned();
    let mut words = String::new();
    for piece in format!("<part {part}").split('<') {
        words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
        words.push(' ');
    }
    plain(&words)
}

fn lead(page: &str) -> String {
    between(page, "<p class=\"lead\"", "</p>")
}

fn circles(page: &str, kind: &str) -> usize {
    let svg = page.split_once("<svg class=\"circles").unwrap().1.split_once("</svg>").unwrap().0;
    let group = svg.split_once(&format!("<g class=\"{kind}\"")).unwrap().1;
    group.split_once("</g>").unwrap().0.matches("<circle").count()
}

fn count(one: OfHundred) -> String {
    match one {
        OfHundred::FewerThanOne => "fewer than 1".into(),
        OfHundred::Whole(count) => format!("about {count}"),
        OfHundred::MoreThanNinetyNine => "more than 99".into(),
    }
}

#[tokio::test]
async fn every_day_and_everybody_has_the_number_of_the_tables() {
    let place = Place::new().await;
    let ages = [None, Some(17), Some(22), Some(27), Some(32), Some(37), Some(42)];
    for (at, day) in Day::all().enumerate() {
        // All ages, and losses, without asking for each of them on each day.
        let years: Option<i64> = ages[at % ages.len()];
        let losses = years.map(|_| i64::try_from(at % 5).unwrap()).filter(|losses| *losses < 4);
        let about = About::from_form(years, losses).unwrap();
        let field = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let form = format!(
            "checked=nothing&weeks={}&days={}&age={}&losses={}",
            day.week(),
            day.day(),
            field(years),
            field(losses)
        );
        let page = answered(&place, &form).await;
        let risk = from_here_on(day, about).risk;
        let said = lead(&page);
        assert!(said.contains(&format!("{} went on to 20 weeks", count(risk.go_on()))), "{form}: {said}");
        assert!(said.contains(&format!("{} ended before 20 weeks", count(risk.lost()))), "{form}: {said}");
        assert!(said.starts_with("Of 100 pregnancies that were there at "), "{said}");
    }
}

#[tokio::test]
async fn a_hundred_circles_have_the_range_drawn_on_them() {
    let place = Place::new().await;
    let page = answered(&place, "checked=nothing&weeks=8&days=0").await;
    let found = from_here_on(Day::new(8, 0).unwrap(), About::Everyone);
    let band = found.between_studies.unwrap();
    let [low, number, high] =
        [band.lower, found.risk, band.upper].map(|risk| usize::from(risk.lost().circles()));
    assert_eq!((low, number, high), (9, 11, 17));
    assert_eq!(circles(&page, "went"), 100 - high);
    assert_eq!(circles(&page, "between counted"), number - low);
    assert_eq!(circles(&page, "between"), high - number);
    assert_eq!(circles(&page, "ended"), low);
    assert!(page.contains("aria-label=\"100 circles: 83 to 91 went on, 9 to 17 ended.\""));
}

#[tokio::test]
async fn what_is_shown_is_chosen_and_one_side_does_not_bring_the_other() {
    let place = Place::new().await;
    let form = "checked=nothing&weeks=8&days=0&framing=";
    let on = answered(&place, &format!("{form}go-on")).await;
    assert!(lead(&on).contains("89 went on") && !lead(&on).contains("11"), "{}", lead(&on));
    assert!(on.contains("aria-label=\"100 circles: 83 to 91 went on.\"") && !on.contains("End, of 100"));
    let ended = answered(&place, &format!("{form}ended")).await;
    assert!(lead(&ended).contains("11 ended") && !lead(&ended).contains("89"));
    let both = answered(&place, form).await;
    assert!(lead(&both).contains("89 went on") && lead(&both).contains("11 ended"));
    let pressed = answered(&place, &format!("{form}both&show=ended")).await;
    assert_eq!(lead(&pressed), lead(&ended), "the button at the answer is before what the form had");
    assert!(pressed.contains("value=\"ended\" checked"), "and stays chosen");
}

#[tokio::test]
async fn without_numbers_there_is_none_whatever_was_asked() {
    let place = Place::new().await;
    for form in [
        "checked=nothing&weeks=8",
        "checked=nothing&weeks=3",
        "checked=nothing&weeks=8&age=46",
        "checked=nothing&weeks=30",
        "checked=heartbeat&scan=8",
        "checked=test",
    ] {
        let page = answered(&place, &format!("{form}&framing=none")).await;
        let words = between(&page, "<section class=\"card\" id=\"answer\"", "</section>");
        assert!(words.contains("Some pregnancies end from here on"), "{form}: {words}");
        assert!(!words.chars().any(|c| c.is_ascii_digit()), "{form}: {words}");
        assert!(!page.contains("<svg class=\"c") && !page.contains("<table"), "{form}");
    }
}

#[tokio::test]
async fn a_day_has_nothing_new_that_its_week_did_not_say() {
    let place = Place::new().await;
    for day in Day::all() {
        let page =
            answered(&place, &format!("checked=nothing&weeks={}&days={}", day.week(), day.day())).await;
        let week = day.week();
        let of = |days| from_here_on(Day::new(week.into(), days).unwrap(), About::Everyone);
        let [first, last] = [of(0), of(6)].map(|found| match found.risk.lost() {
            OfHundred::Whole(count) => count.to_string(),
            _ => "fewer than 1".to_owned(),
        });
        let sentence = if first == last {
            format!("It is the same on every day of week {week}.")
        } else {
            format!("Over the whole of week {week} it goes from {first} to {last}.")
        };
        assert!(page.contains(&sentence), "{day}: {sentence}");
        // What the sentence says of a day is true.
        let (now, next) = (of(day.day().into()), of((day.day() + 1).min(6).into()));
        let band = now.between_studies.unwrap();
        assert!(
            now.risk.percent() - next.risk.percent() < band.upper.percent() - band.lower.percent(),
            "{day}"
        );
    }
}

#[tokio::test]
async fn after_a_heartbeat_there_is_a_range_over_the_studies_and_no_number_of_another_clock() {
    let place = Place::new().await;
    for week in 6..=13 {
        let page = answered(&place, &format!("checked=heartbeat&scan={week}")).await;
        let found = after_heartbeat(Scan::new(week).unwrap());
        let (low, high) = (found.range.lower.lost(), found.range.upper.lost());
        let said = if low == high {
            format!("about {} ended", low.circles())
        } else {
            format!("{} to {} ended", low.circles(), high.circles())
        };
        assert!(lead(&page).contains(&said), "{week}: {}", lead(&page));
        assert_eq!(circles(&page, "ended"), usize::from(low.circles()), "{week}");
        for study in found.studies {
            assert!(page.contains(study.source.dois[0]), "{week}: {}", study.source.id);
        }
        assert!(!page.contains("v-safe"), "{week}");
    }
    let losses = answered(&place, "checked=heartbeat&scan=7&losses=2").await;
    assert!(losses.contains("After earlier losses") && losses.contains("10 of 100 (8 to 13)"));
    assert_eq!(lead(&losses), lead(&answered(&place, "checked=heartbeat&scan=7").await));
}

#[tokio::test]
async fn what_has_no_number_has_a_sentence() {
    let place = Place::new().await;
    for week in 0..6 {
        let page = answered(&place, &format!("checked=nothing&weeks={week}&days=3")).await;
        assert!(page.contains("Before 6 weeks there is no number for one person."));
        assert!(page.contains("Mukherjee S") && !page.contains("<p class=\"lead\""));
    }
    for age in [45, 51, 60] {
        let page = answered(&place, &format!("checked=nothing&weeks=8&age={age}")).await;
        assert!(
            page.contains("At 45 and over, studies found that about half or more ended before 20 weeks.")
        );
        assert!(!page.contains("<p class=\"lead\"") && page.contains("75 of 100"), "all studies are there");
    }
    let early = answered(&place, "checked=test").await;
    assert!(lead(&early).contains("22 to 25 ended before that"), "{}", lead(&early));
}

#[tokio::test]
async fn from_twenty_weeks_it_is_of_a_thousand_and_never_none() {
    let place = Place::new().await;
    for week in 20..=42 {
        let page = answered(&place, &format!("checked=nothing&weeks={week}&age=30&losses=1")).await;
        let said = lead(&page);
        assert!(said.starts_with("Of 1,000 "), "{week}: {said}");
        assert!(!said.contains(" 0 ") && !said.contains("about fewer"), "{week}: {said}");
        if let Ok(found) = from_week_on(week) {
            assert!(said.contains(&format!("about {:.0} ended in one", found.value)), "{week}: {said}");
            assert!(page.contains("In this week alone"), "{week}");
        } else {
            assert!(said.contains("3 to 14 were one") && page.contains("counted week by week from 28 to 42"));
        }
        for figure in of_all_births() {
            assert!(page.contains(figure.source.citation), "{week}");
        }
    }
}

#[tokio::test]
async fn where_studies_differ_the_difference_is_on_the_page() {
    let place = Place::new().await;
    let page = answered(&place, "checked=nothing&weeks=8&age=41").await;
    for found in ["37 of 100", "51 of 100", "11 to 22 of 100", "21 of 100", "15 and 16 of 100"] {
        assert!(page.contains(found), "{found}");
    }
    assert!(page.contains("Read in somebody else’s account of the paper"));
    for sentence in from_here_on(Day::new(8, 0).unwrap(), About::Age(Age::From40)).assumes {
        assert!(page.contains(&sentence.to_string().replace('\'', "&#39;")), "{sentence}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_comes_back_with_a_sentence_at_its_field_and_what_was_typed() {
    let place = Place::new().await;
    for (form, field, say) in [
        ("", "checked", "Please choose what has been looked at"),
        ("checked=both&weeks=8", "checked", "Please choose what has been looked at"),
        ("checked=nothing", "weeks", "Please choose how many weeks"),
        ("checked=nothing&days=3", "weeks", "Please choose how many weeks"),
        ("checked=nothing&weeks=43", "weeks", "nothing in them for 43"),
        ("checked=nothing&weeks=-1", "weeks", "nothing in them for -1"),
        ("checked=nothing&weeks=eight", "weeks", "not a whole number"),
        ("checked=nothing&weeks=8.5", "weeks", "not a whole number"),
        ("checked=nothing&weeks=99999999999999999999", "weeks", "not a whole number"),
        ("checked=nothing&weeks=%3Cscript%3E", "weeks", "not a whole number"),
        ("checked=nothing&weeks=8&days=7", "days", "A week has the days 0 to 6. 7"),
        ("checked=nothing&weeks=8&age=9", "age", "nothing in them for 9"),
        ("checked=nothing&weeks=8&age=330", "age", "nothing in them for 330"),
        ("checked=nothing&weeks=8&age=30&losses=4", "losses", "no number for 4"),
        ("checked=nothing&weeks=8&losses=1", "age", "only together with an age"),
        ("checked=nothing&weeks=8&scan=8", "scan", "belongs to"),
        ("checked=heartbeat", "scan", "in which week the heartbeat was seen"),
        ("checked=heartbeat&weeks=9", "scan", "in which week the heartbeat was seen"),
        ("checked=heartbeat&scan=14", "scan", "nothing for 14"),
        ("checked=heartbeat&scan=5", "scan", "nothing for 5"),
        ("checked=heartbeat&weeks=7&scan=9", "scan", "later than the weeks above"),
        ("checked=heartbeat&weeks=3&scan=6", "scan", "later than the weeks above"),
        ("checked=heartbeat&weeks=50&scan=9", "weeks", "nothing in them for 50"),
        ("checked=heartbeat&scan=8&age=31", "age", "no number by age"),
        ("checked=heartbeat&scan=8&losses=9", "losses", "no number for 9"),
        ("checked=test&weeks=5", "weeks", "Counted from implantation"),
        ("checked=test&age=30", "age", "Counted from implantation"),
        ("checked=nothing&weeks=8&framing=loud", "framing", "one of the four ways"),
    ] {
        let reply = asked(&place, form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let at = between(&reply.text, &format!("id=\"{field}-wrong\""), "</p>");
        assert!(at.contains(say), "{form}: {at}");
        assert!(reply.text.contains(&format!("{field}-wrong\"")), "{form}");
        if FIELDS.contains(&field) {
            let described = format!("aria-describedby=\"{field}-hint {field}-wrong\" aria-invalid=\"true\"");
            assert!(reply.text.contains(&described), "{form}");
        }
        for (name, typed) in form.split('&').filter_map(|pair| pair.split_once('=')) {
            if FIELDS.contains(&name) {
                let typed = typed.replace("%3Cscript%3E", "&#60;script&#62;");
                assert!(reply.text.contains(&format!("name=\"{name}\" value=\"{typed}\"")), "{form}: {name}");
            }
        }
        if form.starts_with("checked=nothing") {
            assert!(reply.text.contains("value=\"nothing\" checked"), "{form}");
        }
        assert!(!reply.text.contains("id=\"answer\""), "{form}");
        assert!(reply.header("cache-control").contains("no-store"), "{form}");
    }
    let all = asked(&place, "checked=nothing&weeks=80&days=9&age=5&losses=7&framing=x").await;
    for field in ["weeks", "days", "age", "losses", "framing"] {
        let at_once = all.text.contains(&format!("id=\"{field}-wrong\""));
        assert!(at_once || field == "weeks", "{field} is said at once");
    }
    let long = asked(&place, &format!("checked=nothing&weeks={}", "9".repeat(60_000))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.text.len() < 20_000, "what nobody types is not sent back whole");
}

#[tokio::test]
async fn an_answer_is_small_is_kept_nowhere_and_asks_the_store_nothing() {
    let place = Place::new().await;
    let ines = place.person(None).await;
    let mut largest = 0;
    for form in [
        "checked=nothing&weeks=8&days=3",
        "checked=nothing&weeks=8&days=3&age=41&losses=3",
        "checked=nothing&weeks=6&age=27&losses=0",
        "checked=heartbeat&scan=8&losses=2",
        "checked=test",
        "checked=nothing&weeks=24",
        "checked=nothing&weeks=38",
        "checked=nothing&weeks=8&age=50",
    ] {
        let (reply, queries) = counted(asked(&place, form)).await;
        assert_eq!((reply.status, queries), (StatusCode::OK, 0), "{form}");
        assert!(reply.text.len() < 40 * 1024, "{form}: {} bytes", reply.text.len());
        largest = largest.max(reply.text.len());
        assert_eq!(reply.header("cache-control"), "private, no-store", "{form}");
        for name in ["etag", "location", "set-cookie", "content-location", "last-modified"] {
            assert_eq!(reply.header(name), "", "{form}: {name}");
        }
        // Once before, so that noting the use of the session is not counted.
        place.form("/numbers", &ines, form).await;
        let (_, session) = counted(place.get("/help", Some(&ines))).await;
        let (reply, queries) = counted(place.form("/numbers", &ines, form)).await;
        assert_eq!((reply.status, queries), (StatusCode::OK, session), "{form}: the session and no more");
    }
    assert!(largest > 10_000, "there is a picture in it");
}

#[tokio::test]
async fn nothing_that_is_chosen_can_come_from_an_address_or_another_site() {
    let place = Place::new().await;
    let page = place.get("/numbers?checked=nothing&weeks=8&age=41", None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("id=\"answer\"") && !page.text.contains("41"));
    assert!(page.text.contains("method=\"post\" action=\"/numbers#answer\" autocomplete=\"off\""));
    for origin in [None, Some("https://elsewhere.example")] {
        let reply = place.form_from(origin, "/numbers", None, "checked=nothing&weeks=8").await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn no_page_says_one_in_so_many_or_how_good_or_bad_a_number_is() {
    let place = Place::new().await;
    let mut pages = Vec::new();
    for path in ["/numbers", "/numbers/context", "/numbers/after", "/numbers/method"] {
        pages.push(place.get(path, None).await);
    }
    for form in
        ["checked=nothing&weeks=8&age=41&losses=2", "checked=heartbeat&scan=8", "checked=nothing&weeks=39"]
    {
        pages.push(asked(&place, form).await);
    }
    for mut page in pages {
        // What a paper is called is not ours to change.
        while let Some((before, rest)) = page.text.clone().split_once("<cite>") {
            page.text = format!("{before}{}", rest.split_once("</cite>").unwrap().1);
        }
        let words = plain(&page.words()).to_lowercase();
        for bad in [
            "just ",
            "as high as",
            "as low as",
            "unfortunately",
            "luckily",
            "reassur",
            "good news",
            " safe ",
            "don't worry",
            "spontaneous abortion",
            " your risk",
            " your chance",
            "!",
        ] {
            assert!(!words.contains(bad), "“{bad}” in {words}");
        }
        let one_in = words
            .match_indices("1 in ")
            .find(|(at, _)| words[at + 5..].chars().next().is_some_and(|c| c.is_ascii_digit()));
        assert!(one_in.is_none(), "{:?} in {words}", one_in.map(|(at, _)| &words[at..at + 30]));
    }
}

#[tokio::test]
async fn every_table_has_a_page_with_its_sources_and_the_sheet_has_all_that_may_be_shown() {
    let place = Place::new().await;
    let method = place.get("/numbers/method", None).await;
    assert_eq!(method.status, StatusCode::OK);
    let mut seen = 0;
    for table in Table::ALL {
        let path = format!("/numbers/method/{}", table.file().trim_end_matches(".csv").replace('_', "-"));
        assert!(method.text.contains(&format!("href=\"{path}\"")), "{path}");
        let page = place.get(&path, None).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.text.matches("<tr><td>").count(), tables::of(table).len(), "{path}");
        for figure in tables::of(table) {
            for doi in figure.source.dois {
                assert!(page.text.contains(&format!("href=\"https://doi.org/{doi}\"")), "{path}: {doi}");
            }
            seen += 1;
        }
    }
    let sheet = place.get("/numbers/figures.csv", None).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.header("content-type").starts_with("text/csv") && sheet.header("link").contains("by/4.0"));
    assert_eq!(sheet.text.matches("\r\n").count(), seen + 1);
    assert!(!sheet.text.contains("garbled") && !sheet.text.contains("RECALLED"));
    assert_eq!(place.get("/numbers/method/nothing", None).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn after_a_loss_help_comes_first_and_the_next_pregnancy_is_that_of_the_tables() {
    let place = Place::new().await;
    let page = place.get("/numbers/after", None).await;
    let (call, first) = (page.text.find("Heavy bleeding, fever").unwrap(), page.text.find("<table").unwrap());
    assert!(call < first);
    for age in Age::ALL {
        let row = Losses::ALL.map(|losses| format!("<td>{:.0}</td>", 100.0 * losses.total(age))).concat();
        assert!(page.text.contains(&row), "{age:?}: {row}");
    }
    for found in ["81 of 100 (78 to 85)", "66 of 100", "84 and 67 of 100", "78 of 100", "29 and 18 of 100"] {
        assert!(page.text.contains(found), "{found}");
    }
    let words = plain(&page.words());
    assert!(words.contains("None of it is advice") && !words.contains("you should"));
}

#[tokio::test]
async fn numbers_that_are_often_quoted_stand_apart_by_whom_they_are_of() {
    let place = Place::new().await;
    let page = place.get("/numbers/context", None).await;
    let mut from = 0;
    for (heading, found) in [
        ("“10 to 25 percent”", "15 of 100"),
        ("“One in six”", "18 of 100"),
        ("Of pregnancies that somebody knew of", "15 of 100 (13 to 19)"),
        ("Of all that implant", "31 of 100"),
        ("Of women, over a lifetime", "11 of 100"),
        ("Of couples and of adults", "17 of 100"),
        ("By country", "71 and 50 of 1,000"),
        ("Other kinds of loss", "2 of 1,000"),
        ("What is around them", "67 of 100"),
    ] {
        let at =
            page.text[from..].find(&format!("<h2>{heading}</h2>")).unwrap_or_else(|| panic!("{heading}"))
                + from;
        let end = page.text[at + 4..].find("<h2>").map_or(page.text.len(), |end| at + 4 + end);
        assert!(page.text[at..end].contains(found), "{found} in {heading}: {}", &page.text[at..end]);
        from = at;
    }
}

/// What stands in a template is words. Numbers come from the tables, except what is no figure.
#[test]
fn no_figure_is_typed_into_a_template() {
    let mut templates: Vec<_> =
        std::fs::read_dir("templates/numbers").unwrap().map(|file| file.unwrap().path()).collect();
    templates.push("templates/numbers.html".into());
    assert!(templates.len() > 8);
    // Weeks and ages where something begins, of how many, and whom to call.
    let known = [
        "100",
        "1,000",
        "1000",
        "0 to 6",
        "20 weeks",
        "6 weeks",
        "42 years",
        "45 and over",
        "3: in a row",
        "4.0",
        "“10 to 25 percent”",
        "week 5",
        "112",
        "999",
        "911",
        "000",
        "111",
    ];
    for path in templates {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut words = String::new();
        for part in text.split('<') {
            words.push_str(part.split_once('>').map_or(part, |(_, words)| words));
        }
        for (open, close) in [("{{", "}}"), ("{%", "%}")] {
            while let Some((before, rest)) = words.clone().split_once(open) {
                words = format!("{before}{}", rest.split_once(close).map_or("", |(_, after)| after));
            }
        }
        for one in known {
            words = words.replace(one, "");
        }
        let typed: Vec<_> =
            words.split_whitespace().filter(|word| word.chars().any(|c| c.is_ascii_digit())).collect();
        assert!(typed.is_empty(), "{}: {typed:?}", path.display());
    }
}
