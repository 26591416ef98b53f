//! A working tree on disk: which files there are.
