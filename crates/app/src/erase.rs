//! Erasing more than one story: a pen name, or the whole account. What is said here is what goes in both.

use alongside_domain::{
    Millis,
    id::{CircleId, MemberId, PenId, StoryId},
    name::PenName,
};
use alongside_store::{
    StoreError, Tx,
    erase::{self, Around, Whose},
    story,
};

use crate::{App, chance::Rng, jobs, photo::files_of};

/// Takes away what hangs on it outside of its rows, and says what they were; the rows themselves are the caller's to
/// erase, and then [`after`] is. Twelve queries at least, and more for answers and letters of the last days.
pub(crate) async fn before(tx: &mut Tx<'_>, at: Millis, whose: Whose) -> Result<Around, StoreError> {
    let around = erase::around(tx, whose).await?;
    erase::forget(tx, whose).await?;
    let counted = match whose {
        Whose::Account(_) => Millis(i64::MAX),
        // What a member wrote today counts today.
        Whose::Pen(..) => at.plus(-Millis::DAY),
    };
    erase::letters(tx, whose, counted).await?;
    Ok(around)
}

/// Has the files erased and the traces in the database's own files; stories of others show without the answers that
/// are gone. Three queries, and one for each such story.
pub(crate) async fn after(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    mut around: Around,
) -> Result<Vec<StoryId>, StoreError> {
    for id in &around.answered {
        story::stir(tx, *id).await?;
    }
    around.files.extend(around.photos.iter().flat_map(|id| files_of(*id)));
    if !around.files.is_empty() {
        jobs::drop_files(tx, rng, &around.files, at).await?;
    }
    jobs::scrub_soon(tx, at, rng).await?;
    around.stories.append(&mut around.answered);
    Ok(around.stories)
}

/// What would go with a pen name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPen {
    /// Its id.
    pub id: PenId,
    /// Its name.
    pub name: PenName,
    /// Stories under it.
    pub stories: i64,
    /// Answers under it.
    pub answers: i64,
    /// What it said to authors: "I'm with you", "this happened to me too".
    pub with: i64,
}

/// What would go with a pen name, or with the whole account. Counts, so that a screen can say them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goes {
    /// Each pen name with what is under it.
    pub pens: Vec<OfPen>,
    /// Sealed stories and other sealed entries.
    pub entries: i64,
    /// Sealed photos.
    pub photos: i64,
    /// Pages for them.
    pub pages: i64,
    /// Letters of which one has one's own side.
    pub letters: i64,
    /// What one put into circles.
    pub in_circles: i64,
    /// Circles that one keeps with others in them.
    pub kept: Vec<CircleId>,
}

impl App {
    /// What would go. Nine queries.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn what_goes(&self, by: MemberId) -> Result<Goes, StoreError> {
        let read = self.store().read(move |tx| {
            Box::pin(async move {
                let pens = erase::under_pens(tx, by).await?;
                let pens = pens
                    .into_iter()
                    .map(|(pen, [stories, answers, with])| OfPen {
                        id: pen.id,
                        name: pen.name,
                        stories,
                        answers,
                        with,
                    })
                    .collect();
                let [entries, photos, pages, letters, in_circles] = erase::counts(tx, by).await?;
                let circles = erase::circles(tx, by).await?;
                let kept = circles.iter().filter(|one| one.keeps && one.others > 0);
                let kept = kept.map(|one| one.circle).collect();
                Ok::<_, StoreError>(Goes { pens, entries, photos, pages, letters, in_circles, kept })
            })
        });
        read.await
    }
}
