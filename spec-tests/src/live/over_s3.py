"""The reference over an S3 endpoint.

    over_s3.py whole  ENDPOINT BUCKET PREFIX             a repository's life, what was seen as JSON
    over_s3.py start  ENDPOINT BUCKET PREFIX LENGTH      a repository with an array /counts
    over_s3.py commit ENDPOINT BUCKET PREFIX NAME COUNT  commits with rebase, an id a line
    over_s3.py read   ENDPOINT BUCKET PREFIX             the log of `main` and all values of /counts
    over_s3.py attributed ENDPOINT BUCKET PREFIX NAME CHUNK DOCUMENT …
                                                         in somebody's name, writes chunks of byte
                                                         arrays, commits, and reads them again

Credentials are those of the tests' servers.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

import reference
import icechunk as ic
import numpy as np
import zarr
from zarr.core.buffer import cpu, default_buffer_prototype


def storage(endpoint, bucket, prefix):
    return ic.s3_storage(
        bucket=bucket,
        prefix=prefix,
        endpoint_url=endpoint,
        allow_http=True,
        force_path_style=True,
        access_key_id="testkey",
        secret_access_key="testsecret12",
        region="us-east-1",
    )


def whole(where):
    repo = ic.Repository.create(where)
    session = repo.writable_session("main")
    group = zarr.group(session.store)
    # above the threshold of uploads in parts, and of reads in parts
    big = group.create_array("big", shape=(1500, 10_000), chunks=(1500, 10_000), dtype="u2",
                             compressors=None)
    small = group.create_array("small", shape=(40,), chunks=(1,), dtype="i8", compressors=None)
    values = np.arange(15_000_000, dtype="u8").astype("u2").reshape(1500, 10_000)
    big[:] = values
    small[:] = np.arange(40)
    first = session.commit("first")
    repo.create_tag("one", snapshot_id=first)

    mine, theirs = repo.writable_session("main"), repo.writable_session("main")
    zarr.open_array(mine.store, path="small", mode="a")[0] = 100
    zarr.open_array(theirs.store, path="small", mode="a")[0] = 200
    mine.commit("mine")
    conflict = None
    try:
        theirs.commit("theirs")
    except ic.ConflictError as error:
        conflict = type(error).__name__
    theirs.commit("theirs", rebase_with=ic.BasicConflictSolver())

    again = ic.Repository.open(where)
    reader = again.readonly_session("main")
    read = zarr.open_group(reader.store, mode="r")
    same = bool((read["big"][:] == values).all())
    log = [s.message for s in again.ancestry(branch="main")]
    zero = int(read["small"][0])

    session = again.writable_session("main")
    del zarr.open_group(session.store, mode="a")["big"]
    session.commit("without big")
    again.delete_tag("one")
    later = datetime.now(UTC) + timedelta(days=1)
    expired = again.expire_snapshots(older_than=later)
    collected = again.garbage_collect(later)
    rest = zarr.open_group(ic.Repository.open(where).readonly_session("main").store, mode="r")
    return {
        "conflict": conflict,
        "same": same,
        "log": log,
        "zero": zero,
        "expired": len(expired),
        "chunksDeleted": collected.chunks_deleted,
        "snapshotsDeleted": collected.snapshots_deleted,
        "rest": sorted(rest.array_keys()),
        "sum": int(rest["small"][:].sum()),
    }


def commit(where, name, count):
    repo = ic.Repository.open(where)
    for turn in range(count):
        session = repo.writable_session("main")
        index = int(name) * count + turn
        zarr.open_array(session.store, path="counts", mode="a")[index] = index + 1
        print(
            json.dumps(
                session.commit(
                    f"{name} {turn}", rebase_with=ic.ConflictDetector(), rebase_tries=1000
                )
            ),
            flush=True,
        )


def read(where):
    repo = ic.Repository.open(where)
    counts = zarr.open_array(repo.readonly_session("main").store, path="counts", mode="r")
    log = [s.message for s in repo.ancestry(branch="main")]
    return {"log": log, "counts": [int(v) for v in counts[:]]}


def start(where, length):
    repo = ic.Repository.create(where)
    session = repo.writable_session("main")
    zarr.create_array(session.store, name="counts", shape=(length,), chunks=(1,), dtype="i8")
    session.commit("start")


def attributed(where, *rest):
    who = ic.Attribution(client="test/1", workload="nightly ingest", principal="bob")
    repo = ic.Repository.create(where, attribution=who)
    session = repo.writable_session("main")
    arrays = list(zip(rest[::3], rest[1::3], rest[2::3], strict=True))

    async def write():
        for name, chunk, document in arrays:
            below = f"{name}/" if name else ""
            await session.store.set(f"{below}zarr.json", cpu.Buffer.from_bytes(document.encode()))
            await session.store.set(f"{below}c/{chunk}", cpu.Buffer.from_bytes(bytes(5000)))

    async def read(store):
        for name, chunk, _ in arrays:
            await store.get(f"{name}/c/{chunk}" if name else f"c/{chunk}",
                            default_buffer_prototype())

    asyncio.run(write())
    session.commit("chunks")
    again = ic.Repository.open(where, attribution=who)
    asyncio.run(read(again.readonly_session("main").store))


def main(operation, endpoint, bucket, prefix, *rest):
    where = storage(endpoint, bucket, prefix)
    if operation == "whole":
        print(json.dumps(whole(where)))
    elif operation == "attributed":
        attributed(where, *rest)
    elif operation == "start":
        start(where, int(rest[0]))
    elif operation == "commit":
        commit(where, rest[0], int(rest[1]))
    else:
        print(json.dumps(read(where)))


if __name__ == "__main__":
    reference.run(main)
