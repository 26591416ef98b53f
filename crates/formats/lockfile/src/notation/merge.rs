//! A merge that was not finished: Git leaves marks in the file between what the one side says and what the other does.

use std::ops::Range;

use mainstay_model::Problem;

use crate::Refusal;

/// The problem that tells of one.
const CODE: &str = "merge-conflict";

/// The marks of an unfinished merge, and what stood there before both sides changed it.
pub(super) struct Merge {
    /// The line of the first mark, counted from one.
    line: u64,
    /// What is not to be read.
    pub(super) spans: Vec<Range<usize>>,
}

/// Finds what an unfinished merge left; `None` in a text that has none.
pub(super) fn find(text: &str) -> Option<Merge> {
    if !text.contains("<<<<<<< ") && !text.contains(">>>>>>> ") {
        return None;
    }
    let (mut merge, mut before, mut middle) = (None, false, None);
    let mut at = 0;
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let span = at..at + line.len();
        at = span.end;
        let mark =
            |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.starts_with([' ', '\r', '\n']));
        if mark("<<<<<<<") {
            merge.get_or_insert(Merge { line: number, spans: Vec::new() }).spans.push(span);
            continue;
        }
        let Some(merge) = &mut merge else {
            // Who resolves one by hand may forget the later marks.
            if mark("=======") {
                middle = Some((number, span));
            } else if mark(">>>>>>>") {
                let (line, first) = middle.take().unwrap_or((number, span.clone()));
                merge = Some(Merge { line, spans: vec![first, span] });
            }
            continue;
        };
        let ends_before = mark("=======");
        before = mark("|||||||") || before && !ends_before;
        if before || ends_before || mark(">>>>>>>") || line == ">>>>>>>" {
            merge.spans.push(span);
        }
    }
    merge
}

impl Merge {
    /// What is told of it.
    pub(super) fn problem(&self) -> Problem {
        let message = "the file holds an unfinished merge: where it can be read with the lines of both sides, either may be what \
                       counts. Resolve it, or let the tool that writes the file write it anew";
        Problem::error(CODE, message).at_line(self.line)
    }
}

/// A refusal with its likely cause, where a file with these problems is refused.
pub(crate) fn explained(refusal: Refusal, problems: &[Problem]) -> Refusal {
    match refusal {
        Refusal::Syntax { format, line, message } if problems.iter().any(|problem| problem.code == CODE) => {
            let message = format!("it holds an unfinished merge; resolve it ({message})");
            Refusal::Syntax { format, line, message }
        }
        refusal => refusal,
    }
}

#[cfg(test)]
mod tests {
    use crate::Refusal;
    use crate::testing::{Files, codes, labels, parse, try_parse};

    fn merged(ours: &str, theirs: &str) -> String {
        format!("<<<<<<< HEAD\n{ours}\n||||||| 1234567\nbase <= 0\n=======\n{theirs}\n>>>>>>> branch\n")
    }

    #[test]
    fn both_sides_of_an_unfinished_merge_are_read_and_it_is_told() {
        let cases = [
            (
                "go.mod",
                format!(
                    "module x.example/a\nrequire (\n{})\n",
                    merged("\ta.example/b v1.0.0", "\ta.example/c v1.1.0")
                ),
                ["a.example/b@v1.0.0", "a.example/c@v1.1.0"],
            ),
            (
                "Gemfile.lock",
                format!(
                    "GEM\n  remote: https://registry.example/\n  specs:\n{}\nDEPENDENCIES\n  rake\n",
                    merged("    rake (13.0.6)", "    rack (13.1.0)")
                ),
                ["rake@13.0.6", "rack@13.1.0"],
            ),
            (
                "gradle.lockfile",
                format!("{}empty=\n", merged("a:b:1.0=x", "a:b:2.0=x")),
                ["a/b@1.0", "a/b@2.0"],
            ),
            ("requirements.txt", merged("a==1", "a==2"), ["a@1", "a@2"]),
            (
                "yarn.lock",
                format!(
                    "# yarn lockfile v1\n{}",
                    merged("a@^1:\n  version \"1.0.0\"", "a@^2:\n  version \"2.0.0\"")
                ),
                ["a@1.0.0", "a@2.0.0"],
            ),
            (
                "mix.lock",
                format!(
                    "%{{\n{}}}\n",
                    merged(
                        "\"a\": {:hex, :a, \"1.0.0\", \"00\", [:mix], [], \"hexpm\", \"00\"},",
                        "\"b\": {:hex, :b, \"1.0.0\", \"00\", [:mix], [], \"hexpm\", \"00\"},"
                    )
                ),
                ["a@1.0.0", "b@1.0.0"],
            ),
            (
                "composer.lock",
                format!(
                    "{{\"packages\": [\n{}]}}\n",
                    merged(
                        "{\"name\": \"a/b\", \"version\": \"1\"},",
                        "{\"name\": \"a/c\", \"version\": \"2\"}"
                    )
                ),
                ["a/b@1", "a/c@2"],
            ),
            (
                "packages.config",
                format!(
                    "<packages>\n{}</packages>\n",
                    merged("<package id=\"A\" version=\"1\" />", "<package id=\"A\" version=\"2\" />")
                ),
                ["A@1", "A@2"],
            ),
            (
                "pom.xml",
                format!(
                    "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>p</artifactId>\
                     <version>1</version><dependencies>\n{}</dependencies></project>\n",
                    merged(
                        "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>",
                        "<dependency><groupId>g</groupId><artifactId>b</artifactId><version>2</version></dependency>"
                    )
                ),
                ["g/a@1", "g/b@2"],
            ),
        ];
        for (path, text, expected) in cases {
            let parsed = parse(path, &text);
            let found = labels(&parsed.value);
            assert!(expected.iter().all(|one| found.iter().any(|label| label == one)), "{path}: {found:?}");
            assert_eq!(codes(&parsed)[0], "merge-conflict", "{path}");
            assert!(!found.iter().any(|label| label.contains(['<', '>', '='])), "{path}: {found:?}");
        }
    }

    #[test]
    fn a_file_that_an_unfinished_merge_breaks_is_refused_for_that_reason() {
        let text = format!(
            "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n{}",
            merged("    version: 1", "    version: 2")
        );
        match try_parse(&Files::new(&[("pnpm-lock.yaml", &text)]), "pnpm-lock.yaml") {
            Err(Refusal::Syntax { message, .. }) => {
                assert!(message.contains("unfinished merge") && !message.contains("Policy"), "{message}")
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn marks_that_were_forgotten_are_a_merge() {
        let parsed = parse("requirements.txt", "a==1\n=======\nb==1\n>>>>>>> branch\nc==1\n");
        assert_eq!((labels(&parsed.value).len(), codes(&parsed)), (3, vec!["merge-conflict"]));
        let parsed = parse("requirements.txt", "a==1\n>>>>>>> branch\nb==1\n");
        assert_eq!((labels(&parsed.value).len(), codes(&parsed)), (2, vec!["merge-conflict"]));
    }

    #[test]
    fn a_line_of_marks_alone_is_no_merge() {
        let parsed = parse("requirements.txt", "# Title\n=======\na==1\n# >>>>>>> x\n");
        assert!(!codes(&parsed).contains(&"merge-conflict"), "{:?}", parsed.problems);
    }
}
