"""Recipes that both libraries can follow: repositories of spec 1."""

import icechunk as ic
import numpy as np

from kit import (
    DATA_MODIFIED,
    DATA_PREFIX,
    IS_2,
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


def empty(path):
    """A repository as created, nothing else."""
    create(path, spec_version=1)


def history(path):
    """Groups, inline and native chunks, a side branch, tags, a deleted tag, deletes and updates."""
    repo = create(path, spec_version=1)
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


def odd_names(path):
    """Ref names that are percent-encoded in file names; the branch names of spec 1 have no slash."""
    repo = create(path, spec_version=1)
    session = repo.writable_session("main")
    group(session)
    tip = session.commit("a root")
    for name in ("t%1 #x~", "plain", "späť ⚑", "a\\b", "q?*|", "🜁 air", "{curly}[square]^`<>\""):
        repo.create_tag(name, tip)
    repo.create_tag("deleted #1", tip)
    repo.delete_tag("deleted #1")
    for name in ("x~y", "dots.and.more", "with space", "…", "tag.nested", "ref.json"):
        repo.create_branch(name, tip)


def containers():
    """One container of every kind that a persisted configuration can name."""
    s3 = ic.S3Options(region="eu-central-1", anonymous=True, endpoint_url="http://localhost:9000")
    places = [
        ("s3://floe-archive/runs/", ic.ObjectStoreConfig.S3Compatible(s3), "runs"),
        ("s3://floe-archive/", ic.s3_store(region="us-east-1"), None),
        ("gs://floe-archive/", ic.gcs_store({"google_service_account": "x.json"}), "google"),
        ("https://data.example.org/", ic.http_store({"timeout": "30s"}), "web"),
        (DATA_PREFIX, ic.local_filesystem_store(DATA_PREFIX.removeprefix("file://")), "local"),
    ]
    for prefix, store, name in places:
        yield ic.VirtualChunkContainer(prefix, store, name) if IS_2 else (
            ic.VirtualChunkContainer(prefix, store)
        )


def rich_config():
    """A configuration that sets something in every part."""
    preload = ic.ManifestPreloadCondition
    split, dim = ic.ManifestSplitCondition, ic.ManifestSplitDimCondition
    made = config(
        inline_chunk_threshold_bytes=64,
        get_partial_values_concurrency=7,
        compression=ic.CompressionConfig(level=9),
        caching=ic.CachingConfig(num_snapshot_nodes=1000, num_bytes_chunks=1 << 20),
        manifest=ic.ManifestConfig(
            preload=ic.ManifestPreloadConfig(
                max_total_refs=500,
                preload_if=preload.and_conditions(
                    [
                        preload.or_conditions(
                            [preload.name_matches("^t(ime)?$"), preload.path_matches("/grid/.*")]
                        ),
                        preload.num_refs(None, 200),
                        preload.true(),
                    ]
                ),
            ),
            splitting=ic.ManifestSplittingConfig.from_dict(
                {
                    split.or_conditions(
                        [split.name_matches("split"), split.path_matches("^/never/")]
                    ): {dim.Axis(0): 2, dim.DimensionName("lon.*"): 3, dim.Any(): 100},
                    split.AnyArray(): {dim.Any(): 4},
                }
            ),
        ),
    )
    for container in containers():
        made.set_virtual_chunk_container(container)
    return made


def configured(path):
    """A persisted configuration with everything, manifest splits and virtual references."""
    permission = None
    if IS_2:
        permission = ic.containers_credentials({DATA_PREFIX: ic.credentials.LocalFileSystemAccess})
    repo = create(path, rich_config(), spec_version=1, authorize=permission or {DATA_PREFIX: None})
    repo.save_config()
    session = repo.writable_session("main")
    group(session)
    array(
        session,
        "split",
        ramp((10, 8), "int16"),
        chunks=(1, 1),
        dimension_names=["time", "longitude"],
    )
    array(session, "virtual", np.zeros((8, 16), "uint8"), chunks=(1, 16), fill_value=9)
    store = session.store
    local = DATA_PREFIX + "numbers.bin"
    store.set_virtual_ref("virtual/c/0/0", local, offset=16, length=16)
    store.set_virtual_ref("virtual/c/1/0", local, offset=32, length=16, checksum=DATA_MODIFIED)
    store.set_virtual_ref("virtual/c/2/0", "s3://floe-archive/runs/1.nc", offset=0, length=16)
    store.set_virtual_ref(
        "virtual/c/3/0", "s3://floe-archive/2.nc", offset=1 << 40, length=16, checksum='"an-etag"'
    )
    store.set_virtual_ref("virtual/c/4/0", "gs://floe-archive/3.nc", offset=7, length=16)
    store.set_virtual_ref("virtual/c/5/0", "https://data.example.org/4.nc", offset=8, length=16)
    store.set_virtual_ref(
        "virtual/c/6/0", "az://nowhere/5.nc", offset=9, length=16, validate_container=False
    )
    session.commit("splits and virtual references")
    session = repo.writable_session("main")
    set_keys(session, {"split/c/9/7": b"\x01\x02", "split/c/0/0": b"\x03\x04"})
    session.commit("two chunks in two manifests")


def expired(path):
    """Expired and collected: the oldest kept commits hang below the root."""
    repo = create(path, spec_version=1)
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
    repo.create_branch("feature", tip)
    cutoff = now()
    for branch, value in (("feature", 7), ("main", 9), ("main", 10)):
        session = repo.writable_session(branch)
        set_keys(session, {f"data/c/{value}/0": np.full(200, -value, "int32").tobytes()})
        session.commit(f"chunk {value} on {branch}")
    repo.expire_snapshots(older_than=cutoff)
    repo.garbage_collect(now())
