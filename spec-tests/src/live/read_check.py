"""Compares what Floe says it wrote with what the reference reads.

    read_check.py REPO CHECKSUMS [--branch NAME | --tag NAME | --snapshot ID] [--authorize PREFIX]

CHECKSUMS is the output of `floe checksum --json` for the same version. Prints a JSON line for each
difference and a last one {keys, differences}; leaves with 1 when there is a difference.
"""

import json
import sys
from argparse import ArgumentParser, RawTextHelpFormatter

import dump
import reference


def main(*arguments):
    parser = ArgumentParser(description=__doc__, formatter_class=RawTextHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("checksums")
    parser.add_argument("--branch")
    parser.add_argument("--tag")
    parser.add_argument("--snapshot", dest="snapshot_id")
    parser.add_argument("--authorize", action="append", default=[])
    options = parser.parse_args(arguments)
    theirs = {row["key"]: row for row in reference.keys(dump.session_of(options))}
    with open(options.checksums, encoding="utf-8") as lines:
        ours = {row["key"]: row for row in map(json.loads, lines)}
    differences = 0
    for key in sorted(theirs.keys() | ours.keys()):
        if theirs.get(key) != ours.get(key):
            differences += 1
            print(reference.line({"key": key, "reference": theirs.get(key), "floe": ours.get(key)}))
    print(reference.line({"keys": len(theirs), "differences": differences}))
    if differences or not theirs:
        sys.exit(1)


if __name__ == "__main__":
    reference.run(main)
