//! Who sees what, as SQL: the one place in which the queries say what `domain::may` says about reading. A test goes
//! through every combination and compares the two.

use alongside_domain::{Viewer, member::Standing};

/// The predicate. `s` is the story and `a` the answer; `$1`, `$2` and `$3` are the viewer's [`Eyes`] in every query
/// that uses it. An answer is never wider than its story, so a query for answers asks both, nor than what it answers.
macro_rules! visible {
    (story) => {
        "(s.audience = 'everyone' OR (s.audience = 'community' AND $2))
         AND (s.held IS NULL OR s.member_id = $1 OR $3)"
    };
    (answer) => {
        "(a.held IS NULL OR a.member_id = $1 OR $3)
         AND ($3 OR NOT EXISTS (SELECT 1 FROM answer q WHERE q.id = a.parent_id AND q.held IS NOT NULL))"
    };
}

/// The viewer as the first three parameters of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Eyes {
    id: Option<[u8; 16]>,
    /// `$2`: a member.
    pub(crate) member: bool,
    /// `$3`: a moderator.
    pub(crate) moderator: bool,
}

impl Eyes {
    /// `$1`: the member's id; empty for a visitor, which is nobody's.
    pub(crate) fn me(&self) -> &[u8] {
        self.id.as_ref().map_or(&[], <[u8; 16]>::as_slice)
    }
}

impl From<Viewer> for Eyes {
    fn from(viewer: Viewer) -> Self {
        match viewer {
            Viewer::Visitor => Self { id: None, member: false, moderator: false },
            Viewer::Member { id, standing } => {
                Self { id: Some(*id.as_bytes()), member: true, moderator: standing == Standing::Moderator }
            }
        }
    }
}
