//! The way out to servers on this machine, and an authority of its own.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use mainstay_dispatch::{Allowed, Host, Limits, Outbound};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::{Value, json};

/// Short enough for tests that wait for them; nothing is decided by how long something took.
pub(crate) const LIMITS: Limits = Limits {
    connect: Duration::from_millis(1500),
    answer: Duration::from_millis(1500),
    taken: Duration::from_millis(1500),
    answer_bytes: 64 << 10,
};

/// Long enough for what answers.
pub(crate) fn patient() -> Limits {
    Limits {
        connect: Duration::from_secs(60),
        answer: Duration::from_secs(60),
        taken: Duration::from_secs(60),
        ..LIMITS
    }
}

/// The way out to these ports of this machine.
pub(crate) fn outbound(servers: &[SocketAddr], trust: &str, limits: Limits) -> Outbound {
    // A host has a port at least.
    let ports: Vec<u16> = servers.iter().map(SocketAddr::port).chain([1]).collect();
    let hosts = ["127.0.0.1", "localhost"].map(|name| Host::new(name, &ports).unwrap().private());
    Outbound::new(Allowed::new(hosts).unwrap(), trust, limits).unwrap()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// An authority and what a server for `localhost` shows, in PEM.
pub(crate) struct Authority {
    pub(crate) trust: String,
    key: String,
    cert: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let cert = server.signed_by(&key, &root).unwrap();
        Self { trust: root.pem(), key: key.serialize_pem(), cert: cert.pem() }
    }

    /// Settings of a server, with key and certificate.
    pub(crate) fn settings(&self, settings: Value) -> Value {
        let mut all = json!({"key": self.key, "cert": self.cert});
        let Value::Object(settings) = settings else { panic!("settings are an object") };
        all.as_object_mut().unwrap().extend(settings);
        all
    }
}
