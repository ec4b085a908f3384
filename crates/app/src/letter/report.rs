//! Reporting a letter, which hands the moderators this one letter, opened, with its writer's signature; and what
//! moderators do about it.

use alongside_domain::{
    Millis, Refusal, Viewer,
    cursor::{Cursor, Page},
    id::{LetterId, MemberId, ReportId, UserId},
    letter::{WHY_MAX, may_decide},
    text::{Lines, clean},
};
use alongside_seal::letter;
use alongside_store::{
    StoreError, Tx, letter as letters,
    letter_report::{self, NewReport},
};

use super::LetterError;
use crate::{App, chance::Rng, jobs, refused::Refused};

/// Longest letter that can be reported, in bytes, padding and all: as long as one can be.
pub const OPENED_MAX: usize = 1024 * 1024;
/// How many reports moderators are shown at a time.
const REPORTS_PAGE: usize = 20;
/// Most letters that one member may have reported and that nobody has decided.
const BY_ONE: i64 = 20;

/// A letter that was reported, for moderators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The words of the letter.
    pub text: String,
    /// The words of a story that came with it.
    pub about: Option<String>,
    /// What the reporter says about it.
    pub why: String,
    /// Under which pen name it was written; `None` for somebody in a circle.
    pub pen: Option<String>,
    /// When it was reported.
    pub at: Millis,
}

/// Takes the report of a letter that `by` received, if `opened` is what its writer signed. Five queries.
async fn report(
    tx: &mut Tx<'_>,
    at: Millis,
    rng: &mut Rng,
    by: MemberId,
    id: LetterId,
    opened: &str,
    why: &str,
) -> Result<(), LetterError> {
    let (from, to, sender) = letters::received(tx, by, id).await?.ok_or(Refusal::NotHere)?;
    let why = clean(why, WHY_MAX, Lines::Many)?;
    if opened.len() > OPENED_MAX {
        return Err(LetterError::TooLarge);
    }
    let held = letter::check_opened(opened.as_bytes(), &id.to_string(), &from.to_string(), &to.to_string());
    held.map_err(|_| LetterError::NotTheirs)?;
    // Nobody is left to be stopped; the letter is the receiver's to erase.
    let sender = sender.ok_or(Refusal::NotHere)?;
    if letter_report::by(tx, by).await? >= BY_ONE {
        return Err(LetterError::TooManyReports);
    }
    let kept = Kept { id, from, to, signed: opened.to_owned() };
    let words = serde_json::to_string(&kept).map_err(|_| StoreError::Corrupt("report"))?;
    let new = NewReport {
        id: ReportId::random(rng),
        letter: id,
        sender,
        reporter: by,
        opened: &words,
        why: &why,
        at,
    };
    Ok(letter_report::put(tx, &new).await?)
}

/// What is kept of a letter: what its writer signed, and what is needed to check that.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    id: LetterId,
    from: UserId,
    to: UserId,
    signed: String,
}

/// Said where a letter would be whose signature does not hold.
const NOT_SHOWN: &str =
    "(What was reported is not what its writer signed, or cannot be read, so it is not shown.)";

/// As moderators read it. The signature is checked once more: what somebody put into the database is not shown.
fn shown(kept: letter_report::Report) -> Report {
    let letter_report::Report { id, opened, why, pen, at } = kept;
    let (text, about) = held(&opened).unwrap_or_else(|| (NOT_SHOWN.to_owned(), None));
    Report { id, text, about, why, pen, at }
}

fn held(opened: &str) -> Option<(String, Option<String>)> {
    let Kept { id, from, to, signed } = serde_json::from_str(opened).ok()?;
    let (id, from, to) = (id.to_string(), from.to_string(), to.to_string());
    let held = letter::check_opened(signed.as_bytes(), &id, &from, &to).ok()?;
    Some((held.text, held.about.map(|about| format!("{}\n\n{}", about.title, about.text))))
}

fn moderator(by: Viewer) -> Result<MemberId, Refused> {
    may_decide(by).granted()?;
    match by {
        Viewer::Member { id, .. } => Ok(id),
        Viewer::Visitor => Err(Refusal::NotHere.into()),
    }
}

impl App {
    /// Reports a letter that a member received. Its writer is not told who did.
    ///
    /// # Errors
    /// [`LetterError`]
    pub async fn report_letter(
        &self,
        by: MemberId,
        id: LetterId,
        opened: String,
        why: String,
    ) -> Result<(), LetterError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move { report(tx, at, &mut chance.rng(), by, id, &opened, &why).await })
            })
            .await
    }

    /// A page of the letters that were reported and not decided, oldest first, for moderators; none about whoever
    /// looks. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn reported_letters(&self, by: Viewer, cursor: Cursor) -> Result<Page<Report>, Refused> {
        let me = moderator(by)?;
        let most = i64::try_from(REPORTS_PAGE + 1).unwrap_or(i64::MAX);
        let open = self.store().ask(move |tx| Box::pin(letter_report::open(tx, me, cursor, most))).await?;
        let Page { items, next } = Page::cut(open, REPORTS_PAGE, |last| Cursor::after(last.at, last.id));
        Ok(Page { items: items.into_iter().map(shown).collect(), next })
    }

    /// Closes a report, whose words are erased then; and stops the letters of whoever wrote it, if `stop`. At most
    /// three queries.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn decide_report(&self, by: Viewer, id: ReportId, stop: bool) -> Result<(), Refused> {
        let me = moderator(by)?;
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if !letter_report::decide(tx, me, id, at).await? {
                        return Err(Refused::from(Refusal::NotHere));
                    }
                    if stop {
                        letter_report::stop(tx, id, at).await?;
                    }
                    Ok(jobs::scrub_soon(tx, at, &mut chance.rng()).await?)
                })
            })
            .await
    }
}
