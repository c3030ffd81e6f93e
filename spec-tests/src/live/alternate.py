"""Commits in turns with another process, which do not know of each other but through the repository.

    alternate.py REPO COMMITS NAME OTHER

Waits until the newest commit of `main` is one of OTHER (its message is "OTHER k"), then sets chunk
2k+1 of the array `turns` to a text naming the turn and commits "NAME k", for k = 0 … COMMITS-1. Prints
a JSON line {turn, snapshot, parent} for each. Gives up when nothing happens for a minute.
"""

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "golden"))

import kit
import reference

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.01


def main(path, commits, name, other):
    repository = reference.open_repository(path)
    for turn in range(int(commits)):
        parent = wait_for(repository, f"{other} {turn}")
        session = repository.writable_session("main")
        kit.set_keys(session, {f"turns/c/{2 * turn + 1}": f"{name} {turn}".encode()})
        snapshot = session.commit(f"{name} {turn}")
        print(reference.line({"turn": turn, "snapshot": snapshot, "parent": parent}), flush=True)


def wait_for(repository, message):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        tip = next(iter(repository.ancestry(branch="main")))
        if tip.message == message:
            return tip.id
        time.sleep(POLL_SECONDS)
    raise TimeoutError(f"no commit {message!r} for {PATIENCE_SECONDS} s; the newest is {tip.message!r}")


if __name__ == "__main__":
    reference.run(main)
