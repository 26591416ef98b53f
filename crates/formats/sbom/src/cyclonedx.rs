//! CycloneDX: JSON 1.2 to 1.7, XML 1.0 to 1.7.
