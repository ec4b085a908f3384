//! What the store promises to use-cases, told on both databases.

use std::time::Duration;

use alongside_domain::Millis;
use rand::{SeedableRng as _, rngs::StdRng};

use crate::{
    Config, MigrationState, Place, Store, StoreError, Tx, counted, key, on_both, queue, testing::Fresh,
};

const SET: &str = "INSERT INTO server_key (name, key) VALUES ($1, $2)
                   ON CONFLICT (name) DO UPDATE SET key = excluded.key";
const GET: &str = "SELECT key FROM server_key WHERE name = $1";
const ADD: &str = "INSERT INTO server_key (name, key) VALUES ($1, $2)";

async fn set(tx: &mut Tx<'_>, name: &str, value: u8) -> Result<(), StoreError> {
    run!(tx, SET, name, vec![value]).map(drop)
}

async fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<u8>, StoreError> {
    Ok(first!(tx, (Vec<u8>,), GET, name)?.and_then(|(key,)| key.first().copied()))
}

async fn value(store: &Store, name: &'static str) -> Option<u8> {
    store.read(move |tx| Box::pin(get(tx, name))).await.unwrap()
}

on_both! {
    async fn what_was_written_is_there_and_what_failed_is_not(store) {
        store.write(|tx| Box::pin(set(tx, "kept", 1))).await.unwrap();
        let refused: Result<(), StoreError> = store
            .write(|tx| Box::pin(async move {
                set(tx, "dropped", 1).await?;
                set(tx, "kept", 2).await?;
                Err(StoreError::Missing)
            }))
            .await;
        assert_eq!(refused, Err(StoreError::Missing));
        assert_eq!((value(&store, "kept").await, value(&store, "dropped").await), (Some(1), None));
    }

    async fn a_use_case_that_panics_takes_back_its_own_and_nothing_else(store) {
        let beside = store.write(|tx| Box::pin(set(tx, "beside", 1)));
        let broken = store.write(|tx| Box::pin(async move {
            set(tx, "broken", 1).await?;
            assert!(tx.queries() == 99, "a mistake in a use-case");
            Ok::<_, StoreError>(())
        }));
        let after = store.write(|tx| Box::pin(set(tx, "after", 1)));
        let (beside, broken, after) = tokio::join!(beside, broken, after);
        assert_eq!((beside, broken, after), (Ok(()), Err(StoreError::BrokeOff), Ok(())));
        assert_eq!(value(&store, "broken").await, None);
        assert_eq!((value(&store, "beside").await, value(&store, "after").await), (Some(1), Some(1)));
    }

    async fn work_that_was_begun_ends_though_nobody_waits(store) {
        let slow = store.write(|tx| Box::pin(async move {
            set(tx, "slow", 1).await?;
            tokio::time::sleep(Duration::from_millis(100)).await;
            Ok::<_, StoreError>(())
        }));
        assert!(tokio::time::timeout(Duration::from_millis(20), slow).await.is_err(), "it was still running");
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(value(&store, "slow").await, Some(1));
    }

    async fn many_who_add_one_at_once_lose_none(store) {
        store.write(|tx| Box::pin(set(tx, "count", 0))).await.unwrap();
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let store = store.clone();
            all.spawn(async move {
                store.write(|tx| Box::pin(async move {
                    let count = get(tx, "count").await?.unwrap();
                    set(tx, "count", count + 1).await
                })).await
            });
        }
        for result in all.join_all().await {
            assert_eq!(result, Ok(()));
        }
        assert_eq!(value(&store, "count").await, Some(40));
    }

    async fn one_who_reads_sees_one_state_throughout(store) {
        store.write(|tx| Box::pin(set(tx, "state", 1))).await.unwrap();
        let other = store.clone();
        let (before, after) = store
            .read(move |tx| Box::pin(async move {
                let before = get(tx, "state").await?;
                other.write(|tx| Box::pin(set(tx, "state", 2))).await?;
                Ok::<_, StoreError>((before, get(tx, "state").await?))
            }))
            .await
            .unwrap();
        assert_eq!((before, after), (Some(1), Some(1)));
        assert_eq!(value(&store, "state").await, Some(2));
    }

    async fn one_who_reads_cannot_write(store) {
        let tried = store.read(|tx| Box::pin(set(tx, "sly", 1))).await;
        assert!(matches!(tried, Err(StoreError::Other(_))), "{tried:?}");
        assert_eq!(value(&store, "sly").await, None);
    }

    async fn queries_are_counted_wherever_they_run(store) {
        let (_, queries) = counted(async {
            store.write(|tx| Box::pin(set(tx, "a", 1))).await.unwrap();
            value(&store, "a").await;
            value(&store, "b").await
        }).await;
        assert_eq!(queries, 3);
    }

    async fn a_name_that_is_taken_is_told_apart_from_what_went_wrong(store) {
        let twice = store
            .write(|tx| Box::pin(async move {
                run!(tx, ADD, "x", vec![1_u8])?;
                run!(tx, ADD, "x", vec![2_u8])
            }))
            .await;
        assert!(matches!(twice, Err(StoreError::Taken(ref what)) if what.starts_with("server_key.")), "{twice:?}");
    }

    async fn a_key_is_made_once(store) {
        let make = |seed| store.write(move |tx| Box::pin(async move {
            key::get_or_make(tx, &mut StdRng::seed_from_u64(seed), "k").await
        }));
        let first = make(1).await.unwrap();
        assert_eq!(make(2).await.unwrap(), first);
    }

    async fn a_job_goes_to_one_worker_and_comes_back_when_that_one_dies(store) {
        let at = Millis(1000);
        store.write(move |tx| Box::pin(async move {
            let mut rng = StdRng::seed_from_u64(1);
            queue::put(tx, &mut rng, "scrub", "", at).await?;
            queue::put_unless_waiting(tx, &mut rng, "scrub", "", at).await?;
            queue::put(tx, &mut rng, "sweep", "", at.plus(1)).await.map(drop)
        })).await.unwrap();
        let claim = |at: Millis| store.write(move |tx| Box::pin(queue::claim(tx, at, at.plus(100), 10)));
        let (one, two) = tokio::join!(claim(at), claim(at));
        let mut got = one.unwrap();
        got.extend(two.unwrap());
        assert_eq!(got.iter().map(|job| &*job.kind).collect::<Vec<_>>(), ["scrub"], "once, and the other is not due");
        let id = got[0].id;
        let again = claim(at.plus(100)).await.unwrap();
        assert!(again.iter().any(|job| job.id == id && job.tries == 2));
        for job in again {
            store.write(move |tx| Box::pin(queue::done(tx, job.id))).await.unwrap();
        }
        assert_eq!(claim(at.plus(1000)).await.unwrap(), []);
    }

    async fn scrubbing_takes_its_turn_between_writes(store) {
        let scrubs = async { for _ in 0..3 { store.scrub().await.unwrap(); } };
        let writes = async { for n in 0..30 { store.write(move |tx| Box::pin(set(tx, "n", n))).await.unwrap(); } };
        tokio::join!(scrubs, writes);
        assert_eq!(value(&store, "n").await, Some(29));
    }
}

#[tokio::test]
async fn when_a_commit_fails_everybody_in_it_hears_so() {
    let fresh = Fresh::sqlite().await;
    let blocker = fresh.store.write(|tx| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            set(tx, "first", 1).await
        })
    });
    let innocent = fresh.store.write(|tx| Box::pin(set(tx, "innocent", 1)));
    // A broken reference that is only looked at when the whole batch commits.
    let guilty = fresh.store.write(|tx| {
        Box::pin(async move {
            run!(tx, "PRAGMA defer_foreign_keys = ON")?;
            run!(tx, "INSERT INTO handover (code_hash, session_id, ends_at) VALUES ($1, $1, 0)", vec![1_u8])
                .map(drop)
        })
    });
    let (one, two, three) = tokio::join!(blocker, innocent, guilty);
    assert_eq!(
        (one, two, three),
        (Err(StoreError::Missing), Err(StoreError::Missing), Err(StoreError::Missing))
    );
    assert_eq!(value(&fresh.store, "innocent").await, None);
    fresh.store.write(|tx| Box::pin(set(tx, "later", 1))).await.unwrap();
    assert_eq!(value(&fresh.store, "later").await, Some(1));
}

#[tokio::test]
async fn what_is_erased_is_gone_from_the_files() {
    let fresh = Fresh::sqlite().await;
    let found = |needle: &[u8]| {
        std::fs::read_dir(fresh.folder().unwrap()).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|window| window == needle)
        })
    };
    let canary = b"canary-in-a-key-7f3a".to_vec();
    let written = canary.clone();
    fresh.store.write(move |tx| Box::pin(async move { run!(tx, SET, "canary", written) })).await.unwrap();
    assert!(found(&canary), "the scan finds what is there");
    fresh
        .store
        .write(|tx| Box::pin(async move { run!(tx, "DELETE FROM server_key WHERE name = 'canary'") }))
        .await
        .unwrap();
    fresh.store.scrub().await.unwrap();
    assert!(!found(&canary));
}

#[tokio::test]
async fn the_files_are_readable_by_their_owner_only() {
    let fresh = Fresh::sqlite().await;
    fresh.store.write(|tx| Box::pin(set(tx, "a", 1))).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(fresh.folder().unwrap()).unwrap().map(|file| file.unwrap()).collect();
    assert!(files.len() >= 3);
    for file in files {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{:?}", file.file_name());
    }
}

#[tokio::test]
async fn every_connection_keeps_its_promises() {
    let fresh = Fresh::sqlite().await;
    let durable = Store::open(&Config::new(fresh.place.clone())).await.unwrap();
    for (pragma, expected) in
        [("foreign_keys", 1), ("secure_delete", 1), ("synchronous", 2), ("temp_store", 2)]
    {
        let sql: &'static str = format!("SELECT * FROM pragma_{pragma}").leak();
        let read = durable.read(move |tx| Box::pin(async move { first!(tx, (i64,), sql) })).await.unwrap();
        let write = durable.write(move |tx| Box::pin(async move { first!(tx, (i64,), sql) })).await.unwrap();
        assert_eq!((read, write), (Some((expected,)), Some((expected,))), "{pragma}");
    }
}

#[tokio::test]
async fn a_new_file_is_fresh_and_a_closed_store_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Sqlite(folder.path().join("new.db"));
    let store = Store::open(&Config::new(place)).await.unwrap();
    assert_eq!(store.migration_state().await, Ok(MigrationState::Fresh));
    store.migrate().await.unwrap();
    store.close().await;
    assert_eq!(store.write(|tx| Box::pin(set(tx, "a", 1))).await, Err(StoreError::Closed));
}
