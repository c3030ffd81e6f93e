package dev.floe.virtualize;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.S3Options;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The container that readers will find virtualized files in: where it is, and what `vcc://name/…`
/// locations call it.
///
/// @param urlPrefix with a trailing slash
/// @param name if there is one, locations are relative to it, so that the files can move
public record FileContainer(String urlPrefix, Optional<String> name) {
  public FileContainer {
    Objects.requireNonNull(name, "name");
    urlPrefix = urlPrefix.endsWith("/") ? urlPrefix : urlPrefix + "/";
    if (urlPrefix.indexOf("://") <= 0) {
      throw invalid("a URL such as file:///data/ or s3://bucket/prefix/", urlPrefix);
    }
    if (name.isPresent() && (name.get().isEmpty() || name.get().contains("/"))) {
      throw invalid("a name without /", name.get());
    }
  }

  /// The directory of a file, without a name.
  ///
  /// The prefix is not percent-encoded: readers compare it with decoded locations.
  static FileContainer directoryOf(LocalFile file) {
    Path directory = file.path().getParent();
    String path = directory.toString().replace('\\', '/');
    return new FileContainer(
        (path.startsWith("/") ? "file://" : "file:///") + path, Optional.empty());
  }

  /// A container as people write it: `URL` or `URL=NAME`.
  public static FileContainer parse(String text) {
    int equals = text.lastIndexOf('=');
    return equals < 0 || text.indexOf('/', equals) >= 0
        ? new FileContainer(text, Optional.empty())
        : new FileContainer(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }

  private String scheme() {
    return urlPrefix.substring(0, urlPrefix.indexOf("://")).toLowerCase(Locale.ROOT);
  }

  /// Whether readers will read the very files that are virtualized.
  boolean isLocal() {
    return scheme().equals("file");
  }

  /// Where readers will find a file. A local container must hold it; in any other one it is
  /// expected directly below the prefix, under its own name, and nothing is known of its time.
  SourceOrigin origin(LocalFile file) {
    String relative = encoded(isLocal() ? withinContainer(file) : file.path().getFileName());
    String location =
        name.map(container -> "vcc://" + container + "/" + relative)
            .orElseGet(() -> isLocal() ? file.origin().location() : urlPrefix + relative);
    return isLocal() ? file.origin(location) : new SourceOrigin(location, Optional.empty());
  }

  private Path withinContainer(LocalFile file) {
    Path directory = Path.of(decoded(urlPrefix.substring("file://".length())));
    if (!file.path().startsWith(directory)) {
      throw invalid("a container that holds " + file.path(), urlPrefix);
    }
    return directory.relativize(file.path());
  }

  /// A relative path as it stands in a URL.
  private static String encoded(Path relative) {
    Path root = Path.of("/").toAbsolutePath();
    String url = root.resolve(relative.toString()).toUri().getRawPath();
    return url.substring(root.toUri().getRawPath().length());
  }

  /// The path of a prefix that may or may not be percent-encoded.
  private static String decoded(String path) {
    try {
      return path.indexOf('%') < 0 ? path : URI.create("file://" + path).getPath();
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  /// The container as it is registered in a repository's configuration.
  public VirtualChunkContainer toConfig() {
    ObjectStoreConfig store =
        switch (scheme()) {
          case "file" ->
              new ObjectStoreConfig.LocalFileSystem(
                  decoded(urlPrefix.substring("file://".length())));
          case "s3" -> new ObjectStoreConfig.S3(S3Options.NONE);
          case "tigris" -> new ObjectStoreConfig.Tigris(S3Options.NONE);
          case "gs", "gcs" -> new ObjectStoreConfig.Gcs(Collections.emptySortedMap());
          case "http", "https" ->
              new ObjectStoreConfig.Http(
                  Collections.emptySortedMap(), Collections.emptySortedMap());
          default ->
              throw invalid(
                  "a container at file, s3, tigris, gs, http or https; others are configured with"
                      + " the repository",
                  urlPrefix);
        };
    return new VirtualChunkContainer(name, urlPrefix, store);
  }

  private static InvalidInputException invalid(String expected, String found) {
    return new InvalidInputException(
        ErrorKind.INVALID_VIRTUAL_REF, "container: expected " + expected + ", found " + found);
  }
}
