"""Recipes for spec 2: history, refs, settings and the operations log."""

import shutil
from pathlib import Path

import icechunk as ic
import numpy as np

import recipes_1
from kit import (
    array,
    config,
    create,
    delete_dir,
    delete_keys,
    group,
    now,
    ramp,
    set_keys,
)

GOLDEN = Path(__file__).parent.parent / "test" / "resources" / "golden"


def empty(path):
    """A repository as created, nothing else."""
    create(path)


def history(path):
    """Groups, inline and native chunks, a side branch, tags, a deleted tag, deletes and updates."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session, title="a small history", levels=[1, 2.5, "three", None, True])
    group(session, "weather/surface")
    array(session, "weather/time", np.arange(10, dtype="int64"), chunks=(5,))
    array(
        session,
        "weather/surface/temperature",
        ramp((10, 24, 12)),
        chunks=(5, 24, 12),
        dimension_names=["time", None, "x"],
        attributes={"units": "K"},
    )
    first = session.commit("first light", metadata={"author": "golden", "n": 1, "deep": {"a": [1]}})

    session = repo.writable_session("main")
    array(session, "weather/surface/mask", np.eye(6, dtype="bool"), chunks=(3, 3))
    set_keys(session, {"weather/surface/temperature/c/1/0/0": bytes(range(240)) * 24})
    repo.create_tag("v1", session.commit("a mask, and one chunk again"))

    repo.create_branch("side", first)
    session = repo.writable_session("side")
    delete_keys(session, "weather/time/c/0")
    group(session, "weather", note="changed on the side")
    repo.create_tag("side tag", session.commit("on the side: a chunk less"))

    session = repo.writable_session("main")
    delete_dir(session, "weather/surface/mask")
    group(session, "empty")
    tip = session.commit("no mask any more")
    repo.create_tag("doomed", tip)
    repo.delete_tag("doomed")
    repo.create_branch("gone", tip)
    repo.delete_branch("gone")
    repo.create_branch("rewound", tip)
    repo.reset_branch("rewound", first)


def settings(path):
    """Repository metadata, feature flags, status changes and a rich persisted configuration."""
    permission = ic.containers_credentials({})
    repo = create(path, recipes_1.rich_config(), authorize=permission)
    repo.save_config()
    repo.set_metadata(
        {
            "title": "Gölden 🧊",
            "counts": [1, 2, 3],
            "mixed": [1, -2, 2.5, "x", None, True, {"k": []}],
            "negative": [-1, -300, -70000],
            "big": 2**63 - 1,
            "unsigned": 2**64 - 1,
            "low": -(2**63),
            "pi": 3.141592653589793,
            "half": 0.5,
            "flags": [True, False],
            "empty": {},
            "nested": {"a": {"b": {"c": [[1], [2, [3]]]}}},
            "to be removed": 1,
        }
    )
    repo.set_metadata({**repo.metadata, "replaced": "whole"})
    repo.update_metadata({"counts": [4, 5], "späť": "added"})
    repo.set_feature_flag("move_node", False)
    repo.set_feature_flag("create_tag", True)
    repo.set_feature_flag("delete_tag", False)
    repo.set_feature_flag("create_tag", None)
    repo.set_status(ic.RepoStatus(ic.RepoAvailability.read_only, None, "being looked at"))
    repo.set_status(ic.RepoStatus(ic.RepoAvailability.online, None, None))
    session = repo.writable_session("main")
    group(session)
    array(session, "split", ramp((5, 6), "int16"), chunks=(1, 1), dimension_names=["t", "lon"])
    session.commit(
        "with metadata of every kind",
        metadata={
            "int": 1,
            "negative": -5,
            "float": 1.5,
            "tiny": 1e-300,
            "bool": False,
            "none": None,
            "text": "a\tb\n☃",
            "list": [1, 2, 3, 4],
            "strings": ["a", "b"],
            "floats": [0.1, 0.2],
            "map": {"z": 1, "a": {"m": [None]}},
            "": "empty key",
        },
    )


def read_only(path):
    """A repository whose status forbids changes."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    array(session, "frozen", ramp((4,)))
    session.commit("the last one")
    repo.set_status(ic.RepoStatus(ic.RepoAvailability.read_only, None, "archived: ask first"))


def long_log(path):
    """Many operations and a small page: the log runs through several files under overwritten/."""
    repo = create(path, config(num_updates_per_repo_info_file=4))
    session = repo.writable_session("main")
    group(session)
    array(session, "a", np.zeros(20, "uint8"), chunks=(1,))
    tip = session.commit("commit 0")
    for i in range(1, 6):
        session = repo.writable_session("main")
        set_keys(session, {f"a/c/{i}": bytes([i])})
        tip = session.commit(f"commit {i}")
        repo.create_tag(f"t{i}", tip)
    repo.delete_tag("t2")
    repo.create_branch("b", tip)
    repo.reset_branch("b", repo.lookup_tag("t1"))
    repo.delete_branch("b")
    repo.set_metadata({"n": 1})
    repo.save_config()


def amended(path):
    """Amended commits, an empty commit, detached snapshots and a commit onto an amended one."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    array(session, "a", ramp((6,), "int32"), chunks=(2,))
    repo.create_tag("before", session.commit("one"))
    session = repo.writable_session("main")
    set_keys(session, {"a/c/0": np.array([7, 8], "<i4").tobytes()})
    session.amend("one, amended", metadata={"amended": True})
    session = repo.writable_session("main")
    set_keys(session, {"a/c/1": np.array([9, 10], "<i4").tobytes()})
    session.amend("one, amended again")
    session = repo.writable_session("main")
    session.commit("nothing", allow_empty=True)
    session = repo.writable_session("main")
    set_keys(session, {"a/c/2": np.array([11, 12], "<i4").tobytes()})
    session.flush("detached", metadata={"k": "v"})
    session = repo.writable_session("main")
    group(session, "g")
    session.commit("after all that")
    session = repo.writable_session("main")
    session.amend("reworded only", allow_empty=True)


def expired(path):
    """Expired and collected: kept commits carry the logs of those that were dropped."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    array(session, "data", ramp((12, 200), "int32"), chunks=(1, 200))
    session.commit("data")
    for i in range(3):
        session = repo.writable_session("main")
        set_keys(session, {f"data/c/{i}/0": np.full(200, 100 + i, "int32").tobytes()})
        tip = session.commit(f"chunk {i} again")
        if i == 0:
            repo.create_tag("kept", tip)
            repo.create_tag("dropped", tip)
    repo.create_branch("feature", tip)
    repo.create_branch("stale", tip)
    cutoff = now()
    for branch, value in (("feature", 7), ("main", 9), ("main", 10)):
        session = repo.writable_session(branch)
        set_keys(session, {f"data/c/{value}/0": np.full(200, -value, "int32").tobytes()})
        session.commit(f"chunk {value} on {branch}")
    repo.delete_tag("dropped")
    repo.expire_snapshots(older_than=cutoff, delete_expired_branches=True)
    repo.garbage_collect(now())
    session = repo.writable_session("main")
    set_keys(session, {"data/c/11/0": np.full(200, -11, "int32").tobytes()})
    session.commit("after the collection")


def odd_names(path):
    """Branch and tag names that only spec 2 takes."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    tip = session.commit("a root")
    for name in ("", "..", "/", "a/b", "a/b/c", "x~y", "with space", "tab\there", "🜁", "MAIN", "."):
        repo.create_branch(name, tip)
    for name in ("", "..", "a/b", "t%1 #x~", "späť ⚑", "main", "ref.json", "nul\x00in"):
        try:
            repo.create_tag(name, tip)
        except ic.IcechunkError as refused:
            print("refused tag", repr(name), refused.kind)
    repo.create_tag("deleted/one", tip)
    repo.delete_tag("deleted/one")


def _migrate(name, path, delete_unused):
    shutil.copytree(GOLDEN / name / "repo", path)
    repo = ic.Repository.open(ic.local_filesystem_storage(str(path)))
    repo = ic.upgrade_icechunk_repository(repo, dry_run=False, delete_unused_v1_files=delete_unused)
    session = repo.writable_session("main")
    group(session, "added after the migration")
    session.commit("first commit of spec 2", metadata={"spec": 2})


def migrated(path):
    """v1-history-by-1.1.21 brought to spec 2, the files of spec 1 deleted."""
    _migrate("v1-history-by-1.1.21", path, True)


def migrated_beside(path):
    """v1-configured-by-1.1.21 brought to spec 2, the files of spec 1 left beside."""
    _migrate("v1-configured-by-1.1.21", path, False)
