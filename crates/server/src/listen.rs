//! The listener: HTTP/1.1 over TCP. A proxy in front speaks TLS and newer versions with browsers.

use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};

use alongside_web::Face;
use axum::{body::Body, extract::ConnectInfo};
use hyper::{
    Request, Response,
    body::Incoming,
    header::{self, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
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
            let is_last = request.headers().contains_key(header::TRANSFER_ENCODING);
            let mut response = answered(&face, request, from).await;
            if is_last {
                // Where such a body ends is what readers disagree about: what follows it is nobody's request. Browsers
                // send none, and a proxy opens another connection.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
    // A connection that breaks is the client's business, and its error may name the client.
    tokio::spawn(async { drop(connection.await) });
}

async fn answered(face: &Face, request: Request<Incoming>, from: SocketAddr) -> Response<Body> {
    if let Some(page) = face.kept(&request) {
        return page;
    }
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(from));
    face.answer(request).await
}
