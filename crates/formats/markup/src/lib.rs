//! HTML parts for pages, mails and reports.
