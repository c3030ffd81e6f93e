"""Makes fresh repositories that exercise much, with the library of this environment.

    write_all.py DIR [--seed N] [--random COUNT]

Every golden recipe of this library in DIR/<name>, then COUNT random histories in DIR/random-<n>.
Prints a JSON line each: {name, path, authorize, spec_version}. The same seed makes the same choices.
"""

import argparse
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "golden"))

import kit
import random_history
import reference
from catalogue import CATALOGUE


def main(*arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--random", type=int, default=3)
    options = parser.parse_args(arguments)
    kit.place_data()
    library = reference.made_by()["library"]
    for entry in CATALOGUE.values():
        if entry.library == library:
            entry.write(options.directory / entry.name)
            tell(entry.name, options.directory / entry.name, entry.authorize)
    for n in range(options.random):
        for spec_version in (1, 2) if kit.IS_2 else (1,):
            name = f"random-{spec_version}-{n}"
            random_history.write(options.directory / name, spec_version, options.seed * 1000 + n)
            tell(name, options.directory / name, ())


def tell(name, path, authorize):
    print(reference.line({"name": name, "path": str(path), "authorize": authorize}), flush=True)


if __name__ == "__main__":
    reference.run(main)
