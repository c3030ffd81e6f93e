"""Recipes for spec 2: arrays, chunks, manifests and what may be in them."""

import icechunk as ic
import numpy as np
import zarr
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, TransposeCodec, ZstdCodec
from zarr.core.dtype import VariableLengthUTF8

from kit import (
    DATA_MODIFIED,
    DATA_PREFIX,
    array,
    chunk_keys,
    config,
    create,
    delete_keys,
    group,
    ramp,
    set_keys,
)
from recipes_documents import GROUP, document


def splits(path):
    """Manifests split by axis and by name, appends, a resize, holes, and rewritten manifests."""
    split, dim = ic.ManifestSplitCondition, ic.ManifestSplitDimCondition
    splitting = ic.ManifestSplittingConfig.from_dict(
        {
            split.name_matches("^by_axis$"): {dim.Axis(0): 3, dim.Axis(1): 2},
            split.path_matches("^/g/"): {dim.DimensionName("lat.*"): 2, dim.Any(): 5},
        }
    )
    repo = create(path, config(manifest=ic.ManifestConfig(splitting=splitting)))
    repo.save_config()
    session = repo.writable_session("main")
    group(session, "g")
    array(session, "by_axis", ramp((7, 5), "int16"), chunks=(1, 1))
    array(
        session,
        "g/by_name",
        ramp((4, 3, 6), "int16"),
        chunks=(1, 1, 1),
        dimension_names=["time", "latitude", "lon"],
    )
    array(session, "whole", ramp((30,), "int16"), chunks=(1,))
    array(session, "without_chunks", np.zeros((40, 40), "int16"), chunks=(1, 1), fill_value=0)
    session.commit("split")

    session = repo.writable_session("main")
    grown = zarr.open_array(session.store, path="by_axis")
    grown.resize((10, 5))
    grown[7:, 1] = 1000
    delete_keys(session, *chunk_keys("g/by_name", 2, 3, 6))
    set_keys(session, {"without_chunks/c/39/39": b"\x27\x27", "without_chunks/c/0/5": b"\x05\x05"})
    session.commit("grown at the end, emptied at the start")

    session = repo.writable_session("main")
    zarr.open_array(session.store, path="by_axis").resize((2, 5))
    session.commit("shrunk")
    repo.create_tag("shrunk", repo.lookup_branch("main"))

    coarse = ic.ManifestSplittingConfig.from_dict({split.AnyArray(): {dim.Any(): 1000}})
    reopened = ic.Repository.open(
        ic.local_filesystem_storage(str(path)),
        config=config(manifest=ic.ManifestConfig(splitting=coarse)),
    )
    reopened.rewrite_manifests("rewritten", branch="main")


def virtual(path):
    """Virtual references: read from a file, by relative location, listed only, with checksums."""
    named = ic.VirtualChunkContainer(
        DATA_PREFIX, ic.local_filesystem_store(DATA_PREFIX.removeprefix("file://")), "data"
    )
    bucket = ic.VirtualChunkContainer("s3://floe-archive/", ic.s3_store(region="us-east-1"))
    settings = config()
    settings.set_virtual_chunk_container(named)
    settings.set_virtual_chunk_container(bucket)
    permission = ic.containers_credentials({DATA_PREFIX: ic.credentials.LocalFileSystemAccess})
    repo = create(path, settings, authorize=permission)
    session = repo.writable_session("main")
    group(session)
    for name in ("local", "relative", "listed"):
        array(session, name, np.zeros((6, 4), "int32"), chunks=(1, 4), fill_value=-1)
    store = session.store
    local = DATA_PREFIX + "numbers.bin"
    store.set_virtual_ref("local/c/0/0", local, offset=0, length=16)
    store.set_virtual_ref("local/c/1/0", local, offset=4080, length=16, checksum=DATA_MODIFIED)
    store.set_virtual_ref("local/c/2/0", local, offset=1, length=16)
    store.set_virtual_ref("local/c/3/0", local, offset=4090, length=16)
    store.set_virtual_ref("local/c/4/0", DATA_PREFIX + "nothing%20here", offset=0, length=16)
    store.set_virtual_ref("relative/c/0/0", "vcc://data/numbers.bin", offset=64, length=16)
    store.set_virtual_ref("relative/c/1/0", "vcc://data/n%75mbers.bin", offset=80, length=16)
    odd = "s3://floe-archive/a//b/../%3Fq%23f%25 ü/x.nc?versionId=1#part"
    store.set_virtual_ref("listed/c/0/0", odd, offset=2**33, length=16, checksum='"quoted-etag"')
    store.set_virtual_ref(
        "listed/c/1/0", "S3://floe-archive/x.nc", offset=0, length=16, checksum=DATA_MODIFIED
    )
    store.set_virtual_ref(
        "listed/c/2/0", "https://h:8080/x", offset=3, length=16, validate_container=False
    )
    store.set_virtual_refs(
        "listed",
        [
            ic.VirtualChunkSpec([i, 0], "s3://floe-archive/bulk.nc", i * 10, 10, None, None)
            for i in (3, 4)
        ],
    )
    session.commit("virtual references")
    session = repo.writable_session("main")
    set_keys(session, {"local/c/0/0": bytes(16), "listed/c/5/0": bytes(600)})
    delete_keys(session, "relative/c/0/0")
    session.commit("some overwritten by inline and native chunks, one deleted")


def dictionary(path):
    """Enough virtual references for the locations to be compressed with a dictionary."""
    settings = config()
    settings.set_virtual_chunk_container(
        ic.VirtualChunkContainer("s3://floe-archive/", ic.s3_store(region="us-east-1"))
    )
    repo = create(path, settings)
    session = repo.writable_session("main")
    group(session)
    array(session, "few", np.zeros((5, 1), "uint8"), chunks=(1, 1), fill_value=0)
    array(session, "many", np.zeros((30, 34), "uint8"), chunks=(1, 1), fill_value=0)
    prefix = "s3://floe-archive/model/output/2024/experiment-7/"
    for name, rows, columns in (("few", 5, 1), ("many", 30, 34)):
        places = [f"{prefix}{name}/day={i // 7:03}/part-{i:05}.nc" for i in range(rows * columns)]
        numbers = np.arange(rows * columns, dtype="uint64")
        session.store.set_virtual_refs_arr(
            name, (rows, columns), places, numbers * 1000, numbers + 1
        )
    session.commit("1,020 virtual references")
    session = repo.writable_session("main")
    set_keys(session, {"many/c/0/0": b"\x01", "many/c/29/33": bytes(700)})
    delete_keys(session, "many/c/1/1")
    session.store.set_virtual_ref(
        "many/c/2/2", "s3://floe-archive/ü.nc", offset=1, length=2, checksum="e-1"
    )
    session.commit("mixed with other kinds")


def moved(path):
    """Nodes moved and renamed, alone, in chains, and amended."""
    repo = create(path)
    session = repo.writable_session("main")
    for name in ("a", "a/b", "a/b/c", "z"):
        group(session, name, was=name)
    array(session, "a/b/array", ramp((4, 300), "int32"), chunks=(1, 300))
    array(session, "a-b", ramp((3,), "int8"), chunks=(1,))
    session.commit("before")
    session = repo.rearrange_session("main")
    session.move("/a/b", "/z/b")
    session.move("/a-b", "/z/renamed")
    session.commit("moved a group with its children, and an array")
    session = repo.rearrange_session("main")
    session.move("/z/b/array", "/array")
    session.move("/z/b", "/a/b")
    session.move("/array", "/a/array")
    session.amend("moved on, amended")
    session = repo.writable_session("main")
    set_keys(session, {"a/array/c/2/0": bytes(1200)})
    group(session, "z", was="z", now="later")
    session.commit("changed after the move")
    session = repo.rearrange_session("main")
    session.move("/a", "/a~moved")
    session.commit("and once more")


UNICODE = ["a", "a-b", "ab", "a/b", "a b", "A", "c", "c/0", "%2F", "ä", "é", "e\u0301"]
UNICODE += ["日本", "𝔸𝔹", "🜁/🜂", "\uffff", "\u202e"]


def unicode_paths(path):
    """Node names in many scripts, siblings whose order differs between ways to compare them."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    for name in UNICODE:
        group(session, name, name=name)
        array(session, name + "/v", ramp((2,), "uint8"), chunks=(1,), dimension_names=[name])
    session.commit("🧊 Grüße", metadata={"Schlüssel 🗝": "Wert"})
    repo.create_tag("tag 🏷", repo.lookup_branch("main"))
    repo.create_branch("zweig/🌿", repo.lookup_branch("main"))


def ranks(path):
    """Arrays of no, one and six dimensions, zero-length axes, a huge and nearly empty one."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    array(session, "scalar", np.int64(42))
    array(session, "scalar_native", np.array("x" * 600, dtype="U600"))
    array(session, "six", ramp((2, 3, 2, 3, 2, 2), "int16"), chunks=(1, 2, 1, 3, 2, 1))
    array(session, "no_rows", np.zeros((0, 4)), chunks=(2, 2))
    array(session, "one_by_one", ramp((1, 1, 1)), chunks=(9, 9, 9))
    array(session, "ragged", ramp((7, 7), "int32"), chunks=(3, 4))
    huge = zarr.create_array(
        session.store, name="huge", shape=(2**40, 3), chunks=(2**20, 1), dtype="uint8"
    )
    huge[2**39, 1] = 5
    session.commit("ranks")


def root_array(path):
    """An array at the root, and then a scalar there."""
    repo = create(path)
    session = repo.writable_session("main")
    array(session, "", ramp((3, 2), "int16"), chunks=(2, 1))
    session.commit("an array")
    session = repo.writable_session("main")
    delete_keys(session, "zarr.json", *(k[1:] for k in chunk_keys("", 2, 2)))
    array(session, "", np.float64(0.5))
    session.commit("a scalar in its place")


def codecs(path):
    """Every data type and codec that zarr-python writes by itself."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    for kind in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"):
        data = ramp((5, 4), kind) - (0 if kind[0] == "u" else np.array(7, kind))
        array(session, f"types/{kind}", data, chunks=(2, 3), compressors="auto")
    big = ramp((4, 3), ">f4") / 7
    array(session, "types/big_endian", big, (2, 2), serializer=BytesCodec(endian="big"))
    for name, data, fill in (
        ("bool", np.arange(10) % 3 == 0, True),
        ("c8", ramp((4,), "c8") * 1j, 1 + 2j),
        ("c16", ramp((4,), "c16") + 0.5j, complex("nan")),
        ("datetime", np.array(["2024-02-29", "NaT", "1969-12-31"], "M8[s]"), np.datetime64("NaT", "s")),
        ("timedelta", np.array([1, -1, "NaT"], "m8[ms]"), np.timedelta64(5, "ms")),
        ("fixed_string", np.array(["", "é", "𝔸bc"], "U3"), "zz"),
        ("fixed_bytes", np.array([b"", b"a", b"abc"], "S3"), b"q"),
        ("nan_fill", np.array([1.5, np.nan, -np.inf], "f4"), np.nan),
        ("infinite_fill", np.array([0.0, -0.0, 1e-45], "f4"), -np.inf),
    ):
        array(session, f"types/{name}", data, chunks=(2,), fill_value=fill, compressors="auto")
    words = zarr.create_array(
        session.store, name="types/string", shape=(5,), chunks=(2,), dtype=VariableLengthUTF8()
    )
    words[:] = np.array(["", "ice", "🧊", "ø" * 300, "last"], dtype=object)
    wave = (np.sin(ramp((64, 64), "f8") / 50) * 1000).astype("i4")
    for name, compressors in (
        ("none", None),
        ("zstd", ZstdCodec(level=3)),
        ("zstd_checksum", ZstdCodec(level=1, checksum=True)),
        ("gzip", GzipCodec(level=6)),
        ("crc32c", Crc32cCodec()),
        ("gzip_crc32c", [GzipCodec(level=1), Crc32cCodec()]),
        *(
            (f"blosc_{cname}_{shuffle}", BloscCodec(cname=cname, clevel=5, shuffle=shuffle))
            for cname, shuffle in (
                ("lz4", "shuffle"),
                ("lz4hc", "bitshuffle"),
                ("zstd", "noshuffle"),
                ("zlib", "shuffle"),
                ("blosclz", "bitshuffle"),
            )
        ),
    ):
        array(session, f"codecs/{name}", wave, chunks=(64, 40), compressors=compressors)
    array(
        session, "codecs/transpose", wave[:6, :5], chunks=(4, 5), filters=[TransposeCodec(order=(1, 0))]
    )
    array(session, "codecs/sharded", wave[:32, :32], chunks=(4, 8), shards=(16, 16))
    array(
        session,
        "codecs/sharded_compressed",
        wave[:30, :30],
        chunks=(5, 5),
        shards={"shape": (15, 15), "index_location": "start"},
        compressors=ZstdCodec(),
    )
    holes = np.zeros((32, 8), "i4")
    holes[9, 3] = 1
    array(session, "codecs/sharded_holes", holes, chunks=(4, 4), shards=(16, 8))
    session.commit("types and codecs")


def odd_keys(path):
    """What the reference lets through: chunks of a wrong rank or outside, odd paths, odd documents."""
    repo = create(path)
    session = repo.writable_session("main")
    set_keys(session, {"zarr.json": GROUP, "a/zarr.json": document([4, 4], [2, 2])})
    set_keys(session, {key: bytes([7] * 4) for key in chunk_keys("a", 2, 2)})
    set_keys(session, {"a/c": b"rank 0", "a/c/1": b"rank 1", "a/c/1/1/7": b"rank 3"})
    set_keys(session, {"empty/zarr.json": document([0, 3], [2, 2]), "empty/c/0/0": b"on nothing"})
    session.commit("wrong ranks, a chunk on an axis without length")

    session = repo.writable_session("main")
    set_keys(session, {"shrunk/zarr.json": document([9], [1])})
    set_keys(session, {f"shrunk/c/{i}": bytes([i]) for i in range(9)})
    session.commit("nine chunks")
    session = repo.writable_session("main")
    set_keys(session, {"shrunk/zarr.json": document([3], [1])})
    session.commit("three, and leftovers")
    session = repo.writable_session("main")
    set_keys(session, {"shrunk/zarr.json": document([6], [1]), "shrunk/c/5": b"\x55"})
    session.commit("six again")

    session = repo.writable_session("main")
    for name in ("/lead", "d//e", "d/./f"):
        set_keys(session, {f"{name}/zarr.json": document([2], [1]), f"{name}/c/0": b"\x01"})
    session.commit("paths that are not canonical")

    session = repo.writable_session("main")
    set_keys(
        session,
        {
            "documents/spaces/zarr.json": ' {\n\t"node_type" : "group" }\n\n',
            "documents/three_fields/zarr.json": '{"node_type":"array","shape":[3],"chunk_grid":'
            '{"name":"regular","configuration":{"chunk_shape":[2]}}}',
            "documents/unknown/zarr.json": '{"node_type":"group","zarr_format":2,"x":[1,{"y":null}]}',
            "documents/consolidated/zarr.json": '{"zarr_format":3,"node_type":"group",'
            '"consolidated_metadata":{"kind":"inline","must_understand":false,"metadata":{}}}',
            "documents/names/zarr.json": document([2, 2, 2], [1, 1, 1], dimension_names=["x", None, ""]),
            "documents/long_grid/zarr.json": document([2], [1, 1, 1]),
            "documents/zero_chunk/zarr.json": document([4], [0]),
            "documents/dotted/zarr.json": document(
                [2], [1], chunk_key_encoding={"name": "v2", "configuration": {"separator": "."}}
            ),
            "documents/escaped/zarr.json": '{"node_type":"group","attributes":{"k":"\\ud83e\\uddca\\u0000"}}',
            "a/child/zarr.json": GROUP,
            "implicit/only/here/zarr.json": GROUP,
            "a/c/+1/01": b"plus one, zero one",
        },
    )
    session.commit("documents")


def rectilinear(path):
    """Chunks of several sizes along an axis."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    grid = {"name": "rectilinear", "configuration": {"kind": "inline", "chunk_shapes": [[[5, 2], 3, 7], [[2, 3]]]}}
    set_keys(
        session,
        {
            "r/zarr.json": document([20, 6], [1, 1], chunk_grid=grid),
            "r/c/0/0": bytes(range(10)),
            "r/c/2/1": bytes(range(6)),
            "r/c/3/2": bytes(range(14)),
        },
    )
    session.commit("rectilinear")


def shifted(path):
    """Chunks moved within their arrays by shifting and reindexing."""
    repo = create(path)
    session = repo.writable_session("main")
    group(session)
    array(session, "line", ramp((10, 150), "int32"), chunks=(1, 150))
    array(session, "plane", ramp((6, 6), "uint8"), chunks=(2, 2))
    session.commit("before")
    session = repo.writable_session("main")
    session.shift_array("/line", [3, 0])
    session.shift_array("/plane", [-1, 1])
    session.commit("shifted")
    session = repo.writable_session("main")
    session.reindex_array("/line", lambda index: [9 - index[0], index[1]])
    session.commit("reversed")
