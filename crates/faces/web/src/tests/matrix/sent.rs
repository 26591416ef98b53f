//! What is sent to each route that changes something, well enough formed that only rights can stand in its way.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Expected, Things};

/// A body.
pub(super) struct Sent {
    pub(super) kind: &'static str,
    pub(super) bytes: Vec<u8>,
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const PARTS: &str = "multipart/form-data; boundary=X";

/// What stands behind `?` where a route needs it.
pub(super) fn query(method: &Method, route: &str, things: &Things) -> Option<String> {
    Some(match route {
        "/api/v1/sboms" if !method.is_safe() => format!("product={}&version={}", things.slug, fresh()),
        "/api/v1/products/{slug}/compare" => "from=1.0&to=2.0".to_owned(),
        _ if route.ends_with("/why") => format!("component={}", things.purl),
        _ => return None,
    })
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A word that nobody had before.
fn fresh() -> String {
    format!("n{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(super) fn body(method: &Method, route: &str, things: &Things) -> Sent {
    let form = |text: String| Sent { kind: FORM, bytes: text.into_bytes() };
    let json = |value: Value| Sent { kind: JSON, bytes: value.to_string().into_bytes() };
    let slug = &things.slug;
    if method.is_safe() || *method == Method::DELETE {
        return form(String::new());
    }
    match route {
        "/preferences" => form("theme=dark".to_owned()),
        "/admin/accounts/new" => {
            form(format!("name={0}&login={0}&password=seven+otters+read+maps&role=viewer", fresh()))
        }
        "/admin/accounts/{person}/roles" => form("role=viewer".to_owned()),
        "/suppliers/new" => form(format!("name={}", fresh())),
        "/requests/new" => form(format!("supplier=Acme&product={slug}&note={}", fresh())),
        "/products/new" => form(format!("name={}&unit={}", fresh(), things.unit)),
        "/products/{slug}/releases/new" => form(format!("version={}", fresh())),
        "/products/{slug}/edit" => form(format!("name={slug}&key={slug}&unit={}", things.unit)),
        "/products/{slug}/parts" => form(format!("part={}", things.part)),
        "/products/{slug}/repositories" => form(format!("repository=https://git.example.org/{}", fresh())),
        "/releases/{release}/edit" => form("version=2.0".to_owned()),
        "/requests/{uid}/actions/answer" => form("state=declined".to_owned()),
        "/products/import" => {
            multipart("", &format!("key,name,unit\n{}-{},X,{}\n", slug, fresh(), things.unit))
        }
        "/upload" => multipart(slug, &document()),
        "/api/v1/products" => json(json!({ "name": fresh(), "unit": [things.unit] })),
        "/api/v1/products/{slug}" => json(json!({ "name": slug, "key": slug, "unit": [things.unit] })),
        "/api/v1/products/{slug}/releases" => json(json!({ "version": fresh() })),
        "/api/v1/releases/{release}" | "/api/v1/releases/{id}" => json(json!({ "version": "2.0" })),
        "/api/v1/products/{slug}/repositories" => {
            json(json!({ "url": format!("https://git.example.org/{}", fresh()) }))
        }
        "/api/v1/suppliers" => json(json!({ "name": fresh() })),
        "/api/v1/requests" => json(json!({ "supplier": "Acme", "product": slug, "note": fresh() })),
        "/api/v1/requests/{id}/answer" => json(json!({ "state": "declined" })),
        "/api/v1/sboms" => Sent { kind: JSON, bytes: document().into_bytes() },
        _ => form(String::new()),
    }
}

/// Answers that are right although nothing was done.
pub(super) fn excused(route: &str, status: StatusCode, wanted: Expected) -> bool {
    match (wanted, status) {
        // A profile belongs to who asks: ids that nobody has are missing there.
        (Expected::Answered, StatusCode::NOT_FOUND) => {
            route.contains("/profile/") || route.contains("{grant}")
        }
        // A form says beside its field that there is no such product.
        (Expected::Missing, StatusCode::UNPROCESSABLE_ENTITY) => route == "/requests/new",
        _ => false,
    }
}

fn document() -> String {
    let name = fresh();
    json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "components": [{ "type": "library", "name": name, "version": "1" }] })
    .to_string()
}

fn multipart(product: &str, file: &str) -> Sent {
    let mut text = String::new();
    for (name, value) in [("product", product), ("version", "1.0")] {
        text.push_str(&format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    text.push_str("--X\r\ncontent-disposition: form-data; name=\"file\"; filename=\"sent.json\"\r\n\r\n");
    text.push_str(file);
    text.push_str("\r\n--X--\r\n");
    Sent { kind: PARTS, bytes: text.into_bytes() }
}
