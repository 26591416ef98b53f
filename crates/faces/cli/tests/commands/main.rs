//! The commands, run as people and scripts run them.

mod import;
mod inventory;
mod run;
mod scan;
mod shapes;
mod values;
