"""The reference's half of a history that it and another process write in turns, step by step.

    both_ways.py REPO

Reads a JSON object a line and answers each with one, until the input ends:

    {"do": "begin", "branch", "changes": [[kind, key, hex]]}   kind: set, delete, delete_dir
    {"do": "finish", "how": commit|amend|flush|rebase, "message"}        -> {"snapshot"}
    {"do": "create_branch"|"reset_branch"|"create_tag", "name", "at"}    {"do": "delete_branch"|"delete_tag", "name"}
    {"do": "move", "branch", "source", "target", "message"}                -> {"snapshot"}
    {"do": "expire", "older_than", "branches", "tags"}    {"do": "collect_garbage"}
    {"do": "metadata", "values"}
    {"do": "seen"}    -> {"branches", "tags", "metadata", "histories", "keys"}

A failure is answered with {"error"}.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "golden"))

import icechunk as ic
import kit
import reference


class Half:
    def __init__(self, path):
        self.path = path
        self.repository = reference.open_repository(path)
        self.session = None

    def begin(self, branch, changes):
        self.session = self.repository.writable_session(branch)
        for kind, key, value in changes:
            if kind == "set":
                kit.set_keys(self.session, {key: bytes.fromhex(value)})
            elif kind == "delete":
                kit.delete_keys(self.session, key)
            else:
                kit.delete_dir(self.session, key)

    def finish(self, how, message):
        session, self.session = self.session, None
        if how == "amend":
            return {"snapshot": session.amend(message)}
        if how == "flush":
            return {"snapshot": session.flush(message)}
        if how == "rebase":
            return {"snapshot": session.commit(message, rebase_with=ic.ConflictDetector())}
        return {"snapshot": session.commit(message)}

    def move(self, branch, source, target, message):
        session = self.repository.rearrange_session(branch)
        session.move(source, target)
        return {"snapshot": session.commit(message)}

    def expire(self, older_than, branches, tags):
        self.repository.expire_snapshots(
            datetime.fromisoformat(older_than),
            delete_expired_branches=branches,
            delete_expired_tags=tags,
        )

    def collect_garbage(self):
        self.repository.garbage_collect(datetime.now(UTC) + timedelta(days=1))

    def create_branch(self, name, at):
        self.repository.create_branch(name, at)

    def reset_branch(self, name, at):
        self.repository.reset_branch(name, at)

    def delete_branch(self, name):
        self.repository.delete_branch(name)

    def create_tag(self, name, at):
        self.repository.create_tag(name, at)

    def delete_tag(self, name):
        self.repository.delete_tag(name)

    def metadata(self, values):
        self.repository.update_metadata(values)

    def seen(self):
        """All of it, through a handle that remembers nothing."""
        repository = reference.open_repository(self.path)
        branches = reference.branches(self.path, repository)
        tags = reference.tags(self.path, repository)
        histories, keys = {}, {}
        for tip in {*branches.values(), *tags.values()}:
            histories[tip] = [info.id for info in repository.ancestry(snapshot_id=tip)]
            rows = reference.keys(repository.readonly_session(snapshot_id=tip))
            keys[tip] = {row["key"]: row["sha256"] or row["error"] for row in rows}
        return {
            "branches": branches,
            "tags": tags,
            "metadata": repository.metadata,
            "histories": histories,
            "keys": keys,
        }


def main(path):
    half = Half(path)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(half, request.pop("do"))(**request) or {}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(reference.line(answer), flush=True)


if __name__ == "__main__":
    reference.run(main)
