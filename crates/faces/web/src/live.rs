//! Progress as server-sent events. A page shows [`Progress`] with the address of such a stream; without JavaScript it loads itself again
//! ([`crate::Page::refreshing`]).

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use mainstay_markup::Progress;

use crate::Error;

/// Asks `load` again and again and sends each change, until the state is final. Work lives in the store and may run on another
/// machine, so asking is the only way that always works. An error ends the stream; the browser then connects anew.
pub fn progress<F, L>(every: Duration, load: F) -> impl IntoResponse
where
    F: Fn() -> L + Send + 'static,
    L: Future<Output = Result<Progress, Error>> + Send,
{
    let states = stream::unfold(Some((load, String::new())), move |state| async move {
        let (load, last) = state?;
        loop {
            let progress = match load().await {
                Ok(progress) => progress,
                Err(error) => {
                    tracing::error!(?error, "progress cannot be read");
                    return None;
                }
            };
            let html = progress.inner().into_string();
            if progress.state.is_final() {
                return Some((Ok::<_, Infallible>(Event::default().event("done").data(html)), None));
            }
            if html != last {
                return Some((Ok(Event::default().event("progress").data(html.clone())), Some((load, html))));
            }
            tokio::time::sleep(every).await;
        }
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}
