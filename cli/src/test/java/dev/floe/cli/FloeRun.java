package dev.floe.cli;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/// What one run of the command gave.
record FloeRun(int code, byte[] bytes, String err) {
  static FloeRun of(String... args) {
    return with(new byte[0], args);
  }

  static FloeRun with(byte[] in, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings around =
        new Surroundings(
            new Results(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(in),
            () -> false,
            InstantSource.system(),
            System::nanoTime);
    int code = Floe.run(around, args);
    around.out().flush();
    return new FloeRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /// The same, which must have ended well and without a word.
  FloeRun done() {
    if (code != 0 || !err.isEmpty()) {
      throw new AssertionError("exit code " + code + ": " + err);
    }
    return this;
  }

  String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return out().lines().toList();
  }

  JsonObject json() {
    List<String> lines = lines();
    if (lines.size() != 1) {
      throw new AssertionError("not one line: " + lines);
    }
    return object(lines.getFirst());
  }

  List<JsonObject> jsonLines() {
    return lines().stream().map(FloeRun::object).toList();
  }

  private static JsonObject object(String line) {
    return (JsonObject) JsonText.parse(line, "output");
  }

  /// A field of an object as compact JSON.
  static String field(JsonObject object, String name) {
    JsonValue value = object.members().get(name);
    return value == null ? "(none)" : JsonText.compact(value);
  }

  static String text(JsonObject object, String name) {
    return ((JsonValue.JsonString) object.members().get(name)).value();
  }
}
