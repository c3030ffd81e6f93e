"""Small words the recipes of the golden repositories share."""

import asyncio
import itertools
import os
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("ICECHUNK_NO_LOGS", "1")

import icechunk as ic
import numpy as np
import zarr
from zarr.core.buffer import default_buffer_prototype

IS_2 = hasattr(ic, "SpecVersion")
# Virtual chunks need absolute locations; whoever reads them puts `golden-data/` of the test resources here.
DATA_PREFIX = "file:///tmp/floe-golden/data/"
DATA_DIRECTORY = Path("/tmp/floe-golden/data")
DATA_MODIFIED = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def place_data():
    """Puts the foreign files where the virtual references point, with a fixed time."""
    DATA_DIRECTORY.mkdir(parents=True, exist_ok=True)
    for source in sorted((Path(__file__).parent.parent / "test/resources/golden-data").iterdir()):
        target = DATA_DIRECTORY / source.name
        target.write_bytes(source.read_bytes())
        os.utime(target, (DATA_MODIFIED.timestamp(),) * 2)


def create(path, config=None, spec_version=2, authorize=None):
    arguments = {"config": config, "authorize_virtual_chunk_access": authorize}
    if IS_2:
        arguments["spec_version"] = spec_version
    elif spec_version != 1:
        raise ValueError("the 1.x library writes spec 1 only")
    return ic.Repository.create(ic.local_filesystem_storage(str(path)), **arguments)


def config(**fields):
    made = ic.RepositoryConfig()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def set_keys(session, values):
    """Writes store keys as given: {key: bytes or str}."""

    async def write():
        buffer = default_buffer_prototype().buffer
        for key, value in values.items():
            data = value.encode() if isinstance(value, str) else value
            await session.store.set(key, buffer.from_bytes(data))

    asyncio.run(write())


def delete_keys(session, *keys):
    async def remove():
        for key in keys:
            await session.store.delete(key)

    asyncio.run(remove())


def delete_dir(session, prefix):
    asyncio.run(session.store.delete_dir(prefix))


def ramp(shape, dtype="float32"):
    """0, 1, 2 … in the given shape."""
    return np.arange(int(np.prod(shape, dtype=int)), dtype=dtype).reshape(shape)


def group(session, path="", **attributes):
    made = zarr.open_group(session.store, path=path, mode="a")
    if attributes:
        made.attrs.update(attributes)
    return made


def array(session, name, data, chunks=None, **options):
    """An array with its data; raw bytes unless the options say otherwise."""
    data = np.asarray(data)
    options.setdefault("compressors", None)
    made = zarr.create_array(
        session.store,
        name=name,
        shape=data.shape,
        dtype=data.dtype,
        chunks=chunks or data.shape,
        **options,
    )
    made[...] = data
    return made


def chunk_keys(name, *counts):
    for coords in itertools.product(*(range(n) for n in counts)):
        yield f"{name}/c/" + "/".join(map(str, coords)) if coords else f"{name}/c"


def now():
    return datetime.now(UTC)
