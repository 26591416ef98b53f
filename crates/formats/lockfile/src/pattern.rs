//! File name patterns: `*` only, which is all that lockfile names need, and the globs that people write into manifests.

/// More patterns than this are not made of one glob.
const MAX_BRACES: usize = 1_000;

/// A longer glob is taken as it stands.
const MAX_GLOB: usize = 4_096;

/// Whether a path matches: by its file name, or by its last segments where the pattern has a `/`.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let depth = pattern.matches('/').count();
    let tail = match path.rmatch_indices('/').nth(depth) {
        Some((at, _)) => &path[at + 1..],
        None => path,
    };
    let (mut globs, mut names) = (pattern.split('/'), tail.split('/'));
    loop {
        match (globs.next(), names.next()) {
            (Some(glob), Some(name)) if segment(glob.as_bytes(), name.as_bytes()) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Whether the segments of a path match those of a glob, in which `**` stands for any number of them.
pub(crate) fn matches_segments(glob: &[&str], path: &[&str]) -> bool {
    wildcard(glob, path, |part| *part == "**", |part, name| matches_glob(part, name))
}

/// Whether a segment of a path matches that of a glob: `*` stands for any characters, `?` for one, `[a-z]` for one of these and
/// `[!a-z]` for one of the others.
pub(crate) fn matches_glob(glob: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    wildcard(&parts(glob), &name, |part| matches!(part, Part::Any), |part, letter| part.takes(*letter))
}

/// The globs that one with braces stands for: `{a,b}/c` for `a/c` and `b/c`.
pub(crate) fn braces(glob: &str) -> Vec<String> {
    let (mut open, mut done) = (vec![glob.to_owned()], Vec::new());
    while let Some(glob) = open.pop() {
        match Some(&glob).filter(|glob| glob.len() <= MAX_GLOB).and_then(|glob| alternatives(glob)) {
            Some((start, end, parts)) if open.len() + done.len() + parts.len() <= MAX_BRACES => {
                let (before, after) = (&glob[..start], &glob[end..]);
                open.extend(parts.iter().rev().map(|part| format!("{before}{part}{after}")));
            }
            _ => done.push(glob),
        }
    }
    done
}

/// The first braces with a comma between them: where they start and end, and what they hold.
fn alternatives(glob: &str) -> Option<(usize, usize, Vec<&str>)> {
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut first = None;
    for (at, letter) in glob.char_indices() {
        match letter {
            '{' => open.push((at, Vec::new())),
            ',' => open.last_mut().into_iter().for_each(|(_, commas)| commas.push(at)),
            '}' => {
                let Some((start, commas)) = open.pop().filter(|(_, commas)| !commas.is_empty()) else {
                    continue;
                };
                if first.as_ref().is_none_or(|(other, ..): &(usize, _, _)| start < *other) {
                    first = Some((start, at, commas));
                }
            }
            _ => {}
        }
    }
    let (start, end, commas) = first?;
    let starts = std::iter::once(&start).chain(&commas);
    let parts = starts.zip(commas.iter().chain([&end])).map(|(from, to)| &glob[from + 1..*to]);
    Some((start, end + 1, parts.collect()))
}

/// What a place in a glob stands for.
enum Part {
    /// Any characters.
    Any,
    /// One character.
    One,
    /// This character.
    Letter(char),
    /// One of these, or of all others.
    Set(bool, Vec<(char, char)>),
}

impl Part {
    fn takes(&self, letter: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Letter(wanted) => *wanted == letter,
            Self::Set(among, ranges) => {
                *among == ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter))
            }
        }
    }
}

fn parts(glob: &str) -> Vec<Part> {
    let letters: Vec<char> = glob.chars().collect();
    let (mut parts, mut at) = (Vec::new(), 0);
    while let Some(&letter) = letters.get(at) {
        at += 1;
        parts.push(match letter {
            '*' => Part::Any,
            '?' => Part::One,
            '[' => match set(&letters[at..]) {
                Some((part, length)) => {
                    at += length;
                    part
                }
                None => Part::Letter('['),
            },
            letter => Part::Letter(letter),
        });
    }
    parts
}

/// What stands behind `[`, and how long it is with its `]`; `None` where it does not end.
fn set(letters: &[char]) -> Option<(Part, usize)> {
    let negated = matches!(letters.first(), Some('!' | '^'));
    let start = usize::from(negated);
    // One that comes first is meant itself.
    let end = start + 1 + letters.get(start + 1..)?.iter().position(|letter| *letter == ']')?;
    let (mut ranges, mut at) = (Vec::new(), start);
    while at < end {
        let last = if at + 2 < end && letters[at + 1] == '-' { at + 2 } else { at };
        ranges.push((letters[at], letters[last]));
        at = last + 1;
    }
    Some((Part::Set(!negated, ranges), end + 1))
}

fn segment(glob: &[u8], name: &[u8]) -> bool {
    wildcard(glob, name, |&byte| byte == b'*', |expected, found| expected == found)
}

/// Matches with wildcards that stand for any run: on a mismatch only the last wildcard takes one more, which
/// is enough and keeps the time within the product of both lengths.
fn wildcard<P, T>(
    pattern: &[P],
    text: &[T],
    any: impl Fn(&P) -> bool,
    same: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while seen < text.len() {
        if pattern.get(at).is_some_and(&any) {
            last = Some((at, seen));
            at += 1;
        } else if pattern.get(at).is_some_and(|part| same(part, &text[seen])) {
            at += 1;
            seen += 1;
        } else if let Some((star, from)) = last {
            last = Some((star, from + 1));
            at = star + 1;
            seen = from + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(any)
}

#[cfg(test)]
mod tests {
    use super::{braces, matches, matches_glob};

    #[test]
    fn globs_of_people_know_more_than_stars() {
        for (glob, taken, left) in [
            ("a?", "ab", "a"),
            ("[a-c]x", "bx", "dx"),
            ("[!a-c]x", "dx", "bx"),
            ("[^a]", "b", "a"),
            ("[]a]", "]", "b"),
            ("[a-]", "-", "b"),
            ("[a", "[a", "a"),
            ("é*[é]", "éxé", "éx"),
        ] {
            assert!(matches_glob(glob, taken) && !matches_glob(glob, left), "{glob}");
        }
    }

    #[test]
    fn braces_stand_for_each_of_what_they_hold() {
        assert_eq!(braces("p/{a,b{1,2}}/*"), ["p/a/*", "p/b1/*", "p/b2/*"]);
        assert_eq!(braces("{a}{b,}"), ["{a}b", "{a}"]);
        assert_eq!(braces("{a,{b,c}"), ["{a,b", "{a,c"]);
        for whole in ["", "{", "{a", "a,b}", "{a}"] {
            assert_eq!(braces(whole), [whole]);
        }
        assert!(braces(&"{a,b}".repeat(64)).len() <= super::MAX_BRACES);
        assert!(braces(&"{".repeat(10_000)).len() == 1);
        // Braces that nobody closes are looked at once.
        let open = "{".repeat(3_900) + &"{a,b}".repeat(20);
        assert!(braces(&open).len() <= super::MAX_BRACES);
    }

    #[test]
    fn a_name_pattern_ignores_folders() {
        assert!(matches("Cargo.lock", "a/b/Cargo.lock"));
        assert!(matches("requirements*.txt", "requirements-dev.txt"));
        assert!(!matches("Cargo.lock", "MyCargo.lock"));
    }

    #[test]
    fn many_wildcards_take_no_more_than_the_product_of_the_lengths() {
        let name = "a".repeat(20_000);
        assert!(!matches("*a*a*a*a*a*a*b", &name));
        assert!(matches("*a*a*a*", &name));
    }

    #[test]
    fn two_stars_stand_for_any_number_of_segments() {
        use super::matches_segments;
        assert!(matches_segments(&["a", "**", "c"], &["a", "c"]));
        assert!(matches_segments(&["**", "*.x"], &["a", "b", "c.x"]));
        assert!(!matches_segments(&["a", "**", "c"], &["a", "b"]));
    }

    #[test]
    fn a_path_pattern_matches_the_last_segments() {
        assert!(matches(".github/workflows/*.yml", "x/.github/workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", "workflows/ci.yml"));
        assert!(!matches(".github/workflows/*.yml", ".github/workflows/sub/ci.yml"));
    }
}
