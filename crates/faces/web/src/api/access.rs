//! How operations are allowed, as the description says it.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::security::session_cookie;
use crate::{Access, Config, cookie};

/// Adds the ways in and which of them every operation takes that is not public.
pub(crate) fn describe(document: &mut Value, config: &Config) {
    document["components"]["securitySchemes"] = json!({
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "The token of a program, made on the page `/api`. It is good until the server stops."
        },
        "session": {
            "type": "apiKey", "in": "cookie",
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

/// Names the session's cookie, which goes by the port at which the server is asked.
pub(crate) fn name_session(document: &mut Value, headers: &HeaderMap, config: &Config) {
    let name = cookie::kept_as(config, &session_cookie(headers, config));
    document["components"]["securitySchemes"]["session"]["name"] = name.into();
}
