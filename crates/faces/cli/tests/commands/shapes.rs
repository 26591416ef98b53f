//! The JSON that the guide promises is the JSON that the commands print.

use std::fs;
use std::path::Path;

use crate::run::{mainstay, told};
use serde_json::Value;

const GUIDE: &str = include_str!("../../../../../docs/guide/json.md");

/// Each section of the guide with the command that shows its shape, in an order in which the commands can run.
const SHOWN: [(&str, &str); 23] = [
    ("quickstart PATH", "quickstart tree --no-serve"),
    ("scan PATH", "scan tree"),
    ("import FILE...", "import a.json b.json"),
    ("import FILE.csv", "import products.csv"),
    ("inventory products", "inventory products"),
    ("inventory list", "inventory list --product shop"),
    ("inventory where-used QUERY", "inventory where-used pkg:cargo/serde"),
    ("inventory why COMPONENT", "inventory why serde_derive --product shop"),
    ("inventory diff BEFORE AFTER", "inventory diff 1.0.0 1.1.0 --product shop"),
    ("inventory duplicates", "inventory duplicates"),
    ("inventory coverage", "inventory coverage"),
    ("sbom validate FILE...", "sbom validate a.json"),
    ("sbom diff BEFORE AFTER", "sbom diff a.json b.json"),
    ("sbom convert FILE --to FORMAT", "sbom convert a.json --to cyclonedx-1.5-xml -o converted.xml"),
    ("sbom merge FILE...", "sbom merge a.json b.json -o merged.json"),
    ("sbom quality FILE...", "sbom quality a.json"),
    ("sbom formats", "sbom formats"),
    ("version compare ECOSYSTEM A B", "version compare npm 1.0.0 2.0.0"),
    ("version contains ECOSYSTEM RANGE VERSION", "version contains npm ^1.0.0 1.2.0"),
    ("version ecosystems", "version ecosystems"),
    ("purl parse TEXT", "purl parse pkg:npm/%40scope/name@1.0.0?arch=x#sub"),
    ("worker --once", "worker --once"),
    ("doctor", "doctor"),
];

const LOCK: &str = r#"version = 4
[[package]]
name = "shop"
version = "1.0.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.219"
source = "registry+https://registry.example/index"
dependencies = ["serde_derive", "itoa"]

[[package]]
name = "itoa"
version = "1.0.15"
source = "registry+https://registry.example/index"

[[package]]
name = "serde_derive"
version = "1.0.219"
source = "registry+https://registry.example/index"
"#;

#[test]
fn every_shape_of_the_guide_is_what_the_command_prints() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path()).unwrap();
    let sections: Vec<&str> = GUIDE.split("\n## `mainstay ").skip(1).collect();
    assert_eq!(sections.len(), SHOWN.len());
    for (section, (title, command)) in sections.iter().zip(SHOWN) {
        assert!(section.starts_with(&format!("{title}`\n")), "{title}: the guide has another order");
        let shown = section.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let shown: Value = serde_json::from_str(shown).unwrap();
        let mut words: Vec<&str> = command.split(' ').collect();
        words.extend(["--format", "json"]);
        let output = mainstay(folder.path(), &words);
        let first = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>().next();
        let printed = first.unwrap_or_else(|| panic!("{command}: {}", told(&output))).unwrap();
        let mut differences = Vec::new();
        compare("", &shown, &printed, &mut differences);
        assert!(differences.is_empty(), "{command}: {differences:?}");
    }
}

/// A tree, two SBOMs of two releases, and a list of products.
fn prepare(folder: &Path) -> std::io::Result<()> {
    fs::create_dir(folder.join("tree"))?;
    fs::write(folder.join("tree/Cargo.lock"), LOCK)?;
    fs::write(folder.join("tree/poetry.lock"), "broken [")?;
    for (file, version) in [("a.json", "1.0.0"), ("b.json", "1.1.0")] {
        let lock = LOCK.replace("\"1.0.0\"", &format!("\"{version}\""));
        let lock = if file == "b.json" {
            // What only came in through another is named itself.
            lock.replace("1.0.219", "1.0.228").replace("[\"serde\"]", "[\"serde\", \"itoa\"]")
        } else {
            lock
        };
        fs::create_dir(folder.join(version))?;
        fs::write(folder.join(version).join("Cargo.lock"), lock)?;
        let output = mainstay(folder, &["scan", version, "--format", "cyclonedx-json", "-o", file]);
        assert!(output.status.success(), "{}", told(&output));
    }
    fs::write(folder.join("products.csv"), "name;owner;tags\nShop;Ada <ada@example.org>;pci\n;x;\n")
}

/// Fields that only one of both has, and kinds that differ. What is `null` in one may be anything in the other.
fn compare(at: &str, shown: &Value, printed: &Value, differences: &mut Vec<String>) {
    match (shown, printed) {
        (Value::Object(shown), Value::Object(printed)) => {
            for (field, value) in printed {
                match shown.get(field) {
                    Some(shown) => compare(&format!("{at}.{field}"), shown, value, differences),
                    None => differences.push(format!("{at}.{field} is not in the guide")),
                }
            }
            let gone = shown.keys().filter(|field| !printed.contains_key(*field));
            differences.extend(gone.map(|field| format!("{at}.{field} is not printed")));
        }
        (Value::Array(shown), Value::Array(printed)) => {
            if let (Some(shown), Some(printed)) = (shown.first(), printed.first()) {
                compare(&format!("{at}[]"), shown, printed, differences);
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        _ if std::mem::discriminant(shown) == std::mem::discriminant(printed) => {}
        _ => differences.push(format!("{at} is of another kind")),
    }
}
