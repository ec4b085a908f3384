//! Reporting a letter, which hands the moderators this one letter, opened, with its writer's signature; and what
//! moderators do about it.

use alongside_domain::{
    Millis, Refusal, Viewer,
    id::{LetterId, MemberId, ReportId},
    letter::{WHY_MAX, may_decide},
};
use alongside_seal::letter;
use alongside_store::{
    Tx, letter as letters,
    letter_report::{self, NewReport},
};

use super::LetterError;
use crate::{App, chance::Rng, jobs, refused::Refused};

/// Longest letter that can be reported, in bytes, padding and all: as long as one can be.
pub const OPENED_MAX: usize = 1024 * 1024;
/// How many reports moderators are shown at a time.
const OPEN_MOST: i64 = 50;

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
    /// Whether its writer's letters are stopped already.
    pub stopped: bool,
}

/// Takes the report of a letter that `by` received, if `opened` is what its writer signed. Four queries.
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
    if why.chars().count() > WHY_MAX {
        return Err(LetterError::WhyTooLong);
    }
    if opened.len() > OPENED_MAX {
        return Err(LetterError::TooLarge);
    }
    let held = letter::check_opened(opened.as_bytes(), &id.to_string(), &from.to_string(), &to.to_string());
    let held = held.map_err(|_| LetterError::NotTheirs)?;
    // Nobody is left to be stopped; the letter is the receiver's to erase.
    let sender = sender.ok_or(Refusal::NotHere)?;
    let about = held.about.as_ref().map(|about| format!("{}\n\n{}", about.title, about.text));
    let words = serde_json::json!({ "text": held.text, "about": about, "signed": opened }).to_string();
    let new = NewReport { id: ReportId::random(rng), letter: id, sender, from, opened: &words, why, at };
    Ok(letter_report::put(tx, &new).await?)
}

#[derive(serde::Deserialize)]
struct Words {
    text: String,
    about: Option<String>,
}

fn shown(kept: letter_report::Report) -> Report {
    let letter_report::Report { id, opened, why, pen, at, stopped } = kept;
    let Words { text, about } =
        serde_json::from_str(&opened).unwrap_or(Words { text: String::new(), about: None });
    Report { id, text, about, why, pen, at, stopped }
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

    /// Letters that were reported and not decided, for moderators; none about whoever looks. One query.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn reported_letters(&self, by: Viewer) -> Result<Vec<Report>, Refused> {
        let me = moderator(by)?;
        let open = self.store().ask(move |tx| Box::pin(letter_report::open(tx, me, OPEN_MOST))).await?;
        Ok(open.into_iter().map(shown).collect())
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
