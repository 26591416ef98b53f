"""Compares the grades of `mainstay sbom quality` with those of the SPDX project's checker of the NTIA minimum elements.

    python3 -m venv venv && venv/bin/pip install ntia-conformance-checker==6.0.0
    venv/bin/python checks/compare_ntia.py PROGRAM FOLDER

Both look at every SPDX document below FOLDER that both can read: who made it, when, how many packages there are, and how many of them
have no name, version or supplier. In three things the checker is asked otherwise than its own verdict asks: about all packages and not only those that a
relation reaches; an originator counts, since NTIA's supplier is "an entity that creates, defines, and identifies components"; and a tool
alone is no author, since that is "the entity that creates the SBOM data".
Prints a line for each difference and the counts of what was compared; exits with 1 when something differs.
"""

import collections
import json
import logging
import pathlib
import subprocess
import sys
import tempfile

from ntia_conformance_checker.sbom_checker import SbomChecker

# The checks of Mainstay that ask what the checker asks, at the depth at which it asks.
PROFILE = """
[[profile]]
id = "ntia"
title = "As the checker asks"
depth = "all"
required = ["document-author", "document-time", "component-supplier", "component-name", "component-version"]
"""


# What the two generations of SPDX call a program that makes a document.
TOOLS = ("TOOL", "SoftwareAgent")


def ours(program, profile, path):
    """Answers of Mainstay; none when it refuses the document."""
    command = [program, "sbom", "quality", "--profile", "ntia", "--profiles", profile, "--format", "json", path]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not run.stdout.strip():
        return None
    points = {point["check"]: point for point in json.loads(run.stdout)["findings"]}
    lacks = lambda check: points[check]["of"] - points[check]["met"]
    return {
        "author": points["document-author"]["met"] == 1,
        "time": points["document-time"]["met"] == 1,
        "packages": points["component-version"]["of"],
        "without a name": lacks("component-name"),
        "without a version": lacks("component-version"),
        "without a supplier": lacks("component-supplier"),
    }


def is_author(creator):
    """Whether a creator is a person or an organization with a name or an address."""
    if isinstance(creator, str):  # the address of an element of another document
        return bool(creator.strip())
    kind = getattr(creator, "actor_type", None)
    kind = kind.name if kind else type(creator).__name__
    name = (getattr(creator, "name", None) or "").strip()
    return kind not in TOOLS and name.upper() not in ("", "NOASSERTION")


def theirs(path):
    """Answers of the checker; none when it cannot read the document."""
    generation = "spdx3" if b"@context" in path.read_bytes()[:100_000] else "spdx2"
    try:
        checker = SbomChecker(str(path), validate=False, sbom_spec=generation)
    except Exception:  # it ends so on much of what is broken
        return None
    if checker.doc is None:
        return None
    adapter = checker.adapter
    if generation == "spdx2":
        originators = {package.spdx_id: package.originator for package in checker.doc.packages}
        creators = checker.doc.creation_info.creators
    else:
        elements = [element for element in checker.doc.objects if getattr(element, "spdxId", None)]
        originators = {element.spdxId: getattr(element, "originatedBy", None) for element in elements}
        creators = adapter.spdx3_doc.creationInfo.createdBy if adapter.check_author() else []
    every = set(originators)
    # NOASSERTION has a class of its own there.
    told = lambda package: originators[package] and type(originators[package]).__name__ != "SpdxNoAssertion"
    nameless = [package for _, package in adapter.get_components_without_suppliers(every) if not told(package)]
    return {
        "author": any(is_author(creator) for creator in creators),
        "time": adapter.check_timestamp(),
        "packages": adapter.get_total_number_components(),
        "without a name": len(adapter.get_components_without_names(every)),
        "without a version": len(adapter.get_components_without_versions(every)),
        "without a supplier": len(nameless),
    }


def main(program, folder):
    logging.disable(logging.CRITICAL)
    counts = collections.Counter()
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as profile:
        profile.write(PROFILE)
        profile.flush()
        for path in sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file()):
            their = theirs(path)
            our = ours(program, profile.name, path) if their else None
            if not their or not our:
                counts["read by one alone" if their else "not read by the checker"] += 1
                continue
            counts["compared"] += 1
            for question, answer in their.items():
                same = answer == our[question]
                counts[f"{question}: {'same' if same else 'differs'}"] += 1
                if not same:
                    print(f"{path}: {question}: {our[question]} here, {answer} there")
    for what, count in sorted(counts.items()):
        print(f"{count:>6}  {what}")
    return not counts["compared"] or any("differs" in what for what in counts)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
