"""Expires and collects, and prints what went as one JSON line.

    maintain.py expire REPO TIME [--delete-branches] [--delete-tags]
    maintain.py gc REPO TIME [--dry-run]
"""

import argparse
from datetime import datetime
from pathlib import Path

import reference

FIELDS = (
    "bytes_deleted",
    "chunks_deleted",
    "manifests_deleted",
    "snapshots_deleted",
    "attributes_deleted",
    "transaction_logs_deleted",
)


def main(*arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("action", choices=["expire", "gc"])
    parser.add_argument("repository", type=Path)
    parser.add_argument("time", type=datetime.fromisoformat)
    parser.add_argument("--delete-branches", action="store_true")
    parser.add_argument("--delete-tags", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args(arguments)
    repo = reference.open_repository(options.repository)
    if options.action == "expire":
        released = repo.expire_snapshots(
            options.time,
            delete_expired_branches=options.delete_branches,
            delete_expired_tags=options.delete_tags,
        )
        tell({"released": sorted(released)})
    else:
        dry = {"dry_run": True} if options.dry_run else {}
        summary = repo.garbage_collect(options.time, **dry)
        tell({name: getattr(summary, name) for name in FIELDS})


def tell(value):
    print(reference.line(value), flush=True)


if __name__ == "__main__":
    reference.run(main)
