//! The text of go.mod and go.work: directives, alone or in blocks.

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct File<'a> {
    pub(super) module: Option<(&'a str, u32)>,
    pub(super) go: Option<&'a str>,
    pub(super) toolchain: Option<&'a str>,
    pub(super) requires: Vec<Require<'a>>,
    pub(super) replaces: Vec<Replace<'a>>,
    pub(super) tools: Vec<&'a str>,
    /// In go.work: the folders of the modules.
    pub(super) uses: Vec<(&'a str, u32)>,
    /// Lines that fit nowhere.
    pub(super) odd: Vec<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct Require<'a> {
    pub(super) path: &'a str,
    pub(super) version: &'a str,
    pub(super) indirect: bool,
    pub(super) line: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Replace<'a> {
    pub(super) path: &'a str,
    /// Empty for every version.
    pub(super) version: &'a str,
    /// A module, or a folder where `to_version` is empty.
    pub(super) target: &'a str,
    pub(super) to_version: &'a str,
}

/// The replacement of a required module; one of its very version goes before one of all versions.
pub(super) fn find<'r, 'a>(replaces: &'r [Replace<'a>], require: &Require<'_>) -> Option<&'r Replace<'a>> {
    let of = |version: &str| {
        // The last one counts where a careless merge left two.
        replaces.iter().rev().find(|replace| replace.path == require.path && replace.version == version)
    };
    of(require.version).or_else(|| of(""))
}

/// Reads a file.
pub(super) fn read(text: &str) -> File<'_> {
    let mut file = File::default();
    let mut block: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let (content, comment) = line.split_once("//").unwrap_or((line, ""));
        let mut words = words(content);
        match block {
            Some(_) if words.first() == Some(&")") => block = None,
            _ if words.is_empty() => {}
            Some(verb) => directive(verb, &words, comment, number, &mut file),
            None => {
                let verb = words.remove(0);
                // `require(` may stand without a space.
                let (verb, glued) = verb.strip_suffix('(').map_or((verb, false), |verb| (verb, true));
                if glued || words.first() == Some(&"(") {
                    block = Some(verb);
                } else {
                    directive(verb, &words, comment, number, &mut file);
                }
            }
        }
    }
    file
}

fn words(content: &str) -> Vec<&str> {
    let quotes = ['"', '`'];
    content.split_ascii_whitespace().map(|word| word.trim_matches(quotes)).collect()
}

fn directive<'a>(verb: &str, words: &[&'a str], comment: &str, line: u32, file: &mut File<'a>) {
    match (verb, words) {
        ("module", [path]) if file.module.is_none() => file.module = Some((path, line)),
        ("go", [version]) => file.go = Some(version),
        ("toolchain", [name]) => file.toolchain = Some(name),
        ("require", [path, version]) => {
            let comment = comment.trim();
            let indirect = comment == "indirect" || comment.starts_with("indirect;");
            file.requires.push(Require { path, version, indirect, line });
        }
        ("replace", _) => match replace(words) {
            Some(replace) => file.replaces.push(replace),
            None => file.odd.push(line),
        },
        ("tool", [path]) => file.tools.push(path),
        ("use", [folder]) => file.uses.push((folder, line)),
        ("exclude" | "retract" | "godebug" | "ignore", _) => {}
        _ => file.odd.push(line),
    }
}

fn replace<'a>(words: &[&'a str]) -> Option<Replace<'a>> {
    let arrow = words.iter().position(|word| *word == "=>")?;
    let (from, to) = (&words[..arrow], &words[arrow + 1..]);
    let (path, version) = match from {
        [path] => (*path, ""),
        [path, version] => (*path, *version),
        _ => return None,
    };
    let (target, to_version) = match to {
        [target] => (*target, ""),
        [target, version] => (*target, *version),
        _ => return None,
    };
    Some(Replace { path, version, target, to_version })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_stand_alone_or_in_blocks() {
        let file = read(
            "module \"example.org/m\"\ngo 1.22\ntoolchain go1.22.3\nrequire a v1\nrequire(\n\tb v2 // indirect\n\tc v3 // indirect; note\n\td v4 // not indirect\n)\nreplace b => ../b\nreplace c v3 => e v5\ntool a/cmd/x\nretract [v1, v2]\nodd\n",
        );
        assert_eq!(file.module, Some(("example.org/m", 1)));
        let indirect: Vec<bool> = file.requires.iter().map(|require| require.indirect).collect();
        assert_eq!(indirect, [false, true, true, false]);
        assert_eq!(file.replaces.len(), 2);
        assert_eq!((file.toolchain, file.tools.as_slice()), (Some("go1.22.3"), &["a/cmd/x"][..]));
        assert_eq!(file.odd, [14]);
    }

    #[test]
    fn a_replacement_of_the_very_version_goes_first() {
        let file = read("replace a => x v9\nreplace a v1 => y v9\n");
        let require = |version| Require { path: "a", version, indirect: false, line: 1 };
        assert_eq!(find(&file.replaces, &require("v1")).unwrap().target, "y");
        assert_eq!(find(&file.replaces, &require("v2")).unwrap().target, "x");
    }
}
