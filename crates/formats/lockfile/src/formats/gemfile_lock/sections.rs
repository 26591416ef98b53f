//! The sections of a lock file of Bundler: headings at the margin, indentation below.

use std::collections::HashMap;

use crate::Refusal;

/// Everything that is read, borrowed from the text.
#[derive(Default)]
pub(super) struct Sections<'a> {
    pub(super) remotes: Vec<Remote<'a>>,
    pub(super) specs: Vec<Spec<'a>>,
    /// What the project names, with the line.
    pub(super) dependencies: Vec<(&'a str, u32)>,
    /// The platforms that the gems were chosen for.
    pub(super) platforms: Vec<&'a str>,
    /// By name and version with platform.
    pub(super) checksums: HashMap<(&'a str, &'a str), Vec<Checksum<'a>>>,
    pub(super) bundler: Option<&'a str>,
    pub(super) unread: Vec<(u32, &'a str)>,
}

/// A `GEM`, `GIT`, `PATH` or `PLUGIN SOURCE` section.
#[derive(Default)]
pub(super) struct Remote<'a> {
    pub(super) kind: &'a str,
    pub(super) addresses: Vec<&'a str>,
    pub(super) revision: Option<&'a str>,
}

/// A gem that a section lists.
pub(super) struct Spec<'a> {
    /// The section, by its place among the remotes.
    pub(super) remote: usize,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    /// Empty for a gem that is Ruby only.
    pub(super) platform: &'a str,
    pub(super) needs: Vec<(&'a str, u32)>,
    pub(super) line: u32,
}

/// A digest of a gem.
pub(super) struct Checksum<'a> {
    pub(super) algorithm: &'a str,
    pub(super) value: &'a str,
}

const HEADINGS: &[&str] = &[
    "GEM",
    "GIT",
    "PATH",
    "PLUGIN SOURCE",
    "PLATFORMS",
    "DEPENDENCIES",
    "CHECKSUMS",
    "RUBY VERSION",
    "BUNDLED WITH",
];

impl<'a> Sections<'a> {
    /// Reads the text; refuses one without any heading.
    pub(super) fn read(text: &'a str) -> Result<Self, Refusal> {
        let mut sections = Self::default();
        let mut heading = "";
        for (index, line) in text.lines().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let content = line.trim();
            if content.is_empty() {
                continue;
            }
            if !line.starts_with(' ') {
                match HEADINGS.iter().find(|known| **known == content) {
                    Some(known) => heading = known,
                    None => sections.unread.push((number, content)),
                }
                if matches!(heading, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") && heading == content {
                    sections.remotes.push(Remote { kind: heading, ..Remote::default() });
                }
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            sections.line(heading, indent, content, number);
        }
        if heading.is_empty() && !text.trim().is_empty() {
            let message = "there is no section such as GEM or DEPENDENCIES in it".to_owned();
            return Err(Refusal::Syntax { format: "Gemfile.lock", line: None, message });
        }
        Ok(sections)
    }

    /// Whether the file is as Bundler writes it, for the platforms that it tells: a line that is not understood may hold anything.
    pub(super) fn are_for_platforms(&self) -> bool {
        !self.platforms.is_empty() && self.unread.is_empty()
    }

    fn line(&mut self, heading: &str, indent: usize, content: &'a str, number: u32) {
        match (heading, indent) {
            ("GEM" | "GIT" | "PATH" | "PLUGIN SOURCE", 2) => self.attribute(content),
            ("GEM" | "GIT" | "PATH" | "PLUGIN SOURCE", 4) => self.spec(content, number),
            ("GEM" | "GIT" | "PATH" | "PLUGIN SOURCE", 6) => {
                let (name, _) = name_and_brackets(content);
                if let Some(spec) = self.specs.last_mut() {
                    spec.needs.push((name, number));
                }
            }
            ("DEPENDENCIES", _) => {
                // An exclamation mark says that the gem comes from a section of its own.
                let (name, _) = name_and_brackets(content.trim_end_matches('!'));
                self.dependencies.push((name, number));
            }
            ("CHECKSUMS", _) => self.checksum(content),
            ("BUNDLED WITH", _) => self.bundler = Some(content),
            ("PLATFORMS", _) => self.platforms.push(content),
            ("RUBY VERSION", _) => {}
            _ => self.unread.push((number, content)),
        }
    }

    fn attribute(&mut self, content: &'a str) {
        let (Some(remote), Some((key, value))) = (self.remotes.last_mut(), content.split_once(':')) else {
            return;
        };
        match key {
            "remote" => remote.addresses.push(value.trim()),
            "revision" => remote.revision = Some(value.trim()),
            _ => {}
        }
    }

    fn spec(&mut self, content: &'a str, line: u32) {
        let (name, written) = name_and_brackets(content);
        let (version, platform) = written.split_once('-').unwrap_or((written, ""));
        let remote = self.remotes.len().saturating_sub(1);
        self.specs.push(Spec { remote, name, version, platform, needs: Vec::new(), line });
    }

    fn checksum(&mut self, content: &'a str) {
        let Some((gem, digests)) = content.split_once(") ") else { return };
        let (name, version) = name_and_brackets(gem);
        for (algorithm, value) in digests.split(',').filter_map(|digest| digest.trim().split_once('=')) {
            self.checksums.entry((name, version)).or_default().push(Checksum { algorithm, value });
        }
    }
}

/// `name (what stands in brackets)`; the second is empty without brackets.
fn name_and_brackets(text: &str) -> (&str, &str) {
    match text.split_once(" (") {
        Some((name, rest)) => (name, rest.trim_end_matches(')')),
        None => (text, ""),
    }
}
