//! Who sees what, as SQL: the one place in which the queries say what `domain::may` says about reading. A test goes
//! through every combination and compares the two.

use alongside_domain::{Viewer, member::Standing};

/// The predicate. `s` is the story and `a` the answer; `$1`, `$2` and `$3` are the viewer's [`Eyes`] in every query
/// that uses it. An answer is never wider than its story, so a query for answers asks both, nor than what it answers.
/// What has not come through is in no list, not even for those who may read it: it has a page of its own
/// ([`crate::sift`]), so that an author meets it when she chooses to.
macro_rules! visible {
    (story) => {
        "(s.audience = 'everyone' OR (s.audience = 'community' AND $2))
         AND (s.held IS NULL OR s.member_id = $1 OR $3)"
    };
    (answer) => {
        "((a.held IS NULL AND NOT a.review) OR a.member_id = $1 OR $3)
         AND (a.shows = 'through' OR a.member_id = $1)
         AND NOT EXISTS (
             SELECT 1 FROM answer q WHERE q.id = a.parent_id AND (
                 (NOT $3 AND (q.held IS NOT NULL OR q.review)) OR (q.shows <> 'through' AND a.member_id <> $1)))"
    };
    // The viewer's own choice, not a permission: pen names they have muted are left out of lists.
    (unmuted $of:literal) => {
        concat!("NOT EXISTS (SELECT 1 FROM mute m WHERE m.member_id = $1 AND m.pen_id = ", $of, ".pen_id)")
    };
    // An answer that anybody who reads the story can see: what stirs it, and what its author hears of.
    (plainly) => {
        "a.held IS NULL AND NOT a.review AND a.shows = 'through' AND NOT EXISTS (
             SELECT 1 FROM answer q WHERE q.id = a.parent_id
                AND (q.held IS NOT NULL OR q.review OR q.shows <> 'through'))"
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
