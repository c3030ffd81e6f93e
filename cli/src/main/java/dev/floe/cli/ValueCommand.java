package dev.floe.cli;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;

/// A command that prints one JSON value: in one line with `--json`, indented for people.
abstract class ValueCommand extends RepositoryCommand {
  ValueCommand(Surroundings around) {
    super(around);
  }

  final void print(JsonValue value) {
    line(json() ? JsonText.compact(value) : JsonText.pretty(value));
  }
}
