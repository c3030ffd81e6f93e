"""Makes the golden repositories: small ones, written by the reference, with what it sees in them.

    make_golden.py ENVIRONMENTS [NAME…]

Run it with the Python of the icechunk-2 environment that ../live/make_env.sh makes; ENVIRONMENTS is the
folder of all of them. With an environment icechunk-2.0 there (requirements-icechunk-2.0.txt) those of
that library are made as well, without it they stay as they are. Every name gets a folder in ../test/resources/golden with `repo/`, `expected.json` and
`inspect.json`. Ids and times differ from run to run, everything else does not.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("ICECHUNK_NO_LOGS", "1")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "live"))

import describe
import kit
import reference
from catalogue import CATALOGUE

TARGET = HERE.parent / "test" / "resources" / "golden"


PLACES = {
    "icechunk 1.1.21": "icechunk-1",
    "icechunk 2.0.6": "icechunk-2.0",
    "icechunk 2.3.0": "icechunk-2",
}


def python_of(library, environments):
    return environments / PLACES[library] / "bin" / "python"


def make(entry, folder, environments):
    repo = folder / "repo"
    writer = python_of(entry.library, environments)
    subprocess.run([writer, __file__, "--only-write", entry.name, repo], check=True)
    described = describe.repository(repo, entry.authorize, entry.tips_only)
    if described["spec_version"] == 1:
        confirm(described, repo, entry, python_of("icechunk 1.1.21", environments))
    today = datetime.now(UTC).date().isoformat()
    origin = {
        "library": entry.library,
        "script": "spec-tests/src/golden/make_golden.py",
        "recipe": entry.recipe,
        "what": entry.what,
        "seen_by": described.pop("made_by"),
        "date": today,
    }
    write_json(folder / "expected.json", {"origin": origin, **described})
    write_json(folder / "inspect.json", {"origin": origin, **describe.inspect(repo)})


def confirm(described, repo, entry, older_python):
    """The older library must see the same keys and bytes in a repository of spec 1."""
    command = [older_python, __file__, "--only-read", repo, *described["versions"]]
    seen = subprocess.run(command, check=True, capture_output=True).stdout
    for snapshot, keys in json.loads(seen).items():
        newer = [row[:3] for row in described["versions"][snapshot]["keys"]]
        readable = [row for row in newer if row[2]]
        if [row for row in keys if row[2]] != readable or len(keys) != len(newer):
            raise AssertionError(f"{entry.name}: the libraries disagree on {snapshot}")


def read_keys(path, *snapshots):
    repo = reference.open_repository(path, [kit.DATA_PREFIX])
    seen = {}
    for snapshot in snapshots:
        rows = reference.keys(repo.readonly_session(snapshot_id=snapshot))
        seen[snapshot] = [[r["key"], r["length"], r["sha256"]] for r in rows]
    print(json.dumps(seen))


def write_json(path, value):
    """Indented to where a list of rows begins, a row a line: readable diffs, small files."""
    path.write_text(describe.pretty(value) + "\n", encoding="utf-8")


def main(*arguments):
    if arguments[:1] == ("--only-write",):
        kit.place_data()
        CATALOGUE[arguments[1]].write(Path(arguments[2]))
        return
    if arguments[:1] == ("--only-read",):
        read_keys(*arguments[1:])
        return
    if not arguments:
        sys.exit(__doc__)
    environments, names = Path(arguments[0]), arguments[1:]
    kit.place_data()
    for name in names or CATALOGUE:
        folder = TARGET / name
        if not python_of(CATALOGUE[name].library, environments).exists():
            print(f"{name}: left as it is, no environment for {CATALOGUE[name].library}")
            continue
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(CATALOGUE[name], folder, environments)
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        print(f"{name:32} {size:9,} bytes", flush=True)
    if not names:
        for stale in set(p.name for p in TARGET.iterdir() if p.is_dir()) - set(CATALOGUE):
            print("not in the catalogue any more:", stale)


if __name__ == "__main__":
    reference.run(main)
