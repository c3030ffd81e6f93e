"""Which golden repositories there are, who writes each, and what is in it."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import recipes_1
from kit import DATA_PREFIX, IS_2

if IS_2:
    import recipes_2
    NEWER = f"icechunk 2.3.0"
OLDER = "icechunk 1.1.21"


@dataclass
class Entry:
    name: str
    library: str
    make: Callable
    authorize: tuple = ()
    what: str = field(init=False)
    recipe: str = field(init=False)

    def __post_init__(self):
        self.what = self.make.__doc__
        self.recipe = f"{self.make.__module__}.{self.make.__name__}"

    def write(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.make(path)


CATALOGUE = {}


def add(name, library, make, authorize=()):
    CATALOGUE[name] = Entry(name, library, make, authorize)


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
