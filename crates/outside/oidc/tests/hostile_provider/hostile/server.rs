//! Just enough of an HTTP server to answer wrongly.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Hostile, Seen};

/// What is sent back.
pub(crate) enum Reply {
    /// Bytes, then the end.
    Bytes(Vec<u8>),
    /// Bytes, then more of the same for as long as somebody reads.
    Endless(Vec<u8>),
    /// Bytes, then nothing while the connection stays open.
    Stall(Vec<u8>),
}

impl Reply {
    pub(crate) fn json(value: &Value) -> Self {
        Self::with("200 OK", "Content-Type: application/json\r\n", &value.to_string())
    }

    pub(crate) fn error(value: &Value) -> Self {
        Self::with("400 Bad Request", "Content-Type: application/json\r\n", &value.to_string())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::with(&format!("{status} Something"), "", "")
    }

    pub(crate) fn with(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        let whole = format!(
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        Self::Bytes(whole.into_bytes())
    }
}

pub(super) async fn serve(listener: TcpListener, hostile: Arc<Hostile>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_one(stream, Arc::clone(&hostile)));
    }
}

async fn serve_one(mut stream: TcpStream, hostile: Arc<Hostile>) {
    let Some(seen) = read(&mut stream).await else { return };
    // The other side may go away whenever it likes.
    match hostile.answer(seen) {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes).await),
        Reply::Endless(bytes) => while stream.write_all(&bytes).await.is_ok() {},
        Reply::Stall(bytes) => {
            drop(stream.write_all(&bytes).await);
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let lower = head.to_ascii_lowercase();
        let length =
            lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            let target = head.split(' ').nth(1)?;
            let path = target.split('?').next()?.to_owned();
            return Some(Seen { path, head: head.to_owned(), body: body.to_owned() });
        }
    }
}
