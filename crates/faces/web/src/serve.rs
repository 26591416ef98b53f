//! The server: routes in their layers, and how it starts and stops.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;

use crate::error_page::render_errors;
use crate::observe::observe;
use crate::packed::{refuse_packed, weaken_tag};
use crate::routes::routes;
use crate::security::{check_host, cross_site_layer, guard, secure_headers};
use crate::{Error, Guard, State};

/// The largest request body, in bytes, unless a route sets its own limit (`DefaultBodyLimit` on the route).
const BODY_LIMIT: usize = 2 << 20;
/// How long a handler may take before the answer starts. Streams may go on for longer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The same for requests with a large body, or one of unknown size: a gigabyte over a slow line takes its time.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(20 * 60);
/// How long requests that run may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// All routes behind all layers.
pub fn router(state: State) -> Router {
    let (router, _) = routes(&state).into_parts();
    // The first layer is the outermost: it sees the request first and the response last.
    let layers = ServiceBuilder::new()
        .layer(from_fn(observe))
        .layer(from_fn(weaken_tag))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), secure_headers))
        .layer(from_fn_with_state(state.clone(), render_errors))
        .layer(from_fn_with_state(state.clone(), check_host))
        .layer(cross_site_layer(state.config()))
        .layer(from_fn(refuse_packed))
        .layer(from_fn(in_time))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    let fallback =
        axum::routing::any(nothing_here).layer(from_fn_with_state((state.clone(), Guard::Person), guard));
    router.fallback_service(fallback.with_state(state.clone())).layer(layers).with_state(state)
}

/// Answers on the listener until `shutdown` is ready, then lets running requests end for ten seconds.
///
/// # Errors
/// When the listener cannot accept connections.
pub async fn serve(
    listener: TcpListener,
    state: State,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stop) = tokio::sync::oneshot::channel();
    let signal = async move {
        shutdown.await;
        let _ = stopping.send(());
    };
    let late = async move {
        // Without a sender the server has ended by itself.
        if stop.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = axum::serve(listener, router(state).into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(signal) => ended,
        () = late => Ok(()),
    }
}

/// Ends what takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let small = request.body().size_hint().upper().is_some_and(|size| size <= BODY_LIMIT as u64);
    let limit = if small { TIMEOUT } else { UPLOAD_TIMEOUT };
    let only_asks = request.method().is_safe();
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::too_slow(only_asks).into_response(),
    }
}

async fn nothing_here() -> Error {
    Error::not_found("There is no page at this address. It may have moved, or the address has a slip.")
}
