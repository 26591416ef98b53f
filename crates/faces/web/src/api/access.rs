//! How operations are allowed, as the description says it.

use serde_json::{Value, json};

use crate::{Access, Config, cookie};

/// Adds the ways in and which of them every operation takes that is not public.
pub(crate) fn describe(document: &mut Value, config: &Config) {
    let session = cookie::kept_as(
        config,
        if config.over_tls() { "mainstay-session-443" } else { "mainstay-session-7878" },
    );
    document["components"]["securitySchemes"] = json!({
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "The token of a program, made on the page `/api`. It is good until the server stops."
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": session,
            "description": "The session of a browser, opened by the address that `mainstay serve` prints (`/enter?token=…`). The name ends with the port of the server."
        }
    });
    let mut ways = vec![json!({ "token": [] }), json!({ "session": [] })];
    if config.access == Access::Open {
        // An empty requirement: none is fine too.
        ways.insert(0, json!({}));
    }
    document["security"] = ways.into();
}
