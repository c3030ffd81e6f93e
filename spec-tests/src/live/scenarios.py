"""Runs the scenarios of the test resources in the reference.

    scenarios.py FILE...

Prints a JSON object a line for each scenario: {"name", "outcomes": [text of each step], "end": [line]}.
How scenarios are written: `src/test/resources/scenarios/README.md`.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import reference
import scenario_steps


def scenarios(path):
    """Name, and the steps as lists of words, of each scenario in a file that the reference can run."""
    found = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith("scenario "):
            found.append((line.removeprefix("scenario ").strip(), []))
            only_floe = False
        elif line.startswith("only floe"):
            found.pop()
            only_floe = True
        elif line.strip() and line[0] not in "# " and line != "ends differently" and not only_floe:
            found[-1][1].append(line.split(" => ")[0].split(" !! ")[0].split())
    return found


def run(name, steps):
    directory = Path(tempfile.mkdtemp(prefix="floe-scenario-"))
    try:
        world = scenario_steps.World(directory)
        outcomes = [world.outcome(words) for words in steps]
        return {"name": name, "outcomes": outcomes, "end": world.end()}
    finally:
        shutil.rmtree(directory)


def main(*files):
    for path in files:
        for name, steps in scenarios(path):
            print(reference.line(run(name, steps)), flush=True)


if __name__ == "__main__":
    reference.run(main)
