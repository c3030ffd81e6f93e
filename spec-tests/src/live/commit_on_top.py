"""Commits on top of what another implementation wrote, and prints a JSON line for each step.

    commit_on_top.py REPO [--authorize URL-PREFIX]

On `main`: a new array with data, an update and a delete of a chunk in every array that has chunks, and
where the format has them an amend, a move, repository metadata; then a branch and a tag.
"""

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "golden"))

from zarr.core.buffer import default_buffer_prototype

import kit
import raw
import reference


def main(*arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--authorize", action="append", default=[])
    options = parser.parse_args(arguments)
    repo = reference.open_repository(options.repository, options.authorize)

    session = repo.writable_session("main")
    kit.group(session, touched_by="reference")
    kit.array(session, "by_reference", kit.ramp((4, 200), "int32"), chunks=(2, 200))
    tell("new array", session.commit("reference: new array"))

    session = repo.writable_session("main")
    stored = raw.snapshot_manifests(options.repository / "snapshots" / session.snapshot_id)
    for path in sorted(stored):
        edit(session, path)
    tell("edited chunks", session.commit("reference: edited chunks"))

    if reference.is_2(repo):
        session = repo.writable_session("main")
        kit.group(session, "group_by_reference", n=1)
        tell("amended", session.amend("reference: edited chunks, and a group"))
        session = repo.rearrange_session("main")
        session.move("/by_reference", "/group_by_reference/moved")
        tell("moved", session.commit("reference: moved"))
        repo.update_metadata({"reference": {"was": "here"}})

    tip = repo.lookup_branch("main")
    repo.create_branch("reference-branch", tip)
    repo.create_tag("reference-tag", tip)
    tell("refs", tip)


def edit(session, path):
    """Puts the last chunk's bytes in place of the first one's, and deletes the last."""
    coordinates = asyncio.run(all_coordinates(session, path))
    if len(coordinates) < 2:
        return
    first, last = (f"{path[1:]}/c/" + "/".join(map(str, c)) for c in (coordinates[0], coordinates[-1]))
    kit.set_keys(session, {first: asyncio.run(content(session.store, last))})
    kit.delete_keys(session, last)


async def all_coordinates(session, path):
    found = []
    async for batch in session._session.chunk_coordinates(path, 1000):
        found += [tuple(coords) for coords in batch]
    return sorted(found)


async def content(store, key):
    return (await store.get(key, default_buffer_prototype())).to_bytes()


def tell(step, snapshot):
    print(reference.line({"step": step, "snapshot": snapshot}), flush=True)


if __name__ == "__main__":
    reference.run(main)
