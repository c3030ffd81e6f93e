"""Sets one store key on `main` of a repository and commits; prints how many manifests its snapshot has.

    touch.py REPO KEY HEX
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "golden"))

import kit
import raw
import reference


def main(repository, key, data):
    session = reference.open_repository(Path(repository), []).writable_session("main")
    kit.set_keys(session, {key: bytes.fromhex(data)})
    snapshot = session.commit("reference: " + key)
    stored = raw.snapshot_manifests(Path(repository) / "snapshots" / snapshot)
    print(reference.line({"snapshot": snapshot, "manifests": sum(len(ids) for _, ids in stored.values())}))


if __name__ == "__main__":
    reference.run(main)
