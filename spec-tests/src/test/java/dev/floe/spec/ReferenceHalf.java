package dev.floe.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The reference's half: `both_ways.py`, one process from the first step to the last.
final class ReferenceHalf implements Half {
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  ReferenceHalf(Path directory) {
    process = Reference.NEWER.converse("both_ways.py", directory);
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static ObjectNode request(String what) {
    return JsonNodeFactory.instance.objectNode().put("do", what);
  }

  private JsonNode ask(ObjectNode request) {
    try {
      requests.write(request + "\n");
      requests.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError("the reference ended at " + request);
      }
      JsonNode answer = GoldenRepository.JSON.readTree(line);
      if (answer.has("error")) {
        throw new AssertionError("the reference: " + answer.get("error") + " at " + request);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void begin(String branch, List<Change> changes) {
    ObjectNode request = request("begin").put("branch", branch);
    ArrayNode rows = request.putArray("changes");
    for (Change change : changes) {
      String hex = HexFormat.of().formatHex(change.bytes());
      rows.addArray().add(change.kind()).add(change.key()).add(hex);
    }
    ask(request);
  }

  @Override
  public String finish(How how, String message) {
    String name = how.name().toLowerCase(Locale.ROOT);
    return ask(request("finish").put("how", name).put("message", message))
        .get("snapshot")
        .stringValue();
  }

  @Override
  public String move(String branch, String from, String to, String message) {
    ObjectNode request = request("move").put("branch", branch);
    return ask(request.put("source", from).put("target", to).put("message", message))
        .get("snapshot")
        .stringValue();
  }

  @Override
  public void expire(Instant olderThan, boolean branches, boolean tags) {
    ObjectNode request = request("expire").put("older_than", olderThan.toString());
    ask(request.put("branches", branches).put("tags", tags));
  }

  @Override
  public void collectGarbage() {
    ask(request("collect_garbage"));
  }

  @Override
  public void createBranch(String name, String at) {
    ask(request("create_branch").put("name", name).put("at", at));
  }

  @Override
  public void resetBranch(String name, String at) {
    ask(request("reset_branch").put("name", name).put("at", at));
  }

  @Override
  public void deleteBranch(String name) {
    ask(request("delete_branch").put("name", name));
  }

  @Override
  public void createTag(String name, String at) {
    ask(request("create_tag").put("name", name).put("at", at));
  }

  @Override
  public void deleteTag(String name) {
    ask(request("delete_tag").put("name", name));
  }

  @Override
  public void updateMetadata(Map<String, Long> values) {
    ObjectNode request = request("metadata");
    ObjectNode members = request.putObject("values");
    values.forEach(members::put);
    ask(request);
  }

  @Override
  public Seen seen() {
    JsonNode seen = ask(request("seen"));
    Map<String, Long> metadata = new TreeMap<>();
    seen.get("metadata")
        .properties()
        .forEach(member -> metadata.put(member.getKey(), member.getValue().longValue()));
    Map<String, List<String>> histories = new TreeMap<>();
    for (Map.Entry<String, JsonNode> history : seen.get("histories").properties()) {
      List<String> ids = new ArrayList<>();
      history.getValue().forEach(id -> ids.add(id.stringValue()));
      histories.put(history.getKey(), ids);
    }
    Map<String, Map<String, String>> keys = new TreeMap<>();
    seen.get("keys")
        .properties()
        .forEach(version -> keys.put(version.getKey(), texts(version.getValue())));
    return new Seen(
        texts(seen.get("branches")), texts(seen.get("tags")), metadata, histories, keys);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(one -> texts.put(one.getKey(), one.getValue().stringValue()));
    return texts;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
