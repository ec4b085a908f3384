//! An account that was erased is in no byte of any file, whatever the table.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
mod everything;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use alongside_app::{
    App, Ports,
    files::Files,
    limits::Limits,
    member::{By, EraseAccount},
    testing::{SameChance, StillClock},
};
use alongside_domain::Millis;
use alongside_domain::admission::SignUpRule;
use alongside_store::testing::{self, Fresh};
use everything::{FILLERS, Who, canaries, columns_with, fill, has, unknown, written};

/// Where a number may be left that is of nobody any more: in logs that others sign, in letters that others keep, and in
/// the log of what moderators decided, which nobody can change.
const NUMBERS_STAY: [&str; 6] = [
    "audit.moderator",
    "audit.thing",
    "circle_gone.user_id",
    "circle_line.line",
    "letter.from_user",
    "letter.to_user",
];

struct Place {
    fresh: Fresh,
    app: App,
    clock: Arc<StillClock>,
    files: tempfile::TempDir,
}

impl Place {
    async fn over(fresh: Fresh) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::<StillClock>::default());
        let files = Files::in_folder(folder.path()).unwrap();
        let app = App::open(Ports {
            store: fresh.store.clone(),
            files: files.clone(),
            clock: Arc::<StillClock>::clone(&clock),
            chance: Arc::<SameChance>::default(),
            stirred: Arc::new(alongside_app::stirred::Unheard),
            limits: Limits::default(),
            sign_up: SignUpRule::Open,
            watched: [].into(),
        });
        let app = app.await.unwrap();
        fill(&fresh.store, &files).await;
        Self { fresh, app, clock, files: folder }
    }

    /// Every file there is in which one of `canaries` is, or whose name has it.
    async fn files_with(&self, canaries: &[Vec<u8>]) -> Vec<String> {
        let mut found = files_with(self.files.path(), canaries);
        match self.fresh.folder() {
            Some(folder) => found.extend(files_with(folder, canaries)),
            None => match testing::data_folder(&self.fresh.store).await {
                Some(folder) => found.extend(files_with(&folder, canaries)),
                None => assert!(
                    std::env::var_os("ALONGSIDE_TEST_POSTGRES").is_some(),
                    "the files of one's own PostgreSQL can be read"
                ),
            },
        }
        found
    }

    async fn erase(&self) {
        let cmd = EraseAccount { by: By::Words, proof: common::secret(10), end_circles: true };
        self.app.erase_account(Who::Me.id(), cmd).await.unwrap();
    }

    /// What is due, tonight included.
    async fn night_passes(&self) {
        while self.app.do_due_jobs().await.unwrap() > 0 {}
        self.clock.pass(Millis::DAY);
        while self.app.do_due_jobs().await.unwrap() > 0 {}
    }
}

fn files_with(folder: &Path, canaries: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().as_encoded_bytes();
        if has(name, canaries) {
            found.push(format!("the name {}", path.display()));
        }
        if path.is_dir() {
            found.extend(files_with(&path, canaries));
            continue;
        }
        // PostgreSQL takes files away while one looks.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for canary in canaries {
            if has(&bytes, std::slice::from_ref(canary)) {
                found.push(format!("{} in {}", String::from_utf8_lossy(canary), path.display()));
            }
        }
    }
    found
}

async fn on(fresh: Fresh) {
    assert_eq!(unknown(&fresh.store).await, Vec::<String>::new(), "what no filler in fill.rs fills");
    let place = Place::over(fresh).await;
    let store = &place.fresh.store;
    let mine = canaries(Who::Me);
    let traces: Vec<_> = mine.iter().cloned().chain(written(Who::Me.user_mark())).collect();
    let before = columns_with(store, &traces).await;
    for (table, _) in FILLERS {
        assert!(before.keys().any(|place| place.starts_with(&format!("{table}."))), "{table} has a canary");
    }
    let kept = columns_with(store, &canaries(Who::Other)).await;
    if !store.is_sqlite() {
        // What its statistics remember of rows is looked for too.
        testing::execute(store, "ANALYZE").await;
    }
    let seen = place.files_with(&mine).await;
    for canary in [&mine[0], &mine[1], &mine[4]] {
        let canary = String::from_utf8_lossy(canary);
        let found = |what: &str| {
            seen.iter().any(|one| one.starts_with(&format!("{canary} in")) && one.contains(what))
        };
        let database = if store.is_sqlite() { "alongside.db" } else { "/base/" };
        assert!(found(database), "the test looks where it is: {canary} in {seen:?}");
    }
    assert!(seen.iter().any(|one| one.starts_with("the name")), "and at the names of files");

    place.erase().await;
    assert_eq!(
        columns_with(store, &mine)
            .await
            .into_keys()
            .filter(|place| place != "job.payload" && place != "job.id")
            .collect::<Vec<_>>(),
        Vec::<String>::new(),
        "gone from every row at once"
    );
    place.night_passes().await;
    assert_eq!(columns_with(store, &mine).await, BTreeMap::new());
    assert_eq!(place.files_with(&mine).await, Vec::<String>::new());

    let numbers: Vec<_> = columns_with(store, &written(Who::Me.user_mark())).await.into_keys().collect();
    assert_eq!(numbers, NUMBERS_STAY, "numbers of nobody");
    others_keep_theirs(&place, &kept).await;
    place.fresh.close().await;
}

/// What goes of the other's: what is in a story or a circle that went, and what they said to moderators about whoever
/// is gone. All else is as it was.
async fn others_keep_theirs(place: &Place, before: &BTreeMap<String, usize>) {
    let now = columns_with(&place.fresh.store, &canaries(Who::Other)).await;
    for column in [
        "member.name",
        "session.id",
        "entry.bytes",
        "media.store_key",
        "page.bytes",
        "pen.name",
        "story.text",
        "photo.id",
        "passkey.keyring",
        "staged_entry.bytes",
        "address.line",
    ] {
        assert_eq!(now.get(column), before.get(column), "{column}");
    }
    // Both sides of one half of the letters, one's own of the other half.
    assert_eq!(now.get("letter.mine").copied(), Some(2 * everything::ROWS as usize));
    assert_eq!(now.get("letter.theirs").copied(), Some(everything::ROWS as usize));
    // Of two in each circle of theirs, and two in each of hers.
    assert_eq!(now.get("circle_entry.bytes").copied(), Some(everything::ROWS as usize));
    let files = files_with(place.files.path(), &[Who::Other.word().as_bytes().to_vec()]);
    let (open, media, own, staged) = (3, 1, 1, 1);
    assert_eq!(
        files.len(),
        (open + media + own + staged) * everything::ROWS as usize,
        "files of hers: {files:?}"
    );
}

#[tokio::test]
async fn an_erased_account_is_in_no_byte_of_any_file_on_sqlite() {
    on(Fresh::sqlite().await).await;
}

#[tokio::test]
async fn an_erased_account_is_in_no_byte_of_any_file_on_postgres() {
    on(Fresh::postgres().await).await;
}
