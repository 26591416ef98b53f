//! Sign-in against a provider that lies, breaks off, floods and forges.

mod attacks;
mod hostile;
mod notices;
mod outages;
mod refusals;
