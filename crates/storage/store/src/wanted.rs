//! Which values a filter asks for.

use sea_orm::Value;

use crate::sql::Sql;

/// Which values a filter asks for: any of some, and none of others. Without either it asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<T = String> {
    /// Rows have one of these; empty for any value.
    pub any: Vec<T>,
    /// Rows have none of these; a row without a value is not left out.
    pub none: Vec<T>,
}

impl<T> Wanted<T> {
    /// Any of these values.
    pub fn any(values: impl IntoIterator<Item = T>) -> Self {
        Self { any: values.into_iter().collect(), none: Vec::new() }
    }

    /// None of these values.
    pub fn none(values: impl IntoIterator<Item = T>) -> Self {
        Self { any: Vec::new(), none: values.into_iter().collect() }
    }
}

impl<T> Default for Wanted<T> {
    fn default() -> Self {
        Self { any: Vec::new(), none: Vec::new() }
    }
}

impl<T> From<T> for Wanted<T> {
    fn from(value: T) -> Self {
        Self::any([value])
    }
}

impl From<&str> for Wanted {
    fn from(value: &str) -> Self {
        Self::any([value.to_owned()])
    }
}

impl<T: Clone + Into<Value>> Wanted<T> {
    /// Adds ` and ..` for a column of text.
    pub(crate) fn narrow(&self, sql: &mut Sql, column: &str) {
        let values = |values: &[T]| values.iter().cloned().map(Into::into).collect::<Vec<Value>>();
        match self.any.as_slice() {
            [] => {}
            // An index serves the list's order for one value.
            [one] => {
                sql.push(&format!(" and {column} = ")).bind(one.clone());
            }
            several => {
                sql.push(&format!(" and {column} in ")).bind_list(values(several));
            }
        }
        if !self.none.is_empty() {
            sql.push(&format!(" and coalesce({column}, '') not in ")).bind_list(values(&self.none));
        }
    }
}
