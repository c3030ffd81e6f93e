"""Which golden repositories there are, who writes each, and what is in it."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import recipes_1
from kit import DATA_PREFIX, IS_2

if IS_2:
    import recipes_2
    import recipes_3
    import recipes_4

    NEWER = "icechunk 2.3.0"
OLDER = "icechunk 1.1.21"
EARLY = "icechunk 2.0.6"


@dataclass
class Entry:
    name: str
    library: str
    make: Callable
    authorize: tuple = ()
    tips_only: bool = False
    what: str = field(init=False)
    recipe: str = field(init=False)

    def __post_init__(self):
        self.what = self.make.__doc__
        self.recipe = f"{self.make.__module__}.{self.make.__name__}"

    def write(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.make(path)


CATALOGUE = {}


def add(name, library, make, *more, **options):
    CATALOGUE[name] = Entry(name, library, make, *more, **options)


add("v1-empty-by-1.1.21", OLDER, recipes_1.empty)
add("v1-history-by-1.1.21", OLDER, recipes_1.history)
add("v1-configured-by-1.1.21", OLDER, recipes_1.configured, (DATA_PREFIX,))
add("v1-expired-by-1.1.21", OLDER, recipes_1.expired)
add("v1-odd-names-by-1.1.21", OLDER, recipes_1.odd_names)

if IS_2:
    add("v1-empty", NEWER, recipes_1.empty)
    add("v1-history", NEWER, recipes_1.history)
    add("v1-configured", NEWER, recipes_1.configured, (DATA_PREFIX,))
    add("v1-odd-names", NEWER, recipes_1.odd_names)
    add("v2-empty", NEWER, recipes_2.empty)
    add("v2-history", NEWER, recipes_2.history)
    add("v2-settings", NEWER, recipes_2.settings)
    add("v2-read-only", NEWER, recipes_2.read_only)
    add("v2-long-log", NEWER, recipes_2.long_log)
    add("v2-amended", NEWER, recipes_2.amended)
    add("v2-expired", NEWER, recipes_2.expired)
    add("v2-odd-names", NEWER, recipes_2.odd_names)
    add("v2-splits", NEWER, recipes_3.splits)
    add("v2-virtual", NEWER, recipes_3.virtual, (DATA_PREFIX,))
    add("v2-dictionary", NEWER, recipes_3.dictionary, tips_only=True)
    add("v2-moved", NEWER, recipes_3.moved)
    add("v2-unicode", NEWER, recipes_3.unicode_paths)
    add("v2-ranks", NEWER, recipes_3.ranks)
    add("v2-root-array", NEWER, recipes_3.root_array)
    add("v2-codecs", NEWER, recipes_3.codecs)
    add("v2-odd-keys", NEWER, recipes_3.odd_keys)
    add("v2-rectilinear", NEWER, recipes_3.rectilinear)
    add("v2-shifted", NEWER, recipes_3.shifted)
    add("v2-migrated", NEWER, recipes_2.migrated)
    add("v2-migrated-beside-1", NEWER, recipes_2.migrated_beside)
    add("v2-history-by-2.0.6", EARLY, recipes_2.history)
    add("v2-amended-by-2.0.6", EARLY, recipes_2.amended)
    add("v2-expired-by-2.0.6", EARLY, recipes_2.expired)
    add("v2-settings-by-2.0.6", EARLY, recipes_2.settings)
    add("v2-many-nodes", NEWER, recipes_4.many_nodes)
    add("v2-rebased", NEWER, recipes_4.rebased)
    add("v2-zero-length-by-2.0.6", EARLY, recipes_4.zero_length)
