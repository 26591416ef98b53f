//! Offices on both databases and documents for them.

use mainstay_office::intake::{Delivery, ReleaseName};
use mainstay_office::{Office, Settings};
use mainstay_store::{SbomSource, Store, StoreOptions};
use mainstay_testapp::Database;
use uuid::Uuid;

/// `app` names `a` and `b`; both lead to `c`, whose version differs from document to document.
pub(crate) fn document(serial: u8, version_of_c: &str) -> String {
    format!(
        r#"{{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "serialNumber": "urn:uuid:00000000-0000-4000-8000-0000000000{serial:02x}",
  "metadata": {{"component": {{"type": "application", "bom-ref": "app", "name": "shop", "version": "1.0"}}}},
  "components": [
    {{"type": "library", "bom-ref": "a", "name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0",
      "licenses": [{{"license": {{"id": "MIT"}}}}]}},
    {{"type": "library", "bom-ref": "b", "name": "b", "version": "2.0.0", "purl": "pkg:npm/b@2.0.0"}},
    {{"type": "library", "bom-ref": "c", "name": "c", "version": "{version_of_c}", "purl": "pkg:npm/c@{version_of_c}"}}
  ],
  "dependencies": [
    {{"ref": "app", "dependsOn": ["a", "b"]}}, {{"ref": "a", "dependsOn": ["c"]}},
    {{"ref": "b", "dependsOn": ["c"]}}, {{"ref": "c", "dependsOn": []}}
  ]
}}"#
    )
}

pub(crate) async fn offices(settings: Settings) -> Vec<(Database, Office)> {
    let mut offices = Vec::new();
    for database in Database::both() {
        let store =
            Store::open(database.url(), StoreOptions::default()).await.expect("an empty database opens");
        offices.push((database, Office::new(store, settings.clone())));
    }
    offices
}

pub(crate) async fn take_in(office: &Office, version: &str, bytes: &[u8]) -> (Uuid, Uuid) {
    let received = office
        .receive(&Delivery::new(
            ReleaseName { product: "Web Shop", version, variant: "" },
            SbomSource::Build,
            bytes,
        ))
        .await
        .expect("the document is an SBOM");
    office.work_off().await.expect("the database answers");
    let sbom = office.store().sbom(received.sbom).await.expect("what was received is there");
    (sbom.release, sbom.uid)
}
