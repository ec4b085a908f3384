//! What `make bench` needs beside the program: a database with very many stories in it, and how many rows a second
//! plain SQLite takes when every one of them is durable.
//!
//! `bench seed DATABASE STORIES`: fills a migrated database.
//! `bench raw FOLDER SECONDS`: one insert a transaction; prints how many a second.
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![expect(clippy::print_stdout, reason = "its output is read by bench/run.ts")]

use std::{env, error::Error, path::Path, time::Instant};

use sqlx::{
    ConnectOptions as _, Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The program's own settings, so that both sides are equally durable.
async fn open(path: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false);
    Ok(options.connect().await?)
}

/// One statement a transaction, as fast as one connection can.
async fn raw(folder: &Path, seconds: u64) -> Result<()> {
    let mut db = open(&folder.join("raw.db")).await?;
    sqlx::raw_sql(
        "CREATE TABLE answer(id BLOB PRIMARY KEY, story_id BLOB, pen_id BLOB, text TEXT, at BIGINT)",
    )
    .execute(&mut db)
    .await?;
    let text = "I waited five days between the two scans. I remember the quiet in the car. ".repeat(4);
    let began = Instant::now();
    let mut rows = 0_u32;
    while began.elapsed().as_secs() < seconds {
        // Outside an explicit transaction, SQLite makes one of every statement.
        sqlx::query("INSERT INTO answer VALUES (randomblob(16), zeroblob(16), zeroblob(16), ?, ?)")
            .bind(&text)
            .bind(i64::from(rows))
            .execute(&mut db)
            .await?;
        rows += 1;
    }
    println!("{{\"perSecond\": {}}}", f64::from(rows) / began.elapsed().as_secs_f64());
    Ok(db.close().await?)
}

const SEED: &str = include_str!("bench.sql");

async fn seed(database: &Path, stories: i64) -> Result<()> {
    let mut db = open(database).await?;
    sqlx::raw_sql("PRAGMA synchronous=OFF; BEGIN").execute(&mut db).await?;
    sqlx::raw_sql("CREATE TEMP TABLE wanted(stories BIGINT)").execute(&mut db).await?;
    sqlx::query("INSERT INTO wanted VALUES (?)").bind(stories).execute(&mut db).await?;
    sqlx::raw_sql(SEED).execute(&mut db).await?;
    sqlx::raw_sql("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize").execute(&mut db).await?;
    Ok(db.close().await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["raw", folder, seconds] => raw(Path::new(folder), seconds.parse()?).await,
        ["seed", database, stories] => seed(Path::new(database), stories.parse()?).await,
        _ => Err("bench seed DATABASE STORIES | bench raw FOLDER SECONDS".into()),
    }
}
