//! Serving: the listener, the jobs beside it, and a calm end.

use std::{error::Error, sync::Arc, time::Duration};

use alongside_app::{App, clock::SystemClock};
use alongside_store::Store;
use alongside_web::{Face, Origins, Pages, Settings, Web};
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Config, listen, place};

/// `alongside serve`
pub async fn serve(config: &Config) -> Result<(), Box<dyn Error>> {
    let store = place::store(config).await?;
    run(config, store, || {}).await
}

/// Serves until it is told to stop. `listening` is called once, when requests are answered.
pub async fn run(config: &Config, store: Store, listening: impl FnOnce()) -> Result<(), Box<dyn Error>> {
    let pages = Arc::new(Pages::default());
    let app = place::app(config, store.clone(), Arc::new(SystemClock), pages.clone()).await?;
    app.start_sweeping().await?;
    let listener = TcpListener::bind(config.settings.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", config.settings.listen))?;
    let settings = Settings {
        origins: Origins { commons: config.commons.clone(), room: config.room.clone() },
        leave_to: config.settings.leave_to.clone(),
        sign_up_question: config.settings.sign_up_question.clone(),
        backups_kept_days: config.settings.backups_kept_days,
        limits: config.settings.limits,
        behind_proxy: config.settings.behind_proxy,
    };
    let face = Face::new(Web::new(app.clone(), settings, pages));
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(do_jobs(app, stopped));
    tracing::info!("listening");
    listening();
    listen::until(told_to_stop(), listener, face).await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    jobs.await?;
    // Folds the write-ahead log in, so that the folder can be copied as it is.
    store.scrub().await?;
    store.close().await;
    Ok(())
}

/// How long the queue is left alone when nothing is due.
const PAUSE: Duration = Duration::from_millis(500);

async fn do_jobs(app: App, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let idle = match app.do_due_jobs().await {
            Ok(done) => done == 0,
            Err(error) => {
                tracing::error!(cause = %error, "the queue cannot be read");
                true
            }
        };
        if idle {
            let _ = tokio::time::timeout(PAUSE, stopped.changed()).await;
        }
    }
}

/// SIGTERM, as a service manager sends it, or Ctrl-C.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            }
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
