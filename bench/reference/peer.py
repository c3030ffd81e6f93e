"""The reference's Python binding as a peer of the comparison.

One process that reads requests of one line from its standard input and answers each with one line;
`src/main.rs` says which. Calls are those that a program makes which has an event loop already.
"""

import asyncio
import itertools
import shutil
import sys
import time
import zlib
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path

import icechunk
import numpy as np
from zarr.core.buffer import cpu, default_buffer_prototype

PROTOTYPE = default_buffer_prototype()
AT_ONCE = 64
REFS_OF_A_FILE = 100
PLACES = 10
WARM_COMMITS = 200
MADE = itertools.count()  # files are deleted when the case is over, so that creating some stays fast


class Parameters(defaultdict):
    def __init__(self, values):
        super().__init__(str, values)

    def number(self, name):
        return int(self[name] or 0)

    def directory(self):
        number = 0 if "process" in self else next(MADE)
        return Path(self["dir"]) / f"python-{number}"


def server(given):
    return {
        "region": "us-east-1",
        "endpoint_url": given["endpoint"],
        "allow_http": True,
        "force_path_style": True,
    }


def access_keys(given):
    return {"access_key_id": given["key"], "secret_access_key": given["secret"]}


def bucket(given, prefix):
    return icechunk.s3_storage(
        bucket=given["bucket"], prefix=prefix, **server(given), **access_keys(given)
    )


def storage_of(given):
    if given["storage"] == "memory":
        return icechunk.in_memory_storage()
    directory = given.directory()
    if given["storage"] == "s3":
        return bucket(given, "/".join(directory.parts[-2:]))
    directory.mkdir(parents=True, exist_ok=True)
    return icechunk.local_filesystem_storage(str(directory))


def create(storage, given):
    config = icechunk.RepositoryConfig.default()
    if given.number("split"):
        sizes = {
            icechunk.ManifestSplitCondition.AnyArray(): {
                icechunk.ManifestSplitDimCondition.Any(): given.number("split")
            }
        }
        splitting = icechunk.ManifestSplittingConfig.from_dict(sizes)
        config.manifest = icechunk.ManifestConfig(splitting=splitting)
    return icechunk.Repository.create(storage, config=config)


def document(count, length):
    return (
        '{"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8","chunk_grid":'
        '{"name":"regular","configuration":{"chunk_shape":[%d]}},"chunk_key_encoding":'
        '{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}' % (count * length, length)
    ).encode()


def key(chunk):
    return f"a/c/{chunk}"


def first_word(chunk):
    return chunk * 2_654_435_761 & 0xFFFFFFFF


def content(chunk, length):
    words = np.arange((length + 3) // 4, dtype=np.uint64) * 2_246_822_519 + first_word(chunk)
    return words.astype(np.uint32).tobytes()[:length]


def expect_chunk(data, chunk, length):
    if len(data) != length or int.from_bytes(bytes(data[:4]), "little") != first_word(chunk):
        raise ValueError(f"chunk {chunk}: {len(data)} bytes, or others")


def buffer(data):
    return cpu.Buffer.from_bytes(data)


async def set_document(store, count, length):
    await store.set("a/zarr.json", buffer(document(count, length)))


async def get(store, chunk, length):
    data = (await store.get(key(chunk), PROTOTYPE)).as_numpy_array()
    expect_chunk(data, chunk, length)
    return data


async def checksum(store, count, length):
    crc = 0
    for chunk in range(count):
        crc = zlib.crc32(await get(store, chunk, length), crc)
    return f"{crc:08x}"


def reader(repository):
    return repository.readonly_session("main").store


async def with_chunks(storage, given):
    count, length = given.number("chunks"), given.number("bytes")
    repository = create(storage, given)
    session = repository.writable_session("main")
    await set_document(session.store, count, length)
    for chunk in range(count):
        await session.store.set(key(chunk), buffer(content(chunk, length)))
    session.commit("chunks")
    return repository


def references(count, uneven=False):
    chunks = np.arange(count, dtype=np.uint64)
    locations = [f"s3://archive/model/run-{chunk // REFS_OF_A_FILE}.nc" for chunk in range(count)]
    less = chunks * 2_654_435_761 % 2**32 // 2**20 if uneven else np.zeros_like(chunks)
    return locations, 4096 + chunks % REFS_OF_A_FILE * 65_536 + less, 65_536 - less


def set_references(store, count, prepared):
    store.set_virtual_refs_arr("/a", (count,), *prepared, validate_containers=False)


async def with_references(storage, given):
    repository = create(storage, given)
    await fill(repository, given)
    return repository


async def fill(repository, given):
    count = given.number("refs")
    session = repository.writable_session("main")
    await set_document(session.store, count, 1)
    if given["kind"] == "inline":
        for chunk in range(count):
            await session.store.set(key(chunk), buffer(content(chunk, 1)))
    else:
        set_references(session.store, count, references(count))
    session.commit("references")


async def present(storage):
    session = icechunk.Repository.open(storage).readonly_session("main")
    count = 0
    async for _ in session.chunk_coordinates("/a"):
        count += 1
    return count


def ancestors(repository):
    return sum(1 for _ in repository.ancestry(branch="main"))


class Case:
    """What is measured: `run` answers with work, nanoseconds, lost work, and the parts' times."""

    def __init__(self, given):
        self.given = given

    async def prepare(self):
        return ""

    async def check(self):
        return self.sum


class Phases:
    def __init__(self):
        self.took = {}
        self.start = time.perf_counter_ns()

    def begin(self):
        self.start = time.perf_counter_ns()

    def end(self, name):
        self.took[name] = time.perf_counter_ns() - self.start
        self.start = time.perf_counter_ns()

    def answer(self):
        return 1, sum(self.took.values()), 0, self.took

    def counting(self, name, count):
        return *self.answer(), {name: count}


def forget_peak():
    """From now on the most is the most from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mebibytes():
    """The most memory that the process held since it was last asked to forget."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) >> 10


class Get(Case):
    async def prepare(self):
        self.count, self.length = self.given.number("chunks"), self.given.number("bytes")
        self.store = reader(await with_chunks(storage_of(self.given), self.given))
        self.next = 0
        return await checksum(self.store, self.count, self.length)

    async def run(self, repetitions):
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            self.next = (self.next + 1) % self.count
            await get(self.store, self.next, self.length)
        return repetitions, time.perf_counter_ns() - start, 0, {}


async def get_all(store, count, length, at_once):
    waiting = iter(range(count))

    async def some():
        for chunk in waiting:
            await get(store, chunk, length)

    await asyncio.gather(*(some() for _ in range(at_once)))


class ReadAll(Get):
    async def prepare(self):
        self.at_once = self.given.number("at_once") or AT_ONCE
        return await super().prepare()

    async def run(self, repetitions):
        forget_peak()
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            await get_all(self.store, self.count, self.length, self.at_once)
        took = time.perf_counter_ns() - start
        return repetitions * self.count, took, 0, {}, {"peak": peak_mebibytes()}


class Virtual(ReadAll):
    async def prepare(self):
        given = self.given
        self.count, self.length = given.number("chunks"), given.number("bytes")
        self.at_once = given.number("at_once")
        prefix = given["container"]
        access = {prefix: None}
        if prefix.startswith("file://"):
            place = icechunk.local_filesystem_store(prefix[len("file://") :])
        elif prefix.startswith("s3://"):
            place = icechunk.s3_store(s3_compatible=True, **server(given))
            credentials = icechunk.s3_credentials(**access_keys(given))
            access = icechunk.containers_credentials({prefix: credentials})
        else:
            place = icechunk.http_store({"allow_http": "true"})
        config = icechunk.RepositoryConfig.default()
        config.set_virtual_chunk_container(icechunk.VirtualChunkContainer(prefix, place))
        repository = icechunk.Repository.create(
            storage_of(given), config=config, authorize_virtual_chunk_access=access
        )
        session = repository.writable_session("main")
        await set_document(session.store, self.count, self.length)
        offsets = np.arange(self.count, dtype=np.uint64) * self.length
        lengths = np.full(self.count, self.length, dtype=np.uint64)
        locations = [prefix + given["source"]] * self.count
        session.store.set_virtual_refs_arr("/a", (self.count,), locations, offsets, lengths)
        session.commit("virtual")
        self.store = reader(repository)
        return await checksum(self.store, self.count, self.length)


class Set(Case):
    async def prepare(self):
        return self.given["chunks"]

    async def run(self, repetitions):
        count, length = self.given.number("chunks"), self.given.number("bytes")
        repository = create(storage_of(self.given), self.given)
        session = repository.writable_session("main")
        store = session.store
        await set_document(store, count, length)
        data = buffer(content(7, length))
        waiting = iter(range(repetitions))

        async def some():
            for i in waiting:
                await store.set(key(i % count), data)

        start = time.perf_counter_ns()
        await asyncio.gather(*(some() for _ in range(self.given.number("tasks"))))
        if self.given["committed"] == "yes":
            session.commit("chunks")
        took = time.perf_counter_ns() - start
        expect_chunk((await store.get(key(0), PROTOTYPE)).as_numpy_array(), 7, length)
        return repetitions, took, 0, {}


class Commit(Case):
    async def prepare(self):
        self.next = self.done = 0
        self.storage = storage_of(self.given)
        self.repository = await with_references(self.storage, self.given)
        return self.given["refs"]

    async def run(self, repetitions):
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            self.next = (self.next + 7_919) % self.given.number("refs")
            session = self.repository.writable_session("main")
            if self.given["kind"] == "inline":
                await session.store.set(key(self.next), buffer(b"\1"))
            else:
                place = ("s3://archive/model/other.nc", self.next, 65_536)
                session.store.set_virtual_ref(
                    key(self.next),
                    location=place[0],
                    offset=place[1],
                    length=place[2],
                    validate_container=False,
                )
            session.commit("one")
        self.done += repetitions
        return repetitions, time.perf_counter_ns() - start, 0, {}

    async def check(self):
        commits = ancestors(self.repository)
        if commits != self.done + 2:
            raise ValueError(f"{commits} commits, not {self.done + 2}")
        return str(await present(self.storage))


async def writes(repository, start, count):
    acknowledged = 0
    for chunk in range(start, start + count):
        session = await repository.writable_session_async("main")
        await session.store.set(key(chunk), buffer(content(chunk, 4)))
        try:
            await session.commit_async("one", rebase_with=icechunk.ConflictDetector())
            acknowledged += 1
        except icechunk.IcechunkError as refused:
            print(refused, file=sys.stderr)
    return acknowledged


async def commit_array(repository, chunks):
    session = repository.writable_session("main")
    await set_document(session.store, chunks, 4)
    session.commit("array")


class Writers(Case):
    async def prepare(self):
        return str(self.given.number("tasks") * self.given.number("commits"))

    async def run(self, _):
        tasks, commits = self.given.number("tasks"), self.given.number("commits")
        storage = storage_of(self.given)
        repository = create(storage, self.given)
        await commit_array(repository, tasks * commits)
        start = time.perf_counter_ns()
        done = await asyncio.gather(
            *(writes(repository, task * commits, commits) for task in range(tasks))
        )
        took = time.perf_counter_ns() - start
        there = await present(storage)
        return there, took, max(0, sum(done) - there), {}


class Writer(Case):
    async def prepare(self):
        self.storage = storage_of(self.given)
        commits = self.given.number("commits")
        self.first = self.given.number("process") * commits
        if self.first == 0:
            self.repository = create(self.storage, self.given)
            await commit_array(self.repository, self.given.number("processes") * commits)
        else:
            self.repository = icechunk.Repository.open(self.storage)
        return self.given["process"]

    async def run(self, _):
        start = time.perf_counter_ns()
        done = await writes(self.repository, self.first, self.given.number("commits"))
        return done, time.perf_counter_ns() - start, 0, {}

    async def check(self):
        return str(await present(self.storage))


async def base(storage, given):
    repository = create(storage, given)
    await commit_array(repository, PLACES)
    return repository


async def commits(repository, count):
    for i in range(count):
        session = repository.writable_session("main")
        await session.store.set(key(i % PLACES), buffer(content(i, 4)))
        session.commit("one")


class Series(Case):
    async def prepare(self):
        self.done = self.given.number("before")
        start = time.perf_counter_ns()
        while time.perf_counter_ns() - start < self.given.number("warm_ms") * 1_000_000:
            other = await base(storage_of(self.given), self.given)
            await commits(other, WARM_COMMITS)
        self.repository = await base(storage_of(self.given), self.given)
        await commits(self.repository, self.done)
        return str(self.done)

    async def run(self, repetitions):
        start = time.perf_counter_ns()
        await commits(self.repository, repetitions)
        self.done += repetitions
        return repetitions, time.perf_counter_ns() - start, 0, {}

    async def check(self):
        seen = ancestors(self.repository)
        if seen != self.done + 2:
            raise ValueError(f"{seen} commits, not {self.done + 2}")
        return "complete"


class Past(Case):
    async def prepare(self):
        self.storage = storage_of(self.given)
        self.repository = await base(self.storage, self.given)
        await commits(self.repository, self.given.number("commits"))
        return self.given["commits"]

    async def run(self, _):
        first = [info.id for info in self.repository.ancestry(branch="main")][-2]
        phases = Phases()
        seen = ancestors(self.repository)
        phases.end("ancestry")
        diff = self.repository.diff(from_snapshot_id=first, to_branch="main")
        chunks = sum(len(changed) for changed in diff.updated_chunks.values())
        phases.end("diff")
        fresh = icechunk.Repository.open(self.storage)
        data = (await reader(fresh).get(key(1), PROTOTYPE)).as_numpy_array()
        phases.end("open")
        if seen != self.given.number("commits") + 2 or chunks != PLACES or len(data) != 4:
            raise ValueError(f"{seen} commits, {chunks} chunks")
        return phases.answer()


class Bulk(Case):
    async def prepare(self):
        return self.given["refs"]

    async def run(self, _):
        count = self.given.number("refs")
        forget_peak()
        prepared = references(count, self.given["uneven"] == "yes")
        storage = storage_of(self.given)
        session = create(storage, self.given).writable_session("main")
        await set_document(session.store, count, 1)
        phases = Phases()
        set_references(session.store, count, prepared)
        phases.end("set")
        session.commit("references")
        phases.end("commit")
        store = reader(icechunk.Repository.open(storage))
        there = await store.exists(key(count // 2))
        phases.end("open")
        seen = await present(storage)
        if not there or seen != count:
            raise ValueError(f"{seen} references of {count}")
        return phases.counting("peak", peak_mebibytes())


class Objects(Case):
    async def prepare(self):
        return self.given["chunks"]

    async def run(self, _):
        count, length = self.given.number("chunks"), self.given.number("bytes")
        chunks = [buffer(content(chunk, length)) for chunk in range(count)]
        prefix = "/".join(self.given.directory().parts[-2:])
        repository = create(bucket(self.given, prefix), self.given)
        session = repository.writable_session("main")
        await set_document(session.store, count, length)
        waiting = iter(range(count))

        async def some():
            for chunk in waiting:
                await session.store.set(key(chunk), chunks[chunk])

        phases = Phases()
        await asyncio.gather(*(some() for _ in range(self.given.number("at_once"))))
        session.commit("chunks")
        phases.end("write")
        await get(reader(repository), 0, length)
        objects = sum(1 for _ in (Path(self.given["data"]) / prefix / "chunks").iterdir())
        return phases.counting("puts", objects)


class Base(Case):
    async def prepare(self):
        storage = icechunk.local_filesystem_storage(self.given["base"])
        await fill(create(storage, self.given), self.given)
        return self.given["refs"]


class Continue(Case):
    STEP = 7_919

    async def prepare(self):
        return self.given["refs"]

    async def run(self, _):
        directory = self.given.directory()
        shutil.copytree(self.given["base"], directory)
        storage = icechunk.local_filesystem_storage(str(directory))
        repository = icechunk.Repository.open(storage)
        phases = Phases()
        for number, name in (1, "first"), (2, "second"):
            chunk = number * self.STEP % self.given.number("refs")
            phases.begin()
            session = repository.writable_session("main")
            session.store.set_virtual_ref(
                key(chunk),
                location="s3://archive/model/other.nc",
                offset=chunk,
                length=65_536,
                validate_container=False,
            )
            session.commit("one")
            phases.end(name)
        seen, commits = await present(storage), ancestors(repository)
        if seen != self.given.number("refs") or commits != 4:
            raise ValueError(f"{seen} references, {commits} commits")
        return phases.answer()


class Keys(Case):
    async def prepare(self):
        self.store = reader(await with_references(storage_of(self.given), self.given))
        self.sum = await self.all(Phases())
        return self.sum

    async def all(self, phases):
        document_bytes = await self.store.getsize("a/zarr.json")
        phases.begin()
        keys = [name async for name in self.store.list()]
        phases.end("list")
        names = [name async for name in self.store.list_dir("a/c")]
        phases.end("directory")
        total = await self.store.getsize_prefix("a")
        phases.end("getsize")
        return f"{len(keys)}-{len(names)}-{total - document_bytes}"

    async def run(self, _):
        phases = Phases()
        again = await self.all(phases)
        if again != self.sum:
            raise ValueError(f"other keys than before: {again}")
        return phases.answer()


class Collect(Case):
    CHUNKS, BYTES = 20, 1_000

    async def prepare(self):
        return self.given["commits"]

    async def run(self, _):
        count = self.given.number("commits")
        repository = create(storage_of(self.given), self.given)
        for commit in range(count):
            session = repository.writable_session("main")
            if commit == 0:
                await set_document(session.store, self.CHUNKS, self.BYTES)
            for chunk in range(self.CHUNKS):
                await session.store.set(key(chunk), buffer(content(commit, self.BYTES)))
            session.commit("chunks")
        cutoff = datetime.now(timezone.utc) + timedelta(days=1)
        phases = Phases()
        repository.expire_snapshots(cutoff)
        phases.end("expire")
        for name, dry in (("dry", True), ("collect", False)):
            summary = repository.garbage_collect(cutoff, dry_run=dry)
            phases.end(name)
            if summary.chunks_deleted != (count - 1) * self.CHUNKS:
                raise ValueError(f"{summary.chunks_deleted} chunks deleted")
        return phases.answer()


CASES = {
    "get": Get,
    "read-all": ReadAll,
    "virtual": Virtual,
    "set": Set,
    "commit": Commit,
    "series": Series,
    "past": Past,
    "writers": Writers,
    "writer": Writer,
    "bulk": Bulk,
    "objects": Objects,
    "base": Base,
    "continue": Continue,
    "keys": Keys,
    "collect": Collect,
}


class Peer:
    case = None

    async def answer(self, words):
        match words:
            case ["version"]:
                return f"ok version={icechunk.__version__}"
            case ["prepare", name, *pairs]:
                self.case = None
                if name not in CASES:
                    return f"none no case {name}"
                prepared = CASES[name](Parameters(pair.split("=", 1) for pair in pairs))
                prepared.sum = await prepared.prepare()
                self.case = prepared
                return f"ok sum={prepared.sum}"
            case ["run", repetitions]:
                work, nanos, lost, phases, *counts = await self.case.run(int(repetitions))
                parts = "".join(f" nanos.{name}={took}" for name, took in phases.items())
                for name, count in counts[0].items() if counts else ():
                    parts += f" count.{name}={count}"
                return f"ok work={work} nanos={nanos} lost={lost}{parts}"
            case ["check"]:
                return f"ok sum={await self.case.check()}"
            case ["close"]:
                self.case = None
                return "ok"
        return "error unknown request"


def main():
    peer = Peer()
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        try:
            text = loop.run_until_complete(peer.answer(line.split()))
        except Exception as failure:  # told to the runner, which goes on without this peer
            text = "error " + " ".join(f"{type(failure).__name__} {failure}".split())
        print(text, flush=True)


main()
