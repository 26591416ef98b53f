//! Fetches the pinned npm packages, bundles the own style sheet and modules, and writes the table that `src/lib.rs` embeds.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// Files taken from npm packages: name on the page, path below the folder of packages.
const VENDOR: [(&str, &str); 2] =
    [("htmx.js", "htmx.org/dist/htmx.min.js"), ("echarts.js", "echarts/dist/echarts.min.js")];

/// Packages whose code is in the files above, with the files that hold their notices.
const NOTICES: [(&str, &[&str]); 4] = [
    ("htmx.org", &["LICENSE"]),
    ("echarts", &["NOTICE", "LICENSE"]),
    ("zrender", &["LICENSE"]),
    ("tslib", &["LICENSE.txt"]),
];

/// The style sheet's parts in the order of their layers.
const STYLES: [&str; 12] = [
    "reset",
    "tokens",
    "base",
    "layout",
    "text",
    "table",
    "filter",
    "form",
    "state",
    "figure",
    "utilities",
    "print",
];

/// Own modules. None imports another, so that a page loads only what it needs.
const MODULES: [&str; 7] = ["copy", "chart", "draft", "list", "progress", "shortcuts", "theme"];

fn main() {
    if let Err(problem) = build() {
        println!("cargo::error={problem}");
    }
}

fn build() -> Result<(), String> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
    for path in ["build.rs", "package.json", "package-lock.json", "static"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=MAINSTAY_ASSETS");

    let packages = match env::var_os("MAINSTAY_ASSETS") {
        Some(folder) => PathBuf::from(folder),
        None => installed(&root, &out)?,
    };
    let mut table = Table { out: &out, source: String::new(), urls: Vec::new() };
    for (name, path) in VENDOR {
        table.add(name, &read(&packages.join(path))?)?;
    }
    for module in MODULES {
        let name = format!("{module}.js");
        let text = read_text(&root.join("static/js").join(&name))?;
        table.add(&name, table.with_urls(&text).as_bytes())?;
    }
    table.add("mainstay.css", styles(&root)?.as_bytes())?;
    table.add("icon.svg", &read(&root.join("static/icon.svg"))?)?;
    fs::write(out.join("table.rs"), table.finish(&packages)?).map_err(|e| e.to_string())
}

/// The folder of packages: kept from the last run while the lock file is the same, else installed by npm.
fn installed(root: &Path, out: &Path) -> Result<PathBuf, String> {
    let kept = out.join("packages");
    let stamp = out.join("packages.lock");
    let lock = read(&root.join("package-lock.json"))?;
    if fs::read(&stamp).is_ok_and(|old| old == lock) {
        return Ok(kept);
    }
    let work = out.join("npm");
    if stamp.exists() {
        fs::remove_file(&stamp).map_err(|e| e.to_string())?;
    }
    clear(&work)?;
    clear(&kept)?;
    for folder in [&work, &kept] {
        fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(root.join(file), work.join(file)).map_err(|e| e.to_string())?;
    }
    npm_ci(&work)?;
    let wanted = VENDOR.iter().map(|(_, path)| (*path).to_owned());
    let notices = NOTICES.iter().flat_map(|(package, files)| {
        files.iter().chain(&["package.json"]).map(move |file| format!("{package}/{file}"))
    });
    for path in wanted.chain(notices) {
        let target = kept.join(&path);
        let folder = target.parent().unwrap_or(&kept);
        fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        fs::write(&target, read(&work.join("node_modules").join(&path))?).map_err(|e| e.to_string())?;
    }
    clear(&work)?;
    fs::write(&stamp, lock).map_err(|e| e.to_string())?;
    Ok(kept)
}

fn npm_ci(folder: &Path) -> Result<(), String> {
    const REMEDY: &str = "or set MAINSTAY_ASSETS to a `node_modules` folder that `npm ci --ignore-scripts` filled \
                          from crates/faces/assets on another machine";
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .output();
    match run {
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => {
            // What follows the first lines is npm's own stack.
            let errors = String::from_utf8_lossy(&done.stderr);
            let reason = errors.lines().take(4).collect::<Vec<_>>().join(" ");
            Err(format!(
                "`npm ci` could not fetch the browser assets: {reason}. Connect to a package registry, {REMEDY}"
            ))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
            "npm is missing: the browser assets are npm packages. Install Node.js 20 or later, {REMEDY}"
        )),
        Err(error) => Err(format!("npm did not start: {error}")),
    }
}

/// All parts in one sheet; the first line fixes the order of the layers.
fn styles(root: &Path) -> Result<String, String> {
    let mut sheet = String::from("@layer reset, tokens, base, layout, components, utilities, print;\n");
    for part in STYLES {
        sheet.push_str(&read_text(&root.join("static/css").join(format!("{part}.css")))?);
    }
    Ok(sheet)
}

struct Table<'a> {
    out: &'a Path,
    source: String,
    urls: Vec<(String, String)>,
}

impl Table<'_> {
    /// Names the file after its content, compresses it and adds a row.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let (stem, extension) = name.rsplit_once('.').ok_or("an asset needs an extension")?;
        let hash: String = Sha256::digest(bytes).iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let file = format!("{stem}.{hash}.{extension}");
        let packed = gzip(bytes).map_err(|e| e.to_string())?;
        fs::write(self.out.join(&file), bytes).map_err(|e| e.to_string())?;
        fs::write(self.out.join(format!("{file}.gz")), packed).map_err(|e| e.to_string())?;
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        let _ = writeln!(
            self.source,
            "    Asset {{ name: {name:?}, file: {file:?}, content_type: {content_type:?}, etag: \"\\\"{hash}\\\"\", \
             bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), \
             gzip: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}.gz\")) }},"
        );
        self.urls.push((name.to_owned(), format!("/assets/{file}")));
        Ok(())
    }

    /// `asset:NAME` in a module becomes the address of a file that was added before.
    fn with_urls(&self, text: &str) -> String {
        self.urls
            .iter()
            .fold(text.to_owned(), |text, (name, url)| text.replace(&format!("asset:{name}"), url))
    }

    fn finish(&self, packages: &Path) -> Result<String, String> {
        let mut text = format!("static ASSETS: &[Asset] = &[\n{}];\n\n", self.source);
        text.push_str("/// Addresses of the embedded files, named after their content.\npub mod url {\n");
        for (name, url) in &self.urls {
            let constant = name.replace(['.', '-'], "_").to_ascii_uppercase();
            let _ = writeln!(
                text,
                "    /// Where `{name}` is served.\n    pub const {constant}: &str = {url:?};"
            );
        }
        text.push_str("}\n\nstatic NOTICES: &[Notice] = &[\n");
        for (package, files) in NOTICES {
            let about = read_text(&packages.join(package).join("package.json"))?;
            let texts: Result<Vec<String>, String> =
                files.iter().map(|file| read_text(&packages.join(package).join(file))).collect();
            let _ = writeln!(
                text,
                "    Notice {{ package: {package:?}, version: {:?}, license: {:?}, text: {:?} }},",
                field(&about, "version"),
                field(&about, "license"),
                texts?.join("\n")
            );
        }
        text.push_str("];\n");
        Ok(text)
    }
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The value of a string field of a package.json; these files are written by npm, one field a line.
fn field(json: &str, name: &str) -> String {
    let key = format!("\"{name}\":");
    let line = json.lines().find_map(|line| line.trim().strip_prefix(key.as_str()));
    line.map(|value| value.trim().trim_matches([',', '"']).to_owned()).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn read_text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn clear(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    }
}
