#!/usr/bin/env python3
"""Checks SPDX documents that Mainstay wrote with validators that others wrote.

What it runs
    SPDX 2.3 JSON and tag-value: spdx-tools (the SPDX project's Python library), parsing and full validation.
    SPDX 3.0 JSON-LD: the JSON schema with jsonschema and the SHACL model with pyshacl, through spdx3-validate.

Set-up
    python3 -m venv VENV && VENV/bin/pip install spdx-tools==0.8.5 spdx3-validate==0.0.7

Use
    cargo run --release -p mainstay-sbom --example real_data -- FOLDER_OF_SBOMS OUT
    VENV/bin/python crates/formats/sbom/checks/validate_spdx.py OUT [--model MODEL] [--limit N]

    OUT is searched for `spdx-2.3-json/`, `spdx-2.3-tag/` and `spdx-3.0-jsonld/`; below each, `valid/` holds what
    came from documents without errors and must pass, `errors/` what came from broken ones and is only counted.

Without a network
    spdx3-validate fetches context, schema and model of SPDX 3 by their addresses. MODEL is a folder with these three
    files as the SPDX project publishes them: `spdx-context-v3.0.1.jsonld`, `schema-v3.0.1.json`,
    `spdx-model-v3.0.1.jsonld` (SHACL shapes and ontology). Without MODEL the 3.0 documents are checked over the
    network, and the check fails where there is none.

Exit code: 0 when everything below `valid/` passes, 1 otherwise.
"""

import argparse
import collections
import json
import pathlib
import sys


def check_spdx2(path):
    """Messages of spdx-tools about a document; none when it is valid."""
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    try:
        document = parse_file(str(path))
    except SPDXParsingError as error:
        return [str(message) for message in error.get_messages()]
    return [message.validation_message for message in validate_full_spdx_document(document)]


class Spdx3:
    """Schema and SHACL model of SPDX 3.0.1."""

    def __init__(self, model):
        import rdflib
        from spdx3_validate.core import load_validation_data, schema_validator
        from spdx3_validate.spdx_versions import SPDX_VERSIONS

        self.version = next(version for version in SPDX_VERSIONS if version.pretty == "3.0.1")
        self.context = None
        if model:
            model = pathlib.Path(model)
            schema = json.loads((model / "schema-v3.0.1.json").read_text())
            shapes = rdflib.Graph()
            shapes.parse(model / "spdx-model-v3.0.1.jsonld", format="json-ld")
            self.context = json.loads((model / "spdx-context-v3.0.1.jsonld").read_text())["@context"]
        else:
            schema, shapes = load_validation_data(self.version)
        self.validator, self.shapes = schema_validator(schema), shapes

    def check(self, path):
        """Messages about a document; none when it is valid."""
        import rdflib
        from spdx3_validate.core import check_graph

        document = json.loads(path.read_text())
        messages = [f"{error.json_path}: {error.message[:200]}" for error in self.validator.iter_errors(document)]
        if self.context is not None:
            document["@context"] = self.context
        graph = rdflib.Graph()
        graph.parse(data=json.dumps(document), format="json-ld")
        # The published model names its own individuals without a creation record; that is not our document's.
        own = lambda message: "Focus Node: <https://spdx.org/rdf/3.0.1/terms/" not in message
        return messages + [message for message in check_graph(graph, self.shapes, self.version, True) if own(message)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("out")
    arguments.add_argument("--model")
    arguments.add_argument("--limit", type=int, default=10_000_000, help="skip files with more bytes")
    arguments = arguments.parse_args()

    spdx3 = None
    counts, failed = collections.Counter(), False
    for path in sorted(pathlib.Path(arguments.out).rglob("*")):
        formats = [part for part in path.parts if part in ("spdx-2.3-json", "spdx-2.3-tag", "spdx-3.0-jsonld")]
        if not path.is_file() or not formats:
            continue
        name, must_pass = formats[0], "valid" in path.parts
        if path.stat().st_size > arguments.limit:
            counts[name, must_pass, "skipped, too big"] += 1
            continue
        if name == "spdx-3.0-jsonld":
            spdx3 = spdx3 or Spdx3(arguments.model)
            messages = spdx3.check(path)
        else:
            messages = check_spdx2(path)
        counts[name, must_pass, "fails" if messages else "passes"] += 1
        if messages and must_pass:
            failed = True
            print(f"{path}")
            for message in messages[:5]:
                print(f"    {message}")
    for (name, must_pass, outcome), count in sorted(counts.items()):
        print(f"{count:6}  {name}, from {'valid' if must_pass else 'broken'} documents: {outcome}")
    return 1 if failed or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
