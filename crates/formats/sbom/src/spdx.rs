//! SPDX: 2.1 to 2.3 in JSON, YAML, tag-value and RDF/XML; 3.0 in JSON-LD.
