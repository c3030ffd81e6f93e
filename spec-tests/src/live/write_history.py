"""A process of the reference that makes random transactions on `main` for the isolation checker.

    write_history.py ENDPOINT BUCKET PREFIX NAME SEED

The tree, the values and the lines on standard output are those of Floe's own processes: see
`Workload`, `StoredValues`, `WriterProcess` and `TransactionText` in the module fuzz. It ends when
something comes on its input.

No transaction makes again what it deleted: where another deleted it too, the reference's rebase
sees no conflict, and the other's deletion is lost; see the scenario "an array that one deletes and
another replaces".
"""

import asyncio
import random
import select
import sys
import time

import reference
import icechunk as ic
from zarr.core.buffer import cpu, default_buffer_prototype

from over_s3 import storage

ARRAYS = ["a", "b", "g/c", "z"]
GROUPS = ["g", "g/h"]
CHUNKS = 3
SHAPE = 8
PAUSE_SECONDS = 0.05
LONG = 700
BEFORE = '"elements":"'


def say(*words):
    print(*words, flush=True)


def document(elements, is_array):
    attributes = '"attributes":{' + BEFORE + ",".join(elements) + '"}'
    if not is_array:
        return '{"zarr_format":3,"node_type":"group",' + attributes + "}"
    return (
        f'{{"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[{SHAPE}],'
        '"chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,'
        '"codecs":[{"name":"bytes"}],' + attributes + "}"
    )


def elements(key, text):
    text = text.strip()
    if key.endswith("zarr.json"):
        text = text.partition(BEFORE)[2].partition('"')[0]
    return text.split(",")


class Transaction:
    """What one session does, as it is told."""

    def __init__(self, repo, name, level, only_reads):
        self.name, self.level = name, level
        self.begin = time.monotonic_ns()
        self.session = (
            repo.readonly_session("main") if only_reads else repo.writable_session("main")
        )
        self.base = self.session.snapshot_id
        self.store = self.session.store
        self.operations = []
        self.count = 0
        self.changes = False
        self.deleted = set()

    def line(self, outcome, snapshot="-"):
        head = [self.name, self.level, self.base, str(self.begin), str(time.monotonic_ns())]
        return "\t".join([*head, outcome, snapshot, *self.operations])

    async def read(self, key):
        value = await self.store.get(key, default_buffer_prototype())
        seen = [] if value is None else elements(key, value.to_bytes().decode())
        self.operations.append(f"R {key} {','.join(seen) or '-'}")
        return seen

    async def keys(self, prefix):
        seen = sorted([key async for key in self.store.list_prefix(prefix)])
        self.operations.append(f"L KEYS {prefix or '-'} {','.join(seen) or '-'}")

    async def write(self, key, value):
        if key.endswith("zarr.json"):
            text = document(value, key.removesuffix("/zarr.json") in ARRAYS)
        else:
            text = ",".join(value) + (" " * LONG if self.count % 2 == 0 else "")
        await self.store.set(key, cpu.Buffer.from_bytes(text.encode()))
        self.operations.append(f"W {key} {','.join(value)}")
        self.changes = True

    def element(self):
        self.count += 1
        return f"{self.name}.{self.count - 1}"

    async def append(self, key):
        await self.write(key, [*await self.read(key), self.element()])

    async def overwrite(self, key):
        await self.write(key, [self.element()])

    async def delete(self, key):
        await self.store.delete(key)
        self.operations.append(f"D {key}")
        self.changes = True

    async def delete_tree(self, path):
        await self.store.delete(f"{path}/zarr.json")
        self.operations.append(f"T {path}")
        self.deleted.add(path)
        self.changes = True


def chunk(array):
    return f"{array}/c/{random.randrange(CHUNKS)}"


async def read_some(transaction, count):
    for _ in range(count):
        array = random.choice(ARRAYS)
        kind = random.randrange(8)
        if kind == 0:
            await transaction.keys("")
        elif kind == 1:
            await transaction.read(f"{random.choice(GROUPS)}/zarr.json")
        elif kind == 2:
            await transaction.read(f"{array}/zarr.json")
        else:
            await transaction.read(chunk(array))


async def write_some(transaction):
    array = random.choice(ARRAYS[:-1])
    kind = random.randrange(16)
    if array in transaction.deleted:
        await transaction.read(chunk(array))
    elif kind < 2:
        await transaction.append(f"{array if kind == 0 else random.choice(GROUPS)}/zarr.json")
    elif not await transaction.read(f"{array}/zarr.json"):
        await transaction.overwrite(f"{array}/zarr.json")
    elif kind == 2:
        await transaction.delete_tree(array)
    elif kind == 3:
        await transaction.delete(chunk(array))
    elif kind == 4:
        await transaction.overwrite(chunk(array))
    else:
        await transaction.append(chunk(array))


async def work(transaction, only_reads):
    await read_some(transaction, random.randint(1, 4))
    if not only_reads:
        for _ in range(random.randint(1, 3)):
            await write_some(transaction)


def error(failure):
    kind = reference.error_kind(failure).split()[0]
    say("ERROR", type(failure).__name__, kind, " ".join(str(failure).split())[:300])


def commit(transaction):
    """Any other failure than a conflict may have left a commit behind."""
    rebases = transaction.level == "SNAPSHOT_ISOLATION"
    how = {"rebase_with": ic.ConflictDetector()} if rebases else {}
    try:
        snapshot = transaction.session.commit(transaction.name, **how)
        say("ENDED", transaction.line("COMMITTED", snapshot))
    except (ic.ConflictError, ic.RebaseFailedError):
        say("ENDED", transaction.line("FAILED"))
    except BaseException as failure:
        if reference.error_kind(failure) == "no-changes-to-commit":
            say("ENDED", transaction.line("FAILED"))
            return
        say("ENDED", transaction.line("UNKNOWN"))
        error(failure)


def one(repo, name):
    only_reads = random.randrange(8) == 0
    rebases = not only_reads and random.randrange(3) > 0
    level = "SNAPSHOT_ISOLATION" if rebases else "STRICT_SERIALIZABLE"
    transaction = Transaction(repo, name, level, only_reads)
    asyncio.run(work(transaction, only_reads))
    say("BEGUN", transaction.line("UNKNOWN"))
    if transaction.changes:
        commit(transaction)
    else:
        say("ENDED", transaction.line("COMMITTED"))


def main(endpoint, bucket, prefix, name, seed):
    random.seed(int(seed))
    repo = ic.Repository.open(storage(endpoint, bucket, prefix))
    say("READY")
    number = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            one(repo, f"{name}-{number}")
        except Exception as failure:
            error(failure)
        number += 1
        time.sleep(PAUSE_SECONDS * random.random())  # or it makes nine of ten commits
    say("DONE")


reference.run(main)
