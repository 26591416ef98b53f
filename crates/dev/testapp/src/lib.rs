//! Both databases and the running program, for tests.
