//! Browser assets, embedded: htmx and ECharts (npm packages pinned by the lock file and fetched at build time), the style
//! sheet and the small modules of this project.
//!
//! Every file is named after its content, so that it can be cached for ever, and is kept packed beside the plain bytes. Knows no
//! HTTP. To build without npm or a network, set `MAINSTAY_ASSETS` to a `node_modules` folder filled elsewhere.
//!
//! ```
//! let asset = mainstay_assets::find(mainstay_assets::url::MAINSTAY_CSS).unwrap();
//! assert_eq!(asset.content_type, "text/css; charset=utf-8");
//! assert!(asset.gzip.len() < asset.bytes.len());
//! ```

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// What the file is called in the sources: `mainstay.css`.
    pub name: &'static str,
    /// The last part of its address, with a hash of the content: `mainstay.0123456789abcdef.css`.
    pub file: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The entity tag, in quotes.
    pub etag: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content, packed by gzip.
    pub gzip: &'static [u8],
}

/// The license notice of a package that is part of an embedded file.
#[derive(Debug)]
pub struct Notice {
    /// The npm package.
    pub package: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What the package declares as its license.
    pub license: &'static str,
    /// The license text and notices as shipped in the package.
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// The file served at `path`: a whole address (`/assets/...`) or its last part.
pub fn find(path: &str) -> Option<&'static Asset> {
    let file = path.strip_prefix("/assets/").unwrap_or(path);
    ASSETS.iter().find(|asset| asset.file == file)
}

/// All embedded files.
pub fn all() -> &'static [Asset] {
    ASSETS
}

/// The notices of all packages of other people that are embedded.
pub fn notices() -> &'static [Notice] {
    NOTICES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_its_hash_is_not_found() {
        assert!(find("/assets/mainstay.css").is_none());
        assert!(find("/assets/../Cargo.toml").is_none());
        assert!(find(url::HTMX_JS).is_some());
    }

    #[test]
    fn every_package_has_version_license_and_text() {
        for notice in notices() {
            assert!(!notice.version.is_empty() && !notice.license.is_empty(), "{}", notice.package);
            assert!(notice.text.len() > 200, "{}", notice.package);
        }
    }

    #[test]
    fn modules_name_embedded_files_only() {
        for asset in all().iter().filter(|asset| asset.name != "echarts.js" && asset.name != "htmx.js") {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            assert!(!text.contains("asset:"), "{} names a file that is not embedded before it", asset.name);
            for address in text.split('"').filter(|part| part.starts_with("/assets/")) {
                assert!(find(address).is_some(), "{address}");
            }
        }
    }

    #[test]
    fn the_style_sheet_stays_small() {
        let sheet = find(url::MAINSTAY_CSS).unwrap();
        assert!(sheet.gzip.len() < 12_000, "{} bytes packed", sheet.gzip.len());
    }

    #[test]
    fn own_modules_stay_within_400_lines() {
        let own = all().iter().filter(|asset| asset.name.ends_with(".js"));
        let lines: usize = own
            .filter(|asset| asset.name != "echarts.js" && asset.name != "htmx.js")
            .map(|asset| asset.bytes.iter().filter(|byte| **byte == b'\n').count())
            .sum();
        assert!(lines <= 400, "{lines} lines");
    }
}
