package dev.floe.virtual;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.VirtualChunkContainer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// When a container is usable (reference §8.2): its prefix is a URL that ends with a slash, its
/// kind of store belongs to its scheme, and for files it names a directory below the root.
public final class ContainerRules {
  private ContainerRules() {}

  /// What is wrong with a container, in words; empty if nothing is.
  public static Optional<String> problem(VirtualChunkContainer container) {
    String prefix = container.urlPrefix();
    int separator = prefix.indexOf("://");
    if (separator < 1) {
      return Optional.of("its prefix is not a URL");
    }
    if (!prefix.endsWith("/")) {
      return Optional.of("its prefix does not end with a slash");
    }
    if (container.name().filter(name -> name.isEmpty() || name.indexOf('/') >= 0).isPresent()) {
      return Optional.of("its name is empty or has a slash");
    }
    String scheme = prefix.substring(0, separator);
    if (!scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
      return Optional.of("its scheme is not in lower case");
    }
    if (!isOf(container.store(), scheme)) {
      return Optional.of("its store is not of the scheme " + scheme);
    }
    String rest = prefix.substring(separator + 3);
    return scheme.equals("file") ? problemOfDirectory(rest) : problemOfHost(rest);
  }

  private static boolean isOf(ObjectStoreConfig store, String scheme) {
    return switch (store) {
      case ObjectStoreConfig.InMemory _ -> false;
      case ObjectStoreConfig.LocalFileSystem _ -> scheme.equals("file");
      case ObjectStoreConfig.Http _ -> scheme.equals("http") || scheme.equals("https");
      case ObjectStoreConfig.S3 _, ObjectStoreConfig.S3Compatible _ -> scheme.equals("s3");
      case ObjectStoreConfig.Tigris _ -> scheme.equals("s3") || scheme.equals("tigris");
      case ObjectStoreConfig.Gcs _ -> scheme.equals("gs") || scheme.equals("gcs");
      case ObjectStoreConfig.Azure _ -> Set.of("az", "azure", "abfs").contains(scheme);
    };
  }

  private static Optional<String> problemOfHost(String rest) {
    if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
      return Optional.of("its prefix has a query or fragment");
    }
    String host = VirtualLocations.authority(rest);
    if (host.isEmpty() || !host.chars().allMatch(c -> c > ' ' && c != '@' && c != '\\')) {
      return Optional.of("its prefix has no usable bucket or host");
    }
    return Optional.empty();
  }

  private static Optional<String> problemOfDirectory(String rest) {
    if (!rest.startsWith("/") || rest.equals("/")) {
      return Optional.of("its prefix does not name a directory below the root");
    }
    String decoded = PercentText.decoded(rest).orElse("/../");
    return isPlain(rest) && isPlain(decoded)
        ? Optional.empty()
        : Optional.of("its prefix has an empty, . or .. segment, or a character no path has");
  }

  private static boolean isPlain(String directory) {
    for (String segment : directory.substring(1, directory.length() - 1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return directory.indexOf('\0') < 0 && directory.indexOf('\\') < 0;
  }
}
