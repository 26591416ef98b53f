//! What the API sends and takes. Absent facts are `null`: unknown is never zero.

mod component;
mod product;

pub(crate) use component::{ComparisonBody, ComponentBody, ReleaseComponentBody, StepBody, WhyBody};
pub(crate) use product::{NewProductBody, NewReleaseBody, ProductBody, ReleaseBody};
