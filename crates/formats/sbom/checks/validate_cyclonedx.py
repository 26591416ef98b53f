"""Validates CycloneDX documents with programs that others wrote: cyclonedx-python-lib, and jsonschema-rs with the schemas that it brings.

    python3 -m venv venv && venv/bin/pip install 'cyclonedx-python-lib[validation]==11.12.0' jsonschema-rs==0.60.3
    cargo run --release -p mainstay-sbom --example real_sboms -- FOLDER OUT
    venv/bin/python checks/validate_cyclonedx.py OUT [BYTES]

Every file below a folder of OUT whose name begins with `cyclonedx` is validated against the schema of the version that it states, JSON strictly and by both.
JSON with more than BYTES is judged by jsonschema-rs alone: it takes seconds for what takes cyclonedx-python-lib an hour, and is stricter about mail addresses.
Prints a line for each file that is not valid and the counts by version; exits with 1 when one is not valid.
"""

import collections
import functools
import json
import pathlib
import re
import sys

import jsonschema_rs
from cyclonedx.schema import SchemaVersion, _res
from cyclonedx.validation.json import JsonStrictValidator
from cyclonedx.validation.xml import XmlValidator
from jsonschema.validators import Draft7Validator


def ask_once():
    """Has cyclonedx-python-lib judge each address once: that takes nearly all of its time, and documents repeat their addresses."""
    checkers = Draft7Validator.FORMAT_CHECKER.checkers
    for name in ("iri", "iri-reference"):
        check, errors = checkers[name]
        of_text = functools.cache(check)
        judge = lambda value, check=check, of_text=of_text: (of_text if isinstance(value, str) else check)(value)
        checkers[name] = judge, errors


@functools.cache
def validator(kind, version):
    return kind(SchemaVersion.from_version(version))


@functools.cache
def second(version):
    load = lambda file: json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    parts = {"spdx": _res.SPDX_JSON, "cryptography-defs": _res.CRYPTOGRAPHY_DEFS, "jsf-0.82": _res.JSF}
    resources = [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", load(file)) for name, file in parts.items()]
    schema = load(_res.BOM_JSON_STRICT[SchemaVersion.from_version(version)])
    return jsonschema_rs.Draft7Validator(schema, registry=jsonschema_rs.Registry(resources), validate_formats=True)


def check(path, limit):
    """Each judge with what it has against the file."""
    text = path.read_text(encoding="utf-8")
    if not text.lstrip().startswith("{"):
        version = re.search(r"cyclonedx\.org/schema/bom/([0-9.]+)", text).group(1)
        yield f"XML {version}", validator(XmlValidator, version).validate_str(text)
        return
    document = json.loads(text)
    version = document.get("specVersion")
    yield f"JSON {version}, jsonschema-rs", next(second(version).iter_errors(document), None)
    if path.stat().st_size <= limit:
        yield f"JSON {version}, cyclonedx-python-lib", validator(JsonStrictValidator, version).validate_str(text)


def main(folder, limit=10**10):
    ask_once()
    counts = collections.Counter()
    files = (path for path in pathlib.Path(folder).glob("cyclonedx*/**/*") if path.is_file())
    for path in sorted(files):
        try:
            verdicts = list(check(path, limit))
        except Exception as trouble:  # a file that cannot be judged is told, not passed over
            verdicts = [("unreadable", trouble)]
        for judge, error in verdicts:
            counts[judge, "valid" if error is None else "NOT VALID"] += 1
            if error is not None:
                print(f"{path.name}: {judge}: {str(getattr(error, 'data', error))[:400]}")
    for (judge, verdict), count in sorted(counts.items()):
        print(f"{count:>6}  {judge} {verdict}")
    return not counts or any(verdict != "valid" for _, verdict in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
