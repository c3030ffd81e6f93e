"""A whole repository as the reference sees it: the content of expected.json and inspect.json."""

import json
from pathlib import Path

import raw
import reference


def repository(path, authorize=(), tips_only=False):
    path = Path(path)
    repo = reference.open_repository(path, authorize)
    branches, tags = reference.branches(path, repo), reference.tags(path, repo)
    snapshots, histories = {}, {}
    for kind, names in (("branch", branches), ("tag", tags)):
        for name in names:
            rows = reference.history(repo, **{kind: name})
            histories[f"{kind}:{name}"] = [row["id"] for row in rows]
            snapshots.update((row["id"], row) for row in rows)
    for file in (path / "snapshots").iterdir():
        if file.name not in snapshots:
            try:
                row = reference.snapshot(repo.lookup_snapshot(file.name))
            except Exception:
                continue  # a file that nothing refers to any more
            snapshots[file.name] = row
    tips = [*branches.values(), *tags.values()]
    return {
        "made_by": reference.made_by(),
        "authorize": list(authorize),
        "spec_version": int(repo.spec_version),
        "branches": branches,
        "tags": tags,
        "listed": reference.listed(repo),
        "deleted_tags": reference.deleted_tags(path, repo),
        "config": raw.persisted_config(path),
        **reference.settings(repo),
        "stats": stats(repo),
        "snapshots": by_time(snapshots),
        "histories": histories,
        "diffs": list(diffs(repo, snapshots, histories)),
        "versions": versions(path, repo, snapshots, tips if tips_only else None),
    }


def stats(repo):
    try:
        return reference.stats(repo)
    except Exception:
        return None  # it stumbles over branch names that it lists percent-encoded


def by_time(snapshots):
    return sorted(snapshots.values(), key=lambda row: (row["written_at"], row["id"]))


def diffs(repo, snapshots, histories):
    """Each snapshot against its parent, and each history's root against its tip."""
    pairs = [(row["parent"], row["id"]) for row in by_time(snapshots) if row["parent"]]
    pairs += [(ids[-1], ids[0]) for ids in histories.values() if len(ids) > 2]
    for pair in dict.fromkeys(pairs):
        yield reference.diff(repo, *pair)


def versions(path, repo, snapshots, tips):
    chosen = dict.fromkeys(tips or [row["id"] for row in by_time(snapshots)])
    return {snapshot_id: version(path, repo, snapshot_id) for snapshot_id in chosen}


def version(path, repo, snapshot_id):
    session = repo.readonly_session(snapshot_id=snapshot_id)
    stored = raw.snapshot_manifests(path / "snapshots" / snapshot_id)
    keys = [
        [r["key"], r["length"], r["sha256"], *([r["error"]] if "error" in r else [])]
        for r in reference.keys(session)
    ]
    arrays = {}
    for array in sorted(stored):
        arrays[array] = [list(r.values()) for r in reference.chunks(path, session, array, stored)]
    return {"keys": keys, "chunks": arrays}


def inspect(path):
    """The reference's inspect of every metadata file."""
    repo = reference.open_repository(path)
    found = {"repo": None, "snapshots": {}, "manifests": {}, "transactions": {}}
    if (path / "repo").exists():
        found["repo"] = repo.inspect_repo_info()
    for kind, look in (
        ("snapshots", repo.inspect_snapshot),
        ("manifests", repo.inspect_manifest),
        ("transactions", repo.inspect_transaction_log),
    ):
        for file in sorted((path / kind).glob("*")):
            try:
                found[kind][file.name] = look(file.name)
            except Exception as error:
                found[kind][file.name] = {"error": reference.error_kind(error)}
    return found


def pretty(value, indent=0):
    """JSON with one leaf row a line."""
    compact = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    pad = " " * (indent + 1)
    if not isinstance(value, (dict, list)) or not value or len(compact) + indent <= 160:
        return compact
    if isinstance(value, list):
        if all(not isinstance(item, (dict, list)) for item in value):
            return compact
        rows = [pad + pretty(item, indent + 1) for item in value]
        return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"
    rows = [f"{pad}{json.dumps(k, ensure_ascii=False)}: {pretty(v, indent + 1)}" for k, v in value.items()]
    return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
