//! The limits on the doors, on a place where they are on: whoever lies about where they are has no more tries.

use serde_json::json;

use crate::{
    Case, case,
    place::{Place, ROOM, ROOM_HOST},
    wire::Ask,
    withstand,
};

/// How many of so many tries are let through, each with a header that says something else.
fn let_through(place: &Place, tries: u32, lie: impl Fn(u32) -> Vec<(&'static str, String)>) -> u32 {
    let secret = alongside_seal::encoding::b64url(&[9; 32]);
    let body = json!({ "name": "nobody", "secret": secret, "by": "words" });
    (0..tries)
        .map(|n| {
            let mut ask = Ask::new("POST", ROOM_HOST, "/api/sign-in").with("origin", ROOM);
            for (name, value) in lie(n) {
                ask = ask.with(name, value);
            }
            u32::from(place.ask(&ask.json(&body)).status != 429)
        })
        .sum()
}

/// Each on a place of its own: a door remembers.
pub fn withstand_all() {
    for name in ["x-forwarded-for", "x-real-ip", "client-ip", "forwarded"] {
        let direct = case(format!("doors: {name} makes nobody another, without a proxy"), move |place| {
            let through = let_through(place, 50, |n| vec![(name, format!("203.0.{n}.9"))]);
            assert!((30..=34).contains(&through), "{through}");
        });
        alone(direct, "false");
    }
    let made_up = case("doors: what a client adds before our own proxy makes nobody another", |place| {
        let through =
            let_through(place, 50, |n| vec![("x-forwarded-for", format!("203.0.{n}.9, 198.51.100.7"))]);
        assert!((30..=34).contains(&through), "{through}");
    });
    alone(made_up, "true");
    let two_lines =
        case("doors: a line that a client adds before that of our own proxy makes nobody another", |place| {
            let lie = |n| {
                vec![
                    ("x-forwarded-for", format!("203.0.{n}.9")),
                    ("x-forwarded-for", "198.51.100.7".to_owned()),
                ]
            };
            let through = let_through(place, 50, lie);
            assert!((30..=34).contains(&through), "{through}");
        });
    alone(two_lines, "true");
    let neighbours = case("doors: addresses of one network are one", |place| {
        let through =
            let_through(place, 50, |n| vec![("x-forwarded-for", format!("2001:db8:0:{n:02x}::{n}"))]);
        assert!((30..=34).contains(&through), "{through}");
    });
    alone(neighbours, "true");
    let others = case("doors: another network has tries of its own", |place| {
        assert_eq!(let_through(place, 50, |n| vec![("x-forwarded-for", format!("203.0.{n}.9"))]), 50);
    });
    alone(others, "true");
}

fn alone(case: Case, behind_proxy: &str) {
    let place = Place::empty(&[("ALONGSIDE_LIMITS", "true"), ("ALONGSIDE_BEHIND_PROXY", behind_proxy)]);
    withstand(vec![case], &place);
}
