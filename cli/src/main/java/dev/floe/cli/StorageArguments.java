package dev.floe.cli;

import dev.floe.RepositoryOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.virtual.VirtualChunkAccess;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which repository, how its store is reached, and what outside it may be read.
final class StorageArguments {
  @Parameters(
      index = "0",
      paramLabel = "REPO",
      description = "The repository: a path, or a URL such as s3://bucket/prefix.")
  private String location;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "The object store's server, instead of the provider's own.")
  private String endpointUrl;

  @Option(names = "--region", paramLabel = "NAME", description = "The object store's region.")
  private String region;

  @Option(names = "--anonymous", description = "Sends requests without credentials.")
  private boolean anonymous;

  @Option(names = "--path-style", description = "Names the bucket in the path, not in the host.")
  private boolean pathStyle;

  @Option(names = "--allow-http", description = "Allows a server without TLS.")
  private boolean allowHttp;

  @Option(
      names = "--authorize",
      paramLabel = "PREFIX[=HOW]",
      description = {
        "Allows virtual chunks below this URL prefix to be read: as their container says, or"
            + " HOW = anonymous, env or profile:NAME. May be repeated."
      })
  private List<String> authorized = List.of();

  /// What a command says of stores of S3, by the names of their settings.
  private final Map<String, String> ofS3 = new TreeMap<>();

  /// Says something of stores of S3 that are opened from now on.
  void setOfS3(String setting, String value) {
    ofS3.put(setting, value);
  }

  Storage open() {
    return open(location);
  }

  /// Another storage, reached in the same way. Files need no way: one place of two may be local.
  Storage open(String place) {
    boolean local = !place.contains("://") || place.startsWith("file:");
    return Storage.of(place, local ? StorageOptions.STANDARD : remoteOptions(place));
  }

  private StorageOptions remoteOptions(String place) {
    Map<String, String> settings = new TreeMap<>(place.startsWith("s3:") ? ofS3 : Map.of());
    if (endpointUrl != null) {
      settings.put("endpoint-url", endpointUrl);
    }
    if (region != null) {
      settings.put("region", region);
    }
    flag("anonymous", anonymous, settings);
    flag("path-style", pathStyle, settings);
    flag("allow-http", allowHttp, settings);
    return new StorageOptions(StorageOptions.STANDARD.durability(), settings);
  }

  private static void flag(String name, boolean value, Map<String, String> settings) {
    if (value) {
      settings.put(name, "true");
    }
  }

  /// How the repository is opened.
  RepositoryOptions repositoryOptions() {
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (String argument : authorized) {
      access = access.andParsed(argument);
    }
    return RepositoryOptions.STANDARD.withVirtualChunkAccess(access);
  }
}
