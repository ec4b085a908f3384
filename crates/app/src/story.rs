//! Open stories: letting one go, changing how far it goes, reading, listing.

mod check;
mod list;
mod mine;
mod narrow;
mod photos;
mod read;
mod replace;
mod share;
mod take_back;
mod widen;

use alongside_domain::{
    Action, Millis, Refusal, Viewer,
    id::{PhotoId, StoryId},
    may,
    story::Around,
    text::{Alt, MomentText, StoryText, Title},
};
use alongside_store::{StoreError, Tx, story};

pub use check::ContentError;
pub use list::Order;
pub use mine::{OwnAnswer, OwnCopy};
pub use narrow::narrow;
pub(crate) use photos::drop_files;
pub use read::StoryWithAnswers;
pub use replace::{Replace, ReplaceError, replace};
pub use share::{Share, ShareError, Shared, share};
pub use take_back::{TakeBackError, take_back};
pub use widen::widen;

use crate::refused::Refused;

/// Most moments in a story.
pub const MOMENTS_MAX: usize = 200;

/// What an author lets others read: the open copy that the room makes from the sealed entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The title, if it has one.
    pub title: Option<Title>,
    /// The text.
    pub text: StoryText,
    /// Everything around it.
    pub around: Around,
    /// Photos of the story itself, in order.
    pub photos: Vec<Placed>,
    /// Moments, in any order. With their photos the story has at most `domain::photo::PER_STORY` in all.
    pub moments: Vec<Told>,
    /// The revision of the sealed entry this was made from.
    pub master_rev: i64,
}

impl Content {
    /// Every word of it: title, text and moments.
    pub(crate) fn words(&self) -> String {
        let title = self.title.iter().map(Title::as_str);
        let moments = self.moments.iter().map(|told| told.text.as_str());
        title.chain([self.text.as_str()]).chain(moments).collect::<Vec<_>>().join("\n")
    }
}

/// A photo in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// One that this member has uploaded.
    pub photo: PhotoId,
    /// Words for those who do not see it.
    pub alt: Alt,
}

/// A moment as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What the sealed entry calls it, so that it stays the same moment when the story is changed. At most
    /// [`Told::NAME_MAX`] bytes. Others never see it.
    pub name: Option<String>,
    /// When it was, as the author says.
    pub at: Millis,
    /// The text.
    pub text: MomentText,
    /// Its photos, in order.
    pub photos: Vec<Placed>,
}

impl Told {
    /// Longest name in bytes.
    pub const NAME_MAX: usize = 64;
}

/// The story, if `viewer` may do `action` to it. One query.
pub(crate) async fn find_for(
    tx: &mut Tx<'_>,
    viewer: Viewer,
    action: Action,
    id: StoryId,
) -> Result<story::Kept, Refused> {
    let kept = story::find(tx, viewer, id).await?.ok_or(Refusal::NotHere)?;
    may(viewer, action, &(&kept.story).into()).granted()?;
    Ok(kept)
}

/// The version of a story that was just changed.
pub(crate) async fn version(tx: &mut Tx<'_>, id: StoryId) -> Result<i64, StoreError> {
    story::version(tx, id).await?.ok_or(StoreError::Missing)
}
