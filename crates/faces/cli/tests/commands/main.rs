//! The commands, run as people and scripts run them.

mod inventory;
mod run;
mod scan;
mod shapes;
mod values;
