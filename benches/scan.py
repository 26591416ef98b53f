#!/usr/bin/env python3
"""Scanning a source tree: this program beside the peers that are installed.

    benches/scan.py --mainstay PATH_OF_PROGRAM [--syft PATH] [--cdxgen PATH] [--runs 5] TREE...

Every program runs once to warm up and then the given number of times; the table shows medians of wall time, of CPU
time (user and system, children included) and the largest resident memory, with the number of components and edges that
each program wrote. Lockfiles only: no program may use the network.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time


def measured(command, folder):
    """Runs a command; returns wall seconds, CPU seconds and peak memory in MB, or nothing when it failed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        return None
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return wall, cpu, usage.ru_maxrss / 1024


def counted(path):
    """Components and edges of a CycloneDX JSON document."""
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    edges = sum(len(entry.get("dependsOn", [])) for entry in document.get("dependencies", []))
    return len(document.get("components", [])), edges


def version(command):
    """The first line that a program prints about itself."""
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    return (output.stdout or output.stderr).strip().splitlines()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mainstay", required=True)
    parser.add_argument("--syft")
    parser.add_argument("--cdxgen")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("trees", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.json")
        programs = {"mainstay": [arguments.mainstay, "scan", ".", "--format", "cyclonedx-json", "-o", out]}
        print(f"- mainstay: {version([arguments.mainstay, '--version'])}")
        if arguments.syft:
            programs["syft"] = [arguments.syft, "scan", "dir:.", "-q", "-o", f"cyclonedx-json={out}"]
            print(f"- syft: {version([arguments.syft, '--version'])}")
        if arguments.cdxgen:
            programs["cdxgen"] = [arguments.cdxgen, "--no-install-deps", "--no-babel", "-o", out, "."]
            print(f"- cdxgen: {version([arguments.cdxgen, '--version'])}")
        print("\n| tree | program | wall s | CPU s | peak MB | components | edges |\n|---|---|---|---|---|---|---|")
        for tree in arguments.trees:
            name = os.path.basename(os.path.abspath(tree))
            for program, command in programs.items():
                runs = [measured(command, tree) for _ in range(arguments.runs + 1)][1:]
                if None in runs:
                    print(f"| {name} | {program} | ended with an error | | | | |", flush=True)
                    continue
                wall, cpu, memory = (statistics.median(run[place] for run in runs) for place in range(3))
                components, edges = counted(out)
                print(f"| {name} | {program} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {components} | {edges} |", flush=True)


if __name__ == "__main__":
    main()
