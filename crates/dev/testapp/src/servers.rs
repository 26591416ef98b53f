//! Servers that other people wrote, for tests: a mail server, a receiver of webhooks, an OpenID Connect provider.
//!
//! They are npm packages pinned by a lock file, installed once below the build folder and shared by all test processes, and run
//! by Node.js. What they are is in `servers/` beside this crate's `src/`.
//!
//! ```no_run
//! use mainstay_testapp::servers::{SMTP, Server};
//!
//! let server = Server::start(SMTP, &serde_json::json!({}));
//! println!("mail goes to {}", server.address());
//! println!("it took {}", server.next()["subject"]);
//! ```

mod install;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// A mail server; its settings stand at the head of `servers/smtp.mjs`, as do those of the others in theirs.
pub const SMTP: &str = include_str!("../servers/smtp.mjs");
/// A receiver of webhooks.
pub const WEBHOOKS: &str = include_str!("../servers/webhooks.mjs");
/// An OpenID Connect provider.
pub const OIDC: &str = include_str!("../servers/oidc.mjs");

const PRELUDE: &str = include_str!("../servers/prelude.mjs");

/// How long a server may take to start, or to tell what it took.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends when it is dropped, and with the test process.
#[derive(Debug)]
pub struct Server {
    child: Child,
    told: Receiver<Value>,
    start: Value,
    address: SocketAddr,
}

impl Server {
    /// Runs a script (one of this module's or of one's own, which finds the same packages and `settings`, `tell`, `listen`) and waits
    /// until it tells its address.
    ///
    /// # Panics
    /// When Node.js or npm is missing or the packages cannot be fetched, with what to install; when the script does not come up.
    pub fn start(script: &str, settings: &Value) -> Self {
        let folder = install::folder();
        let mut child = Command::new("node")
            .args(["--input-type=module", "--eval", &format!("{PRELUDE}\n{script}"), "--"])
            .arg(settings.to_string())
            // Imports of a script without a file are looked up from here.
            .current_dir(folder)
            .env_remove("NODE_OPTIONS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("node does not start ({error}): {}", install::REMEDY));
        let stdout = child.stdout.take().expect("standard output is piped");
        let (teller, told) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if teller.send(value).is_err() {
                    break;
                }
            }
        });
        let start = receive(&told, "start");
        let address = start["address"].as_str().and_then(|text| text.parse().ok());
        let address = address.unwrap_or_else(|| panic!("a server tells its address first: {start}"));
        Self { child, told, start, address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it told when it was up: the address, and what else the script says.
    pub fn started(&self) -> &Value {
        &self.start
    }

    /// What it tells next, such as the mail it took; waits for it.
    ///
    /// # Panics
    /// When it tells nothing for a minute or has ended.
    pub fn next(&self) -> Value {
        receive(&self.told, "tell")
    }

    /// What it told and nobody read yet; does not wait.
    pub fn rest(&self) -> Vec<Value> {
        self.told.try_iter().collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn receive(told: &Receiver<Value>, what: &str) -> Value {
    told.recv_timeout(PATIENCE).unwrap_or_else(|error| match error {
        RecvTimeoutError::Timeout => panic!("the server did not {what} within {PATIENCE:?}"),
        RecvTimeoutError::Disconnected => panic!("the server ended before it could {what}; see above"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{OIDC, SMTP, Server, WEBHOOKS};
    use crate::http::request;

    #[test]
    fn a_mail_server_greets() {
        use std::io::Read;
        let server = Server::start(SMTP, &json!({}));
        let mut stream = std::net::TcpStream::connect(server.address()).unwrap();
        let mut greeting = [0; 4];
        stream.read_exact(&mut greeting).unwrap();
        assert_eq!(&greeting, b"220 ");
    }

    #[test]
    fn a_receiver_of_webhooks_tells_what_came_and_answers_as_told() {
        let replies = json!({"/gone": {"status": 410, "headers": {"content-length": "0"}}});
        let server = Server::start(WEBHOOKS, &json!({ "replies": replies }));
        assert_eq!(request(server.address(), "POST", "/gone", b"{}").unwrap().status, 410);
        let told = server.next();
        assert_eq!((&told["url"], &told["body"]), (&json!("/gone"), &json!("{}")));
    }

    #[test]
    fn an_openid_provider_describes_itself() {
        let client =
            json!({"client_id": "a", "client_secret": "b", "redirect_uris": ["http://127.0.0.1/back"]});
        let server = Server::start(OIDC, &json!({"configuration": {"clients": [client]}}));
        let reply = request(server.address(), "GET", "/.well-known/openid-configuration", b"").unwrap();
        let description: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(description["issuer"], server.started()["issuer"]);
    }
}
