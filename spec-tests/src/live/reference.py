"""What the reference library sees in a repository, as JSON-like values.

Works with icechunk 2.x, and with 1.x for what that has. Listings are sorted by the UTF-8 bytes of
the key, times are RFC 3339 in UTC with microseconds, an absent value is None.
"""

import asyncio
import hashlib
import json
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

os.environ.setdefault("ICECHUNK_NO_LOGS", "1")

import icechunk as ic
import zarr
from zarr.core.buffer import default_buffer_prototype

import raw

IS_2 = hasattr(ic, "SpecVersion")
ROOT_SNAPSHOT = "1CECHNKREP0F1RSTCMT0"
KINDS = {0: "absent", 1: "native", 2: "virtual", 3: "inline"}


def made_by():
    return {"library": f"icechunk {ic.__version__}", "zarr": zarr.__version__}


def access(prefixes):
    """Permission to read virtual chunks under file:// prefixes."""
    if not prefixes:
        return None
    if not IS_2:
        return {prefix: None for prefix in prefixes}
    return ic.containers_credentials({p: ic.credentials.LocalFileSystemAccess for p in prefixes})


def open_repository(path, authorize=(), config=None):
    return ic.Repository.open(
        ic.local_filesystem_storage(str(path)),
        config=config,
        authorize_virtual_chunk_access=access(authorize),
    )


def rfc3339(moment):
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def error_kind(error):
    return str(getattr(error, "kind", None) or type(error).__name__)


# ---- keys ------------------------------------------------------------------------------------


async def _collect(iterator):
    return [item async for item in iterator]


async def _read_all(store):
    keys = sorted(set(await _collect(store.list())), key=lambda key: key.encode())
    rows = []
    for key in keys:
        rows.append(await _read(store, key))
    return rows


async def _read(store, key):
    try:
        value = await store.get(key, default_buffer_prototype())
        if value is None:
            return {"key": key, "length": None, "sha256": None, "error": "not-found"}
        data = value.to_bytes()
        return {"key": key, "length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    except Exception as error:
        length = await _length(store, key)
        return {"key": key, "length": length, "sha256": None, "error": error_kind(error)}


async def _length(store, key):
    try:
        return await store.getsize(key)
    except Exception:
        return None


def keys(session):
    """Every store key with the length and hash of what reading it gives."""
    return asyncio.run(_read_all(session.store))


# ---- chunk references ------------------------------------------------------------------------


async def _chunk_rows(store, array):
    rows = []
    async for coords, kinds, paths, offsets, lengths, _inlined in store.array_chunk_iterator(array):
        for i in range(len(kinds)):
            rows.append(
                (
                    tuple(int(c) for c in coords[i]),
                    KINDS[int(kinds[i])],
                    paths[i],
                    int(offsets[i]),
                    int(lengths[i]),
                )
            )
    return rows


async def _coordinates(session, array, known):
    found = []
    async for batch in session._session.chunk_coordinates(array, 1000):
        found += [tuple(coords) for coords in batch]
    refs = ((coords, known[coords]) for coords in found)
    return [(c, r["kind"], r.get("id"), r.get("offset"), r["length"]) for c, r in refs]


def chunks(repository_path, session, array, manifests_of):
    """Chunk references of one array, as the reference lists them, with what the manifests add.

    `array` is the path as stored in the snapshot, `manifests_of` what raw.snapshot_manifests says.
    """
    node_id, manifests = manifests_of[array]
    known = {}
    for manifest in manifests:
        known.update(raw.manifest(repository_path / "manifests" / manifest).get(node_id, {}))
    try:
        listed = asyncio.run(_chunk_rows(session.store, array))
    except ValueError:  # references of a wrong rank do not fit its table
        listed = asyncio.run(_coordinates(session, array, known))
    rows = []
    for coords, kind, path, offset, length in sorted(listed):
        ref = known[coords]
        if (ref["kind"], ref["length"]) != (kind, length):
            raise AssertionError(f"{array} {coords}: {ref} but listed as {kind} {length}")
        if kind == "native" and (ref["id"], ref["offset"]) != (path, offset):
            raise AssertionError(f"{array} {coords}: {ref} but listed as {path} {offset}")
        rows.append(
            {
                "coords": list(coords),
                "kind": kind,
                "id": ref.get("id"),
                "location": ref.get("location"),
                "offset": ref.get("offset"),
                "length": length,
                "etag": ref.get("etag"),
                "last_modified": _seconds(ref.get("last_modified")),
            }
        )
    return rows


def _seconds(value):
    return None if value is None else rfc3339(datetime.fromtimestamp(value, UTC))


# ---- history and refs ------------------------------------------------------------------------


def snapshot(info):
    return {
        "id": info.id,
        "parent": info.parent_id,
        "written_at": rfc3339(info.written_at),
        "message": info.message,
        "metadata": info.metadata,
    }


def history(repository, **version):
    return [snapshot(info) for info in repository.ancestry(**version)]


def is_2(repository):
    return IS_2 and repository.spec_version == ic.SpecVersion.v2


def branches(path, repository):
    names = repository.list_branches() if is_2(repository) else _names_of_files(path, "branch.")
    return {name: repository.lookup_branch(name) for name in sorted(names)}


def tags(path, repository):
    names = repository.list_tags() if is_2(repository) else _names_of_files(path, "tag.")
    return {name: repository.lookup_tag(name) for name in sorted(names)}


def _names_of_files(path, kind):
    """Spec 1 in local files: the library lists names percent-encoded and drops the tags among them,
    but finds each under its real name."""
    for folder in Path(path).glob(f"refs/{kind}*"):
        if (folder / "ref.json").exists() and not (folder / "ref.json.deleted").exists():
            yield unquote(folder.name.removeprefix(kind))


def listed(repository):
    """Names as the library lists them."""
    return {"branches": sorted(repository.list_branches()), "tags": sorted(repository.list_tags())}


def deleted_tags(path, repository):
    if is_2(repository):
        return repository.inspect_repo_info()["deleted_tags"]
    stones = Path(path).glob("refs/tag.*/ref.json.deleted")
    return sorted(unquote(stone.parent.name.removeprefix("tag.")) for stone in stones)


def diff(repository, from_id, to_id):
    changes = repository.diff(from_snapshot_id=from_id, to_snapshot_id=to_id)
    return {
        "from": from_id,
        "to": to_id,
        "new_groups": sorted(changes.new_groups),
        "new_arrays": sorted(changes.new_arrays),
        "deleted_groups": sorted(changes.deleted_groups),
        "deleted_arrays": sorted(changes.deleted_arrays),
        "updated_groups": sorted(changes.updated_groups),
        "updated_arrays": sorted(changes.updated_arrays),
        "updated_chunks": {
            path: sorted(list(coords) for coords in changes.updated_chunks[path])
            for path in sorted(changes.updated_chunks)
        },
        "moved_nodes": [{"from": a, "to": b} for a, b in getattr(changes, "moved_nodes", [])],
    }


# ---- operations, status, settings --------------------------------------------------------------


def operations(repository):
    return [_operation(update) for update in repository.ops_log()]


def _operation(update):
    kind = update.kind
    row = {
        "type": type(kind).__name__.split(".")[-1],
        "updated_at": rfc3339(update.updated_at),
        "backup_path": update.backup_path,
    }
    for field in [name for name in dir(kind) if not name.startswith("_")]:
        value = getattr(kind, field)
        if isinstance(value, type) or callable(value):
            continue
        row[field] = _status(value) if field == "status" else value
    return row


def _status(status):
    return {
        "availability": str(status.availability).split(".")[-1],
        "set_at": rfc3339(status.set_at),
        "reason": status.limited_availability_reason,
    }


def settings(repository):
    """What only spec 2 has; None for each in spec 1."""
    if not is_2(repository):
        return dict.fromkeys(("status", "metadata", "feature_flags", "ops"))
    return {
        "status": _status(repository.status),
        "metadata": repository.metadata,
        "feature_flags": {flag.name: flag.enabled for flag in repository.feature_flags()},
        "ops": operations(repository),
    }


def stats(repository):
    sums = repository.chunk_storage_stats()
    parts = {
        "native_bytes": sums.native_bytes,
        "virtual_bytes": sums.virtual_bytes,
        "inlined_bytes": sums.inlined_bytes,
    }
    return {**parts, "total_bytes": sum(parts.values())}


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def run(main):
    """Runs a program and leaves at once: the library's threads may crash an ordinary exit."""
    code = 0
    try:
        main(*sys.argv[1:])
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 2
        if not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
