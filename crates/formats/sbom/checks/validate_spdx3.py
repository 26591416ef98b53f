"""Validates SPDX 3.0 documents with programs that others wrote: jsonschema-rs with the schema of SPDX, and the shapes (SHACL) of spdx3-validate.

    python3 -m venv venv && venv/bin/pip install spdx3-validate==0.0.7 jsonschema-rs==0.60.3
    cargo run --release -p mainstay-sbom --example real_sboms -- FOLDER OUT
    venv/bin/python checks/validate_spdx3.py OUT MODEL [BYTES]

MODEL is a folder with three files as the SPDX project publishes them: `schema-v3.0.1.json`, `spdx-model-v3.0.1.jsonld` and `spdx-context-v3.0.1.jsonld`.
Nothing is fetched. All files below `OUT/spdx-3.0-jsonld` are judged by the schema, formats checked, and those of up to BYTES (all when it is not given, none
with 0) by the shapes; `valid` holds what came from documents without errors and must pass, `errors` what came from broken ones and is only counted.
Prints what each judge has against a file and the counts; exits with 1 when a file below `valid` does not pass.

spdx3-validate takes three seconds a file, of which nearly all goes to its JSON schema in Python, which jsonschema-rs does here, and to copying the model beside
each document. Here the model is read once, and only what the shapes ask about stands beside a document: which class is below which, and what has which type.
"""

import collections
import json
import pathlib
import sys

import jsonschema_rs
import pyshacl
import rdflib
from spdx3_validate import core
from spdx3_validate.spdx_versions import SPDX_VERSIONS

VERSION = next(version for version in SPDX_VERSIONS if version.pretty == "3.0.1")


class Schema:
    """The JSON schema."""

    name = "schema"

    def __init__(self, model):
        schema = json.loads((model / "schema-v3.0.1.json").read_text())
        self.validator = jsonschema_rs.validator_for(schema, validate_formats=True)

    def judge(self, document):
        if self.validator.is_valid(document):
            return
        # The schema is a choice at its root, so that it finds fault with documents as a whole: ask it about one element after the other.
        elements = [{**document, "@graph": [element]} for element in document.get("@graph", [])]
        wrong = [one["@graph"][0] for one in elements if not self.validator.is_valid(one)]
        yield from (json.dumps(element)[:200] for element in wrong or [document])


class Shapes:
    """The shapes of the model, as spdx3-validate asks for them."""

    name = "shapes"

    def __init__(self, model):
        self.context = json.loads((model / "spdx-context-v3.0.1.jsonld").read_text())["@context"]
        self.shapes = rdflib.Graph().parse(model / "spdx-model-v3.0.1.jsonld", format="json-ld")
        classes = rdflib.Graph()
        for predicate in (rdflib.RDF.type, rdflib.RDFS.subClassOf):
            for one in self.shapes.triples((None, predicate, None)):
                if isinstance(one[0], rdflib.URIRef):
                    classes.add(one)
        validate = pyshacl.validate
        core.pyshacl.validate = lambda graph, shacl_graph, ont_graph: validate(graph, shacl_graph=shacl_graph, ont_graph=classes)

    def judge(self, document):
        graph = rdflib.Graph().parse(data=json.dumps({**document, "@context": self.context}), format="json-ld")
        for message in core.check_graph(graph, self.shapes, VERSION, True):
            # The published model names its own individuals without a creation record; that is not our document's.
            if "Focus Node: <https://spdx.org/rdf/3.0.1/terms/" not in message:
                lines = [line.strip() for line in message.splitlines()]
                yield " ".join(line for line in lines if line.startswith(("ERROR", "Focus", "Value", "Result", "Message")))


def main(out, model, limit=10**10):
    model = pathlib.Path(model)
    schema, shapes = Schema(model), Shapes(model) if limit else None
    counts = collections.Counter()
    for path in sorted(path for path in (pathlib.Path(out) / "spdx-3.0-jsonld").rglob("*") if path.is_file()):
        origin = "valid" if "valid" in path.parts else "broken"
        document = json.loads(path.read_text())
        for judge in [schema, shapes] if path.stat().st_size <= limit else [schema]:
            try:
                against = list(judge.judge(document))
            except Exception as trouble:  # a file that cannot be judged is told, not passed over
                against = [f"cannot be judged: {trouble!r}"[:300]]
            counts[judge.name, origin, "fails" if against else "passes"] += 1
            for text in against[:3]:
                print(f"{origin} {path.name}: {judge.name}: {text}", flush=True)
    for (name, origin, outcome), count in sorted(counts.items()):
        print(f"{count:>6}  {name}, from {origin} documents: {outcome}")
    return not counts or any(origin == "valid" and outcome == "fails" for _, origin, outcome in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])))
