//! The listener: HTTP/1.1 over TCP. A proxy in front speaks TLS and newer versions with browsers.

use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};

use alongside_web::Face;
use axum::{body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};

/// How long a client may take to send the head of a request, and a connection may be idle.
const HEAD: Duration = Duration::from_mins(1);
/// Most bytes of the head of a request.
const HEAD_MAX: usize = 64 * 1024;
/// How long requests that have begun may take to end when the program is told to stop.
const LAST: Duration = Duration::from_secs(10);

/// Answers until `stop`, then lets what has begun end.
pub async fn until(stop: impl Future<Output = ()>, listener: TcpListener, face: Face) {
    let (graceful, mut stop) = (GracefulShutdown::new(), pin!(stop));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_MAX);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, from)) => serve(&http, &graceful, &face, stream, from),
            Err(error) => {
                // Most likely too many files are open. Some will be closed in a moment.
                tracing::warn!(cause = %error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(LAST, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests had not ended");
    }
}

fn serve(
    http: &http1::Builder,
    graceful: &GracefulShutdown,
    face: &Face,
    stream: TcpStream,
    from: SocketAddr,
) {
    let _ = stream.set_nodelay(true);
    let face = face.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let face = face.clone();
        async move {
            if let Some(page) = face.kept(&request) {
                return Ok(page);
            }
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            Ok::<_, Infallible>(face.answer(request).await)
        }
    });
    let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
    // A connection that breaks is the client's business, and its error may name the client.
    tokio::spawn(async { drop(connection.await) });
}
