//! What is done later: jobs are put into the queue in the transaction that makes them necessary.

use alongside_domain::Millis;
use alongside_store::{StoreError, Tx, admission, letter, once, passkey, queue, session};

use crate::{App, chance::Rng, files::FilesError, once::KEPT};

const DROP_FILES: &str = "drop-files";
const SCRUB: &str = "scrub";
const REWRITE: &str = "rewrite";
const SWEEP: &str = "sweep";

/// How long whoever claimed a job may take before it is given to somebody else.
const CLAIM: i64 = 5 * Millis::MINUTE;
/// How many are claimed at a time.
const AT_A_TIME: i64 = 16;

/// Has these files erased at `due`. Returns the job's id.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_files(
    tx: &mut Tx<'_>,
    rng: &mut Rng,
    keys: &[String],
    due: Millis,
) -> Result<[u8; 16], StoreError> {
    let payload = serde_json::to_string(keys).map_err(|_| StoreError::Corrupt("list of files"))?;
    queue::put(tx, rng, DROP_FILES, &payload, due).await
}

/// Has what was erased taken out of the database's files as well, soon. Many who ask share one scrub.
///
/// # Errors
/// Any [`StoreError`].
pub async fn scrub_soon(tx: &mut Tx<'_>, at: Millis, rng: &mut Rng) -> Result<(), StoreError> {
    queue::put_unless_waiting(tx, rng, SCRUB, "", at).await
}

/// The next three o'clock at night, UTC: when the database is written anew if anything was erased from it.
fn next_night(at: Millis) -> Millis {
    const THREE: i64 = 3 * Millis::HOUR;
    at.plus(Millis::DAY - (at.0 - THREE).rem_euclid(Millis::DAY))
}

/// Why a job did not succeed; it is tried again.
#[derive(Debug, thiserror::Error)]
enum JobError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl App {
    /// Makes sure that the hourly sweep is in the queue. Called once when the program starts.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn start_sweeping(&self) -> Result<(), StoreError> {
        self.sweep_at(self.now()).await
    }

    /// Does the jobs that are due and returns how many there were; 0 means there is time to sleep. Several servers
    /// over one database may call it at once.
    ///
    /// # Errors
    /// Any [`StoreError`] of the queue. A job that fails is put back for later and is no error here.
    pub async fn do_due_jobs(&self) -> Result<usize, StoreError> {
        let at = self.now();
        if self.store().ask(move |tx| Box::pin(queue::due(tx, at))).await? == 0 {
            return Ok(0);
        }
        let claim = self.store().write(move |tx| Box::pin(queue::claim(tx, at, at.plus(CLAIM), AT_A_TIME)));
        let jobs = claim.await?;
        let count = jobs.len();
        for job in jobs {
            let id = job.id;
            match self.do_job(&job).await {
                Ok(()) => self.store().write(move |tx| Box::pin(queue::done(tx, id))).await?,
                Err(error) => {
                    tracing::warn!(kind = job.kind, tries = job.tries, %error, "a job failed and is tried again");
                    let wait = (Millis::MINUTE << job.tries.clamp(0, 6)).min(Millis::HOUR);
                    let due = self.now().plus(wait);
                    self.store().write(move |tx| Box::pin(queue::later(tx, id, due))).await?;
                }
            }
        }
        Ok(count)
    }

    async fn do_job(&self, job: &queue::Job) -> Result<(), JobError> {
        match &*job.kind {
            DROP_FILES => {
                let keys: Vec<String> =
                    serde_json::from_str(&job.payload).map_err(|_| StoreError::Corrupt("list of files"))?;
                for key in keys {
                    self.files().erase(&key).await?;
                }
                Ok(())
            }
            SCRUB => {
                self.store().scrub().await?;
                Ok(self.put_unless_waiting(REWRITE, next_night(self.now())).await?)
            }
            REWRITE => Ok(self.store().rewrite().await?),
            SWEEP => {
                self.sweep().await?;
                Ok(self.sweep_at(self.now().plus(Millis::HOUR)).await?)
            }
            _ => Err(StoreError::Corrupt("kind of job").into()),
        }
    }

    async fn sweep_at(&self, due: Millis) -> Result<(), StoreError> {
        self.put_unless_waiting(SWEEP, due).await
    }

    async fn put_unless_waiting(&self, kind: &'static str, due: Millis) -> Result<(), StoreError> {
        let chance = self.chance();
        self.store()
            .write(move |tx| {
                Box::pin(async move { queue::put_unless_waiting(tx, &mut chance.rng(), kind, "", due).await })
            })
            .await
    }

    /// Takes away what has had its time: sessions, handover codes, challenges for passkeys, outcomes of requests, what is
    /// left of letters that both have erased, pages for them that have ended, changes of keys that nobody finished,
    /// invitations to circles and to the place, what moderators removed a while ago, sealed photos whose entry never came, open photos whose story
    /// never came.
    async fn sweep(&self) -> Result<(), StoreError> {
        let (at, chance) = (self.now(), self.chance());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    session::sweep(tx, at).await?;
                    passkey::sweep(tx, at).await?;
                    admission::sweep(tx, at).await?;
                    once::sweep(tx, at.plus(-KEPT)).await?;
                    letter::sweep(tx, at).await?;
                    crate::page::sweep(tx, at, &mut chance.rng()).await?;
                    crate::rotation::sweep(tx, at, &mut chance.rng()).await?;
                    crate::media::sweep(tx, at, &mut chance.rng()).await?;
                    crate::circle::sweep(tx, at, &mut chance.rng()).await?;
                    crate::circle_entry::sweep(tx, at, &mut chance.rng()).await?;
                    crate::queue::sweep(tx, at, &mut chance.rng()).await?;
                    crate::photo::sweep(tx, at, &mut chance.rng()).await
                })
            })
            .await
    }
}
