//! The bytes between us and a mail server: so many at most, and no words before TLS that are taken for words within it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a server may say in one connection. Its answers are lines.
const MOST: usize = 256 << 10;
const CHUNK: usize = 1024;

/// A connection that is read up to a bound.
pub(super) struct Wire<S> {
    inner: S,
    peer: SocketAddr,
    left: usize,
    step: usize,
}

impl<S> Wire<S> {
    pub(super) fn new(inner: S, peer: SocketAddr) -> Self {
        Self { inner, peer, left: MOST, step: CHUNK }
    }

    /// Reads byte by byte. Whoever reads lines ahead would keep what a man in the middle has put behind the answer to STARTTLS, and take it
    /// for the server's first words under TLS. Read so, it meets the handshake, which fails.
    pub(super) fn stepwise(mut self) -> Self {
        self.step = 1;
        self
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other("the mail server says too much")));
        }
        let mut chunk = [0; CHUNK];
        let most = self.step.min(self.left).min(buffer.remaining());
        let mut part = ReadBuf::new(&mut chunk[..most]);
        ready!(Pin::new(&mut self.inner).poll_read(context, &mut part))?;
        self.left -= part.filled().len();
        buffer.put_slice(part.filled());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({})", self.peer)
    }
}
