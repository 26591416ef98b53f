//! A server that takes connections and never says a word.

use std::net::{SocketAddr, TcpListener};

pub(crate) struct Silent(TcpListener);

impl Silent {
    pub(crate) fn start() -> Self {
        Self(TcpListener::bind(("127.0.0.1", 0)).unwrap())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }
}
