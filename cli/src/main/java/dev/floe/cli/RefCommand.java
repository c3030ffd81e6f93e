package dev.floe.cli;

import dev.floe.format.SnapshotId;

/// A command that prints branches or tags.
abstract class RefCommand extends RepositoryCommand {
  RefCommand(Surroundings around) {
    super(around);
  }

  final void print(String name, SnapshotId snapshot) {
    line(
        json()
            ? new Fields().text("name", name).text("snapshot", snapshot.text())
            : snapshot.text() + "  " + Plain.line(name));
  }
}
