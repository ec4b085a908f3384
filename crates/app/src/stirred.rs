//! Telling whoever keeps rendered pages that a story changed.

use alongside_domain::id::StoryId;

/// Called after a commit that changed something the page of a story shows.
pub trait Stirred: Send + Sync {
    /// This story changed, or is gone.
    fn story_changed(&self, story: StoryId);
}

/// Nobody keeps pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unheard;

impl Stirred for Unheard {
    fn story_changed(&self, _: StoryId) {}
}
