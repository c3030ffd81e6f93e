"""More recipes for spec 2: many nodes, rebased commits, chunks without bytes."""

import icechunk as ic

from kit import config, create, group, set_keys
from recipes_documents import GROUP, document


def many_nodes(path):
    """Some hundred nodes whose names sort differently by bytes, by segments and by letters."""
    repo = create(path)
    session = repo.writable_session("main")
    parts = ["a", "a-", "a.", "a0", "aa", "B", "b", "z", "é", "ü", "日", "🧊", "\uffee", "~", "!"]
    documents = {"zarr.json": GROUP}
    for i, one in enumerate(parts):
        documents[f"{one}/zarr.json"] = GROUP
        for j, two in enumerate(parts):
            name = f"{one}/{two}"
            documents[f"{name}/zarr.json"] = document([3], [1]) if (i + j) % 3 else GROUP
    set_keys(session, documents)
    for name in ("a/a-", "aa/日", "🧊/é", "~/aa"):
        set_keys(session, {f"{name}/c/{i}": bytes([i]) for i in range(3)})
    session.commit("many nodes")


def rebased(path):
    """Commits rebased over others, with and without a conflict to solve."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    set_keys(session, {"a/zarr.json": document([8], [1]), "b/zarr.json": document([2, 2], [1, 1])})
    session.commit("start")
    late = [repo.writable_session("main") for _ in range(3)]
    set_keys(late[0], {"a/c/0": b"0", "a/c/1": b"0"})
    set_keys(late[1], {"a/c/2": b"1", "b/c/0/0": b"1"})
    set_keys(late[2], {"a/c/0": b"2", "a/c/3": b"2", "b/c/1/1": b"2"})
    late[0].commit("in time")
    late[1].commit("rebased", rebase_with=ic.ConflictDetector(), metadata={"who": "second"})
    ours = ic.BasicConflictSolver(on_chunk_conflict=ic.VersionSelection.UseOurs)
    late[2].commit("rebased over a conflict, ours", rebase_with=ours)


def zero_length(path):
    """Chunks without bytes, which early libraries let through."""
    settings = config()
    bucket = ic.VirtualChunkContainer("s3://floe-archive/", ic.s3_store(region="us-east-1"))
    settings.set_virtual_chunk_container(bucket)
    repo = create(path, settings)
    session = repo.writable_session("main")
    group(session)
    set_keys(session, {"a/zarr.json": document([4], [1]), "a/c/0": b"", "a/c/1": b"x"})
    session.store.set_virtual_ref("a/c/2", "s3://floe-archive/x.nc", offset=5, length=0)
    session.commit("no bytes")
