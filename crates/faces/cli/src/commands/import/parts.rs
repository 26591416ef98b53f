//! Lists of components that come where lists of products are meant.

use std::path::Path;

use mainstay_model::Component;
use mainstay_sbom::Limits;

/// Refuses a file that lists components: read as products, its rows would become some. No list of products has package URLs, or
/// versions with licenses.
///
/// # Errors
/// What to say of such a file. One that cannot be read is not told here.
pub(super) fn refuse(file: &Path) -> anyhow::Result<()> {
    let list = std::fs::read(file).ok().filter(|bytes| {
        mainstay_sbom::recognize(bytes).is_ok_and(|reader| reader.format.id == "components-csv")
    });
    let list = list.and_then(|bytes| mainstay_sbom::parse(&bytes, &Limits::default()).ok());
    let is_component =
        |one: &Component| one.purl.is_some() || one.version.is_some() && !one.licenses.is_empty();
    anyhow::ensure!(
        !list.is_some_and(|list| list.value.components.iter().any(is_component)),
        "this is a list of components, and not one of products: say which product they are parts of with --product and --release"
    );
    Ok(())
}
