"""Prints what the reference sees in a repository.

    dump.py keys REPO [--branch NAME | --tag NAME | --snapshot ID]
        every store key, sorted: lines {key, length, sha256}, the same as `floe checksum --json`
    dump.py values REPO [--branch NAME | --tag NAME | --snapshot ID]
        every array of a reasonable size read by zarr-python: lines {path, shape, data_type, sha256 of the C-order bytes}
    dump.py all REPO…
        a line {expected, inspected} for each: refs, history, diffs, settings, operations, keys, chunk
        references; and the inspect of every metadata file
    --authorize URL-PREFIX, repeatable, permits to read virtual chunks below it
"""

import argparse
import hashlib
from pathlib import Path

import zarr

import reference

MOST_ELEMENTS = 10_000_000


def main(*arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("keys", "values", "all"))
    parser.add_argument("repositories", metavar="REPO", nargs="+")
    parser.add_argument("--branch")
    parser.add_argument("--tag")
    parser.add_argument("--snapshot", dest="snapshot_id")
    parser.add_argument("--authorize", action="append", default=[])
    options = parser.parse_args(arguments)
    if options.what == "all":
        import describe

        for path in map(Path, options.repositories):
            expected = describe.repository(path, tuple(options.authorize))
            line = {"expected": expected, "inspected": describe.inspect(path)}
            print(reference.line(line), flush=True)
        return
    options.repository = options.repositories[0]
    session = session_of(options)
    for row in reference.keys(session) if options.what == "keys" else values(session):
        print(reference.line(row))


def session_of(options):
    repository = reference.open_repository(options.repository, options.authorize)
    version = {
        name: getattr(options, name)
        for name in ("branch", "tag", "snapshot_id")
        if getattr(options, name)
    }
    return repository.readonly_session(**(version or {"branch": "main"}))


def values(session):
    root = zarr.open_group(session.store, mode="r")
    for path, node in sorted(root.members(max_depth=None)):
        if isinstance(node, zarr.Array) and node.size <= MOST_ELEMENTS:
            data = node[...]
            yield {
                "path": "/" + path,
                "shape": list(node.shape),
                "data_type": str(node.dtype),
                "sha256": hashlib.sha256(data.tobytes()).hexdigest(),
            }


if __name__ == "__main__":
    reference.run(main)
