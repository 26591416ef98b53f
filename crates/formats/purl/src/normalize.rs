//! Applies the rules of a package type to the parts of a purl.

use crate::types::{self, Case, Equates, FOLDING_GIT_HOSTS, Namespace, PackageType, Path, Rewrite, Shape};
use crate::{Purl, PurlError};

impl Purl {
    /// The parts as the type writes them; the only way a `Purl` comes to be.
    pub(crate) fn normalized(mut self) -> Result<Self, PurlError> {
        self.kind.make_ascii_lowercase();
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if !self.kind.starts_with(|c: char| c.is_ascii_alphabetic()) || !self.kind.chars().all(valid) {
            return Err(PurlError::Type(self.kind));
        }
        let rules = types::find(&self.kind);
        self.namespace = self.namespace.as_deref().and_then(without_empty_segments);
        self.split_path(rules.path);
        if self.name.is_empty() {
            return Err(PurlError::Name);
        }
        self.write_as(rules);
        self.check(rules)?;
        Ok(self)
    }

    /// What the standard requires and [`Purl::normalized`] lets pass for the field's sake.
    pub(crate) fn check_strictly(&self) -> Result<(), PurlError> {
        if types::find(&self.kind).namespace == Namespace::Expected && self.namespace.is_none() {
            return Err(PurlError::Namespace(format!("the type `{}` requires a namespace", self.kind)));
        }
        Ok(())
    }

    /// Moves segments between namespace and name where the type divides the path in its own way.
    fn split_path(&mut self, path: Path) {
        let cut = match path {
            Path::LastSegment => return,
            Path::LastSegmentNoSlash if !self.name.contains('/') => return,
            Path::AfterFirstSegment if self.namespace.is_none() => return,
            Path::LastSegmentNoSlash | Path::AfterFirstSegment => self.full_name(),
        };
        let Some(whole) = without_empty_segments(&cut) else { return };
        let divided = match path {
            Path::AfterFirstSegment => whole.split_once('/'),
            Path::LastSegment | Path::LastSegmentNoSlash => whole.rsplit_once('/'),
        };
        (self.namespace, self.name) = match divided {
            Some((namespace, name)) => (Some(namespace.to_owned()), name.to_owned()),
            None => (None, whole),
        };
    }

    /// Rewrites case and letters.
    fn write_as(&mut self, rules: &PackageType) {
        let folds = self.server_folds_case();
        if let Some(namespace) = &mut self.namespace {
            apply_case(namespace, rules.namespace_case, folds);
        }
        apply_case(&mut self.name, rules.name_case, folds);
        match rules.rewrite {
            Rewrite::None => {}
            Rewrite::Dashes => self.name = self.name.replace('_', "-"),
            Rewrite::Underscores => {
                let kept = |c: char| matches!(c, 'a'..='z' | '0'..='9');
                self.name = self.name.chars().map(|c| if kept(c) { c } else { '_' }).collect();
            }
        }
        if let Some(version) = &mut self.version {
            apply_case(version, rules.version_case, folds);
        }
    }

    fn server_folds_case(&self) -> bool {
        let git_host = || {
            let host = self.namespace.as_deref().unwrap_or_default();
            FOLDING_GIT_HOSTS.iter().any(|folding| host.eq_ignore_ascii_case(folding))
        };
        let databricks =
            || self.qualifiers.get("repository_url").is_some_and(|url| url.contains("databricks"));
        match self.kind.as_str() {
            "git" => git_host(),
            "mlflow" => databricks(),
            _ => false,
        }
    }

    /// What makes the parts name nothing under the type's rules.
    fn check(&self, rules: &PackageType) -> Result<(), PurlError> {
        let kind = &self.kind;
        match rules.namespace {
            Namespace::Required if self.namespace.is_none() => {
                return Err(PurlError::Namespace(format!("the type `{kind}` requires a namespace")));
            }
            Namespace::Prohibited if self.namespace.is_some() => {
                return Err(PurlError::Namespace(format!("the type `{kind}` has no namespaces")));
            }
            _ => {}
        }
        if !has_shape(&self.name, rules.name_shape) {
            return Err(PurlError::NameShape(format!("`{}` is no name of the type `{kind}`", self.name)));
        }
        if let Some(version) = self.version.as_deref().filter(|text| !has_shape(text, rules.version_shape)) {
            return Err(PurlError::Version(format!("`{version}` is no version of the type `{kind}`")));
        }
        match rules.required_qualifiers.iter().find(|key| !self.qualifiers.contains_key(**key)) {
            Some(key) => {
                Err(PurlError::Qualifier(format!("the type `{kind}` requires the qualifier `{key}`")))
            }
            None => Ok(()),
        }
    }
}

/// A name as the registry compares it.
pub(crate) fn compared(name: &str, equates: Equates) -> String {
    match equates {
        Equates::Nothing => name.to_owned(),
        Equates::Case => name.to_lowercase(),
        Equates::Separators => {
            let mut compared = String::with_capacity(name.len());
            for letter in name.chars() {
                let separates = matches!(letter, '-' | '_' | '.');
                if !separates {
                    compared.push(letter);
                } else if !compared.ends_with('-') {
                    compared.push('-');
                }
            }
            compared
        }
    }
}

fn without_empty_segments(path: &str) -> Option<String> {
    let kept: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    (!kept.is_empty()).then(|| kept.join("/"))
}

fn apply_case(text: &mut String, case: Case, server_folds: bool) {
    match case {
        Case::Lower => *text = text.to_lowercase(),
        Case::LowerOnFoldingServer if server_folds => *text = text.to_lowercase(),
        Case::Upper => text.make_ascii_uppercase(),
        Case::Kept | Case::LowerOnFoldingServer => {}
    }
}

fn has_shape(text: &str, shape: Shape) -> bool {
    match shape {
        Shape::Any => true,
        Shape::ExtensionId => text.len() == 32 && text.bytes().all(|b| matches!(b, b'a'..=b'p')),
        Shape::UpToFourNumbers => {
            let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            text.split('.').count() <= 4 && text.split('.').all(number)
        }
        Shape::Distribution => !text.contains("::"),
    }
}
