"""A random history: nodes, chunks, deletes, resizes, moves, branches, tags, amends. Seeded."""

import random

import icechunk as ic

from kit import IS_2, config, create, delete_dir, delete_keys, group, set_keys
from recipes_documents import document

NAMES = ["a", "b", "a-b", "ab", "ä", "x y", "🧊"]
COMMITS = 14


def write(path, spec_version, seed):
    Writer(path, spec_version, random.Random(seed)).run()


class Writer:
    def __init__(self, path, spec_version, chance):
        self.chance = chance
        self.spec_version = spec_version
        split = ic.ManifestSplitCondition.AnyArray()
        axis = ic.ManifestSplitDimCondition.Axis(0)
        splitting = ic.ManifestSplittingConfig.from_dict({split: {axis: chance.randint(1, 5)}})
        settings = config(
            inline_chunk_threshold_bytes=chance.choice([0, 8, 512]),
            manifest=ic.ManifestConfig(splitting=splitting),
        )
        if IS_2:
            settings.num_updates_per_repo_info_file = chance.choice([2, 5, 1000])
        self.repo = create(path, settings, spec_version=spec_version)
        self.arrays = {"main": {}}
        self.amendable = set()

    def run(self):
        for n in range(COMMITS):
            branch = self.chance.choice(sorted(self.arrays))
            if self.spec_version == 2 and self.arrays[branch] and self.chance.random() < 0.15:
                self.move(branch, n)
                continue
            session = self.repo.writable_session(branch)
            group(session)
            for _ in range(self.chance.randint(1, 4)):
                self.change(session, self.arrays[branch])
            if not session.has_uncommitted_changes:
                group(session, f"n{n}")
            if self.spec_version == 2 and branch in self.amendable and self.chance.random() < 0.2:
                tip = session.amend(f"amended {n}")
            else:
                tip = session.commit(f"commit {n}", metadata={"n": n})
            self.amendable.add(branch)
            self.refs(branch, tip, n)

    def refs(self, branch, tip, n):
        if self.chance.random() < 0.3:
            self.repo.create_tag(f"tag {n}", tip)
            if self.chance.random() < 0.3:
                self.repo.delete_tag(f"tag {n}")
        if self.chance.random() < 0.25:
            self.repo.create_branch(f"branch-{n}", tip)
            self.arrays[f"branch-{n}"] = dict(self.arrays[branch])

    def move(self, branch, n):
        session = self.repo.rearrange_session(branch)
        source = self.chance.choice(sorted(self.arrays[branch]))
        target = f"moved-{n}"
        session.move("/" + source, "/" + target)
        session.commit(f"move {n}")
        self.amendable.discard(branch)  # the library does not amend a move with changes
        self.arrays[branch][target] = self.arrays[branch].pop(source)

    def change(self, session, arrays):
        kind = self.chance.choice(["array", "group", "chunks", "chunks", "clear", "resize", "drop"])
        if kind == "array" or not arrays:
            name = "/".join(self.chance.sample(NAMES, self.chance.randint(1, 2)))
            if any(known == name or known.startswith(name + "/") for known in arrays):
                return
            if any(name.startswith(known + "/") for known in arrays):
                return
            rank = self.chance.randint(0, 3)
            arrays[name] = [self.chance.randint(1, 6) for _ in range(rank)]
            set_keys(session, {f"{name}/zarr.json": document(arrays[name], [1] * rank)})
            return
        if kind == "group":
            group(session, f"group-{self.chance.randint(1, 4)}", n=self.chance.randint(0, 9))
            return
        name = self.chance.choice(sorted(arrays))
        if kind == "chunks":
            set_keys(session, {self.key(name, arrays): self.payload() for _ in range(6)})
        elif kind == "clear":
            delete_keys(session, *{self.key(name, arrays) for _ in range(3)})
        elif kind == "resize":
            arrays[name] = [self.chance.randint(1, 7) for _ in arrays[name]]
            set_keys(session, {f"{name}/zarr.json": document(arrays[name], [1] * len(arrays[name]))})
        else:
            delete_dir(session, name)
            del arrays[name]

    def key(self, name, arrays):
        coords = [str(self.chance.randrange(n)) for n in arrays[name]]
        return "/".join([name, "c", *coords])

    def payload(self):
        return self.chance.randbytes(self.chance.choice([1, 8, 9, 512, 513, 3000]))
