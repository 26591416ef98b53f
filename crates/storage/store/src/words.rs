//! Closed vocabularies, stored as their words.

/// Defines an enum whose variants are stored, shown and read as fixed words.
macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that is stored and shown.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::StoreError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(crate::StoreError::Invalid(format!(
                        "`{other}` is not one of: {}", [$($word),+].join(", ")
                    ))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<$name> for sea_orm::Value {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }
    };
}

pub(crate) use words;

/// A word that may be missing, as it is stored.
pub(crate) fn opt_word<W: std::fmt::Display>(word: Option<W>) -> sea_orm::Value {
    word.map(|word| word.to_string()).into()
}

/// A stored word that may be missing.
pub(crate) fn read_opt<W: std::str::FromStr<Err = crate::StoreError>>(
    row: &crate::sql::Row,
    column: &str,
) -> crate::Result<Option<W>> {
    use crate::sql::Columns;
    row.get::<Option<String>>(column)?.map(|text| text.parse()).transpose()
}

/// A stored word.
pub(crate) fn read<W: std::str::FromStr<Err = crate::StoreError>>(
    row: &crate::sql::Row,
    column: &str,
) -> crate::Result<W> {
    use crate::sql::Columns;
    row.get::<String>(column)?.parse()
}
