//! How the ecosystems write ranges, as data: one entry each.

/// What an operator before a version means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Up to the next change of the leftmost number that is not zero.
    Caret,
    /// Up to the next major version, or the next minor one before 1.0.
    PubCaret,
    /// Up to the next minor version, or the next major one when only that is given.
    Tilde,
    /// Up to the next change of the number before the last one.
    Pessimistic,
    /// Up to the next change of the second number.
    HackageMajor,
    /// All versions that begin with these numbers.
    Prefix,
    /// The version, without looking past any part of it.
    Identical,
    /// Versions with a label that begins as named (`1.0.0-rc.*`), up to the release.
    Floating,
    /// An interval in brackets.
    Interval,
}

/// What an ecosystem's tool asks of a version besides its place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Nothing.
    Order,
    /// npm, Cargo: a pre-release passes only where the range names one of the same three numbers.
    SameNumbers,
    /// PEP 440: a pre-release passes only where the range names any, and `===` compares texts.
    Pep440,
    /// Pub: `<2.0.0` lets the pre-releases of 2.0.0 pass only where the lower end is one of them.
    UpperEnd,
    /// Swift: a pre-release passes only where an end is one, and never one of an excluded upper end.
    Ends,
    /// NuGet: a floating version lets only those pre-releases pass whose label begins as it says.
    Floating,
    /// Composer: a branch (`dev-main`) has no place in the order and is only equal to itself.
    Branches,
}

/// The frame around the versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// Comparators with operators.
    Comparators,
    /// Intervals in brackets, as in mathematics.
    Brackets,
    /// Julia's compat entries, which are read by themselves.
    Compat,
    /// Conan's ranges, likewise.
    Conan,
}

/// How one ecosystem writes ranges.
#[derive(Debug)]
pub(crate) struct Syntax {
    pub(crate) frame: Frame,
    /// Separators of alternatives.
    pub(crate) or: &'static [&'static str],
    /// Separators of comparators that hold together, besides blanks.
    pub(crate) and: &'static [&'static str],
    /// The operators, one that begins another one after it.
    pub(crate) operators: &'static [(&'static str, Operator)],
    /// What a version without operator means.
    pub(crate) bare: Operator,
    /// Fewer than three numbers stand for all versions that begin with them.
    pub(crate) partial: bool,
    /// `1.0 - 2.0` is an interval with both ends.
    pub(crate) hyphen: bool,
    /// To how many numbers a computed end is filled up.
    pub(crate) pad: usize,
    /// What makes a version text its lowest pre-release, so that a computed end leaves out all of them.
    pub(crate) lowest: &'static str,
    /// Whether people see that suffix at a computed end.
    pub(crate) show_lowest: bool,
    /// Whether computed beginnings take in the pre-releases.
    pub(crate) begins_lowest: bool,
    /// `<` and `>=` of a plain release compare with its lowest pre-release.
    pub(crate) compares_lowest: bool,
    /// An empty alternative beside others stands for any version; else it is an oversight.
    pub(crate) blank_is_any: bool,
    /// What begins the part of a version that comparisons look past when the version they name has none.
    pub(crate) looks_past: Option<char>,
    /// What the tool asks besides the order.
    pub(crate) admission: Admission,
    /// `1.0..<2.0` and `1.0...2.0` are intervals, the first one without its upper end.
    pub(crate) dots: bool,
    /// Whether `<` and `>` leave out the pre and post-releases of the version they name, as PEP 440 asks.
    pub(crate) pep440: bool,
}

use Operator::{
    Caret, Equal, Greater, GreaterOrEqual, HackageMajor, Identical, Less, LessOrEqual, NotEqual, Pessimistic,
    Prefix, PubCaret, Tilde,
};

/// Comparisons as most write them.
const COMPARISONS: &[(&str, Operator)] = &[
    (">=", GreaterOrEqual),
    ("<=", LessOrEqual),
    ("!=", NotEqual),
    ("==", Equal),
    (">", Greater),
    ("<", Less),
    ("=", Equal),
];

const COMPARATORS: Syntax = Syntax {
    frame: Frame::Comparators,
    or: &["||"],
    and: &[","],
    operators: COMPARISONS,
    bare: Equal,
    partial: false,
    hyphen: false,
    pad: 3,
    lowest: "",
    show_lowest: true,
    begins_lowest: false,
    compares_lowest: false,
    blank_is_any: false,
    looks_past: None,
    admission: Admission::Order,
    dots: false,
    pep440: false,
};

pub(crate) const GENERIC: Syntax = COMPARATORS;
pub(crate) const CRAN: Syntax = COMPARATORS;
pub(crate) const CONAN: Syntax = Syntax { frame: Frame::Conan, ..COMPARATORS };
pub(crate) const JULIA: Syntax = Syntax { frame: Frame::Compat, ..COMPARATORS };

/// What Swift's package manifests write.
pub(crate) const SEMVER: Syntax = Syntax { dots: true, admission: Admission::Ends, ..COMPARATORS };

pub(crate) const NPM: Syntax = Syntax {
    and: &[","],
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("~>", Tilde),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("^", Caret),
        ("~", Tilde),
    ],
    partial: true,
    hyphen: true,
    lowest: "-0",
    blank_is_any: true,
    admission: Admission::SameNumbers,
    ..COMPARATORS
};

pub(crate) const CARGO: Syntax = Syntax {
    or: &[],
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("^", Caret),
        ("~", Tilde),
    ],
    bare: Caret,
    partial: true,
    lowest: "-0",
    admission: Admission::SameNumbers,
    ..COMPARATORS
};

pub(crate) const PYPI: Syntax = Syntax {
    operators: &[
        ("===", Identical),
        ("~=", Pessimistic),
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("!=", NotEqual),
        ("==", Equal),
        (">", Greater),
        ("<", Less),
    ],
    pad: 0,
    lowest: ".dev0",
    show_lowest: false,
    begins_lowest: true,
    looks_past: Some('+'),
    admission: Admission::Pep440,
    pep440: true,
    ..COMPARATORS
};

/// A bare version is only recommended, which is the version unless another one overrides it.
pub(crate) const MAVEN: Syntax = Syntax { frame: Frame::Brackets, ..COMPARATORS };

pub(crate) const NUGET: Syntax = Syntax {
    frame: Frame::Brackets,
    bare: GreaterOrEqual,
    lowest: "-0",
    admission: Admission::Floating,
    ..COMPARATORS
};

/// A requirement of a `go.mod` is a minimum.
pub(crate) const GOLANG: Syntax = Syntax { bare: GreaterOrEqual, lowest: "-0", ..COMPARATORS };

pub(crate) const GEM: Syntax = Syntax {
    operators: &[
        ("~>", Pessimistic),
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("!=", NotEqual),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
    ],
    pad: 0,
    lowest: ".A",
    show_lowest: false,
    ..COMPARATORS
};

pub(crate) const COMPOSER: Syntax = Syntax {
    or: &["||", "|"],
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("!=", NotEqual),
        ("<>", NotEqual),
        ("==", Equal),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("^", Caret),
        ("~", Pessimistic),
    ],
    hyphen: true,
    pad: 0,
    lowest: "-dev",
    show_lowest: false,
    begins_lowest: true,
    compares_lowest: true,
    admission: Admission::Branches,
    ..COMPARATORS
};

pub(crate) const HEX: Syntax = Syntax {
    or: &["||", " or "],
    and: &[",", " and "],
    operators: &[
        ("~>", Pessimistic),
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("!=", NotEqual),
        ("==", Equal),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("!", NotEqual),
    ],
    lowest: "-0",
    ..COMPARATORS
};

pub(crate) const PUB: Syntax = Syntax {
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("^", PubCaret),
    ],
    lowest: "-0",
    admission: Admission::UpperEnd,
    ..COMPARATORS
};

pub(crate) const DEB: Syntax = Syntax {
    or: &["|"],
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        (">>", Greater),
        ("<<", Less),
        (">", GreaterOrEqual),
        ("<", LessOrEqual),
        ("=", Equal),
    ],
    ..COMPARATORS
};

/// A version without a release stands for all releases of it.
pub(crate) const RPM: Syntax = Syntax { looks_past: Some('-'), ..COMPARATORS };

pub(crate) const APK: Syntax = Syntax {
    operators: &[
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("=~", Prefix),
        (">", Greater),
        ("<", Less),
        ("=", Equal),
        ("~", Prefix),
    ],
    pad: 0,
    lowest: "_alpha",
    show_lowest: false,
    begins_lowest: true,
    ..COMPARATORS
};

pub(crate) const HACKAGE: Syntax = Syntax {
    and: &["&&", ","],
    operators: &[
        ("^>=", HackageMajor),
        (">=", GreaterOrEqual),
        ("<=", LessOrEqual),
        ("==", Equal),
        (">", Greater),
        ("<", Less),
    ],
    pad: 0,
    ..COMPARATORS
};
