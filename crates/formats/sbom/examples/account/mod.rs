//! What a process has used so far, by its own account.

use std::fs;

/// A line of the process's own account, kilobytes.
pub(crate) fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells a process about itself");
    let found = status.lines().find_map(|text| text.strip_prefix(line)).expect("the account has this line");
    found.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes")
}

/// Processor time of the process so far, seconds.
pub(crate) fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux tells a process about itself");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number of ticks");
    (ticks(11) + ticks(12)) / 100.0
}
