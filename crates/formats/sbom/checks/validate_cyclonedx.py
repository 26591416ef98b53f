"""Validates CycloneDX documents with cyclonedx-python-lib, independently of Mainstay.

    python3 -m venv venv && venv/bin/pip install 'cyclonedx-python-lib[validation]'
    cargo run --release -p mainstay-sbom --example real_data -- FOLDER OUT
    venv/bin/python checks/validate_cyclonedx.py OUT [BYTES]

Every file below a folder of OUT whose name begins with `cyclonedx` is validated against the schema of the version that it states, JSON strictly. Prints a line for
each file that is not valid and the counts by version; exits with 1 when one is not valid. Files with more than BYTES are
skipped: JSON of a megabyte takes the validator minutes.
"""

import collections
import json
import pathlib
import re
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from cyclonedx.validation.xml import XmlValidator

VALIDATORS = {}


def validator(kind, version):
    key = kind, version
    if key not in VALIDATORS:
        VALIDATORS[key] = kind(SchemaVersion.from_version(version))
    return VALIDATORS[key]


def check(path):
    text = path.read_text(encoding="utf-8")
    if text.lstrip().startswith("{"):
        version = json.loads(text).get("specVersion")
        return "JSON " + version, validator(JsonStrictValidator, version).validate_str(text)
    version = re.search(r"cyclonedx\.org/schema/bom/([0-9.]+)", text).group(1)
    return "XML " + version, validator(XmlValidator, version).validate_str(text)


def main(folder, limit=10**10):
    counts = collections.Counter()
    files = (path for path in pathlib.Path(folder).glob("cyclonedx*/**/*") if path.is_file())
    for path in sorted(files):
        if path.stat().st_size > limit:
            counts["bigger ones", "skipped"] += 1
            continue
        try:
            version, error = check(path)
        except Exception as trouble:  # a file that cannot be judged is told, not passed over
            version, error = "unreadable", trouble
        counts[version, "valid" if error is None else "NOT VALID"] += 1
        if error is not None:
            print(f"{path.name}: {version}: {str(getattr(error, 'data', error))[:400]}")
    for (version, verdict), count in sorted(counts.items()):
        print(f"{count:>6}  {version} {verdict}")
    return not counts or any(verdict not in ("valid", "skipped") for _, verdict in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
