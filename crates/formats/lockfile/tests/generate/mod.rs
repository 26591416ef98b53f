//! Lockfiles of any size, made up: package `i` needs packages `2i + 1` and `2i + 2`, so that every one is reached.

use std::fmt::Write;

/// One file of each format, with this many packages below the project.
pub(crate) fn lockfiles(count: usize) -> Vec<(&'static str, String)> {
    vec![
        ("Cargo.lock", cargo(count)),
        ("package-lock.json", npm(count)),
        ("npm-shrinkwrap.json", npm_1(count)),
        ("classic/yarn.lock", yarn_classic(count)),
        ("berry/yarn.lock", yarn_berry(count)),
        ("pnpm-lock.yaml", pnpm(count)),
        ("bun.lock", bun(count)),
        ("requirements.txt", requirements(count)),
        ("Pipfile.lock", pipfile(count)),
        ("poetry.lock", poetry(count)),
        ("pdm.lock", pdm(count)),
        ("uv.lock", uv(count)),
        ("pylock.toml", pylock(count)),
        ("go.mod", go(count)),
        ("Manifest.toml", julia(count)),
        ("go.work", "go 1.22\nuse ./a\n".to_owned()),
    ]
}

const SHA512: &str =
    "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
const SHA256: &str = "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f";

fn below(index: usize, count: usize) -> impl Iterator<Item = usize> {
    [2 * index + 1, 2 * index + 2].into_iter().filter(move |&child| child < count)
}

/// Builds one text for each package.
fn each(count: usize, mut write: impl FnMut(&mut String, usize)) -> String {
    let mut text = String::new();
    for index in 0..count {
        write(&mut text, index);
    }
    text
}

fn cargo(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String = below(index, count).map(|child| format!(" \"crate-{child}\",\n")).collect();
        let _ = write!(
            text,
            "\n[[package]]\nname = \"crate-{index}\"\nversion = \"1.{index}.0\"\nsource = \"registry+https://registry.example/index\"\nchecksum = \"{SHA256}\"\ndependencies = [\n{needs}]\n"
        );
    });
    format!(
        "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"crate-0\",\n]\n{body}"
    )
}

fn json_map(index: usize, count: usize) -> String {
    let pairs: Vec<String> =
        below(index, count).map(|child| format!("\"@s/p-{child}\": \"^1.0.0\"")).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn npm(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs = json_map(index, count);
        let _ = write!(
            text,
            ",\n    \"node_modules/@s/p-{index}\": {{\n      \"version\": \"1.{index}.0\",\n      \"resolved\": \"https://registry.example/@s/p-{index}/-/p-{index}-1.{index}.0.tgz\",\n      \"integrity\": \"{SHA512}\",\n      \"license\": \"MIT\",\n      \"dependencies\": {needs},\n      \"engines\": {{\"node\": \">=18\"}}\n    }}"
        );
    });
    format!(
        "{{\n  \"name\": \"app\",\n  \"lockfileVersion\": 3,\n  \"packages\": {{\n    \"\": {{\"name\": \"app\", \"dependencies\": {{\"@s/p-0\": \"^1.0.0\"}}}}{body}\n  }}\n}}\n"
    )
}

fn npm_1(count: usize) -> String {
    let body = each(count, |text, index| {
        let comma = if index == 0 { "" } else { ",\n" };
        let needs = json_map(index, count);
        let _ = write!(
            text,
            "{comma}    \"@s/p-{index}\": {{ \"version\": \"1.{index}.0\", \"integrity\": \"{SHA512}\", \"requires\": {needs} }}"
        );
    });
    format!("{{\n  \"name\": \"app\", \"lockfileVersion\": 1,\n  \"dependencies\": {{\n{body}\n  }}\n}}\n")
}

fn yarn_classic(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String =
            below(index, count).map(|child| format!("    \"@s/p-{child}\" \"^1.0.0\"\n")).collect();
        let needs = if needs.is_empty() { needs } else { format!("  dependencies:\n{needs}") };
        let _ = write!(
            text,
            "\n\"@s/p-{index}@^1.0.0\":\n  version \"1.{index}.0\"\n  resolved \"https://registry.example/@s/p-{index}/-/p-{index}-1.{index}.0.tgz#da39a3ee5e6b4b0d3255bfef95601890afd80709\"\n  integrity {SHA512}\n{needs}"
        );
    });
    format!("# yarn lockfile v1\n\n{body}")
}

fn yarn_berry(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String =
            below(index, count).map(|child| format!("    \"@s/p-{child}\": \"npm:^1.0.0\"\n")).collect();
        let needs = if needs.is_empty() { needs } else { format!("  dependencies:\n{needs}") };
        let _ = write!(
            text,
            "\n\"@s/p-{index}@npm:^1.0.0\":\n  version: 1.{index}.0\n  resolution: \"@s/p-{index}@npm:1.{index}.0\"\n{needs}  checksum: 10c0/{SHA256}\n  languageName: node\n  linkType: hard\n"
        );
    });
    format!(
        "__metadata:\n  version: 8\n{body}\n\"app@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"app@workspace:.\"\n  dependencies:\n    \"@s/p-0\": \"npm:^1.0.0\"\n"
    )
}

fn pnpm(count: usize) -> String {
    let packages = each(count, |text, index| {
        let _ = write!(
            text,
            "\n  '@s/p-{index}@1.{index}.0':\n    resolution: {{integrity: {SHA512}}}\n    engines: {{node: '>=18'}}\n"
        );
    });
    let snapshots = each(count, |text, index| {
        let needs: String =
            below(index, count).map(|child| format!("      '@s/p-{child}': 1.{child}.0\n")).collect();
        let _ = if needs.is_empty() {
            write!(text, "\n  '@s/p-{index}@1.{index}.0': {{}}\n")
        } else {
            write!(text, "\n  '@s/p-{index}@1.{index}.0':\n    dependencies:\n{needs}")
        };
    });
    format!(
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@s/p-0':\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n{packages}\nsnapshots:\n{snapshots}"
    )
}

fn bun(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs = json_map(index, count);
        let _ = write!(
            text,
            "    \"@s/p-{index}\": [\"@s/p-{index}@1.{index}.0\", \"\", {{ \"dependencies\": {needs} }}, \"{SHA512}\"],\n\n"
        );
    });
    format!(
        "{{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {{\n    \"\": {{ \"name\": \"app\", \"dependencies\": {{ \"@s/p-0\": \"^1.0.0\", }}, }},\n  }},\n  \"packages\": {{\n{body}  }}\n}}\n"
    )
}

fn requirements(count: usize) -> String {
    each(count, |text, index| {
        let via = if index == 0 { "-r requirements.in".to_owned() } else { format!("p-{}", (index - 1) / 2) };
        let _ = write!(text, "p-{index}==1.{index}.0 \\\n    --hash=sha256:{SHA256}\n    # via {via}\n");
    })
}

fn pipfile(count: usize) -> String {
    let body = each(count, |text, index| {
        let comma = if index == 0 { "" } else { ",\n" };
        let _ = write!(
            text,
            "{comma}    \"p-{index}\": {{\"hashes\": [\"sha256:{SHA256}\"], \"version\": \"==1.{index}.0\"}}"
        );
    });
    format!(
        "{{\n  \"_meta\": {{\"pipfile-spec\": 6, \"sources\": [{{\"name\": \"own\", \"url\": \"https://registry.example/simple\"}}]}},\n  \"default\": {{\n{body}\n  }},\n  \"develop\": {{}}\n}}\n"
    )
}

fn poetry(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String = below(index, count).map(|child| format!("p-{child} = \">=1\"\n")).collect();
        let _ = write!(
            text,
            "[[package]]\nname = \"p-{index}\"\nversion = \"1.{index}.0\"\noptional = false\npython-versions = \">=3.8\"\ngroups = [\"main\"]\nfiles = [\n    {{file = \"p-{index}.whl\", hash = \"sha256:{SHA256}\"}},\n]\n\n[package.dependencies]\n{needs}\n"
        );
    });
    format!("{body}[metadata]\nlock-version = \"2.1\"\n")
}

fn pdm(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String = below(index, count).map(|child| format!("    \"p-{child}>=1\",\n")).collect();
        let _ = write!(
            text,
            "\n[[package]]\nname = \"p-{index}\"\nversion = \"1.{index}.0\"\ngroups = [\"default\"]\ndependencies = [\n{needs}]\nfiles = [\n    {{file = \"p.whl\", hash = \"sha256:{SHA256}\"}},\n]\n"
        );
    });
    format!("[metadata]\ngroups = [\"default\"]\nlock_version = \"4.5.0\"\n{body}")
}

fn uv(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: String =
            below(index, count).map(|child| format!("    {{ name = \"p-{child}\" }},\n")).collect();
        let _ = write!(
            text,
            "\n[[package]]\nname = \"p-{index}\"\nversion = \"1.{index}.0\"\nsource = {{ registry = \"https://registry.example/simple\" }}\ndependencies = [\n{needs}]\nwheels = [\n    {{ url = \"https://registry.example/p-{index}.whl\", hash = \"sha256:{SHA256}\", size = 1 }},\n]\n"
        );
    });
    format!(
        "version = 1\nrevision = 3\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\nsource = {{ editable = \".\" }}\ndependencies = [{{ name = \"p-0\" }}]\n{body}"
    )
}

fn pylock(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: Vec<String> =
            below(index, count).map(|child| format!("{{name = \"p-{child}\"}}")).collect();
        let _ = write!(
            text,
            "\n[[packages]]\nname = \"p-{index}\"\nversion = \"1.{index}.0\"\nindex = \"https://registry.example/simple\"\ndependencies = [{}]\nwheels = [{{url = \"https://registry.example/p.whl\", hashes = {{sha256 = \"{SHA256}\"}}}}]\n",
            needs.join(", ")
        );
    });
    format!("lock-version = \"1.0\"\ncreated-by = \"nobody\"\n{body}")
}

fn go(count: usize) -> String {
    let body = each(count, |text, index| {
        let indirect = if index == 0 { "" } else { " // indirect" };
        let _ = writeln!(text, "\tmodule.example/p/{index} v1.{index}.0{indirect}");
    });
    format!("module module.example/app\n\ngo 1.22\n\nrequire (\n{body})\n")
}

fn julia(count: usize) -> String {
    let body = each(count, |text, index| {
        let needs: Vec<String> = below(index, count).map(|child| format!("\"P{child}\"")).collect();
        let _ = write!(
            text,
            "\n[[deps.P{index}]]\ndeps = [{}]\ngit-tree-sha1 = \"da39a3ee5e6b4b0d3255bfef95601890afd80709\"\nuuid = \"00000000-0000-4000-8000-{index:012}\"\nversion = \"1.{index}.0\"\n",
            needs.join(", ")
        );
    });
    format!("manifest_format = \"2.0\"\n{body}")
}
