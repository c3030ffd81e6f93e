"""What each step of a scenario does in the reference, and how its outcome is said."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import icechunk as ic
from zarr.core.buffer import default_buffer_prototype

import reference
from scenario_text import diff_text, document, join, json_text, ranges, short, value_bytes

SOLVERS = {
    "detect": lambda **flags: ic.ConflictDetector(),
    "ours": lambda **flags: _solver(ic.VersionSelection.UseOurs, flags),
    "theirs": lambda **flags: _solver(ic.VersionSelection.UseTheirs, flags),
    "fail": lambda **flags: _solver(ic.VersionSelection.Fail, flags),
}
TYPES = {"unitialized": "absent", "uninitialized": "absent"}
LOG = (
    "new_groups",
    "new_arrays",
    "deleted_groups",
    "deleted_arrays",
    "updated_groups",
    "updated_arrays",
)


def _solver(selection, flags):
    return ic.BasicConflictSolver(on_chunk_conflict=selection, **flags)


class World:
    """A repository, its sessions by name, and its snapshots by message."""

    def __init__(self, directory):
        self.directory = directory
        self.loop = asyncio.new_event_loop()
        self.labels = {reference.ROOT_SNAPSHOT: "init"}
        self.snapshots = {"init": reference.ROOT_SNAPSHOT}
        self.sessions = {}
        self.repository = None
        self.config = None
        self.spec = 2

    def outcome(self, words):
        try:
            if words[0] not in ("spec", "config"):
                self.ready()
            value = getattr(self, "do_" + words[0].replace("-", "_"))(*words[1:])
            return "ok" if value is None else f"=> {value or 'nothing'}"
        except (ic.RebaseFailedError, ic.ConflictError) as error:
            return f"!! {reference.error_kind(error)}{self.conflict(error)}"
        except Exception as error:
            return f"!! {self.kind(error)}"

    def kind(self, error):
        """Its code; the store of the binding refuses writes with an error of its own."""
        if hasattr(error, "kind"):
            return str(error.kind)
        if "read-only" in str(error):
            return "read-only-store"
        return f"unexpected {error!r}"

    def conflict(self, error):
        if not isinstance(error, ic.RebaseFailedError):
            if error.expected_parent is None and error.actual_parent is None:
                return ""
            return f" {self.label(error.expected_parent)} -> {self.label(error.actual_parent)}"
        rows = []
        for one in error.conflicts:
            kind = str(one.conflict_type).lower()
            chunks = ranges(one.conflicted_chunks or [])
            path = "" if one.path is None or kind.startswith("move") else f" {one.path}"
            rows.append(f"{kind}{path}{' ' + chunks if chunks else ''}")
        return f" at {self.label(error.snapshot)}: {'; '.join(sorted(rows))}"

    def ready(self):
        if self.repository is None:
            version = ic.SpecVersion.v1 if self.spec == 1 else ic.SpecVersion.v2
            self.repository = ic.Repository.create(
                self.storage(), config=self.config, spec_version=version
            )

    def storage(self):
        return ic.local_filesystem_storage(str(self.directory))

    def id(self, at):
        if at.startswith("branch:"):
            return self.repository.lookup_branch(at[7:])
        if at.startswith("tag:"):
            return self.repository.lookup_tag(at[4:])
        return self.snapshots.get(at, at)

    def label(self, id):
        if id is None:
            return "none"
        if id not in self.labels:
            try:
                self.labels[id] = self.repository.lookup_snapshot(id).message
            except Exception:
                return "unknown"
        return self.labels[id]

    def remember(self, id, label):
        self.labels[id] = label
        self.snapshots[label] = id

    def time(self, at):
        if at == "now":
            return datetime.now(UTC) + timedelta(days=2)
        return self.repository.lookup_snapshot(self.id(at)).written_at

    def store(self, name):
        return self.sessions[name].store

    def wait(self, work):
        return self.loop.run_until_complete(work)

    def all(self, items):
        async def collect():
            return [item async for item in items]

        return self.wait(collect())

    # ---- repository ---------------------------------------------------------------------------

    def do_spec(self, version):
        self.spec = int(version)

    def do_config(self, *settings):
        config = ic.RepositoryConfig()
        for setting in settings:
            name, value = setting.split("=", 1)
            if name == "inline":
                config.inline_chunk_threshold_bytes = int(value)
            elif name == "updates":
                config.num_updates_per_repo_info_file = int(value)
            else:
                config.manifest = ic.ManifestConfig(splitting=splitting(value))
        self.config = config
        if self.repository is not None:
            self.do_reopen()

    def do_reopen(self):
        self.repository = ic.Repository.open(self.storage(), config=self.config)

    def do_create(self):
        ic.Repository.create(self.storage())

    def do_save_config(self):
        self.repository.save_config()

    def do_saved_config(self):
        config = ic.Repository.fetch_config(self.storage())
        if config is None:
            return "none"
        return f"inline {config.inline_chunk_threshold_bytes}"

    def do_branch(self, name, at):
        self.repository.create_branch(name, self.id(at))

    def do_delete_branch(self, name):
        self.repository.delete_branch(name)

    def do_reset(self, name, at, *options):
        expected = self.id(options[0].removeprefix("from=")) if options else None
        self.repository.reset_branch(name, self.id(at), from_snapshot_id=expected)

    def do_tag(self, name, at):
        self.repository.create_tag(name, self.id(at))

    def do_delete_tag(self, name):
        self.repository.delete_tag(name)

    def do_lookup(self, at):
        return self.label(self.id(at))

    def do_branches(self):
        return join(sorted(self.repository.list_branches()))

    def do_tags(self):
        return join(sorted(self.repository.list_tags()))

    def do_history(self, at):
        return join(self.label(info.id) for info in self.repository.ancestry(snapshot_id=self.id(at)))

    def do_ops(self):
        return join(type(update.kind).__name__ for update in self.repository.ops_log())

    def do_metadata(self):
        return json_text(self.repository.metadata)

    def do_set_metadata(self, text):
        self.repository.set_metadata(json.loads(text))

    def do_update_metadata(self, text):
        self.repository.update_metadata(json.loads(text))

    def do_defaults(self, text):
        self.repository.set_default_commit_metadata(json.loads(text))

    def do_properties(self, at):
        return json_text(self.repository.lookup_snapshot(self.id(at)).metadata)

    def do_availability(self, *words):
        if not words:
            return str(self.repository.status.availability).split(".")[-1]
        kind = ic.RepoAvailability.online if words[0] == "online" else ic.RepoAvailability.read_only
        reason = " ".join(words[1:]) or None
        self.repository.set_status(ic.RepoStatus(kind, limited_availability_reason=reason))

    def do_flag(self, name, setting):
        value = {"on": True, "off": False, "default": None}[setting]
        self.repository.set_feature_flag(name, value)

    def do_flags(self):
        flags = self.repository.feature_flags()
        return join(sorted(f"{flag.name} {'on' if flag.enabled else 'off'}" for flag in flags))

    def do_expire(self, at, *options):
        gone = self.repository.expire_snapshots(
            self.time(at),
            delete_expired_branches="branches" in options,
            delete_expired_tags="tags" in options,
        )
        return join(sorted(self.label(id) for id in gone))

    def do_gc(self, *options):
        summary = self.repository.garbage_collect(self.time("now"), dry_run="dry" in options)
        return (
            f"snapshots {summary.snapshots_deleted}, logs {summary.transaction_logs_deleted}, "
            f"manifests {summary.manifests_deleted}, chunks {summary.chunks_deleted}"
        )

    def do_upgrade(self, *options):
        ic.upgrade_icechunk_repository(self.repository, dry_run="dry" in options)
        if "dry" not in options:
            self.do_reopen()

    def do_version(self):
        return str(int(self.repository.spec_version))

    def do_rewrite(self, branch, label, *options):
        method = "amend" if "amend" in options else "new_commit"
        id = self.repository.rewrite_manifests(label, branch=branch, commit_method=method)
        self.remember(id, label)

    def do_diff(self, older, newer):
        return diff_text(
            self.repository.diff(from_snapshot_id=self.id(older), to_snapshot_id=self.id(newer))
        )

    def do_manifests(self, at):
        files = self.repository.list_manifest_files(self.id(at))
        return join(str(count) for count in sorted(file.num_chunk_refs for file in files))

    def do_stored(self, folder):
        return str(len(list((self.directory / folder).glob("*"))))

    def do_lose(self, folder, at):
        (self.directory / folder / self.id(at)).unlink()
        self.do_reopen()

    def do_stats(self):
        stats = self.repository.chunk_storage_stats()
        return f"native {stats.native_bytes}, virtual {stats.virtual_bytes}, inline {stats.inlined_bytes}"

    def do_log(self, at):
        log = self.repository.inspect_transaction_log(self.id(at))
        rows = [f"{name.replace('_', ' ')} {len(log[name])}" for name in LOG if log[name]]
        chunks = sum(len(row["chunks"]) for row in log["updated_chunks"])
        rows += [f"chunks {chunks}"] if chunks else []
        rows += [f"{move['from']} -> {move['to']}" for move in log.get("moved_nodes") or []]
        return "; ".join(rows)

    # ---- sessions -----------------------------------------------------------------------------

    def do_open(self, name, branch):
        self.sessions[name] = self.repository.writable_session(branch)

    def do_rearrange(self, name, branch):
        self.sessions[name] = self.repository.rearrange_session(branch)

    def do_read(self, name, at):
        if at.startswith("branch:"):
            self.sessions[name] = self.repository.readonly_session(at[7:])
        elif at.startswith("tag:"):
            self.sessions[name] = self.repository.readonly_session(tag=at[4:])
        else:
            self.sessions[name] = self.repository.readonly_session(snapshot_id=self.id(at))

    def do_read_as_of(self, name, branch, at):
        when = self.time(at[7:]) - timedelta(microseconds=1) if at.startswith("before:") else self.time(at)
        self.sessions[name] = self.repository.readonly_session(branch, as_of=when)

    def do_fork(self, name, of):
        self.sessions[name] = self.sessions[of].fork()

    def do_merge(self, name, *forks):
        self.sessions[name].merge(*(self.sessions[fork] for fork in forks))

    def do_discard(self, name):
        self.sessions[name].discard_changes()

    def do_commit(self, name, label, *options):
        given = dict(option.split("=", 1) for option in options if "=" in option)
        arguments = {"allow_empty": "allow-empty" in options}
        if "with" in given:
            arguments["rebase_with"] = SOLVERS[given["with"]]()
            arguments["rebase_tries"] = int(given.get("tries", 1000))
        metadata = json.loads(given["meta"]) if "meta" in given else None
        self.remember(self.sessions[name].commit(label, metadata, **arguments), label)

    def do_amend(self, name, label, *options):
        given = dict(option.split("=", 1) for option in options if "=" in option)
        metadata = json.loads(given["meta"]) if "meta" in given else None
        empty = "allow-empty" in options
        self.remember(self.sessions[name].amend(label, metadata=metadata, allow_empty=empty), label)

    def do_flush(self, name, label, *options):
        given = dict(option.split("=", 1) for option in options if "=" in option)
        metadata = json.loads(given["meta"]) if "meta" in given else None
        self.remember(self.sessions[name].flush(label, metadata=metadata), label)

    def do_rebase(self, name, solver, *flags):
        arguments = {
            flag.replace("keep-updated-", "fail_on_delete_of_updated_"): True for flag in flags
        }
        self.sessions[name].rebase(SOLVERS[solver](**arguments))

    def do_status(self, name):
        return diff_text(self.sessions[name].status())

    def do_changed(self, name):
        return "yes" if self.sessions[name].has_uncommitted_changes else "no"

    def do_mode(self, name):
        return str(self.sessions[name].mode).split(".")[-1].lower()

    def do_based(self, name):
        return self.label(self.sessions[name].snapshot_id)

    def do_branch_of(self, name):
        return self.sessions[name].branch or "none"

    def do_move(self, name, source, target):
        self.sessions[name].move(source, target)

    def do_shift(self, name, path, *offsets):
        self.sessions[name].shift_array(path, [int(offset) for offset in offsets])

    def do_reindex(self, name, path, offset, *options):
        forward = shifted(int(offset))
        backward = shifted(-int(offset)) if "both" in options else None
        self.sessions[name].reindex_array(path, forward, backward)

    def do_chunks(self, name, path):
        chunks = path.strip("/") + "/c"
        keys = set(self.all(self.store(name).list_prefix(path.strip("/"))))
        some = [key[len(chunks) + 1 :] for key in keys if (key + "/").startswith(chunks + "/")]
        return ranges([int(index) for index in key.split("/") if index] for key in some)

    def do_type(self, name, path, coords):
        indices = [int(index) for index in coords.split("/")]
        kind = str(self.sessions[name].chunk_type(path, indices)).split(".")[-1].lower()
        return TYPES.get(kind, kind)

    def do_same_node(self, name, path, other, other_path):
        one = self.sessions[name].get_node_id(path)
        return "yes" if one == self.sessions[other].get_node_id(other_path) else "no"

    def do_locations(self, name):
        return join(sorted(self.sessions[name].all_virtual_chunk_locations()))

    # ---- store --------------------------------------------------------------------------------

    def put(self, name, key, data):
        buffer = default_buffer_prototype().buffer
        self.wait(self.store(name).set(key, buffer.from_bytes(data)))

    def do_group(self, name, path, *options):
        self.put(name, *document("group", path, None, None, options))

    def do_array(self, name, path, shape, chunks, *options):
        self.put(name, *document("array", path, shape, chunks, options))

    def do_set(self, name, key, value):
        self.put(name, key, value_bytes(value))

    def do_set_if_absent(self, name, key, value):
        buffer = default_buffer_prototype().buffer
        data = buffer.from_bytes(value_bytes(value))
        self.wait(self.store(name).set_if_not_exists(key, data))

    def do_get(self, name, key):
        found = self.wait(self.store(name).get(key, default_buffer_prototype()))
        return "absent" if found is None else short(found.to_bytes())

    def do_size(self, name, key):
        return str(self.wait(self.store(name).getsize(key)))

    def do_exists(self, name, key):
        return "yes" if self.wait(self.store(name).exists(key)) else "no"

    def do_empty(self, name, *prefix):
        return "yes" if self.wait(self.store(name).is_empty(prefix[0] if prefix else "")) else "no"

    def do_delete(self, name, key):
        self.wait(self.store(name).delete(key))

    def do_delete_dir(self, name, prefix):
        self.wait(self.store(name).delete_dir(prefix))

    def do_clear(self, name):
        self.wait(self.store(name).clear())

    def do_list(self, name, *prefix):
        return join(sorted(self.all(self.store(name).list_prefix(prefix[0] if prefix else ""))))

    def do_dir(self, name, prefix):
        return join(sorted(self.all(self.store(name).list_dir(prefix))))

    def do_virtual(self, name, key, location, offset, length, *options):
        self.store(name).set_virtual_ref(
            key,
            location,
            offset=int(offset),
            length=int(length),
            validate_container="checked" in options,
        )

    # ---- the end ------------------------------------------------------------------------------

    def end(self):
        """Everything that can be seen of the repository, a line each."""
        self.ready()
        repository = ic.Repository.open(self.storage())
        self.repository = repository
        lines = []
        tips = {}
        for kind, refs in (
            ("branch", reference.branches(self.directory, repository)),
            ("tag", reference.tags(self.directory, repository)),
        ):
            for name, id in sorted(refs.items()):
                lines.append(f"{kind} {name}: {self.label(id)}")
                tips[self.label(id)] = id
        for label, id in sorted(tips.items()):
            lines.append(f"history of {label}: {self.do_history(id)}")
            try:
                lines += self.contents(label, repository.readonly_session(snapshot_id=id).store)
            except ic.IcechunkError as error:
                lines.append(f"{label}: !! {self.kind(error)}")
        if reference.is_2(repository):
            lines.append(f"operations: {self.do_ops()}")
            lines.append(f"metadata: {self.do_metadata()}")
            lines.append(f"availability: {self.do_availability()}")
            lines.append(f"flags: {self.do_flags()}")
        return lines

    def contents(self, label, store):
        for key in sorted(set(self.all(store.list())), key=lambda key: key.encode()):
            try:
                found = self.wait(store.get(key, default_buffer_prototype()))
                value = "absent" if found is None else short(found.to_bytes())
            except ic.IcechunkError as error:
                value = f"!! {self.kind(error)}"
            yield f"{label}: {key} = {value}"


def shifted(offset):
    def move(coords):
        moved = [int(index) + offset for index in coords]
        return None if min(moved) < 0 else moved

    return move


def splitting(text):
    dimension = ic.ManifestSplitDimCondition
    sizes = {}
    for part in text.split(","):
        name, _, count = part.rpartition(":")
        if name in ("", "any"):
            condition = dimension.Any()
        elif name.startswith("axis"):
            condition = dimension.Axis(int(name[4:]))
        else:
            condition = dimension.DimensionName(name)
        sizes[condition] = int(count)
    return ic.ManifestSplittingConfig.from_dict({ic.ManifestSplitCondition.AnyArray(): sizes})
