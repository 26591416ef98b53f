//! Version order and ranges, ecosystem by ecosystem.
