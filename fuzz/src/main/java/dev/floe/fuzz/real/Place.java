package dev.floe.fuzz.real;

import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Where a repository is.
///
/// @param location a path or a URL
/// @param settings of the storage; for a bucket the port of its server
record Place(String location, Map<String, String> settings) {
  /// The bucket of servers for tests.
  static final String BUCKET = "bucket";

  /// In seconds, on a local filesystem.
  static final String LOCK_PATIENCE = "lock-patience-seconds";

  /// In seconds, of the clock of the engine that uses the storage; none of the storage's.
  static final String CLOCK_SHIFT = "clock-shift-seconds";

  /// In seconds, how much further ahead that clock is in every other second; none of the storage's.
  static final String CLOCK_STEP = "clock-step-seconds";

  private static final String S3 = "s3://" + BUCKET + "/";
  private static final String PORT = "port";
  private static final String BETWEEN = ";";
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(2);

  Place {
    settings = Map.copyOf(settings);
  }

  /// The same with one more setting.
  Place with(String name, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(name, value);
    return new Place(location, more);
  }

  /// In the bucket of a server on this machine, with the keys of the servers for tests.
  static Place inBucket(int port, String prefix) {
    return new Place(S3 + prefix, Map.of(PORT, Integer.toString(port)));
  }

  /// Another place that is reached as this one is.
  Place beside(String name) {
    return new Place(location + "-" + name, settings);
  }

  /// Of the server of a bucket.
  String endpoint() {
    return "http://127.0.0.1:" + settings.get(PORT);
  }

  /// Within the bucket.
  String prefix() {
    return location.substring(S3.length());
  }

  Storage open() {
    if (!location.startsWith(S3)) {
      Map<String, String> known = new TreeMap<>(settings);
      known.remove(CLOCK_SHIFT);
      known.remove(CLOCK_STEP);
      return Storage.of(location, new StorageOptions(StorageOptions.Durability.FSYNC, known));
    }
    return S3StorageBuilder.of(BUCKET, prefix())
        .endpointUrl(endpoint())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .networkStreamTimeout(STREAM_PATIENCE)
        .open();
  }

  /// By how much the clock of whoever uses it is ahead, its steps aside.
  Duration clockShift() {
    return seconds(CLOCK_SHIFT);
  }

  /// What the clock of whoever uses it says.
  ///
  /// @param system what that of the system says
  Instant clock(Instant system) {
    boolean isFurther = Math.floorMod(system.getEpochSecond(), 2) == 1;
    return system.plus(clockShift()).plus(isFurther ? seconds(CLOCK_STEP) : Duration.ZERO);
  }

  private Duration seconds(String setting) {
    return Duration.ofSeconds(Long.parseLong(settings.getOrDefault(setting, "0")));
  }

  /// The settings as one word of a command line.
  String settingsText() {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(BETWEEN, BETWEEN, ""));
  }

  static Place of(String location, String settingsText) {
    Map<String, String> settings = new TreeMap<>();
    for (String setting : settingsText.split(BETWEEN)) {
      int sign = setting.indexOf('=');
      if (sign > 0) {
        settings.put(setting.substring(0, sign), setting.substring(sign + 1));
      }
    }
    return new Place(location, settings);
  }
}
