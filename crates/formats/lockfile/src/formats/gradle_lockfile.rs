//! gradle.lockfile and its sisters: the locked versions by configuration.
//!
//! Since Gradle 6.8 one line is `group:name:version=configuration,...`; before, there was one file a
//! configuration under `gradle/dependency-locks/`, whose lines end after the version. Edges are not told.

use mainstay_model::{Bom, Component, Origin, Parsed, Problem, Purl, Scope};

use crate::assembly::Assembly;
use crate::{Format, Notation, Refusal, Source, Support, Tells};

pub(crate) const FORMAT: Format = Format {
    id: "gradle-lockfile",
    title: "gradle.lockfile",
    ecosystem: "maven",
    files: &["gradle.lockfile", "*-gradle.lockfile", "gradle/dependency-locks/*.lockfile"],
    notation: Notation::Text,
    support: Support::Full,
    tells: Tells { edges: false, direct: false, scope: true, hashes: false, origin: false, license: false },
    yields_to: &[],
    read: parse,
};

fn parse(source: &Source<'_>) -> Result<Parsed<Bom>, Refusal> {
    let file = source.path.rsplit('/').next().unwrap_or(source.path);
    let old = source.folder().ends_with("dependency-locks");
    let of_the_file = if old { file.trim_end_matches(".lockfile") } else { "" };
    // What the build scripts and settings need, as opposed to what they build.
    let of_the_build = file.starts_with("buildscript-") || file.starts_with("settings-");
    let mut assembly = Assembly::new(source, FORMAT.id, None);
    let (mut unread, mut understood) = (0, 0);
    for (index, line) in source.text()?.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with("empty=") {
            understood += 1;
            continue;
        }
        let (name, configurations) = line.split_once('=').unwrap_or((line, of_the_file));
        let parts: Vec<&str> = name.split(':').collect();
        let named = Some(&parts[..]).filter(|parts| parts.iter().all(|part| !part.is_empty()));
        let Some(&[group, artifact, version]) = named else {
            let message =
                format!("`{line}` is not `group:name:version=configurations`; the line is left out");
            assembly.problem(Problem::error("line-unread", message).at_line(u64::from(number)));
            unread += 1;
            continue;
        };
        understood += 1;
        if !old && !line.contains('=') {
            let message = format!(
                "`{line}` is not followed by `=configurations`: it may be cut off, and its version with it; \
                 run `gradle dependencies --write-locks`"
            );
            assembly.problem(Problem::error("line-unread", message).at_line(u64::from(number)));
        }
        let purl = Purl::new("maven", Some(group), artifact, Some(version));
        let found = assembly.component(Some(number), purl, Origin::Unknown);
        let named = |configuration: &str| ("gradle:configuration".to_owned(), configuration.to_owned());
        assembly.add(Component {
            reference: name.to_owned(),
            name: artifact.to_owned(),
            group: Some(group.to_owned()),
            version: Some(version.to_owned()),
            scope: if of_the_build { Some(Scope::Build) } else { strongest(configurations) },
            properties: configurations.split(',').filter(|text| !text.is_empty()).map(named).collect(),
            ..found
        });
    }
    if understood == 0 && unread > 0 {
        let message =
            "no line is `group:name:version=configurations`; run `gradle dependencies --write-locks`"
                .to_owned();
        return Err(Refusal::Syntax { format: "gradle.lockfile", line: Some(1), message });
    }
    assembly.finish()
}

/// The strongest use among configurations. One of unknown use leaves the whole unknown, unless another is
/// certainly part of what runs.
fn strongest(configurations: &str) -> Option<Scope> {
    let scopes: Vec<Option<Scope>> = configurations.split(',').map(scope).collect();
    if scopes.contains(&Some(Scope::Runtime)) {
        return Some(Scope::Runtime);
    }
    scopes.into_iter().collect::<Option<Vec<Scope>>>()?.into_iter().min()
}

/// What the configurations of Gradle's own plugins, Kotlin's and Android's are for.
fn scope(configuration: &str) -> Option<Scope> {
    let name = configuration.to_ascii_lowercase();
    let tool = |part: &str| name.contains(part);
    if tool("test") {
        Some(Scope::Test)
    } else if tool("annotationprocessor") || tool("kapt") || tool("ksp") || tool("compilerplugin") {
        Some(Scope::Build)
    } else if name.ends_with("runtimeclasspath") {
        Some(Scope::Runtime)
    } else if name.ends_with("compileclasspath") || name.ends_with("compileonly") {
        Some(Scope::Provided)
    } else if name == "developmentonly" {
        Some(Scope::Development)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use mainstay_model::{Directness, Scope};

    use crate::testing::{codes, find, labels, parse, standing};

    #[test]
    fn configurations_tell_the_scope_and_the_strongest_wins() {
        let text = "# comment\norg.a:run:1.0=compileClasspath,runtimeClasspath,testRuntimeClasspath\n\
                    org.a:api:1.1=compileClasspath,testCompileClasspath\norg.a:t:2=testRuntimeClasspath\n\
                    org.a:p:3=annotationProcessor\norg.a:x:4=checkstyle\norg.a:y:5=checkstyle,runtimeClasspath\n\
                    empty=other\n";
        let parsed = parse("gradle.lockfile", text);
        let scope = |name| standing(&parsed.value, name);
        assert_eq!(scope("org.a/run@1.0"), (Some(Scope::Runtime), Directness::Unknown));
        assert_eq!(scope("org.a/api@1.1").0, Some(Scope::Provided));
        assert_eq!(scope("org.a/t@2").0, Some(Scope::Test));
        assert_eq!(scope("org.a/p@3").0, Some(Scope::Build));
        assert_eq!(scope("org.a/x@4").0, None);
        assert_eq!(scope("org.a/y@5").0, Some(Scope::Runtime));
        let run = find(&parsed.value, "org.a/run@1.0");
        assert_eq!(run.purl.as_ref().unwrap().to_string(), "pkg:maven/org.a/run@1.0");
        assert_eq!(run.locations[0].line, Some(2));
        assert!(parsed.problems.is_empty());
    }

    #[test]
    fn odd_lines_are_told_and_left_out() {
        let parsed = parse("gradle.lockfile", ">>>\n\n  a:b:1=c\na:b\na::1=c\n::\n");
        assert_eq!(labels(&parsed.value), ["a/b@1"]);
        assert_eq!(codes(&parsed), ["line-unread"; 4]);
    }

    #[test]
    fn a_line_that_is_cut_off_is_told() {
        let parsed = parse("gradle.lockfile", "a:b:1=runtimeClasspath\nc:d:1.0");
        assert_eq!(codes(&parsed), ["line-unread"]);
        assert_eq!(standing(&parsed.value, "c/d@1.0").0, None);
    }

    #[test]
    fn old_files_are_named_after_their_configuration_and_build_scripts_are_for_the_build() {
        let old = parse("app/gradle/dependency-locks/testRuntimeClasspath.lockfile", "a:b:1\n");
        assert_eq!(standing(&old.value, "a/b@1").0, Some(Scope::Test));
        let build = parse("buildscript-gradle.lockfile", "a:b:1=classpath\n");
        assert_eq!(standing(&build.value, "a/b@1").0, Some(Scope::Build));
    }
}
