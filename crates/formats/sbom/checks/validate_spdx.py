"""Validates SPDX 2.3 documents in JSON and tag-value with spdx-tools, the SPDX project's Python library, which parses them and checks them in full.

    python3 -m venv venv && venv/bin/pip install spdx-tools==0.8.5
    cargo run --release -p mainstay-sbom --example real_sboms -- FOLDER OUT
    venv/bin/python checks/validate_spdx.py OUT [BYTES]

All files below `OUT/spdx-2.3-json` and `OUT/spdx-2.3-tag` are judged, or those of up to BYTES: spdx-tools takes minutes for megabytes. `valid` holds what came from
documents without errors and must pass, `errors` what came from broken ones and is only counted.
Prints what is held against a file and the counts; exits with 1 when a file below `valid` does not pass.
"""

import collections
import pathlib
import sys

from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def judge(path):
    """What spdx-tools has against a document; nothing when it is valid."""
    try:
        document = parse_file(str(path))
    except SPDXParsingError as error:
        return [str(message) for message in error.get_messages()]
    return [message.validation_message for message in validate_full_spdx_document(document)]


def main(out, limit=10**10):
    counts = collections.Counter()
    for path in sorted(path for path in pathlib.Path(out).glob("spdx-2.3-*/**/*") if path.is_file()):
        name, origin = path.relative_to(out).parts[0], "valid" if "valid" in path.parts else "broken"
        if path.stat().st_size > limit:
            counts[name, origin, "skipped, too big"] += 1
            continue
        against = judge(path)
        counts[name, origin, "fails" if against else "passes"] += 1
        for text in against[:3]:
            print(f"{origin} {path.name}: {name}: {text[:300]}", flush=True)
    for (name, origin, outcome), count in sorted(counts.items()):
        print(f"{count:>6}  {name}, from {origin} documents: {outcome}")
    return not counts or any(origin == "valid" and outcome == "fails" for _, origin, outcome in counts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
