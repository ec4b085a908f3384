//! Whom members of a circle trust there: to tell something for them, and to read answers to their stories first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{circle::CircleState, encoding::b64url};

/// Length of an entry's id before its encoding, in bytes.
const ID_LEN: usize = 16;

/// What somebody is trusted with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// May tell something for whoever trusts them.
    pub post: bool,
    /// Reads answers to their stories first.
    pub first: bool,
}

/// What one member said about it, in an entry that held every check.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The entry.
    pub id: &'a str,
    /// Its author.
    pub user: &'a str,
    /// For which epoch it is sealed.
    pub epoch: u64,
    /// Whom they trust, by user.
    pub trusted: &'a BTreeMap<String, Trusted>,
}

/// The id of the one entry in which `user` says whom they trust in `circle`: the first 16 bytes of SHA-256 over
/// `alongside/v1/trust` and both, with line breaks between, as base64url.
pub fn place(circle: &str, user: &str) -> String {
    b64url(&Sha256::digest(format!("alongside/v1/trust\n{circle}\n{user}"))[..ID_LEN])
}

/// What `by` trusts `whom` with, both by any keys they had. Nothing when one of them is not in the circle, or `whom`
/// was out of it since it was said.
pub fn between(state: &CircleState, all: &[Said<'_>], by: &str, whom: &str) -> Trusted {
    let (by, whom) = (state.known_as(by), state.known_as(whom));
    if by[0] == whom[0] || [by[0], whom[0]].iter().any(|user| !is_in(state, user)) {
        return Trusted::default();
    }
    // Under this id somebody else says nothing for them.
    let newest = by.iter().find_map(|user| {
        let id = place(&state.circle, user);
        all.iter().find(|said| said.id == id && said.user == *user)
    });
    let since = whom.last().and_then(|first| state.members.get(*first)).map(|member| member.keys.from);
    match (newest, since) {
        (Some(said), Some(since)) if since <= said.epoch => {
            whom.iter().find_map(|user| said.trusted.get(*user)).copied().unwrap_or_default()
        }
        _ => Trusted::default(),
    }
}

fn is_in(state: &CircleState, user: &str) -> bool {
    state.members.get(user).is_some_and(crate::circle::CircleMember::is_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{circle::CircleMember, entry::MemberKeys};

    fn member(from: u64, until: Option<u64>) -> CircleMember {
        let keys = MemberKeys { sig: String::new(), from, until, earlier: vec![] };
        CircleMember { keys, enc: String::new() }
    }

    fn state() -> CircleState {
        let members = [("maeve", member(1, None)), ("tom", member(2, None)), ("ann", member(1, Some(1)))];
        let members = members.map(|(user, member)| (user.to_owned(), member)).into();
        CircleState { circle: "circle".to_owned(), members, ..CircleState::default() }
    }

    const YES: Trusted = Trusted { post: true, first: true };

    #[test]
    fn the_place_is_the_same_for_the_room() {
        assert_eq!(place(&"c".repeat(22), &"u".repeat(22)), "LhtfouzfbhlPP_Qsek3gWg");
    }

    #[test]
    fn trust_holds_for_whom_its_author_names_while_both_are_in() {
        let trusted: BTreeMap<_, _> = ["tom", "ann"].map(|user| (user.to_owned(), YES)).into();
        let id = place("circle", "maeve");
        let said = Said { id: &id, user: "maeve", epoch: 2, trusted: &trusted };
        assert_eq!(between(&state(), &[said], "maeve", "tom"), YES);
        assert_eq!(between(&state(), &[said], "tom", "maeve"), Trusted::default(), "it goes one way");
        assert_eq!(between(&state(), &[said], "maeve", "ann"), Trusted::default(), "who left");
        let before = Said { epoch: 1, ..said };
        assert_eq!(between(&state(), &[before], "maeve", "tom"), Trusted::default(), "who came back since");
        for other in [Said { user: "tom", ..said }, Said { id: "elsewhere", ..said }] {
            assert_eq!(between(&state(), &[other], "maeve", "tom"), Trusted::default());
        }
    }

    #[test]
    fn trust_goes_along_with_new_keys() {
        let mut state = state();
        state.members.insert("maeve".to_owned(), member(1, Some(2)));
        state.members.insert("maeve again".to_owned(), member(3, None));
        state.renewed.insert("maeve".to_owned(), "maeve again".to_owned());
        let trusted: BTreeMap<_, _> = [("tom".to_owned(), YES)].into();
        let id = place("circle", "maeve");
        let said = Said { id: &id, user: "maeve", epoch: 2, trusted: &trusted };
        assert_eq!(between(&state, &[said], "maeve", "tom"), YES);
        assert_eq!(between(&state, &[said], "maeve again", "tom"), YES);
        let none = BTreeMap::new();
        let newer = place("circle", "maeve again");
        let newer = Said { id: &newer, user: "maeve again", epoch: 3, trusted: &none };
        assert_eq!(between(&state, &[said, newer], "maeve", "tom"), Trusted::default(), "the newest counts");
    }
}
